import { afterAll, beforeAll, expect, test } from "vitest";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import type { PersonId } from "../src/kernel/id.ts";
import { today, typedDay } from "../src/kernel/time.ts";
import { raiseOverdueReviews } from "../src/record/risk/overdue-store.ts";
import { WORLD_CODE } from "./global-setup.ts";
import { openServed, type Served } from "./served.ts";
import { send, visit } from "./visiting.ts";
import type { TestAgency } from "./world.ts";

// What was written down wrongly at the door and in the plan is put right by an entry that points at it. Nothing is taken away.

let served: Served;
let us: TestAgency;
let person: PersonId;
beforeAll(async () => {
  served = await openServed();
  us = await served.world.anAgency("treatment");
  person = await served.world.aPerson(us, { familyName: "Marlbrook" });
  await served.world.anEpisode(us, person);
});
afterAll(() => served.close());

const told = (more: Record<string, string> = {}) => ({
  givenNames: "Ada",
  familyName: "Fernhurst",
  bornOn: "3/4/1985",
  sex: "female",
  words: "Drinks too much",
  reach: "",
  agreed: "yes",
  referredOn: typedDay(today()),
  "q-how": "phone",
  ...more,
});

test("a referral is corrected by an entry that points at it, once, by the agency that took it down", async () => {
  const made = await send(served, us, "/referrals/new/self", told());
  const referred = /people\/([0-9a-f-]+)/.exec(made.location)?.[1] ?? "";
  const [first] = await served.world.sql`select id, episode_id from referral where person_id = ${referred}`;
  const at = `/people/${referred}/referrals/${first?.id}/correct`;
  const same = await send(served, us, at, {
    words: "Drinks too much",
    agreed: "yes",
    referredOn: typedDay(today()),
  });
  expect(same.body).toContain("Nothing was changed");
  const later = await send(served, us, at, {
    words: "Uses heroin, and drinks",
    agreed: "no",
    referredOn: typedDay(today().add({ days: 2 })),
  });
  expect(later.body).toContain("That day is still to come");
  expect(later.body).toContain("Uses heroin, and drinks");
  const done = await send(served, us, at, {
    words: "Uses heroin, and drinks",
    agreed: "no",
    referredOn: typedDay(today()),
  });
  expect(done.status).toBe(303);
  const rows = await served.world.sql`
    select words, agreed, corrects, episode_id from referral where person_id = ${referred} order by at`;
  expect(rows).toMatchObject([
    { words: "Drinks too much", agreed: "yes", corrects: null, episode_id: first?.episode_id },
    { words: "Uses heroin, and drinks", agreed: "no", corrects: first?.id, episode_id: first?.episode_id },
  ]);
  const page = await visit(served, us, `/people/${referred}/referrals`);
  expect(page.body).toContain("Corrected by a later entry");
  expect(page.body).toContain("Drinks too much");
  expect((await visit(served, us, at)).status).toBe(404);
  const other = await served.world.anAgency("hospital");
  expect((await visit(served, other, at)).status).toBe(404);
});

const review = (heldDaysAgo: number, nextInDays: number) => ({
  heldOn: typedDay(today().subtract({ days: heldDaysAgo })),
  agreed: "yes",
  words: `Held ${heldDaysAgo} days ago`,
  copyGiven: "yes",
  nextOn: typedDay(today().add({ days: nextInDays })),
});
const overdue = async () => {
  await asPolicyRole(served.world.sql, WORLD_CODE, raiseOverdueReviews);
  const [row] = await served.world.sql`
    select count(*)::int as n from task where person_id = ${person} and kind = 'review-overdue'`;
  return row?.n;
};

test("a plan review that was never held is withdrawn with why, stays readable, and the one before it stands again", async () => {
  await send(served, us, `/people/${person}/plan/goals/new`, { words: "Sleep", category: "health" });
  await send(served, us, `/people/${person}/plan/review`, review(60, 10));
  await served.world
    .sql`update plan_review set next_review_on = ${today().subtract({ days: 1 })} where person_id = ${person}`;
  await send(served, us, `/people/${person}/plan/review`, review(0, 60));
  expect(await overdue()).toBe(0);
  const [wrong] = await served.world
    .sql`select id from plan_review where person_id = ${person} order by held_on desc limit 1`;
  const at = `/people/${person}/plan/reviews/${wrong?.id}/withdraw`;
  expect((await visit(served, us, `/people/${person}/plan`)).body).toContain(at);
  expect((await send(served, us, at, { why: "" })).body).toContain("Write what is wrong about it");
  expect((await send(served, us, at, { why: "Of another person" })).status).toBe(303);
  const page = await visit(served, us, `/people/${person}/plan`);
  expect(page.body).toContain("Held 0 days ago");
  expect(page.body).toMatch(/Entered wrongly<\/strong> ?Of another person/);
  expect(page.body).not.toContain(at);
  expect(await overdue()).toBe(1);
  expect((await send(served, us, at, { why: "Again" })).status).toBe(404);
});
