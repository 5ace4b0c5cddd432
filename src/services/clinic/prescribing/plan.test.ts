import { afterAll, beforeAll, expect, test } from "vitest";
import { aLicence, clinicStory, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { WORLD_CODE } from "../../../../tests/global-setup.ts";
import { medicinesStory, proveNow, signedPrescription } from "../../../../tests/medicines/story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import { asPolicyRole } from "../../../kernel/database/partnership.ts";
import { now, today } from "../../../kernel/time.ts";
import { tellOfLicences } from "../licence/keeping.ts";
import { reminderDue } from "../licence/rules.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { promptReviews } from "./keeping.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const statesOf = async (person: string) => {
  const [oral, injected] = [
    await world.sql`select state from prescription where person_id = ${person}`,
    await world.sql`select state from clinic_order where person_id = ${person} and kind = 'standing'`,
  ];
  return [oral.map((row) => row.state).join(), injected.map((row) => row.state).join()];
};

/** One plan at one clinic: an order, and methadone overnight by a prescriber of the same clinic. */
async function aPlan() {
  const story = await clinicStory(world);
  const pharmacy = await medicinesStory(world);
  const order = await signedOrder(world, story);
  if (!order.ok) expect.fail(JSON.stringify(order));
  const oral = await signedPrescription(world, {
    ...pharmacy,
    person: story.person,
    keyworker: story.doctor,
    prescriber: story.doctor,
  });
  return { story, order: order.value, oral };
}

test("a hold of the clinic's order holds the methadone of the same plan, and tells its team", async () => {
  const { story, order } = await aPlan();
  expect(await statesOf(story.person)).toEqual(["signed", "signed"]);
  await world.as(story.nurse, async (tx) => ({
    ok: true as const,
    value: await tx`select move_clinic_order(${order}, 'held', 'Sedated')`,
  }));
  expect(await statesOf(story.person)).toEqual(["held", "held"]);
  const tasks =
    await world.sql`select kind, title from task where person_id = ${story.person} and state = 'open' order by kind`;
  expect(tasks.map((row) => row.kind)).toEqual(["clinic-held", "medicines-held"]);
  // Titles say no drug, dose or day: every role of the agency reads them.
  for (const { title } of tasks) expect(title).not.toMatch(/diamorphine|methadone|mg|\d/i);
});

test("a hold of the methadone, and its end by a prescriber, hold the clinic's order", async () => {
  for (const step of ["held", "ended"]) {
    const { story, oral } = await aPlan();
    await proveNow(world, story.doctor);
    await world.as(story.doctor, async (tx) => ({
      ok: true as const,
      value: await tx`select move_prescription(${oral}, ${step}, 'Away')`,
    }));
    expect(await statesOf(story.person)).toEqual([step, "held"]);
  }
});

test("the end of a clinic's order holds the methadone until somebody decides; what runs out holds nothing", async () => {
  const { story, order } = await aPlan();
  await proveNow(world, story.doctor);
  await world.as(story.doctor, async (tx) => ({
    ok: true as const,
    value: await tx`select move_clinic_order(${order}, 'ended', 'Moves to tablets')`,
  }));
  expect(await statesOf(story.person)).toEqual(["held", "ended"]);
  const other = await aPlan();
  await world.sql`update prescription set state = 'ended', stopped_at = now() where id = ${other.oral}`;
  expect((await statesOf(other.story.person))[1]).toBe("signed");
});

test("a death holds everything that is given at the clinic", async () => {
  const story = await clinicStory(world);
  const order = await signedOrder(world, story);
  expect(order.ok).toBe(true);
  await world.sql`update person set died_on = ${today()}, death_noted_at = now() where id = ${story.person}`;
  expect((await statesOf(story.person))[1]).toBe("held");
});

test("reviews are given as tasks on their day, each once, the newest of each kind alone", async () => {
  const story = await clinicStory(world);
  const order = await signedOrder(world, story, { endsOn: today().add({ days: 27 }) });
  expect(order.ok).toBe(true);
  const keep = (days: number) =>
    asPolicyRole(world.sql, WORLD_CODE, (tx) => promptReviews(tx, now().add({ hours: 24 * days })));
  await keep(6);
  const tasks = async () => {
    const rows =
      await world.sql`select kind from task where person_id = ${story.person} order by made_at, kind`;
    return rows.map((row) => row.kind);
  };
  expect(await tasks()).toEqual([]);
  await keep(8);
  await keep(8);
  expect(await tasks()).toEqual(["clinic-review-dose"]);
  await keep(22);
  expect(await tasks()).toEqual(["clinic-review-dose", "clinic-review-dose"]);
});

test("the end of a licence is told 90, 60 and 30 days before and when it has ended, each once, and not where a later one takes it on", async () => {
  const story = await clinicStory(world, { until: today().add({ days: 100 }) });
  const keep = (days: number) =>
    asPolicyRole(world.sql, WORLD_CODE, (tx) => tellOfLicences(tx, now().add({ hours: 24 * days })));
  const told = async () => {
    const rows = await world.sql`
      select title from task where kind = 'clinic-licence' and team_id = ${story.nurse.teamId} order by made_at, id`;
    return rows.map((row) => /within (\d+)|ended/.exec(String(row.title))?.[0]);
  };
  for (const days of [9, 10, 11, 40, 70, 71, 100, 101, 102]) await keep(days);
  expect(await told()).toEqual(["within 90", "within 60", "within 30", "ended"]);
  // A clinic whose signed protocol asks to be told at 45, 20 and 5 days; what was only put forward does not count.
  const own = await clinicStory(world, { until: today().add({ days: 50 }) });
  const alerts = (...days: readonly number[]) => ({
    ...DIAMORPHINE,
    parameters: {
      ...DIAMORPHINE.parameters,
      ...Object.fromEntries(
        ["first", "second", "third"].map((nth, i) => [
          `licence-${nth}-alert`,
          { value: days[i] ?? 0, mark: "P", source: "of this clinic" },
        ]),
      ),
    },
  });
  for (const [version, content] of [alerts(45, 20, 5), alerts(49, 48, 47)].entries()) {
    const [protocol] = await world.sql`
      insert into clinic_protocol (agency_id, code, version, print, content, loaded_by)
      values (${own.nurse.agencyId}, 'own', ${version + 1}, ${String(version + 1).repeat(64)}, ${world.sql.json(content as never)}, ${own.doctor.staffId}) returning id, print`;
    if (version === 0)
      for (const [capacity, who] of [
        ["licensed-doctor", own.doctor],
        ["safety-lead", own.lead],
      ] as const)
        await world.sql`insert into clinic_protocol_sign_off (protocol_id, print, capacity, staff_id) values (${protocol?.id}, ${protocol?.print}, ${capacity}, ${who.staffId})`;
  }
  for (const days of [3, 4, 5, 25, 30, 45, 46]) await keep(days);
  const ours = await world.sql`
    select title from task where kind = 'clinic-licence' and team_id = ${own.nurse.teamId} order by made_at, id`;
  expect(ours.map(({ title }) => /within (\d+)|ended/.exec(String(title))?.[0])).toEqual([
    "within 45",
    "within 20",
    "within 5",
  ]);
  const renewed = await clinicStory(world, { until: today().add({ days: 20 }) });
  await aLicence(
    world,
    renewed.lead,
    renewed.doctor,
    renewed.premises,
    today().add({ days: 385 }),
    today().add({ days: 21 }),
  );
  await keep(0);
  const rows =
    await world.sql`select 1 from task where kind = 'clinic-licence' and team_id = ${renewed.nurse.teamId}`;
  expect(rows).toHaveLength(0);
});

test("a reminder whose day went by while nothing ran comes late rather than never", () => {
  const licence = {
    fromOn: Temporal.PlainDate.from("2026-01-01"),
    untilOn: Temporal.PlainDate.from("2026-12-31"),
    endedOn: undefined,
  };
  const on = (text: string) => reminderDue(licence, Temporal.PlainDate.from(text), [90, 60, 30]);
  expect(
    ["2026-10-01", "2026-10-02", "2026-11-15", "2026-12-05", "2026-12-31", "2027-01-01"].map(on),
  ).toEqual([undefined, 90, 60, 30, 30, 0]);
});

test("nobody records a licence of their own, of somebody who is no doctor there, or for another clinic's premises", async () => {
  const [story, elsewhere] = [await clinicStory(world), await clinicStory(world)];
  await proveNow(world, story.lead);
  const record = async (staff: string, premises: string) => {
    const done = await world.as(story.lead, async (tx) => {
      const [row] =
        await tx`select record_clinic_licence(${staff}, ${premises}, 'diamorphine', 'HO-1', ${today()}, ${today()}) as answer`;
      return { ok: true as const, value: row?.answer };
    });
    return done.ok ? done.value : "?";
  };
  expect(await record(story.lead.staffId, story.premises)).toBe("own-licence");
  expect(await record(story.nurse.staffId, story.premises)).toBe("no-doctor");
  expect(await record(story.doctor.staffId, elsewhere.premises)).toBe("not-there");
  expect(await record(story.doctor.staffId, story.premises)).toBe("done");
  expect(await record(story.doctor.staffId, story.premises)).toBe("there-already");
});
