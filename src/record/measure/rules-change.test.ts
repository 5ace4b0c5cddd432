import { expect, test } from "vitest";
import { scoreNamed } from "./definition.ts";
import { top } from "./definitions/top.ts";
import { changeBetween, type Score } from "./rules.ts";

const scored = (code: string, value: number): Score => ({ code, state: "scored", value, band: null });

const alcohol = scoreNamed(top, "alcohol");
const changes: readonly [
  name: string,
  before: number,
  after: number,
  alcoholOnly: boolean,
  expected: string,
][] = [
  ["a fall of 9 days is reliable", 20, 11, true, "reliably-improved"],
  ["a fall of 8 days is not", 20, 12, true, "unchanged"],
  ["a rise of 9 days is reliably worse", 11, 20, true, "reliably-worse"],
  ["no day of drinking is stopping, however small the fall", 3, 0, true, "stopped"],
  ["somebody who did not drink at the start is left out", 0, 20, true, "not-classified"],
  ["the nine days hold for nobody who uses other drugs too", 28, 1, false, "not-classified"],
];
for (const [name, before, after, alcoholOnly, expected] of changes) {
  test(`alcohol: ${name}`, () => {
    const result = changeBetween(alcohol, scored("alcohol", before), scored("alcohol", after), {
      alcoholOnly,
    });
    expect(result.ok && result.value.class).toBe(expected);
  });
}

test("without a looked-up threshold the difference is given and nothing is classified", () => {
  const result = changeBetween(scoreNamed(top, "opiates"), scored("opiates", 28), scored("opiates", 2), {
    alcoholOnly: false,
  });
  expect(result.ok && result.value).toEqual({
    difference: -26,
    tendency: "better",
    class: "not-classified",
    because: "no-threshold",
  });
});

test("more days of work are better and more days of use are worse", () => {
  const work = changeBetween(scoreNamed(top, "paid-work"), scored("paid-work", 0), scored("paid-work", 12), {
    alcoholOnly: false,
  });
  const crack = changeBetween(scoreNamed(top, "crack"), scored("crack", 0), scored("crack", 12), {
    alcoholOnly: false,
  });
  expect([work.ok && work.value.tendency, crack.ok && crack.value.tendency]).toEqual(["better", "worse"]);
});

test("one day more is a change, and the same number is none", () => {
  const tendency = (before: number, after: number) => {
    const change = changeBetween(scoreNamed(top, "crack"), scored("crack", before), scored("crack", after), {
      alcoholOnly: false,
    });
    return change.ok && change.value.tendency;
  };
  expect([tendency(4, 5), tendency(5, 5), tendency(5, 4)]).toEqual(["worse", "same", "better"]);
});

test("where neither way is better, a change is neither", () => {
  const ordered = { ...scoreNamed(top, "crack"), direction: "none" } as const;
  const change = changeBetween(ordered, scored("crack", 1), scored("crack", 9), { alcoholOnly: false });
  expect(change.ok && change.value.tendency).toBe("neither");
});

test("nothing is compared with a score that was not made", () => {
  const blank: Score = { code: "alcohol", state: "not-scored", missing: ["alcohol"], notDisclosed: [] };
  expect(changeBetween(alcohol, scored("alcohol", 10), blank, { alcoholOnly: true })).toEqual({
    ok: false,
    refusal: { code: "not-scored", which: "after" },
  });
  expect(changeBetween(alcohol, blank, scored("alcohol", 10), { alcoholOnly: true })).toEqual({
    ok: false,
    refusal: { code: "not-scored", which: "before" },
  });
});
