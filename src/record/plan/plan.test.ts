import { afterAll, beforeAll, expect, test } from "vitest";
import { WORLD_CODE } from "../../../tests/global-setup.ts";
import { openServed, type Served } from "../../../tests/served.ts";
import { send, visit } from "../../../tests/visiting.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import { asPolicyRole } from "../../kernel/database/partnership.ts";
import type { PersonId } from "../../kernel/id.ts";
import { today, typedDay } from "../../kernel/time.ts";
import { decideReview } from "./rules.ts";

let served: Served;
let world: World;
let us: TestAgency;
let person: PersonId;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  us = await world.anAgency("treatment");
  person = await world.aPerson(us);
  await world.anEpisode(us, person);
});
afterAll(() => served.close());

const at = (rest = "") => `/people/${person}/plan${rest}`;
const goalNamed = async (words: string) => {
  const [row] = await world.sql`select id from plan_goal where words = ${words} order by at desc limit 1`;
  return String(row?.id);
};

test("a plan is gone through with a goal in it, not tomorrow, and again within three months", () => {
  const day = Temporal.PlainDate.from;
  const known = { goals: 1, today: day("2026-11-29"), longestDays: 91 };
  const of = (heldOn: string, nextOn: string, goals = 1) => {
    const decision = decideReview({ heldOn: day(heldOn), nextOn: day(nextOn) }, { ...known, goals });
    return decision.ok ? "kept" : decision.refusal.code;
  };
  expect(of("2026-11-29", "2027-02-28")).toBe("kept");
  expect(of("2026-11-29", "2027-03-01")).toBe("too-far");
  expect(of("2026-11-30", "2027-02-28")).toBe("held-in-the-future");
  expect(of("2026-11-29", "2027-02-28", 0)).toBe("nothing-agreed");
});

test("a goal in the person's words has steps that move, and what stood before stays readable", async () => {
  await send(served, us, at("/goals/new"), { words: "See my daughter at weekends", category: "social" });
  const goal = await goalNamed("See my daughter at weekends");
  await send(served, us, at(`/goals/${goal}/step`), {
    words: "Ring the contact centre",
    who: "Both together",
    byOn: "1/12/2026",
  });
  const [step] = await world.sql`select id from plan_step where goal_id = ${goal}`;
  await send(served, us, at(`/steps/${step?.id}`), {
    state: "done",
    words: "Ring the contact centre",
    who: "Both together",
    byOn: "1/12/2026",
  });
  await send(served, us, at(`/goals/${goal}`), {
    words: "See my daughter every week",
    state: "open",
    because: "",
  });
  const { body } = await visit(served, us, at());
  expect(body).toContain("“See my daughter every week”");
  expect(body).toContain("Before: “See my daughter at weekends”");
  expect(body).toMatch(/Done<\/strong> Ring the contact centre/);
  const rows =
    await world.sql`select state, by_on::text from plan_step where person_id = ${person} order by at`;
  expect([...rows]).toEqual([
    { state: "to-do", by_on: "2026-12-01" },
    { state: "done", by_on: "2026-12-01" },
  ]);
});

test("of two windows that move one step, the later learns that it was moved", async () => {
  const goal = await goalNamed("See my daughter every week");
  const [row] = await world.sql`select first_id from plan_goal where id = ${goal}`;
  await send(served, us, at(`/goals/${row?.first_id}/step`), { words: "Write a card", who: "Her", byOn: "" });
  const [step] = await world.sql`select id from plan_step where words = 'Write a card'`;
  const moved = { words: "Write a card", who: "Her", byOn: "", state: "under-way" };
  await send(served, us, at(`/steps/${step?.id}`), moved);
  const late = await send(served, us, at(`/steps/${step?.id}`), { ...moved, state: "dropped" });
  expect(late.body).toContain("This was changed while you had the page open");
});

test("each service adds its goals; another changes its own alone; housing reads what is about housing and no health", async () => {
  const housing = await world.anAgency("housing");
  await world.sql`insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on)
                  values (${person}, ${housing.serviceId}, ${housing.agencyId}, 'housing', 'housing', ${housing.teamId}, 'any', '2026-02-01')`;
  await send(served, us, at("/goals/new"), { words: "Sleep without tablets", category: "health" });
  await send(served, housing, at("/goals/new"), { words: "A door that locks", category: "housing" });
  const theirs = await visit(served, housing, at());
  expect(theirs.body).toContain("A door that locks");
  expect(theirs.body).not.toContain("Sleep without tablets");
  const goal = await goalNamed("Sleep without tablets");
  expect((await visit(served, housing, at(`/goals/${goal}`))).status).toBe(404);
});

test("the plan is agreed with the person, who reads their own copy", async () => {
  const review = {
    heldOn: typedDay(today()),
    agreed: "yes",
    words: "She wants to begin with the contact centre",
    copyGiven: "yes",
    nextOn: typedDay(today().add({ days: 84 })),
  };
  expect((await send(served, us, at("/review"), review)).location).toBe(at());
  await world.sql`insert into account (username, person_id) values ('the-person', ${person})`;
  const self = { ...us, username: "the-person", token: await world.tokenFor("the-person") };
  const own = await visit(served, self, "/my/plan");
  expect(own.body).toContain("See my daughter every week");
  expect(own.body).toContain("She wants to begin with the contact centre");
});

test("a step outlives the goal of another service whose part of the record is disposed of", async () => {
  const goal = await goalNamed("A door that locks");
  const [row] = await world.sql`select agency_id from plan_goal where id = ${goal}`;
  await world.sql`insert into plan_step (person_id, goal_id, words, who, category, agency_id, owner_kind)
                  values (${person}, ${goal}, 'Ask for a new lock', 'Her', 'housing', ${us.agencyId}, 'treatment')`;
  await asPolicyRole(
    world.sql,
    WORLD_CODE,
    (tx) => tx`
    select delete_rows(array['plan_goal', 'plan_step'], 'person_id = $1 and agency_id = $2', ${person}, ${row?.agency_id})`,
  );
  const { body } = await visit(served, us, at());
  expect(body).not.toContain("A door that locks");
  expect(body).toContain("Other steps");
  expect(body).toContain("Ask for a new lock");
});
