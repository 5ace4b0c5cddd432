import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Answer } from "./answer.ts";
import { cost } from "./cost.ts";
import { answerText } from "./text.ts";

const asked = { draws: "400", seed: "throughcare", today: "2026-11-29" };
const folder = mkdtempSync(join(tmpdir(), "throughcare-trade-"));
const EVENTS = "examples/cost/events.csv";
const DESIGN = readFileSync("examples/cost/clinic.yaml", "utf8").replace(/^scenario:[\s\S]*?(?=^\S)/m, "");

const withScenario = (people: number, more = "") => {
  const path = join(folder, `${people}.yaml`);
  writeFileSync(
    path,
    `${DESIGN}\nscenario:\n  trade-displaced:\n    people: ${people}\n    price-year: 2023/24\n    pounds-a-week-before: { value: 213.75, low: 66.12, high: 361.38 }\n    pounds-a-week-after: 103.75\n    source: made up${more}\n`,
  );
  return path;
};
const without = () => {
  const path = join(folder, "without.yaml");
  writeFileSync(path, DESIGN);
  return path;
};
const answered = async (design: string): Promise<Answer> => {
  const answer = await cost([design, EVENTS], asked);
  if (!answer.ok) throw new Error(answer.refusal.sentence);
  if (answer.value.design === "cost-only") throw new Error("something is compared");
  return answer.value;
};

test("every total, ratio, draw and curve is the same with the trade displaced and without it", async () => {
  const [plain, beside] = [await answered(without()), await answered(withScenario(8))];
  const { tradeDisplaced, ...rest } = beside;
  const { tradeDisplaced: none, ...bare } = plain;
  expect(none).toBeUndefined();
  expect(tradeDisplaced).toBeDefined();
  // Benefit, net benefit, ratio, savings by part, curves, one-way changes, break-even values: all of it.
  expect(rest).toEqual(bare);
});

test("it is the fall of one person times the people who answered both times, in the pounds of the answer", async () => {
  const { tradeDisplaced: one, priceYear } = await answered(withScenario(8));
  const factor = (one?.before.value ?? 0) / 213.75;
  if (priceYear === "2023/24") expect(factor).toBe(1);
  expect(one?.less.value).toBeCloseTo(110 * factor, 6);
  expect(one?.together.value).toBeCloseTo(880 * factor, 6);
  expect((one?.together.low ?? 0) < 880 * factor && (one?.together.high ?? 0) > 880 * factor).toBe(true);
});

test("it stands under its own heading, after every total, and says that it is no saving", async () => {
  const text = answerText(await answered(withScenario(8)));
  expect(text.match(/Scenario: trade displaced/g)).toHaveLength(1);
  expect(text.indexOf("Scenario: trade displaced")).toBeGreaterThan(text.indexOf("benefit for each pound"));
  expect(text).toContain("Not a saving");
});

test("more people than the programme has is refused, and so is an empty scenario", async () => {
  const said = async (design: string) => {
    const answer = await cost([design, EVENTS], asked);
    return answer.ok ? "answered" : answer.refusal.sentence;
  };
  expect(await said(withScenario(2000))).toContain("field “scenario.trade-displaced.people” has 2000 out of");
  const empty = join(folder, "empty.yaml");
  writeFileSync(empty, `${DESIGN}\nscenario: {}\n`);
  expect(await said(empty)).toContain("recorded-to-actual or trade-displaced");
});
