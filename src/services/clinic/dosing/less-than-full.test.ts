import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  checking,
  type DosingStory,
  dosingStory,
  opened,
  WELL,
} from "../../../../tests/clinic/dosing-story.ts";
import { doseSeen } from "../../../../tests/clinic/gap-story.ts";
import { mg, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import { now, today } from "../../../kernel/time.ts";

// Less than the full dose, or nothing: that it stays less, that whoever waits waits, and that whoever was found drowsy is watched. By the shipped
// protocol: a reduced dose is less by a quarter, 30 minutes of waiting and of watching, two hours after naloxone and four with methadone.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

type Here = { readonly story: DosingStory; readonly session: string; readonly visit: string };
const here = async (by: readonly string[] = ["known", "name", "born"]): Promise<Here> => {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const { the_visit: visit } = await call(world, story.nurse, "arrive_for_dosing", session, story.person);
  await call(world, story.nurse, "identify_for_dosing", visit, world.sql.json({ by }));
  return { story, session, visit: visit ?? "" };
};
const assessed = async (
  { story, visit }: Here,
  decision: string,
  { readings = {}, reasons = [] as readonly string[], by = "nobody", again = null as number | null } = {},
): Promise<string> =>
  (
    await call(
      world,
      story.nurse,
      "assess_before_dose",
      visit,
      world.sql.json({ ...WELL, ...readings } as never),
      decision,
      world.sql.array([...reasons], 1009),
      by,
      "So.",
      again,
    )
  ).answer;
/** Tries to prepare the first part of what is ordered, the order for this session alone before the standing one. */
const prepare = async ({ story, visit }: Here): Promise<string> => {
  await proveNow(world, story.nurse);
  const [part] = await world.sql`
    select p.id from clinic_order_part p join clinic_order o on o.id = p.order_id where o.person_id = ${story.person} and p.slot = 'morning' and p.part = 1
     and o.state = 'signed' order by o.kind = 'single-session' desc, o.signed_at desc limit 1`;
  return (
    await call(
      world,
      story.nurse,
      "prepare_dose",
      visit,
      part?.id,
      story.book,
      "L1",
      Temporal.PlainDate.from("2030-01-01"),
      mg(100),
      mg(100),
      "no fixed abode",
    )
  ).answer;
};
const forThisMorning = ({ story }: Here, milligrams: number) =>
  signedOrder(world, story, {
    kind: "single-session" as const,
    slot: "morning" as const,
    endsOn: today(),
    mostSingle: mg(400),
    mostDaily: mg(800),
    parts: [
      {
        slot: "morning" as const,
        part: 1,
        product: "diamorphine-ampoule-100",
        micrograms: mg(milligrams),
        leastMinutes: 240,
      },
    ],
    reason: "seen",
  });
const alcohol = { readings: { alcohol: 10 }, reasons: ["ALCOHOL"], by: "second-staff" };
/** Puts the assessments of a visit so many minutes back. */
const minutesAgo = async ({ visit }: Here, minutes: number): Promise<void> => {
  await world.sql`alter table pre_dose_assessment disable trigger all`;
  await world.sql`update pre_dose_assessment set at = at - make_interval(mins => ${minutes}), again_at = again_at - make_interval(mins => ${minutes}) where visit_id = ${visit}`;
  await world.sql`alter table pre_dose_assessment enable trigger all`;
};

test("H96: where less is to be given, neither the standing dose nor an order that is hardly less, or was signed before, is prepared", async () => {
  const standing = await here();
  expect(await assessed(standing, "reduce", alcohol)).toBe("done");
  expect(await prepare(standing)).toBe("reduced-order-needed");
  expect((await forThisMorning(standing, 80)).ok).toBe(true);
  expect(await prepare(standing), "80 of 100 mg is less by a fifth").toBe("reduced-order-needed");

  const before = await here();
  expect((await forThisMorning(before, 75)).ok).toBe(true);
  expect(await assessed(before, "reduce", alcohol)).toBe("done");
  expect(await prepare(before), "signed before anybody knew").toBe("reduced-order-needed");

  const since = await here();
  expect(await assessed(since, "reduce", alcohol)).toBe("done");
  expect((await forThisMorning(since, 75)).ok).toBe(true);
  expect(await prepare(since)).toBe("done");
});

test("H96: a second member of staff agrees to what somebody had before, never to a rise, and not to what they found themselves", async () => {
  const it = await here();
  await assessed(it, "reduce", alcohol);
  const [last] = await world.sql`select id from pre_dose_assessment where visit_id = ${it.visit}`;
  const agrees = async (who: DosingStory["nurse"]) =>
    (await call(world, who, "agree_before_dose", last?.id, "Seen, awake")).answer;
  expect(await agrees(it.story.nurse)).toBe("same-person");
  expect(await agrees(it.story.checker)).toBe("done");
  expect(await prepare(it), "nothing in the days before").toBe("never-the-increase");

  const theirs = await here();
  await assessed(theirs, "reduce", { ...alcohol, by: "prescriber" });
  const [other] = await world.sql`select id from pre_dose_assessment where visit_id = ${theirs.visit}`;
  expect(
    (await call(world, theirs.story.checker, "agree_before_dose", other?.id, "Seen, awake")).answer,
  ).toBe("not-theirs-to-decide");
});

test("H96: whoever is to be looked at again after half an hour is given no dose before it, and nothing at any time", async () => {
  const it = await here();
  const drowsy = { readings: { sedation: "2" }, reasons: ["SEDATED"], again: 30 };
  expect(await assessed(it, "defer", drowsy)).toBe("done");
  await minutesAgo(it, 29);
  expect(await assessed(it, "clear")).toBe("wait-first");
  expect(await assessed(it, "reduce", alcohol)).toBe("wait-first");
  expect(await assessed(it, "withhold", { reasons: ["BEHAVIOUR"] })).toBe("done");
  await minutesAgo(it, 1);
  expect(await assessed(it, "clear")).toBe("done");
});

test("H141: whoever was found drowsy, or was woken by naloxone without a dose, is watched before the visit closes; whoever goes is called", async () => {
  const it = await here();
  await assessed(it, "withhold", { readings: { sedation: "3" }, reasons: ["SEDATED"] });
  const close = async ({ story, visit }: Here, code: string) =>
    (await call(world, story.nurse, "move_dosing_visit", visit, "closed", null, code, world.sql.json({})))
      .answer;
  expect(await close(it, "withheld")).toBe("watched-on");
  await minutesAgo(it, 31);
  expect(await close(it, "withheld")).toBe("done");

  const woken = await here();
  const emergency = (await call(world, woken.story.nurse, "begin_dosing_emergency", woken.visit, "overdose"))
    .answer;
  const act = (what: string, route: string | null, ug: number | null) =>
    call(world, woken.story.nurse, "act_in_dosing_emergency", emergency, what, route, ug, null);
  await act("naloxone", "muscle", 400);
  await act("recovered", null, null);
  const hours = async () => {
    const until = (await call(world, woken.story.nurse, "dosing_stays_until", woken.visit)).answer;
    return Math.round((new Date(String(until)).getTime() - Date.now()) / 360_000) / 10;
  };
  expect(await hours()).toBe(2);
  await doseSeen(world, woken.story.nurse, woken.story.person, now().subtract({ hours: 20 }), {
    way: "mouth",
    drug: "methadone",
  });
  expect(await hours(), "methadone the evening before").toBe(4);
  expect(await close(woken, "declined")).toBe("watched-on");
  const calls = async () =>
    (await world.sql`select from task where person_id = ${woken.story.person} and kind = 'dosing-welfare'`)
      .length;
  expect(await calls()).toBe(0);
  expect(await close(woken, "left")).toBe("done");
  expect(await calls()).toBe(1);
});

test("H103: nobody leaves as fit on readings of a while ago", async () => {
  const it = await here();
  await assessed(it, "clear");
  expect(await prepare(it)).toBe("done");
  const [made] = await world.sql`select id, hand_key from preparation where visit_id = ${it.visit}`;
  expect(await checking(world, it.story, String(made?.id))).toBe("done");
  await proveNow(world, it.story.nurse);
  const taken = await call(world, it.story.nurse, "take_authority", made?.id, made?.hand_key);
  await call(world, it.story.nurse, "record_injection", taken.made, "full", mg(100), null, null);
  const look = () =>
    call(world, it.story.checker, "look_after_dose", it.visit, "1", 14, 60, 97, false, 0, "watch");
  const leave = async () =>
    (
      await call(
        world,
        it.story.nurse,
        "move_dosing_visit",
        it.visit,
        "fit-to-leave",
        null,
        null,
        world.sql.json({}),
      )
    ).answer;
  await look();
  await look();
  await world.sql`update injection set ended_at = ended_at - interval '31 minutes' where visit_id = ${it.visit}`;
  await world.sql`update dosing_look set at = at - interval '6 minutes' where visit_id = ${it.visit}`;
  expect(await leave()).toBe("look-first");
  await look();
  expect(await leave()).toBe("done");
});

test("H92: somebody who drifts off before a dose has no rise of it until a doctor has reviewed it", async () => {
  const it = await here();
  const stopped = async () =>
    (await world.sql`select from clinic_rise_stop where person_id = ${it.story.person}`).length;
  await assessed(it, "withhold", { readings: { sedation: "2" }, reasons: ["SEDATED"] });
  expect(await stopped()).toBe(0);
  await assessed(it, "withhold", { readings: { sedation: "3" }, reasons: ["SEDATED"] });
  expect(await stopped()).toBe(1);
});

test("H93: three words are not who somebody is: it needs the photo that is kept, or somebody who knows them, and two more", async () => {
  const it = await here([]);
  const who = async (by: readonly string[]) =>
    (await call(world, it.story.nurse, "identify_for_dosing", it.visit, world.sql.json({ by }))).answer;
  expect(await who(["name", "born", "address"])).toBe("not-identified");
  expect(await who(["known", "known", "known"])).toBe("not-identified");
  expect(await who(["photo", "name", "born"]), "no photo is kept").toBe("not-identified");
  expect(await who(["known", "name", "born"])).toBe("done");
});
