import { expect, test } from "vitest";
import type { Measured } from "./main.ts";
import { bound, printed, standing } from "./printed.ts";

const row: Measured = {
  id: "A1",
  figure: "Nobody sees what they may not",
  target: "0 leaks",
  value: "0 leaks",
  met: true,
  n: 300,
  zero: true,
  control: { planted: "everything is shown", found: 2 },
  run: "the full run",
  commit: "abc",
  date: "2026-11-28",
  versions: "Node 26",
  load: "2 cores",
};

test("a zero stands beside what its n allows: three in three hundred is one in a hundred", () => {
  expect(bound(300)).toBe("1 %");
  expect(bound(3_000_000)).toBe("1 in a million");
  expect(printed([row])).toContain(
    "| A1 | Nobody sees what they may not | 0 leaks | **0 leaks** | 300 | 1 % | met |",
  );
});

test("a row whose control stayed green is void, however good its value", () => {
  expect(standing(row)).toBe("met");
  expect(standing({ ...row, met: false })).toBe("missed");
  expect(standing({ ...row, control: { ...row.control, found: 0 } })).toBe("void");
});
