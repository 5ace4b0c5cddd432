import { afterAll, beforeAll, expect, test } from "vitest";
import { giveOwnAccount } from "../../demo/rows-store.ts";
import { asPolicyRole } from "../../src/kernel/database/partnership.ts";
import { accept } from "../../src/kernel/result.ts";
import { fromLondon, type LocalDate, today, typedDay } from "../../src/kernel/time.ts";
import { writePrescription } from "../../src/services/medicines/actions.ts";
import { closePharmacyDays } from "../../src/services/medicines/closing.ts";
import type { PrescriptionId } from "../../src/services/medicines/prescription.ts";
import { movePrescription } from "../../src/services/medicines/store.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { type Site, setUpSite, visitorTo } from "../site.ts";
import type { TestAgency, World } from "../world.ts";
import { medicinesStory, type Story, signedPrescription, wantedOf } from "./story.ts";

// What a team is told before it is too late, and what somebody reads of their own medicines.

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

const DAYS = 14;
/** The minute after nine in the morning of a day. */
const at = (day: LocalDate) => fromLondon(day.toPlainDateTime(Temporal.PlainTime.from("09:01")));
const told = async (story: Story, kind: string) =>
  (
    await world.sql<{ title: string; team_id: string }[]>`
    select title, team_id from task where person_id = ${story.person} and kind = ${kind}`
  ).map((row) => ({ ...row }));
const close = (day: LocalDate) => asPolicyRole(world.sql, WORLD_CODE, (tx) => closePharmacyDays(tx, at(day)));
/** A day of collection as it stands in the database, without its number. */
const instalmentOn = async (id: PrescriptionId, day: LocalDate) => {
  const [row] = await world.sql`select * from instalment where prescription_id = ${id} and due_on = ${day}`;
  const { id: _, ...columns } = row ?? {};
  return columns;
};
/** As if its last day were so many days from now. */
const endsIn = (id: PrescriptionId, days: number) =>
  world.sql`update prescription set starts_on = starts_on - ${DAYS - 1 - days}::int, ends_on = ends_on - ${DAYS - 1 - days}::int where id = ${id}`;

test("a prescription that nothing follows is told to its team a week before it runs out, once, and not a day sooner", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  await endsIn(id, 8);
  await close(today());
  expect(await told(story, "medicines-running-out")).toEqual([]);
  await endsIn(id, DAYS - 2);
  await close(today());
  await close(today());
  expect(await told(story, "medicines-running-out")).toEqual([
    { title: "Decide how it goes on, and open Medicines", team_id: story.keyworker.teamId },
  ]);
});

test("one that follows, even unsigned, is enough; a draft is not", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  await endsIn(id, 5);
  const next = (state: "queued" | "draft") =>
    world.as(story.keyworker, (tx) =>
      writePrescription(tx, story.person, wantedOf(story, today().add({ days: 6 }), { state }), at(today())),
    );
  expect((await next("queued")).ok).toBe(true);
  await close(today());
  expect(await told(story, "medicines-running-out")).toEqual([]);
  await world.sql`update prescription set state = 'draft' where person_id = ${story.person} and state = 'queued'`;
  await close(today());
  expect(await told(story, "medicines-running-out")).toHaveLength(1);
});

test("a day closed after signing is told to the team of everybody who was to collect on it, once each", async () => {
  const story = await medicinesStory(world);
  await signedPrescription(world, story);
  const pharmacist = visitorTo(site, { token: story.pharmacy.token });
  const day = typedDay(today().add({ days: 3 }));
  const closed = await pharmacist.post(`/pharmacies/${story.pharmacyId}/closed`, { day, reason: "Flooded" });
  expect(closed.status).toBe(303);
  expect(await told(story, "medicines-closed-day")).toEqual([
    { title: "Settle where this person collects, and open Medicines", team_id: story.keyworker.teamId },
  ]);
  const again = await pharmacist.post(`/pharmacies/${story.pharmacyId}/closed`, { day, reason: "Flooded" });
  expect(again.body).toContain("It is closed on that day already");
  const beyond = typedDay(today().add({ days: DAYS }));
  await pharmacist.post(`/pharmacies/${story.pharmacyId}/closed`, { day: beyond, reason: "Flooded" });
  expect(await told(story, "medicines-closed-day")).toHaveLength(1);
});

