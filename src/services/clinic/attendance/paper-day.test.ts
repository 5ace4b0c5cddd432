import { afterAll, beforeAll, expect, test } from "vitest";
import { type DosingStory, dosingStory } from "../../../../tests/clinic/dosing-story.ts";
import { mg, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { accept, invariant } from "../../../kernel/result.ts";
import { fromLondon, now, today } from "../../../kernel/time.ts";
import { sessionsIn } from "./store.ts";

// A day on which the clinic worked on paper and nobody opened a session: who had a dose came, and only the others found it closed.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const DAY = today().subtract({ days: 2 });
const at = (hour: number, minute = 0, day = DAY) => fromLondon(day.toPlainDateTime({ hour, minute }));

/** Three people in treatment for a week, all with a morning and an evening session. */
async function threePeople(): Promise<{ story: DosingStory; people: readonly PersonId[] }> {
  const story = await dosingStory(world);
  const people = [story.person];
  for (const _ of [1, 2]) {
    const person = await world.aPerson(story.nurse);
    await world.anEpisode(story.nurse, person);
    expect((await signedOrder(world, { ...story, person })).ok).toBe(true);
    people.push(person);
  }
  await world.sql`update clinic_order set starts_on = ${DAY}, signed_at = ${at(7)} where premises_id = ${story.premises}`;
  return { story, people };
}
/** A dose that was entered from a form: of no visit. */
const onPaper = (story: DosingStory, person: PersonId | undefined, hour: number, minute = 10) =>
  world.sql`
    insert into injection (person_id, agency_id, owner_kind, what, dose_ug, injected_ug, left_ug, ended_at, because, staff_id)
    values (${person ?? ""}, ${story.nurse.agencyId}, 'clinic', 'full', ${mg(100)}, ${mg(100)}, 0, ${at(hour, minute)}, 'on paper', ${story.nurse.staffId}) returning id`;
async function attended({ story, people }: Awaited<ReturnType<typeof threePeople>>) {
  const all = await world.as(story.nurse, async (tx) =>
    accept(await sessionsIn(tx, { from: DAY, to: DAY }, now())),
  );
  invariant(all.ok, "it is read");
  return people.map((person) =>
    (all.value.find((one) => one.person === person)?.sessions ?? []).map(
      ({ slot, state, excuse, injected_ug }) =>
        `${slot} ${state}${excuse ? ` (${excuse})` : ""} ${injected_ug / 1000}`,
    ),
  );
}
const CLOSED = ["morning excused (service closed) 0", "evening excused (service closed) 0"];

test("H125: of a day that nobody opened, whoever had a dose by paper arrived and was dosed in that session; whoever had none stays excused as closed", async () => {
  const clinic = await threePeople();
  const { story, people } = clinic;
  const [first, second] = people;
  // As a session begins here: the morning's at nine, the evening's at five.
  for (const [slot, hour] of [
    ["morning", 9],
    ["evening", 17],
  ] as const)
    await world.sql`
      insert into dosing_session (agency_id, premises_id, day, slot, opened_at, ends_at, closed_at, protocol, protocol_version, protocol_print, numbers)
      values (${story.nurse.agencyId}, ${story.premises}, ${DAY.subtract({ days: 1 })}, ${slot}, ${at(hour, 0, DAY.subtract({ days: 1 }))},
              ${at(hour + 3, 0, DAY.subtract({ days: 1 }))}, ${at(hour + 3, 0, DAY.subtract({ days: 1 }))}, 'hat-uk-draft', 1, repeat('0', 64), '{"grace": 60}')`;
  expect(await attended(clinic)).toEqual([CLOSED, CLOSED, CLOSED]);
  await onPaper(story, first, 16, 30);
  await onPaper(story, second, 10);
  await onPaper(story, second, 18);
  expect(await attended(clinic)).toEqual([
    ["morning arrived 100", "evening excused (service closed) 0"],
    ["morning arrived 100", "evening arrived 100"],
    CLOSED,
  ]);
});

test("H125: where no session was ever opened the sessions of a day share it; an entry that was corrected away counts for nothing", async () => {
  const clinic = await threePeople();
  const { story, people } = clinic;
  const [first, second] = people;
  await onPaper(story, first, 11, 59);
  await onPaper(story, first, 12, 0);
  const [wrong] = await onPaper(story, second, 10);
  await world.sql`
    insert into injection (person_id, agency_id, owner_kind, what, dose_ug, injected_ug, left_ug, ended_at, because, staff_id, corrects)
    values (${second ?? ""}, ${story.nurse.agencyId}, 'clinic', 'none', ${mg(100)}, 0, ${mg(100)}, ${at(10, 10)}, 'another person', ${story.nurse.staffId}, ${wrong?.id})`;
  expect(await attended(clinic)).toEqual([["morning arrived 100", "evening arrived 100"], CLOSED, CLOSED]);
});
