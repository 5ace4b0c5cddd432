import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvCell, csvRow } from "./csv.ts";

describe("a cell on its way into somebody's spreadsheet", () => {
  test.each([
    ["plain text stays as it is", "Rowntree", "Rowntree"],
    ["a formula is disarmed", "=1+1", "'=1+1"],
    ["a formula with quotes is disarmed, then quoted", '=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ["a plus is disarmed", "+44 191", "'+44 191"],
    ["a minus is disarmed", "-2+3", "'-2+3"],
    ["an at sign is disarmed", "@SUM(A1)", "'@SUM(A1)"],
    ["a tab is disarmed", "\t=1", `"'\t=1"`],
    ["a carriage return is disarmed", "\r=1", `"'\r=1"`],
    ["a NUL is disarmed", "\u0000=1", "'\u0000=1"],
    ["a wide equals sign is disarmed", "＝1", "'＝1"],
    ["a space before the formula does not help it", " =1", "' =1"],
    ["a formula in the middle is only text", "a=1", "a=1"],
    ["a comma is quoted", "D'Arcy, Ian", `"D'Arcy, Ian"`],
    ["a quote is doubled", 'the "old" file', '"the ""old"" file"'],
    ["a line end is quoted", "one\ntwo", '"one\ntwo"'],
    ["a space at the end is kept", "one ", '"one "'],
  ])("%s", (_name, value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
  test("numbers, also negative ones, stay numbers and nothing is an empty cell", () => {
    expect(csvRow([-5, 0.5, 12n, true, null, undefined, ""])).toBe("-5,0.5,12,true,,,\r\n");
  });
});

test("whatever is written reads back the same, but for the apostrophe, and begins no formula", () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."=+-@\t\r\n\",; a'") }));
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
      const [read] = parse(csvRow(cells), { record_delimiter: "\r\n" });
      expect(read?.length).toBe(cells.length);
      for (const [i, cell] of cells.entries()) {
        const back = read?.[i] ?? "";
        expect(back === cell || back === `'${cell}`).toBe(true);
        expect("=+-@\t\r\n".includes(back.charAt(0)) && back !== "").toBe(false);
      }
    }),
  );
});
