import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../../../../tests/world.ts";
import { COLUMNS, columnOf, isOver, MOVES, STATES, type VisitState } from "./visit-rules.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const states = Object.keys(STATES) as VisitState[];

test("the database and the rules know the same moves", async () => {
  const rows = await world.sql<
    { from_state: string; to_state: string }[]
  >`select from_state, to_state from dosing_move`;
  const there = rows.map(({ from_state, to_state }) => `${from_state} → ${to_state}`).toSorted();
  const here = states.flatMap((from) => MOVES[from].map((to) => `${from} → ${to}`)).toSorted();
  expect(there).toEqual(here);
});

test("nothing is prepared but from an assessment that clears or reduces, nor handed over but when prepared", () => {
  expect(states.filter((from) => MOVES[from].includes("prepared"))).toEqual(["cleared", "reduced"]);
  expect(states.filter((from) => MOVES[from].includes("handed-over"))).toEqual(["prepared"]);
  expect(states.filter((from) => MOVES[from].includes("arrived"))).toEqual(["scheduled", "excused"]);
});

test("whoever was observed leaves, as fit or early, before the visit closes", () => {
  expect(MOVES.observing).not.toContain("closed");
  expect(MOVES["handed-over"]).not.toContain("closed");
});

test("every state has a column of the board, and those that are over go nowhere but to an excuse, and from there to the door", () => {
  for (const state of states) expect(COLUMNS.map(({ code }) => code)).toContain(columnOf(state));
  for (const state of states.filter(isOver))
    expect(MOVES[state]).toEqual({ "no-show": ["excused"], excused: ["arrived"] }[String(state)] ?? []);
});
