import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COUNTED } from "../../src/counted.ts";
import { answerFor } from "../../src/insight/changed/answer.ts";
import { saySource as sayMissing } from "../../src/insight/changed/answer-messages.ts";
import { accept } from "../../src/kernel/result.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { loadSamples, saySource } from "./samples-loaded.ts";

const truth = JSON.parse(readFileSync(new URL("../samples/truth.json", import.meta.url), "utf8"));

let world: World;
let commissioner: TestAgency;
let police: TestAgency;
let prison: TestAgency;
let treatment: TestAgency;
beforeAll(async () => {
  world = await openWorld();
  police = await world.anAgency("police");
  prison = await world.anAgency("prison");
  treatment = await world.anAgency("treatment");
  commissioner = await world.anAgency("office", { role: "commissioner" });
  await loadSamples(world, {
    police: police.agencyId,
    prison: prison.agencyId,
    community: treatment.agencyId,
  });
});
afterAll(() => world.close());

async function answer(reader: TestAgency, asked: { service?: string; event?: string; window?: string } = {}) {
  const outcome = await world.as(reader, async (tx) => accept(await answerFor(tx, asked, COUNTED)));
  if (!outcome.ok) throw new Error("the commissioner may ask");
  return outcome.value.answer;
}
async function answered(asked: { service?: string; event?: string; window?: string } = {}) {
  const found = await answer(commissioner, asked);
  if (!found.ok) throw new Error(found.refusal.code);
  return found.value;
}
async function figures(asked: { service?: string; event?: string; window?: string } = {}) {
  const { changed } = await answered(asked);
  if (!changed.ok) throw new Error(changed.refusal.code);
  return changed.value;
}

describe("before any file of custody", () => {
  test("no rate is given, and the reader is told which file to import", async () => {
    const { changed, question } = await answered();
    expect(changed).toEqual({
      ok: false,
      refusal: { code: "source-missing", missing: ["events", "custody"] },
    });
    if (changed.ok || changed.refusal.code !== "source-missing") throw new Error("a source is missing");
    expect(sayMissing(changed.refusal, question.event)).toContain(
      "Import the police's file of them and times in custody",
    );
  });

  test("a file that only was tried, or failed, is no source", async () => {
    await saySource(world, police.agencyId, "events", "2026-09-30");
    await saySource(world, prison.agencyId, "custody", "2026-09-30", { dryRun: true });
    await saySource(world, prison.agencyId, "custody", "2026-09-30", { state: "failed" });
    const { changed } = await answered();
    expect(changed).toEqual({ ok: false, refusal: { code: "source-missing", missing: ["custody"] } });
    await saySource(world, prison.agencyId, "custody", "2026-09-30");
  });
});

