import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WORLD_CODE } from "../../../tests/global-setup.ts";
import { openWorld, type TestAgency, type World } from "../../../tests/world.ts";
import type { Sql } from "../../kernel/database/connection.ts";
import { asPolicyRole } from "../../kernel/database/partnership.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept } from "../../kernel/result.ts";
import { type Instant, now } from "../../kernel/time.ts";
import { contactMade, moveLadders, startLadder } from "./ladder.ts";
import { LADDERS } from "./ladder-plans.ts";
import { nextMove, type PlannedStep, type Standing } from "./ladder-rules.ts";
import { laddersOf } from "./ladder-store.ts";

let world: World;
let us: TestAgency;
beforeAll(async () => {
  world = await openWorld();
  us = await world.anAgency("treatment");
});
afterAll(() => world.close());

const inTransaction = <T>(work: (tx: Sql) => Promise<T>): Promise<T> =>
  asPolicyRole(world.sql, WORLD_CODE, work);
const minuteAt = (at: Instant) => moveLadders(inTransaction, at);

async function someone(agency = us): Promise<PersonId> {
  const person = await world.aPerson(agency);
  await world.anEpisode(agency, person);
  return person;
}
const missed = (person: PersonId, agency = us) =>
  world.as(agency, (tx) => startLadder(tx, person, { because: "missed-appointment" }, now()));
type Line = { title: string; state: string; staff: string | null; team: string };
const tasksOf = async (person: PersonId): Promise<readonly Line[]> => [
  ...(await world.sql<Line[]>`
    select title, state, staff_id as staff, team_id as team from task where person_id = ${person} order by made_at, id`),
];

describe("the ladder of missed contact", () => {
  test("takes its steps one after another, each with an owner, and ends in outreach that stays", async () => {
    const person = await someone();
    await world.sql`update episode set keyworker_id = ${us.staffId} where person_id = ${person}`;
    const outreach = await world.aWorker(us, "outreach-worker");
    const [team] = await world.sql<{ id: string }[]>`
      insert into team (service_id, name, lead_staff_id) values (${us.serviceId}, 'Outreach', ${us.staffId}) returning id`;
    await world.sql`update post set team_id = ${team?.id ?? ""} where account_id = (select id from account where staff_id = ${outreach.staffId})`;
    const began = now();
    await missed(person);
    // Nobody does anything: 8, 24, 72 and 72 hours later each step gives way to the next.
    for (const hours of [9, 34, 107, 180, 400, 900]) await minuteAt(began.add({ hours }));
    const lines = await tasksOf(person);
    expect(lines.map(({ title, state }) => [title, state])).toEqual([
      ["Missed contact: call the same day", "cancelled"],
      ["Missed contact: send a text or e-mail, if agreed to", "cancelled"],
      ["Missed contact: write a letter, if agreed to", "cancelled"],
      ["Missed contact: second try by the keyworker", "cancelled"],
      ["Missed contact: go out and find the person", "open"],
    ]);
    expect(lines.map(({ staff }) => staff)).toEqual([us.staffId, us.staffId, null, us.staffId, null]);
    expect(lines.at(-1)?.team).toBe(team?.id);
    await world.sql`update post set team_id = ${us.teamId} where team_id = ${team?.id ?? ""}`;
  });

  test("a task ticked off without contact does not end it: the next step is given, and outreach is given again", async () => {
    const clinic = await world.anAgency("clinic");
    const person = await someone(clinic);
    await missed(person, clinic);
    for (let i = 0; i < 4; i++) {
      await world.sql`update task set state = 'done', closed_at = now(), closed_by = ${clinic.staffId} where person_id = ${person} and state = 'open'`;
      await minuteAt(now());
    }
    // The clinic's own steps: call at once, visit today, outreach; then outreach again and again.
    expect((await tasksOf(person)).map(({ title, state }) => [title, state])).toEqual([
      ["Missed contact: call at once", "done"],
      ["Missed contact: visit today", "done"],
      ["Missed contact: go out and find the person", "done"],
      ["Missed contact: go out and find the person", "done"],
      ["Missed contact: go out and find the person", "open"],
    ]);
  });

  test("a second missed appointment goes on with the same ladder; contact ends it and its task", async () => {
    const person = await someone();
    const [first, second] = [await missed(person), await missed(person)];
    expect(first).toEqual(second);
    const made = await world.as(us, (tx) => contactMade(tx, person, "Answered the phone"));
    expect(made).toEqual(accept(1));
    expect((await tasksOf(person)).map(({ state }) => state)).toEqual(["done"]);
    const shown = await world.as(us, async (tx) => accept(await laddersOf(tx, person)));
    expect(shown.ok && shown.value.map((one) => [one.state, one.how])).toEqual([
      ["contact-made", "Answered the phone"],
    ]);
    expect(await minuteAt(now().add({ hours: 2000 }))).toBeGreaterThanOrEqual(0);
    expect((await tasksOf(person)).map(({ state }) => state)).toEqual(["done"]);
  });

  test("ends with the stay and with a death, and a death recorded in error lets it go on", async () => {
    const [left, died] = [await someone(), await someone()];
    await missed(left);
    await missed(died);
    await world.sql`update episode set ended_on = current_date, ending = 'dropped-out' where person_id = ${left}`;
    await world.sql`update person set died_on = current_date, death_noted_at = now() where id = ${died}`;
    await minuteAt(now());
    const state = async (person: PersonId) =>
      (await world.sql<{ state: string }[]>`select state from ladder where person_id = ${person}`)[0]?.state;
    expect([await state(left), await state(died)]).toEqual(["stay-ended", "person-died"]);
    expect((await tasksOf(left)).map((task) => task.state)).toEqual(["cancelled"]);
    await world.sql`update person set died_on = null, death_noted_at = null where id = ${died}`;
    expect(await state(died)).toBe("open");
  });
});

