import { describe, expect, test } from "vitest";
import { acceptability } from "./acceptability.ts";

// Four draws, worked by hand. Going on costs nothing and gains nothing; the programme costs 10, 10, 30, 30 and gains 1, 2, 1, 4.
const going = { name: "going on", costs: [0, 0, 0, 0], effects: [0, 0, 0, 0] };
const programme = { name: "programme", costs: [10, 10, 30, 30], effects: [1, 2, 1, 4] };
const at = (worth: number, strategies = [going, programme]) => {
  const [row] = acceptability(strategies, [worth]);
  if (!row) throw new Error("one worth gives one row");
  return row;
};

describe("four draws by hand", () => {
  test("worth 20: net benefits 10, 30, −10, 50; best in three of four; knowing all is worth 22.5 − 20", () => {
    expect(at(20)).toEqual({
      worth: 20,
      probability: [0.25, 0.75],
      netBenefit: [0, 20],
      choose: 1,
      frontier: 0.75,
      perfectInformation: 2.5,
    });
  });

  test("worth 10: net benefits 0, 10, −20, 10; the draw that ties is shared out, and of equal means the first is kept", () => {
    expect(at(10)).toEqual({
      worth: 10,
      probability: [0.375, 0.625],
      netBenefit: [0, 0],
      choose: 0,
      frontier: 0.375,
      perfectInformation: 5,
    });
  });

  test("worth nothing: the programme never pays, and knowing more changes nothing", () => {
    expect(at(0)).toMatchObject({ probability: [1, 0], choose: 0, frontier: 1, perfectInformation: 0 });
  });
});

test("the most probable is not always the one to choose: one draw in three that gains much decides", () => {
  const rare = { name: "rare", costs: [1, 1, 1], effects: [0, 0, 30] };
  const row = at(1, [{ name: "going on", costs: [0, 0, 0], effects: [0, 0, 0] }, rare]);
  expect(row.probability[0]).toBeCloseTo(2 / 3, 12);
  expect(row).toMatchObject({ netBenefit: [0, 9], choose: 1 });
  expect(row.frontier).toBeCloseTo(1 / 3, 12);
  // Mean of the greatest (0, 0, 29) less the greatest mean, 9.
  expect(row.perfectInformation).toBeCloseTo(29 / 3 - 9, 12);
});

test("three alike share every draw, and add up to one", () => {
  const one = { name: "a", costs: [5, 7], effects: [1, 2] };
  const row = at(4, [one, { ...one, name: "b" }, { ...one, name: "c" }]);
  for (const share of row.probability) expect(share).toBeCloseTo(1 / 3, 12);
  expect(row).toMatchObject({ choose: 0, perfectInformation: 0 });
});

test("sums of the same pounds in another order tie, though their last digits differ", () => {
  expect(0.1 + 0.2 + 0.3).not.toBe(0.3 + 0.2 + 0.1);
  const row = at(0, [
    { name: "a", costs: [0.1 + 0.2 + 0.3], effects: [0] },
    { name: "b", costs: [0.3 + 0.2 + 0.1], effects: [0] },
  ]);
  expect(row.probability).toEqual([0.5, 0.5]);
});

test("the order in which strategies are named changes nothing but the order of the answers", () => {
  const [forth, back] = [at(20), at(20, [programme, going])];
  expect(back.probability).toEqual([...forth.probability].reverse());
  expect(back.perfectInformation).toBe(forth.perfectInformation);
});
