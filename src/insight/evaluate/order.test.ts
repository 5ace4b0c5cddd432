import { expect, test } from "vitest";
import { rising } from "./order.ts";

test("a column is sorted as a comparison sorts it, equal values in the order they came", () => {
  let seed = 7;
  const values = Array.from({ length: 5000 }, (_, i) => {
    seed = (seed * 48271) % 2147483647;
    if (i % 97 === 0) return -0;
    if (i % 89 === 0) return i % 2 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    return i % 3 === 0 ? seed % 50 : (seed / 1e6 - 1000) * (i % 7 === 0 ? 1e-300 : 1);
  });
  const expected = values
    .map((_, i) => i)
    .sort((a, b) => {
      const [x, y] = [values[a] as number, values[b] as number];
      return x < y ? -1 : x > y ? 1 : a - b;
    });
  expect([...rising(values)]).toEqual(expected);
});

test("nothing, and one", () => {
  expect([...rising([])]).toEqual([]);
  expect([...rising([4])]).toEqual([0]);
});