test("a day is closed by the pharmacy itself or whoever prescribes, before it is over; the team is asked once for each person, who has not collected", async () => {
  const [story, other] = [await medicinesStory(world), await medicinesStory(world)];
  const first = await signedPrescription(world, story);
  // A second prescription of theirs at the same counter is no second thing to settle.
  const {
    id: _,
    shared_as: __,
    ...columns
  } = (await world.sql`select * from prescription where id = ${first}`)[0] ?? {};
  const [second] = await world.sql`insert into prescription ${world.sql(columns)} returning id`;
  const day = today().add({ days: 3 });
  await world.sql`
    insert into instalment ${world.sql({ ...(await instalmentOn(first, day)), prescription_id: second?.id })}`;
  const closing = async (who: TestAgency, on: LocalDate) => {
    const said = await world.as(who, async (tx) =>
      accept(
        (await tx`select close_pharmacy_on(${story.pharmacyId}, ${on}, 'Flooded') as answer`)[0]?.answer,
      ),
    );
    return said.ok && said.value;
  };
  expect(await closing(other.pharmacy, day)).toBe("not-there");
  expect(await closing(story.keyworker, day)).toBe("not-there");
  expect(await closing(story.pharmacy, today().subtract({ days: 1 }))).toBe("over");
  expect(await told(story, "medicines-closed-day")).toEqual([]);
  expect(await closing(story.pharmacy, day)).toBe("done");
  expect(await told(story, "medicines-closed-day")).toHaveLength(1);
});

test("somebody reads what they take and where they collect it, without a code, and nobody else's; a draft and what is held are not told as theirs to collect", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  await asPolicyRole(world.sql, WORLD_CODE, (tx) => giveOwnAccount(tx, "dean", story.person));
  const dean = visitorTo(site, { token: await world.tokenFor("dean") });
  const page = await dean.get("/my/medicines");
  expect(page.status).toBe(200);
  for (const words of [
    "Methadone, oral solution",
    "30 mg (30 ml)",
    "Fenwick Street Pharmacy, 2 Fenwick Street. Telephone 0191 000",
    "My next 7 days to collect",
    "Taken there, while the pharmacist is with you",
  ])
    expect(page.body).toContain(words);
  expect(page.body).not.toContain("36120711000001104");
  await site.world
    .sql`insert into pharmacy_closed_day (pharmacy_id, day, reason) values (${story.pharmacyId}, ${today().add({ days: 1 })}, 'Flooded')`;
  const tomorrow = await dean.get("/my/medicines");
  expect(tomorrow.body.match(/my-when/g)).toHaveLength(7);
  await world.as(story.keyworker, async (tx) =>
    accept(await movePrescription(tx, { id, person: story.person }, "held", "Did not come")),
  );
  const held = await dean.get("/my/medicines");
  expect(held.body).toContain("On hold");
  expect(held.body).not.toContain("Did not come");
  expect(held.body).not.toContain("my-when");
  const other = await medicinesStory(world);
  await asPolicyRole(world.sql, WORLD_CODE, (tx) => giveOwnAccount(tx, "another", other.person));
  const nothing = await visitorTo(site, { token: await world.tokenFor("another") }).get("/my/medicines");
  expect(nothing.body).toContain("Nothing is prescribed here now");
  expect((await visitorTo(site, { token: story.prescriber.token }).get("/my/medicines")).status).toBe(403);
  const [log] = await world.sql`
    select count(*)::int as n from access_log where basis = 'own record' and about = 'prescriptions' and ${story.person} = any (person_ids)`;
  expect(log?.n).toBe(3);
});
