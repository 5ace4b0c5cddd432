import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send, visit } from "../../../tests/visiting.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import type { PersonId } from "../../kernel/id.ts";
import { now, today, typedDay } from "../../kernel/time.ts";
import { startLadder } from "../diary/ladder.ts";
import { typedMoment } from "../task/times.ts";

let served: Served;
let world: World;
let us: TestAgency;
let person: PersonId;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  us = await world.anAgency("treatment");
  person = await world.aPerson(us);
  await world.anEpisode(us, person, { startedOn: today().toString() });
});
afterAll(() => served.close());

const at = (rest = "") => `/people/${person}/contacts${rest}`;
const told = (more: Record<string, string | readonly string[]> = {}) => ({
  how: "phone",
  minutes: "15",
  words: "Slept better, went to the group",
  withWhom: "person",
  happenedAt: typedMoment(now()),
  ...more,
});
const interventions = async () => [
  ...(await world.sql`
    select modality, setting, started_on::text, ended_on::text, exit, void from intervention i
     where person_id = ${person} and not exists (select from intervention n where n.changes = i.id) order by modality`),
];

test("before triage a contact is kept whole, and says that the intervention begins later", async () => {
  const done = await send(served, us, at("/new"), told({ delivered: ["PSYMOTI"] }));
  expect(done.location).toBe(at());
  const [row] =
    await world.sql`select how, minutes, delivered, category from contact where person_id = ${person}`;
  expect(row).toEqual({ how: "phone", minutes: 15, delivered: ["PSYMOTI"], category: "health" });
  expect(await interventions()).toEqual([]);
});

test("after triage what is delivered begins its intervention once, and the return needs no second entry", async () => {
  await world.as(us, async (tx) => {
    await tx`insert into assessment (person_id, episode_id, definition, version, done_on, category)
             select ${person}, id, 'triage', '1', ${today()}, 'health' from episode where person_id = ${person}`;
    return { ok: true as const, value: undefined };
  });
  await send(served, us, at("/new"), told({ delivered: ["PSYMOTI", "PSYSTP", "RECHSE"] }));
  await send(served, us, at("/new"), told({ delivered: ["PSYCGBH"] }));
  const started = {
    setting: "community",
    started_on: today().toString(),
    ended_on: null,
    exit: null,
    void: false,
  };
  expect(await interventions()).toEqual([
    { modality: "95", ...started },
    { modality: "96", ...started },
  ]);
});

test("a contact sent again from behind the back button is kept once; in other words, or at another time, it is another", async () => {
  const words = "Rang about Friday";
  const kept = async () =>
    (await world.sql`select from contact where person_id = ${person} and words = ${words}`).length;
  await send(served, us, at("/new"), told({ words }));
  const again = await send(
    served,
    us,
    at("/new"),
    told({ words, happenedAt: typedMoment(now().subtract({ minutes: 9 })) }),
  );
  expect(again.body).toContain("You recorded this already");
  expect(await kept()).toBe(1);
  await send(served, us, at("/new"), told({ words, how: "video" }));
  await send(
    served,
    us,
    at("/new"),
    told({ words, happenedAt: typedMoment(now().subtract({ minutes: 12 })) }),
  );
  expect(await kept()).toBe(3);
  const colleague = await world.aWorker(us, "keyworker", "Bryn Tate");
  await send(served, colleague, at("/new"), told({ words }));
  expect(await kept()).toBe(4);
});

test("a contact is corrected by one that points at it; what was written first stays, and counts no more", async () => {
  const [first] = await world.sql`select id from contact where 'RECHSE' = any (delivered)`;
  await send(served, us, at(`/${first?.id}/correct`), told({ delivered: ["PSYMOTI"], minutes: "20" }));
  const { body } = await visit(served, us, at());
  expect(body).toContain("Corrected by another");
  const late = await send(served, us, at(`/${first?.id}/correct`), told({ minutes: "25" }));
  expect(late.body).toContain("corrected already");
});

test("an intervention ends with how, and says in the return what was delivered until then", async () => {
  const [row] = await world.sql`select id from intervention where person_id = ${person} and modality = '95'`;
  const change = {
    modality: "95",
    setting: "community",
    referredOn: typedDay(today()),
    offeredOn: "",
    startedOn: typedDay(today()),
    endedOn: typedDay(today()),
  };
  const wrong = await send(served, us, `/people/${person}/interventions/${row?.id}`, change);
  expect(wrong.body).toContain("Choose how it ended");
  await send(served, us, `/people/${person}/interventions/${row?.id}`, { ...change, exit: "A" });
  const { body } = await visit(served, us, at());
  // Of four contacts one is corrected: its 12-step work was not so. What stands was motivational and cognitive.
  expect(body).toMatch(/Cognitive and behavioural interventions; Motivational interventions<\/li>/);
  const late = await send(served, us, `/people/${person}/interventions/${row?.id}`, { ...change, exit: "B" });
  expect(late.body).toContain("This was changed while you had the page open");
});

test("what was not given at all stays, marked, and counts no more", async () => {
  const [row] = await world.sql`select id from intervention where person_id = ${person} and modality = '96'`;
  await send(served, us, `/people/${person}/interventions/${row?.id}/void`, {});
  expect((await interventions()).find((each) => each.modality === "96")?.void).toBe(true);
  expect((await visit(served, us, at())).body).not.toContain("Recovery support</strong>");
});

test("a step of the plan that was done is moved with the contact", async () => {
  await world.as(us, async (tx) => {
    await tx`insert into plan_step (person_id, words, who, category) values (${person}, 'Ring the clinic', 'Her', 'health')`;
    return { ok: true as const, value: undefined };
  });
  const [step] = await world.sql`select id from plan_step where words = 'Ring the clinic'`;
  await send(served, us, at("/new"), told({ steps: [String(step?.id)] }));
  const rows = await world.sql`select state from plan_step where words = 'Ring the clinic' order by at`;
  expect(rows.map((each) => each.state)).toEqual(["to-do", "done"]);
});

test("a contact to come, or without its minutes, is refused beside the question, and nothing is lost", async () => {
  const answer = await send(served, us, at("/new"), told({ minutes: "", words: "Long talk" }));
  expect(answer.body).toContain("Enter how many minutes it took");
  expect(answer.body).toContain("Long talk");
  const later = typedMoment(now().add({ hours: 30 }));
  expect((await send(served, us, at("/new"), told({ happenedAt: later }))).body).toContain(
    "has not come yet",
  );
});

test("somebody who is looked for is found by being spoken to, and not by a text that may not have been read", async () => {
  await world.as(us, (tx) => startLadder(tx, person, { because: "not-seen", service: us.serviceId }, now()));
  const state = async () =>
    (
      await world.sql`select state, how from ladder where person_id = ${person} order by started_at desc limit 1`
    )[0];
  await send(served, us, at("/new"), told({ how: "text", minutes: "" }));
  expect(await state()).toMatchObject({ state: "open" });
  await send(served, us, at("/new"), told({ words: "Rang back, is coming on Tuesday" }));
  expect(await state()).toEqual({ state: "contact-made", how: "Keywork contact" });
});
