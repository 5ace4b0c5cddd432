import { expect, test } from "vitest";
import { PROGRAMMES } from "../../src/counted.ts";
import { followedBy } from "../../src/insight/programmes/outcomes.ts";

/** What the page of a kind of service follows, by measure and score. */
const followed = (code: string): readonly string[] => {
  const kind = PROGRAMMES.kinds.find((one) => one.code === code);
  return kind ? followedBy(kind, PROGRAMMES.scores).map((one) => `${one.measure} ${one.code}`) : [];
};

test("every kind of service with a page of its own has an outcome that the page follows", () => {
  const without = PROGRAMMES.kinds.filter((kind) => followedBy(kind, PROGRAMMES.scores).length === 0);
  // Nobody in the overdose prevention room is named, and it has no page (decision 0042).
  expect(without.map(({ code }) => code)).toEqual(["overdose-prevention"]);
});

test("diversion, housing, early help and family follow quality of life; recovery psychological and physical health as well", () => {
  for (const code of ["diversion", "housing", "early-help", "family"])
    expect([code, followed(code)]).toEqual([code, ["quality-of-life quality-of-life"]]);
  expect(followed("recovery").toSorted()).toEqual([
    "physical-health physical-health",
    "psychological-health psychological-health",
    "quality-of-life quality-of-life",
  ]);
});

test("where the whole profile is asked, the same question by itself is not counted a second time", () => {
  const community = followed("community");
  expect(community).toContain("top psychological-health");
  expect(community).toContain("phq-9 phq-9");
  expect(community.filter((one) => one.startsWith("quality-of-life"))).toEqual([]);
  expect(followed("prison").filter((one) => one.startsWith("psychological-health"))).toEqual([]);
});
