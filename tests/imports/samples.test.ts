import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sayBadCell } from "../../src/exchange/imports/run-messages.ts";
import { accept } from "../../src/kernel/result.ts";
import { openWorld, type World } from "../world.ts";
import { aCast, asking, type Cast, importing, running, sample, wrongIn } from "./importing.ts";

// Every count is the samples' own README and truth.json, worked out by their author apart from this code.
const truth: Record<string, number | string> = JSON.parse(readFileSync(sample("truth.json"), "utf8"));

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const FILES = [
  ["people", "treatment", "client_list.csv"],
  ["episodes", "treatment", "treatment_episodes.csv"],
  ["events", "police", "police_offences.txt"],
  ["custody", "prison", "custody_periods.csv"],
] as const;

/** What a cast's four files left in the record, whatever the order they came in. */
async function endState(of: World, cast: Cast) {
  const [counts] = await of.sql`
    select (select count(*)::int from identifier where scheme = 'client' and agency_id = ${cast.treatment.agencyId}) as clients,
           (select count(*)::int from episode where agency_id = ${cast.treatment.agencyId}) as episodes,
           (select count(*)::int from event where agency_id = ${cast.police.agencyId}) as offences,
           (select count(*)::int from unlinked_event where agency_id = ${cast.police.agencyId}) as offences_unlinked,
           (select count(*)::int from event where agency_id = ${cast.prison.agencyId}) as spells,
           (select count(*)::int from unlinked_event where agency_id = ${cast.prison.agencyId}) as spells_unlinked`;
  const events = await of.sql`
    select c.value as client, e.kind, e.source_ref, e.happened_on::text, e.happened_at::text, e.until_on::text, e.what, e.outcome, e.place
      from event e join identifier c on c.person_id = e.person_id and c.scheme = 'client'
     order by e.kind, e.source_ref`;
  return { counts, events: [...events] };
}

describe("the four files agencies sent", () => {
  let cast: Cast;
  beforeAll(async () => {
    cast = await aCast(world);
  });

  test("load with exactly the counts their README states", async () => {
    const runs = [];
    for (const [kind, from, file] of FILES)
      runs.push(await importing(world, cast, kind, cast[from], sample(file)));
    const [people, episodes, events, custody] = runs;
    expect(people?.counts).toEqual({ read: 403, fresh: 400, changed: 0, known: 0, repeated: 0, bad: 3 });
    expect(episodes?.counts).toEqual({ read: 400, fresh: 400, changed: 0, known: 0, repeated: 0, bad: 0 });
    expect(events?.counts).toEqual({ read: 4165, fresh: 4128, changed: 0, known: 0, repeated: 25, bad: 12 });
    expect(custody?.counts).toEqual({ read: 385, fresh: 385, changed: 0, known: 0, repeated: 0, bad: 0 });
    expect(runs.map((run) => run.state)).toEqual(["done", "done", "done", "done"]);
    expect(people && (await wrongIn(world, cast, people)).map(sayBadCell)).toEqual([
      'Line 52, NHSNo: "943 476 5918" fails the check inside every NHS number: something in it is mistyped.',
      'Line 122, DOB: "31/02/1979" is not a date (day first, like 21/11/2026).',
      "Line 202, ClientRef: there is no client reference.",
    ]);
    const wrong = events ? await wrongIn(world, cast, events) : [];
    expect(wrong.map((cell) => cell.code).sort()).toEqual(
      ["in-the-future", "missing", "not-a-date", "pnc-check-failed"].flatMap((code) => [code, code, code]),
    );
    expect(people?.completeTo).toBeUndefined();
    for (const run of [events, custody]) {
      expect(run?.completeTo?.toString()).toBe(truth.complete_to);
      expect(run?.completeBy).toBe("inferred");
    }
  });

  test("the same files again change nothing", async () => {
    const before = await endState(world, cast);
    for (const [kind, from, file] of FILES) {
      const { counts } = await importing(world, cast, kind, cast[from], sample(file));
      expect([counts.fresh, counts.changed]).toEqual([0, 0]);
      expect(counts.known).toBe(counts.read - counts.repeated - counts.bad);
    }
    expect(await endState(world, cast)).toEqual(before);
  });

  test("a treatment keyworker sees the stays, and no offence and no time in custody before the person consents", async () => {
    const seen = () =>
      world.as(cast.treatment, async (tx) => {
        const [row] = await tx`
          select (select count(*)::int from episode) as episodes, (select count(*)::int from event) as events,
                 (select count(*)::int from person) as people`;
        return accept({ ...row });
      });
    expect(await seen()).toEqual(accept({ episodes: 400, events: 0, people: 400 }));
    const [one] = await world.sql`
      select e.person_id, count(*)::int as offences from event e
        join episode s on s.person_id = e.person_id and s.ended_on is null
       where e.kind = 'offence' group by 1 order by 2 desc, 1 limit 1`;
    await world.as(cast.treatment, async (tx) => {
      await tx`insert into consent (person_id, category, reader_kind, decision, evidence)
               values (${one?.person_id}, 'offending', 'treatment', 'given', 'signed form')`;
      return accept(undefined);
    });
    const offences = await world.as(cast.treatment, async (tx) =>
      accept((await tx`select from event where kind = 'offence'`).length),
    );
    expect(offences).toEqual(accept(one?.offences));
  });

  test("whoever imports sees nobody: only how many, and what was wrong", async () => {
    for (const table of ["person", "identifier", "event", "episode"]) {
      const seen = await world.as(cast.administrator, async (tx) =>
        accept((await tx`select from ${tx(table)}`).length),
      );
      expect(seen).toEqual(accept(0));
    }
    const unlinked = world.as(cast.administrator, async (tx) => accept(await tx`select from unlinked_event`));
    await expect(unlinked).rejects.toThrow("permission denied");
  });

  test("the log says of everyone whose record an import changed", async () => {
    const [row] = await world.sql`
      select count(distinct p)::int as people from access_log, unnest(person_ids) p
       where what = 'changed' and about = 'imported people' and account_id is not null`;
    expect(row?.people).toBe(400);
  });
});

