import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sql } from "../../src/kernel/database/connection.ts";
import { type EpisodeId, type HandoverId, JobId, type PersonId } from "../../src/kernel/id.ts";
import { accept } from "../../src/kernel/result.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { storiesIn } from "../handovers/story.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { forgeable } from "./authors.ts";
import { CARE } from "./authors-of-care.ts";

// Whoever finds a way to run a statement of their own, as the application, signs with nobody's name but their own.

const APP = `app_${WORLD_CODE}`;
let world: World;
let us: TestAgency;
let colleague: TestAgency;
let person: PersonId;
let episode: EpisodeId;
let offer: HandoverId;
let receiver: TestAgency;
beforeAll(async () => {
  world = await openWorld();
  us = await world.anAgency("treatment");
  colleague = await world.aWorker(us, "keyworker");
  person = await world.aPerson(us);
  episode = await world.anEpisode(us, person);
  const told = await storiesIn(world).anOffer();
  [offer, receiver] = [told.id, told.receiver];
});
afterAll(() => world.close());

const tried = (who: TestAgency, statement: string): Promise<string> =>
  world
    .as(who, async (tx) => accept((await tx.unsafe(statement)).count))
    .then(
      (done) => (done.ok && done.value > 0 ? "done" : "nothing"),
      (error: { code?: string }) => (error.code === "42501" ? "refused" : String(error)),
    );

/** How each is written by the application: its columns beyond who and when, its values, who and when. */
type Written = readonly [table: string, columns: string, values: () => string, author: string, wrote: string];
const WRITTEN: readonly Written[] = [
  ["note", "person_id, category, words", () => `'${person}', 'health', 'x'`, "staff_id", "at"],
  ["alert", "person_id, category, words", () => `'${person}', 'health', 'x'`, "staff_id", "at"],
  ["alias", "person_id, name, kind", () => `'${person}', 'x', 'alias'`, "", "at"],
  ["identifier", "person_id, scheme, value", () => `'${person}', 'client', 'x'`, "", "at"],
  [
    "consent",
    "person_id, category, reader_kind, decision, evidence",
    () => `'${person}', 'health', 'clinic', 'given', 'x'`,
    "staff_id",
    "at",
  ],
  [
    "consent_to_use",
    "person_id, purpose, decision, evidence",
    () => `'${person}', 'national-returns', 'given', 'x'`,
    "staff_id",
    "at",
  ],
  [
    "event",
    "person_id, kind, happened_on, precision, source, category",
    () => `'${person}', 'home-move', '2026-01-01', 'day', 'told', 'health'`,
    "noted_by",
    "noted_at",
  ],
  [
    "measure",
    "person_id, definition, version, taken_on, answers, scores, category",
    () => `'${person}', 'phq-9', '1', '2026-03-01', '{}', '{}', 'health'`,
    "noted_by",
    "noted_at",
  ],
  [
    "episode",
    "person_id, service_id, category, team_id, stage, started_on, ended_on, ending",
    () =>
      `'${person}', '${us.serviceId}', 'health', '${us.teamId}', 'any', '2004-01-01', '2004-01-02', 'completed'`,
    "opened_by",
    "opened_at",
  ],
  ["episode_stage", "episode_id, what, stage", () => `'${episode}', 'moved', 'any'`, "staff_id", ""],
  [
    "handover_draft",
    "person_id, from_episode_id, to_service_id",
    () => `'${person}', '${episode}', '${receiver.serviceId}'`,
    "staff_id",
    "made_at",
  ],
  ["referral_draft", "source, answers, saved_at", () => `'self', '{}', now()`, "staff_id", "made_at"],
  ...CARE.map(
    ([table, columns, values]): Written => [table, columns, () => `'${person}', ${values}`, "staff_id", "at"],
  ),
  ["task", "team_id, kind, title, due_at", () => `'${us.teamId}', 'to-do', 'x', now()`, "made_by", "made_at"],
  [
    "handover",
    "person_id, from_episode_id, from_service_id, to_service_id, to_agency_id, summary, after_arrival, team_id, due_at",
    () =>
      `'${person}', '${episode}', '${us.serviceId}', '${receiver.serviceId}', '${receiver.agencyId}', 'x', 'keep', '${receiver.teamId}', now()`,
    "offered_by",
    "",
  ],
];

describe.each(WRITTEN)("%s", (table, columns, values, author, wrote) => {
  /** Writes it once with one column more, in a transaction that stays when it is done. */
  const written = (column: string, value: string) =>
    tried(us, `insert into ${table} (${columns}, ${column}) values (${values()}, ${value})`);

  if (author !== "") {
    test("is not signed with a colleague's name, nor with nobody's", async () => {
      expect(await written(author, `'${colleague.staffId}'`)).toBe("refused");
      expect(await written(author, "null")).not.toBe("done");
    });
    test("is signed with one's own", async () => {
      expect(await written(author, `'${us.staffId}'`)).toBe("done");
    });
  }
  if (wrote !== "") {
    test("is not dated before or after it is written", async () => {
      expect(await written(wrote, "now() - interval '1 day'")).toBe("refused");
      expect(await written(wrote, "now() + interval '1 day'")).toBe("refused");
    });
  }
});

