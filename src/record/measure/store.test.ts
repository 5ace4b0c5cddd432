import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type TestAgency, type World } from "../../../tests/world.ts";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, invariant } from "../../kernel/result.ts";
import { recordDeath } from "../person/store-death.ts";
import { takeMeasure, withdrawMeasure } from "./actions.ts";
import { phq9 } from "./definitions/phq-9.ts";
import { measuresOf } from "./store.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const NOW = Temporal.Now.instant();
const TODAY = Temporal.PlainDate.from("2026-09-01");

/** Nine answers, all `usual` but the last. */
const answers = (usual: number, last: number) =>
  Object.fromEntries(phq9.items.map((item, index) => [item.code, index === 8 ? last : usual]));

const take = (tx: Tx, person: PersonId, usual: number, last: number) =>
  takeMeasure(tx, person, phq9, { on: TODAY, stage: undefined, answers: answers(usual, last) }, NOW);

const listOf = (agency: TestAgency, person: PersonId) =>
  world.as(agency, async (tx) => accept(await measuresOf(tx, person)));

const tasksAbout = (person: PersonId) =>
  world.sql`select kind, team_id, state, due_at from task where person_id = ${person}`;

test("a measure is kept with its score and with the agency's open stay", async () => {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency);
  await world.anEpisode(agency, person);
  expect((await world.as(agency, (tx) => take(tx, person, 1, 0))).ok).toBe(true);
  const listed = await listOf(agency, person);
  // Eight answers of 1 and a 0: 8 of 27.
  expect(listed).toMatchObject({
    ok: true,
    value: [
      { definition: "phq-9", scores: { "phq-9": 8 }, ours: true, serviceName: `Service ${agency.code}` },
    ],
  });
  expect(await tasksAbout(person)).toHaveLength(0);
});

test("a measure taken where there is no open stay is kept with the person alone", async () => {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency);
  await world.as(agency, (tx) => take(tx, person, 1, 0));
  expect(await listOf(agency, person)).toMatchObject({ value: [{ serviceName: undefined }] });
});

test("any thought of self-harm, however mild the score, puts a risk review before the team within two hours", async () => {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency);
  await world.anEpisode(agency, person);
  const kept = await world.as(agency, (tx) => take(tx, person, 0, 1));
  expect(kept).toMatchObject({ ok: true, value: { riskReview: { team: `Team ${agency.code}` } } });
  const [task, ...more] = await tasksAbout(person);
  expect(more).toEqual([]);
  expect(task).toMatchObject({ kind: "risk-review", team_id: agency.teamId, state: "open" });
  expect(Temporal.Instant.compare(task?.due_at, NOW.add({ hours: 2, seconds: 1 }))).toBe(-1);
});

test("a measure taken before a death and entered after it makes no task for the dead", async () => {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency);
  await world.as(agency, (tx) => recordDeath(tx, person, { diedOn: TODAY, reason: "The hospital rang" }));
  const kept = await world.as(agency, (tx) => take(tx, person, 0, 3));
  expect(kept.ok).toBe(true);
  expect(await tasksAbout(person)).toHaveLength(0);
});

test("a measure entered while a death is being recorded waits, and asks nobody to see the dead", async () => {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency);
  let taking: ReturnType<typeof world.as> | undefined;
  await world.as(agency, async (tx) => {
    const died = await recordDeath(tx, person, { diedOn: TODAY, reason: "The hospital rang" });
    taking = world.as(agency, (other) => take(other, person, 0, 3));
    await new Promise((done) => setTimeout(done, 300));
    return died;
  });
  expect((await taking)?.ok).toBe(true);
  expect(await tasksAbout(person)).toHaveLength(0);
});

test("a withdrawn measure stays, with why; another agency cannot withdraw it", async () => {
  const ours = await world.anAgency("treatment");
  const theirs = await world.anAgency("treatment");
  const person = await world.aPerson(ours);
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${theirs.agencyId}, 'test')`;
  const kept = await world.as(ours, (tx) => take(tx, person, 1, 0));
  invariant(kept.ok, "the measure is kept");
  expect(await world.as(theirs, (tx) => withdrawMeasure(tx, person, kept.value.id, "not ours"))).toEqual({
    ok: false,
    refusal: { code: "nothing-to-withdraw" },
  });
  expect((await world.as(ours, (tx) => withdrawMeasure(tx, person, kept.value.id, "wrong person"))).ok).toBe(
    true,
  );
  expect(await listOf(ours, person)).toMatchObject({ value: [{ withdrawn: { because: "wrong person" } }] });
});
