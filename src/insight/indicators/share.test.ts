import { expect, test } from "vitest";
import { wilson } from "./share.ts";

// Newcombe, Statistics in Medicine 1998;17:857-72, table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("Wilson's interval of %i in %i is the published one", (n, of, low, high) => {
  const share = wilson(n, of);
  expect([share?.low.toFixed(4), share?.high.toFixed(4)]).toEqual([low.toFixed(4), high.toFixed(4)]);
});

test("of nobody there is no share, and of everybody the interval ends at the whole", () => {
  expect(wilson(0, 0)).toBeUndefined();
  expect(wilson(20, 20)).toMatchObject({ share: 1, high: 1 });
});