describe("the sample files in the database", () => {
  test("give the figures of their README", async () => {
    const { everyone, apart, entered } = await figures();
    expect([everyone.before.events, everyone.after.events]).toEqual([
      truth.before_events,
      truth.after_events,
    ]);
    expect([everyone.before.days, everyone.after.days]).toEqual([truth.before_days, truth.after_days]);
    expect([entered, apart.notLinkable, everyone.people]).toEqual([400, 33, 367]);
    if (!everyone.ratio.ok) throw new Error("there is a ratio");
    const { ratio, low, high } = everyone.ratio.value;
    expect([ratio, low, high].map((x) => x.toFixed(5))).toEqual(["0.55983", "0.52082", "0.60153"]);
  });

  test("give the same for the one service and for all of its kind", async () => {
    const kind = await figures({ service: "community" });
    const one = await figures({ service: treatment.serviceCode });
    expect(one).toEqual(kind);
  });

  test("tell those who stayed from those who dropped out", async () => {
    const { stayed } = await figures();
    if (!stayed.ok) throw new Error(stayed.refusal.code);
    expect([stayed.value.people, stayed.value.before.events]).toEqual([258, 1508]);
  });

  test("end with the earliest of the sources that matter, and other events' files do not matter", async () => {
    const hospital = await world.anAgency("hospital");
    await world.sql`insert into import_run (kind, event_kinds, file_name, agency_id, state, dry_run, complete_to, complete_by, account_id)
                    select 'events', array['overdose'], 'x', ${hospital.agencyId}, 'done', false, '2020-01-01', 'stated', id from account limit 1`;
    expect((await figures()).completeTo.toString()).toBe("2026-09-30");
    const other = await world.anAgency("police");
    await saySource(world, other.agencyId, "events", "2026-06-30");
    expect((await figures()).completeTo.toString()).toBe("2026-06-30");
    await saySource(world, other.agencyId, "events", "2026-09-30");
    expect((await figures()).completeTo.toString()).toBe("2026-09-30");
  });

  test("leave out what was found wrong, what is only suspected and what has no day", async () => {
    const [someone] = await world.sql`
      select e.person_id, e.started_on from episode e join identifier i on i.person_id = e.person_id and i.scheme = 'pnc' limit 1`;
    const add = (certainty: string, precision: string, withdrawn: string | null) => world.sql`
      insert into event (person_id, kind, happened_on, precision, certainty, source, category, agency_id, owner_kind, withdrawn_at, withdrawn_because)
      values (${someone?.person_id}, 'offence', ${someone?.started_on}, ${precision}, ${certainty}, 'x', 'offending',
              ${police.agencyId}, 'police', ${withdrawn}, ${withdrawn && "wrong"})`;
    await add("suspected", "day", null);
    await add("confirmed", "month", null);
    await add("confirmed", "day", "2026-10-01T00:00:00Z");
    const { changed, leftOut } = await answered();
    expect(changed.ok && changed.value.everyone.after.events).toBe(truth.after_events);
    expect(leftOut).toEqual({ vague: 1, suspected: 1, custody: 0 });
  });

  test("leave a stay in custody whose days nobody knows in the time at risk, and say so", async () => {
    const [someone] = await world.sql`
      select e.person_id, e.started_on from episode e join identifier i on i.person_id = e.person_id and i.scheme = 'pnc' limit 1`;
    const add = (daysAfter: number, precision: string, certainty: string, until: number | null) => world.sql`
      insert into event (person_id, kind, happened_on, until_on, precision, certainty, source, category, agency_id, owner_kind)
      values (${someone?.person_id}, 'custody', ${someone?.started_on}::date + ${daysAfter}::int, ${someone?.started_on}::date + ${until}::int,
              ${precision}, ${certainty}, 'x', 'offending', ${prison.agencyId}, 'prison')`;
    await add(20, "month", "confirmed", null);
    await add(30, "day", "suspected", 40);
    await add(-900, "month", "confirmed", -800); // Long before the window.
    await add(400, "year", "confirmed", null); // After it.
    const { changed, leftOut } = await answered();
    expect(changed.ok && changed.value.everyone.after.days).toBe(truth.after_days);
    expect(leftOut).toMatchObject({ custody: 2 });
    await world.sql`delete from event where kind = 'custody' and (precision <> 'day' or certainty = 'suspected')`;
  });

  test("of hospitals are found by the NHS number, which nobody here has, and not by the police's", async () => {
    const hospital = await world.anAgency("hospital");
    await world.sql`insert into import_run (kind, event_kinds, file_name, agency_id, state, dry_run, complete_to, complete_by, account_id)
                    select 'events', array['ae-attendance'], 'x', ${hospital.agencyId}, 'done', false, '2026-09-30', 'stated', id from account limit 1`;
    const { changed } = await answered({ event: "ae-attendance" });
    expect(changed).toEqual({ ok: false, refusal: { code: "nobody-linkable", entered: 400 } });
  });

  test("leave out every day since somebody went to custody who has not come out", async () => {
    const [someone] = await world.sql`
      select e.person_id, e.started_on from episode e join identifier i on i.person_id = e.person_id and i.scheme = 'pnc'
       where e.started_on between '2024-07-01' and '2025-06-01'
         and not exists (select from event v where v.person_id = e.person_id)
       order by e.person_id limit 1`;
    await world.sql`
      insert into event (person_id, kind, happened_on, precision, source, category, agency_id, owner_kind)
      values (${someone?.person_id}, 'custody', ${someone?.started_on}::date + 100, 'day', 'x', 'offending', ${prison.agencyId}, 'prison')`;
    expect((await figures()).everyone.after.days).toBe(truth.after_days - 265);
    await world.sql`delete from event where kind = 'custody' and person_id = ${someone?.person_id}`;
  });

  test("count somebody who came back from their first entry, and say that they came back", async () => {
    const before = await figures();
    const again = await world.sql`
      insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on)
      select e.person_id, e.service_id, e.agency_id, e.owner_kind, e.category, e.team_id, e.stage, e.ended_on + 30
        from episode e join identifier i on i.person_id = e.person_id and i.scheme = 'pnc'
       where e.ended_on is not null and e.ended_on < '2026-01-01'
         and (select count(*) from event v where v.person_id = e.person_id and v.kind = 'offence') > 5
       order by e.person_id limit 1
      returning id`;
    const after = await figures();
    expect(after.everyone).toEqual(before.everyone);
    expect([before.laterEntries, after.laterEntries]).toEqual([0, 1]);
    await world.sql`delete from episode where id = ${again[0]?.id}`;
  });

  test("follow nobody beyond their death", async () => {
    const [someone] = await world.sql`
      select e.person_id, e.started_on from episode e join identifier i on i.person_id = e.person_id and i.scheme = 'pnc'
       where e.started_on between '2024-07-01' and '2025-06-01'
         and not exists (select from event v where v.person_id = e.person_id and v.kind = 'custody')
       order by e.person_id limit 1`;
    await world.sql`update person set died_on = ${someone?.started_on}::date + 99, death_noted_at = now() where id = ${someone?.person_id}`;
    const after = await figures();
    expect(after.everyone.after.days).toBe(truth.after_days - 265);
    // One death is not told as a number.
    expect(after.died).toBeUndefined();
    await world.sql`update person set died_on = null, death_noted_at = null where id = ${someone?.person_id}`;
  });
});

describe("a question", () => {
  test("about a service that is not here is answered with those that are", async () => {
    expect(await answer(commissioner, { service: "nowhere" })).toMatchObject({
      ok: false,
      refusal: { code: "service-unknown", given: "nowhere" },
    });
    expect(await answer(commissioner, { event: "custody" })).toMatchObject({
      refusal: { code: "event-unknown" },
    });
    for (const window of ["27", "1827", "0", "-365", "365.5", "1e3"]) {
      expect(await answer(commissioner, { window })).toMatchObject({
        refusal: { code: "window-not-usable" },
      });
    }
  });

  test("leaves a line in the access log that names nobody", async () => {
    await figures();
    const [line] = await world.sql`
      select what, about, basis, person_ids from access_log where about like 'what changed%' order by at desc limit 1`;
    expect(line).toMatchObject({
      what: "listed",
      about: "what changed: recorded offences of everyone who entered community treatment",
      person_ids: [],
    });
  });
});