describe("an answer", () => {
  test("is nobody's but of whoever gives it, and is not rubbed out", async () => {
    const answered = (by: string) =>
      tried(receiver, `update handover set answered_by = ${by} where id = '${offer}'`);
    expect(await answered(`'${us.staffId}'`)).toBe("refused");
    expect(await answered(`'${receiver.staffId}'`)).toBe("done");
    expect(await answered("null")).toBe("refused");
    const other = await world.aWorker(receiver, "keyworker");
    // A colleague who moves its time leaves the signature as it stands.
    expect(
      await tried(
        other,
        `update handover set due_at = due_at, answered_by = '${receiver.staffId}' where id = '${offer}'`,
      ),
    ).toBe("done");
  });

  test("of a task closed, the same", async () => {
    const closed = (by: string) =>
      tried(
        us,
        `update task set state = 'done', closed_at = now(), closed_by = ${by} where made_by = '${us.staffId}'`,
      );
    expect(await closed(`'${colleague.staffId}'`)).toBe("refused");
    expect(await closed(`'${us.staffId}'`)).toBe("done");
    expect(await closed("null")).toBe("refused");
    // Taken back, it is open again, and nobody closed it.
    const opened = `update task set state = 'open', closed_at = null, closed_by = null where made_by = '${us.staffId}'`;
    expect(await tried(us, opened)).toBe("done");
    const made = (by: string) =>
      tried(
        us,
        `insert into task (team_id, kind, title, due_at, state, closed_at, closed_by) values ('${us.teamId}', 'to-do', 'x', now(), 'done', now(), ${by})`,
      );
    expect([await made(`'${colleague.staffId}'`), await made(`'${us.staffId}'`)]).toEqual([
      "refused",
      "done",
    ]);
  });
});

test("an import is its asker's, and stays theirs", async () => {
  const [office, other] = [await world.anAgency("office"), await world.anAgency("office")];
  const run = (column: string, value: string) =>
    tried(
      office,
      `insert into import_run (kind, file_name, agency_id, state, dry_run, ${column}) values ('events', 'x', '${us.agencyId}', 'waiting', true, ${value})`,
    );
  expect(await run("staff_id", `'${other.staffId}'`)).toBe("refused");
  expect(await run("account_id", `(select account_named('${other.username}'))`)).toBe("refused");
  expect(await run("staff_id", `'${office.staffId}'`)).toBe("done");
  for (const set of [
    `staff_id = '${other.staffId}'`,
    "started_at = now() - interval '9 days'",
    "account_id = (select account_named('" + other.username + "'))",
  ])
    expect([set, await tried(office, `update import_run set ${set}`)]).toEqual([set, "refused"]);
  expect(await tried(other, "update import_run set rows_read = 1")).toBe("done");
});

test("an offer names the agencies of its services", async () => {
  const elsewhere = await world.anAgency("housing");
  const offered = (from: string, to: string) =>
    tried(
      us,
      `insert into handover (person_id, from_episode_id, from_service_id, to_service_id, to_agency_id, summary, after_arrival, team_id, due_at)
       values ('${person}', '${episode}', '${from}', '${receiver.serviceId}', '${to}', 'x', 'keep', '${receiver.teamId}', now())`,
    );
  expect(await offered(us.serviceId, elsewhere.agencyId)).toBe("refused");
  expect(await offered(elsewhere.serviceId, receiver.agencyId)).toBe("refused");
});

test("a job is not done in a post that its asker does not hold", async () => {
  const [row] = await world.sql<{ id: string }[]>`
    select p.id from post p join account a on a.id = p.account_id where a.username = ${receiver.username}`;
  const asked = await world.as(us, async (tx) =>
    accept(
      await tx<
        { id: string }[]
      >`insert into job (kind, post_id) values ('x', ${row?.id ?? null}) returning id`,
    ),
  );
  const job = JobId.schema.parse(asked.ok && asked.value[0]?.id);
  const done = await world.database.job<string | null, never>(job, "/test", async (tx) =>
    accept(tx.asking.agency_id),
  );
  expect(done).toEqual({ ok: false, refusal: { code: "signed-out" } });
});

describe("of the columns that say who, for whom and when", () => {
  test("none is open to whoever writes", async () => {
    expect(await forgeable(world.sql, world.schema, APP)).toEqual([]);
  });

  test.each([
    ["drop trigger written_by_whoever_acts on note", ["note.at on insert", "note.staff_id on insert"]],
    [
      "alter table event disable trigger written_by_whoever_acts",
      ["event.noted_at on insert", "event.noted_by on insert"],
    ],
    ["drop trigger signed_by_whoever_acts on task", ["task.closed_by on insert", "task.closed_by on update"]],
    [
      "grant update (offered_by, after_arrival) on handover to app_testland; drop trigger written_by_whoever_acts on handover",
      ["handover.offered_by on insert", "handover.offered_by on update"],
    ],
    ["alter table alert add column seen_by uuid references staff", ["alert.seen_by on insert"]],
    [
      "alter policy written_by_own_agency on alias with check (category = 'identity')",
      ["alias.agency_id on insert", "alias.owner_kind on insert"],
    ],
  ])("broken on purpose, it is found: %s", async (breakIt, found) => {
    let seen: readonly string[] = [];
    await world.sql
      .begin(async (tx) => {
        await tx.unsafe(breakIt);
        seen = await forgeable(tx as unknown as Sql, world.schema, APP);
        throw new Error("thrown away");
      })
      .catch((error: Error) => expect(error.message).toBe("thrown away"));
    expect(seen).toEqual(found);
  });
});
