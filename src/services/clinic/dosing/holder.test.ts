import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  type DosingStory,
  dosingStory,
  opened,
  prepared,
} from "../../../../tests/clinic/dosing-story.ts";
import { signedLongAgo } from "../../../../tests/clinic/gap-story.ts";
import { aLicence, mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type TestAgency, type World } from "../../../../tests/world.ts";
import { type Instant, now, today } from "../../../kernel/time.ts";

// Whose name and whose number stand in a line of the register: of one and the same doctor, by the licence that held when it was given.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

async function takenOver(story: DosingStory): Promise<TestAgency> {
  const doctor = await world.aWorker(story.nurse, "clinic-doctor", "Dr Sam Orde");
  await aLicence(world, story.lead, doctor, story.premises, today().add({ days: 90 }));
  await proveNow(world, doctor);
  const said = await call(
    world,
    doctor,
    "take_over_clinic_orders",
    world.sql.array([story.order], 2950),
    "Dr Achebe has left",
  );
  expect(Object.values(said)).toEqual(["done"]);
  return doctor;
}
async function line(key: string) {
  const [row] = await world.sql`
    select l ->> 'prescriber' as prescriber, l ->> 'authority' as authority from (
      select line_details::jsonb as l from preparation where line_key::text = ${key} or hand_key::text = ${key}
      union all select line_details::jsonb from dosing_late where id::text = ${key}) x`;
  return row;
}
const onPaper = async (story: DosingStory, at: Instant) => {
  await proveNow(world, story.nurse);
  const said = await call(
    world,
    story.nurse,
    "record_late_dose",
    story.person,
    story.book,
    mg(100),
    at,
    "no fixed abode",
    "On paper",
  );
  expect(said.answer).toBe("done");
  return line(said.made ?? "");
};

test("H80: after another licensed doctor took an order over, the next dose's line has their name and their number; a dose of before, recorded after, has those of before", async () => {
  const story = await dosingStory(world);
  await signedLongAgo(world, story);
  const before = now();
  const doctor = await takenOver(story);
  const { key } = await prepared(world, story, await opened(world, story));
  const theirs = `HO-${doctor.username}-${today().add({ days: 90 })}`;
  expect(await line(key)).toEqual({ prescriber: "Dr Sam Orde", authority: theirs });
  expect(await onPaper(story, now())).toEqual({
    prescriber: "Dr Sam Orde",
    authority: `${theirs}, recorded late`,
  });
  const was = `HO-${story.doctor.username}-${today().add({ days: 365 })}`;
  expect(await onPaper(story, before)).toEqual({
    prescriber: "Dr Ngozi Achebe",
    authority: `${was}, recorded late`,
  });
});

test("H80: under a licence that was renewed, a line has the number of the one that holds", async () => {
  const story = await dosingStory(world);
  await world.sql`update clinic_licence set ended_on = ${today()}, ended_because = 'Renewed', ended_at = now() where id = ${story.licence}`;
  await aLicence(world, story.lead, story.doctor, story.premises, today().add({ days: 700 }));
  const { key } = await prepared(world, story, await opened(world, story));
  expect(await line(key)).toEqual({
    prescriber: "Dr Ngozi Achebe",
    authority: `HO-${story.doctor.username}-${today().add({ days: 700 })}`,
  });
});