describe("over any month, nobody is lost", () => {
  const steps: readonly PlannedStep[] = (LADDERS.usual?.steps ?? []).map((step, i) => ({
    ...step,
    position: i + 1,
  }));
  const Happening = fc.constantFrom("nothing", "done", "dropped", "nothing", "nothing");

  test("whatever is done or left undone, an open ladder always has an open task, at outreach in the end", () => {
    fc.assert(
      fc.property(fc.array(Happening, { minLength: 60, maxLength: 60 }), (days) => {
        let at = Temporal.Instant.from("2026-03-01T09:00:00Z");
        let standing: Standing = { position: 0, task: undefined, died: false, stayEnded: false };
        for (const happens of days) {
          const move = nextMove(standing, steps, at);
          if (move.move === "step") {
            const task = { open: true, dueAt: at.add({ hours: move.step.hours }) };
            standing = { ...standing, position: move.step.position, task };
          }
          // After each minute's move somebody has a task: this is what "nobody falls off" means.
          expect(standing.task?.open).toBe(true);
          if (happens !== "nothing" && standing.task)
            standing = { ...standing, task: { ...standing.task, open: false } };
          at = at.add({ hours: 24 });
        }
        expect(standing.position).toBe(steps.length);
      }),
    );
  });

  test("in the database, months at random: everyone who missed ends in contact, an open task, an ended stay or a death", async () => {
    const random = fc.sample(fc.array(fc.nat(9), { minLength: 30, maxLength: 30 }), { numRuns: 12, seed: 4 });
    for (const month of random) {
      const person = await someone();
      const began = now();
      await missed(person);
      for (const [day, what] of month.entries()) {
        if (what === 9 && day > 20) await world.as(us, (tx) => contactMade(tx, person, "Met by chance"));
        if (what === 8) await missed(person);
        if (what < 3)
          await world.sql`update task set state = 'done', closed_at = now(), closed_by = ${us.staffId} where person_id = ${person} and state = 'open'`;
        if (what === 3)
          await world.sql`update task set state = 'cancelled', closed_at = now(), closed_by = ${us.staffId}, close_reason = 'x' where person_id = ${person} and state = 'open'`;
        await minuteAt(began.add({ hours: 24 * (day + 1) }));
      }
      const [row] = await world.sql<{ lost: boolean }[]>`
        select exists (select from ladder l where l.person_id = ${person} and l.state = 'open'
                          and not exists (select from task k where k.id = l.task_id and k.state = 'open')) as lost`;
      expect(row?.lost).toBe(false);
    }
  });
});
