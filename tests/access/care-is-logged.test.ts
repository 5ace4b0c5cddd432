import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonId } from "../../src/kernel/id.ts";
import { now, today, typedDay } from "../../src/kernel/time.ts";
import { typedMoment } from "../../src/record/task/times.ts";
import { openServed, type Served } from "../served.ts";
import { send, visit } from "../visiting.ts";
import type { TestAgency } from "../world.ts";

// Assessment, risk, plan, concerns and contacts: every look and every change leaves a line about the person.

let served: Served;
let us: TestAgency;
let person: PersonId;
beforeAll(async () => {
  served = await openServed();
  us = await served.world.anAgency("treatment");
  person = await served.world.aPerson(us);
  await served.world.anEpisode(us, person, { startedOn: today().toString() });
});
afterAll(() => served.close());

/** The lines about the person that something left, reads and changes. */
async function left(work: () => Promise<unknown>, what: string): Promise<readonly string[]> {
  const lines = () => served.world.sql<{ about: string }[]>`
    select about from access_log where what = ${what} and ${person} = any (person_ids) order by at, id`;
  const before = (await lines()).length;
  await work();
  return (await lines()).slice(before).map((line) => line.about);
}

test.each([
  ["assessment", ["assessment", "uses beyond care"]],
  ["assessment/use", ["assessment: what they use"]],
  ["risk", ["risk"]],
  ["plan", ["care plan"]],
  ["safeguarding", ["safeguarding"]],
  ["contacts", ["contacts"]],
  ["referrals", ["referrals"]],
  ["family", ["family"]],
])("a look at %s leaves its line", async (page, lines) => {
  expect(await left(() => visit(served, us, `/people/${person}/${page}`), "read")).toEqual(lines);
});

const soon = typedDay(today().add({ days: 7 }));
test.each<[string, Record<string, string>, readonly string[]]>([
  ["assessment/use", { "drug-1": "1011" }, ["what was told"]],
  ["risk/overdose", { level: "low", reasons: "x", todo: "x", byWhom: "x", reviewOn: soon }, ["risk judged"]],
  ["plan/goals/new", { words: "Sleep", category: "health" }, ["goal of the plan added"]],
  [
    "plan/review",
    { heldOn: typedDay(today()), agreed: "yes", words: "x", copyGiven: "yes", nextOn: soon },
    ["plan gone through"],
  ],
  ["safeguarding/raise", { kind: "adult", words: "x" }, ["concern raised", "task added"]],
  [
    "family/new",
    {
      named: "x",
      relation: "parent",
      tells: "attendance",
      said: "x",
      how: "phone",
      saidAt: typedMoment(now()),
      alone: "yes",
    },
    ["family link agreed to"],
  ],
  [
    "contacts/new",
    { how: "phone", minutes: "5", words: "x", withWhom: "person", happenedAt: typedMoment(now()) },
    ["contact recorded"],
  ],
])("a change by %s leaves its line", async (page, fields, lines) => {
  expect(await left(() => send(served, us, `/people/${person}/${page}`, fields), "changed")).toEqual(lines);
});