describe("the order files come in", () => {
  test("offences before people comes to the same record as people before offences", async () => {
    const [first, second] = [await openWorld(), await openWorld()];
    try {
      const [usual, reversed] = [await aCast(first), await aCast(second)];
      for (const [kind, from, file] of FILES) await importing(first, usual, kind, usual[from], sample(file));
      const [people, episodes, events, custody] = FILES;
      for (const [kind, from, file] of [custody, events, people, episodes]) {
        const run = await importing(second, reversed, kind, reversed[from], sample(file));
        if (kind === "events") expect(run.counts.fresh).toBe(truth.offence_good);
      }
      expect(await endState(second, reversed)).toEqual(await endState(first, usual));
    } finally {
      await Promise.all([first.close(), second.close()]);
    }
  });
});

describe("an import that is killed", () => {
  test("goes on after the last batch it finished, with the same counts and the same record", async () => {
    const own = await openWorld();
    try {
      const cast = await aCast(own);
      await importing(own, cast, "people", cast.treatment, sample("client_list.csv"));
      const job = await asking(own, cast, "events", cast.police);
      const stopping = new AbortController();
      const file = sample("police_offences.txt");
      const first = await running(own, job, file, {
        signal: stopping.signal,
        onProgress: ({ rowsRead }) => void (rowsRead >= 2000 && stopping.abort()),
      });
      expect(first).toEqual({ ok: false, refusal: { code: "stopped" } });
      const [between] = await own.sql`select count(*)::int as n from event`;
      expect(between?.n).toBeGreaterThan(1500);
      expect(between?.n).toBeLessThan(2001);
      const second = await running(own, job, file);
      expect(second.ok && second.value.counts).toEqual({
        read: 4165,
        fresh: 4128,
        changed: 0,
        known: 0,
        repeated: 25,
        bad: 12,
      });
      expect(second.ok && (await wrongIn(own, cast, second.value)).length).toBe(12);
    } finally {
      await own.close();
    }
  });

  test("from an account that is disabled meanwhile loads nothing more", async () => {
    const own = await openWorld();
    try {
      const cast = await aCast(own);
      const job = await asking(own, cast, "people", cast.treatment);
      await own.sql`update account set disabled_at = now() where username = ${cast.administrator.username}`;
      expect(await running(own, job, sample("client_list.csv"))).toEqual({
        ok: false,
        refusal: { code: "signed-out" },
      });
      const [row] = await own.sql`select count(*)::int as n from person`;
      expect(row?.n).toBe(0);
    } finally {
      await own.close();
    }
  });
});
