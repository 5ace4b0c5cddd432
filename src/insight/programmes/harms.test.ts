import { expect, test } from "vitest";
import type { Entered, Entrant } from "./entrants.ts";
import { type Harmed, harmFigures } from "./harms.ts";
import { peopleFigures } from "./people.ts";

// Expected limits are from R: qchisq as Garwood's.

const day = (text: string) => Temporal.PlainDate.from(text);
const entrant = (i: number, left: boolean): Entrant => ({
  key: `person-${String(i).padStart(2, "0")}`,
  enteredOn: day("2025-01-01"),
  endedOn: left ? day("2025-03-01") : undefined,
  ending: left ? "dropped-out" : undefined,
  diedOn: undefined,
  laterStays: 0,
});
/** So many who are still there with fifty sessions each, and so many who dropped out after twenty. */
function clinic(there: number, left: number): Entered {
  return {
    asAt: day("2025-12-31"),
    kind: {
      code: "clinic",
      name: "Clinic",
      endings: [{ code: "dropped-out", name: "Dropped out", kind: "unplanned" }],
      sessions: true,
      asksFor: [],
    },
    people: Array.from({ length: there + left }, (_, i) => entrant(i, i >= there)),
  };
}
const overdoses = (of: Entered, whose: (one: Entrant) => boolean) => {
  const attended = of.people.map(({ key, endedOn }) => ({ key, attended: endedOn ? 20 : 50, missed: 0 }));
  const harmed = of.people.filter(whose).map(({ key }): Harmed => ({ key, kind: "overdose", times: 1 }));
  return harmFigures(of, attended, harmed, peopleFigures(of)).filter(({ code }) => code === "harms.overdose");
};
const told = (figures: ReturnType<typeof overdoses>) =>
  figures.map((one) => [one.whom, one.held ?? [one.numerator, one.denominator, one.value]]);

test("overdoses in sessions of those who stayed stand beside everyone's: 6 in 300 sessions beside 11 in 400", () => {
  const figures = overdoses(clinic(6, 5), () => true);
  expect(told(figures)).toEqual([
    ["everyone who entered", [11, 400, 27.5]],
    ["those who stayed", [6, 300, 20]],
  ]);
  expect([figures[1]?.low, figures[1]?.high].map((n) => n?.toFixed(3))).toEqual(["7.340", "43.532"]);
});

test("where four who left, or four overdoses of theirs, could be had by subtraction, those who stayed are kept back", () => {
  expect(told(overdoses(clinic(6, 4), () => true))[1]).toEqual(["those who stayed", "few"]);
  const three = new Set(["person-06", "person-07", "person-08"]);
  expect(told(overdoses(clinic(6, 6), ({ key, endedOn }) => !endedOn || three.has(key)))).toEqual([
    ["everyone who entered", [9, 420, (9 / 420) * 1000]],
    ["those who stayed", "few"],
  ]);
});
