import { expect, test } from "vitest";
import { shownParts } from "./keep-back.ts";

test("a part of three is kept back, and with it the first other of five or more, so that the whole does not give it away", () => {
  expect(shownParts([3, 40, 12])).toEqual({ whole: 55, parts: [undefined, undefined, 12] });
});

test("nobody and five or more are shown", () => {
  expect(shownParts([0, 5, 12])).toEqual({ whole: 17, parts: [0, 5, 12] });
});

test("of a whole of four nothing is shown", () => {
  expect(shownParts([4, 0])).toEqual({ whole: undefined, parts: [undefined, undefined] });
});

test("where the others are too few to hide behind, no part is shown, those of nobody neither", () => {
  expect(shownParts([2, 2, 2, 0])).toEqual({ whole: 6, parts: [undefined, undefined, undefined, undefined] });
});

/** Every way of parting so many people into so many parts. */
function* partings(whole: number, parts: number): Generator<readonly number[]> {
  if (parts === 1) {
    yield [whole];
    return;
  }
  for (let first = 0; first <= whole; first++)
    for (const rest of partings(whole - first, parts - 1)) yield [first, ...rest];
}

test("whoever knows the rule and tries every way of parting finds four numbers or more for each part that is kept back", () => {
  for (let whole = 5; whole <= 22; whole++) {
    for (const parts of [2, 3, 4]) {
      const told = Map.groupBy(partings(whole, parts), (one) =>
        JSON.stringify(shownParts(one).parts.map((n) => n ?? "kept back")),
      );
      for (const [telling, possible] of told) {
        for (const [i, cell] of (JSON.parse(telling) as (number | string)[]).entries())
          if (cell === "kept back")
            expect(
              new Set(possible.map((one) => one[i])).size,
              `${telling} of ${whole}`,
            ).toBeGreaterThanOrEqual(4);
      }
    }
  }
});

test("whoever subtracts what is shown from the whole is left with five or more between the least and the most it can be", () => {
  for (let whole = 5; whole <= 22; whole++) {
    for (const parts of [2, 3, 4]) {
      for (const world of partings(whole, parts)) {
        const shown = shownParts(world).parts;
        if (!shown.includes(undefined)) continue;
        const left = whole - shown.reduce<number>((sum, n) => sum + (n ?? 0), 0);
        // Where every part is kept back each may be nobody; else each is one or more, since nobody would be shown.
        const least = shown.every((n) => n === undefined) ? 0 : 1;
        const others = shown.filter((n) => n === undefined).length - 1;
        expect(left - others * least - least, `${world}`).toBeGreaterThanOrEqual(5);
      }
    }
  }
});
