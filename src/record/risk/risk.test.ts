import { afterAll, beforeAll, expect, test } from "vitest";
import { WORLD_CODE } from "../../../tests/global-setup.ts";
import { openServed, type Served } from "../../../tests/served.ts";
import { send, visit } from "../../../tests/visiting.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import { asPolicyRole } from "../../kernel/database/partnership.ts";
import { accept } from "../../kernel/result.ts";
import { today, typedDay } from "../../kernel/time.ts";
import { dropOldDrafts, raiseOverdueReviews } from "./overdue-store.ts";
import { decideReviewDay } from "./rules.ts";

let served: Served;
let world: World;
let us: TestAgency;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  us = await world.anAgency("treatment");
});
afterAll(() => served.close());

const inDays = (days: number): string => typedDay(today().add({ days }));
const judged = (days: number) => ({
  level: "high",
  reasons: "Released on Friday, used alone before",
  todo: "Naloxone at home, ring on Saturday",
  byWhom: "Meera Joshi",
  reviewOn: inDays(days),
});
const someone = async () => {
  const person = await world.aPerson(us);
  await world.anEpisode(us, person);
  return person;
};

test("a review is after today, and within twelve weeks", () => {
  const known = { today: Temporal.PlainDate.from("2026-11-29"), longestDays: 84 };
  const on = (day: string) => decideReviewDay(Temporal.PlainDate.from(day), known).ok;
  expect([on("2026-11-29"), on("2026-11-30"), on("2027-02-21"), on("2027-02-22")]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("a danger is judged anew in place of the judgement before, which stays readable", async () => {
  const person = await someone();
  expect((await send(served, us, `/people/${person}/risk/overdose`, judged(100))).body).toContain(
    "It may not wait that long here",
  );
  await send(served, us, `/people/${person}/risk/overdose`, judged(7));
  await send(served, us, `/people/${person}/risk/overdose`, {
    ...judged(28),
    level: "medium",
    reasons: "Three weeks on her prescription",
  });
  const rows = await world.sql`
    select level, exists (select from risk n where n.changes = r.id) as changed from risk r where person_id = ${person} order by at`;
  expect([...rows]).toEqual([
    { level: "high", changed: true },
    { level: "medium", changed: false },
  ]);
  const { body } = await visit(served, us, `/people/${person}/risk`);
  expect(body).toContain("Three weeks on her prescription");
  expect(body).toContain("Before (1)");
});

test("what is judged of children and of violence at home is not shown to roles that keep no safeguarding records", async () => {
  const person = await someone();
  await send(served, us, `/people/${person}/risk/domestic-abuse`, judged(7));
  expect((await visit(served, us, `/people/${person}/risk`)).body).toContain("Domestic abuse");
  const checker = await world.aWorker(us, "clinic-checker");
  const theirs = await visit(served, checker, `/people/${person}/risk`);
  expect(theirs.body).not.toContain("Domestic abuse");
  expect((await visit(served, checker, `/people/${person}/risk/domestic-abuse`)).status).toBe(404);
});

test("a review that is overdue becomes one task of the team, and again only when a later day has passed", async () => {
  const person = await someone();
  await send(served, us, `/people/${person}/risk/overdose`, judged(7));
  const minute = () => asPolicyRole(world.sql, WORLD_CODE, raiseOverdueReviews);
  const tasks = async () => [
    ...(await world.sql`select title, team_id from task where person_id = ${person} and kind = 'review-overdue'`),
  ];
  await world.sql`update risk set review_on = ${today().toString()} where person_id = ${person}`;
  await minute();
  expect(await tasks()).toEqual([]);
  await world.sql`update risk set review_on = ${today().subtract({ days: 1 }).toString()} where person_id = ${person}`;
  expect([await minute(), await minute()]).toEqual([1, 0]);
  expect(await tasks()).toEqual([
    { title: "Hold a review that is overdue: risk or care plan", team_id: us.teamId },
  ]);
  // Of somebody who left, nothing is put before anybody.
  await world.sql`delete from task where person_id = ${person}`;
  await world.sql`update episode set ended_on = ${today().toString()}, ending = 'dropped-out' where person_id = ${person}`;
  expect(await minute()).toBe(0);
});

test("a referral begun and left for longer than it is kept is thrown away", async () => {
  await world.as(us, async (tx) => {
    await tx`insert into referral_draft (source, answers, saved_at) values
             ('self', '{}', now() - interval '15 days'), ('self', '{}', now() - interval '13 days')`;
    return accept(undefined);
  });
  expect(await asPolicyRole(world.sql, WORLD_CODE, dropOldDrafts)).toBe(1);
});
