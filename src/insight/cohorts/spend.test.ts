import { expect, test } from "vitest";
import { invariant } from "../../kernel/result.ts";
import { estimateOf } from "../evaluate/finding.ts";
import { findingOf, outcomeOf } from "./cohort.fixture.ts";
import { evaluateFile } from "./evaluate.ts";
import { evaluationText } from "./text.ts";

test("spend on street drugs is an outcome of a file: the paired change is R's, nought counts, and whoever is missing is counted and never nought", async () => {
  const found = await evaluateFile({
    people: "examples/evaluate/spend.csv",
    design: "examples/evaluate/spend.yaml",
    events: undefined,
  });
  invariant(found.ok, "the example answers");
  const finding = findingOf(outcomeOf(found.value).everyone, "permutation");
  const change = estimateOf(finding, "average difference");
  // Twelve people with both answers, every one of 4,096 swaps in R: mean −101.6667, p 0.005859.
  expect(change?.value).toBeCloseTo(-101.666667, 6);
  expect(change?.p).toBeCloseTo(0.005859375, 9);
  expect(finding.counts.people).toBe(12);
  expect(evaluationText(found.value)).toContain("nothing is known of 3 of 15 people");
});
