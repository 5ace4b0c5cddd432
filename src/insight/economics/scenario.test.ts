import { expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import { multipliers } from "./reference.ts";
import { scenarioOf } from "./scenario.ts";
import { aCost, aSetting, priced } from "./setting.fixture.ts";

const how = { seed: "s", draws: 200, random: randomFrom("s"), today: "2026-11-29" };
const burglary = priced(aCost({ code: "BDW", holdsResponse: true }), { without: 30, with: 5 });
const ambulance = priced(aCost({ code: "AMB_CONVEY" }), { without: 30, with: 5 });
const theft = priced(aCost({ code: "CTH", holdsResponse: true }), { without: 30, with: 5 });

test("a burglary stands for 3.6, an ambulance for one: £2,500 × 3.6 + £2,500", () => {
  const found = scenarioOf(aSetting({ priced: [burglary, ambulance] }), "reviewed", multipliers(), how);
  expect(found.balance.benefit.value).toBeCloseTo(2500 * 3.6 + 2500, 9);
  expect(found.multipliers.map(({ code, used }) => [code, used])).toEqual([["BDW", 3.6]]);
  expect(found.label).toContain("not the result");
});

test("where no multiplier is known one recorded crime stands for one, and it is told", () => {
  const found = scenarioOf(aSetting({ priced: [theft] }), "reviewed", multipliers(), how);
  expect(found.balance.benefit.value).toBe(2500);
  expect(found.multipliers).toMatchObject([{ code: "CTH", used: 1, multiplier: undefined }]);
});

test("a design may bring its own multipliers; those it does not name stay at one", () => {
  const found = scenarioOf(aSetting({ priced: [burglary, theft] }), { cth: 4 }, multipliers(), how);
  expect(found.balance.benefit.value).toBe(2500 + 4 * 2500);
});
