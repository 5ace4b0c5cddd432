import { expect, test } from "vitest";
import { wilson } from "./share.ts";
import { changesTable, figuresTable } from "./words.ts";

// Wilson limits are from R: prop.test(correct = FALSE).

const plain = (row: readonly string[] | undefined) => row?.map((cell) => cell.replaceAll("\u00a0", " "));
const change = { substance: "opiates", people: 60, abstinent: 24, fewer: 16, same: 12, more: 8 } as const;

test("every way of change in use has its share and interval, those who worsened as those who stopped", () => {
  const [row] = changesTable([change]).rows;
  expect(plain(row)).toEqual([
    "Opiates",
    "60",
    "24 (40 %; 29 % to 53 %)",
    "16 (27 %; 17 % to 39 %)",
    "12 (20 %; 12 % to 32 %)",
    "8 (13 %; 7 % to 24 %; rests on fewer than 10)",
  ]);
});

test("where one way has four people no way is told", () => {
  const [row] = changesTable([{ ...change, same: 16, more: 4 }]).rows;
  expect(row?.slice(2).every((cell) => cell.startsWith("kept back"))).toBe(true);
});

test("an indicator of nine above the line is flagged, of ten it is not", () => {
  const of = (numerator: number) =>
    plain(
      figuresTable(
        [
          {
            indicator: { title: "Waited three weeks or less" },
            numerator,
            denominator: 40,
            share: wilson(numerator, 40),
          } as never,
        ],
        { from: Temporal.PlainDate.from("2025-01-01"), to: Temporal.PlainDate.from("2025-12-31") },
      ).rows[0],
    )?.[3];
  expect(of(9)).toBe("23 % (rests on fewer than 10)");
  expect(of(10)).toBe("25 %");
});
