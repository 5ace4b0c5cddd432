import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvRow } from "../../kernel/csv.ts";
import { upload } from "./fixture.ts";
import { LINE_CHARACTERS_MAX } from "./lines.ts";
import { openTable } from "./read.ts";
import { CELL_CHARACTERS_MAX, LINES_IN_ROW_MAX } from "./rows.ts";

/** Each row as `line: cells` or `line! code`. */
async function rowsOf(text: string | Buffer, pieceBytes?: number): Promise<string[]> {
  const table = await openTable(upload(text, pieceBytes));
  if (!table.ok) return [table.refusal.code];
  const rows = await Array.fromAsync(table.value.rows());
  return rows.map((row) =>
    row.kind === "cells" ? `${row.line}: ${row.cells.join("/")}` : `${row.line}! ${row.why.code}`,
  );
}

describe("one broken row is one broken row, and the file goes on", () => {
  test.each<[string, string, string[]]>([
    ["a cell over two lines is one row", 'A,B\n1,"x\ny"\n2,z\n', ["2: 1/x\ny", "4: 2/z"]],
    ["a doubled quote is a quote", 'A,B\n1,"say ""yes"""\n', ['2: 1/say "yes"']],
    ["a quote never closed", 'A,B\n1,"x\n2,y\n3,z\n', ["2! quote-not-closed", "3: 2/y", "4: 3/z"]],
    ["a quote never closed at the end", 'A,B\n1,x\n2,"y', ["2: 1/x", "3! quote-not-closed"]],
    [
      "two rows with one stray quote each",
      'A,B\n1,"x\n2,"y\n3,z\n',
      ["2! quote-not-closed", "3! quote-not-closed", "4: 3/z"],
    ],
    ["a quote in the middle of a cell", 'A,B\n1,6" pipe\n2,y\n', ["2! quote-inside", "3: 2/y"]],
    ["two quotes in the middle of a cell", 'A,B\n1,"x" y\n2,y\n', ["2! quote-inside", "3: 2/y"]],
    ["a cell too few", "A,B\n1\n2,y\n", ["2! wrong-columns", "3: 2/y"]],
    ["a cell too many", "A,B\n1,x,y\n2,y\n", ["2! wrong-columns", "3: 2/y"]],
    ["a footer", "A,B\n1,x\n2 rows\n", ["2: 1/x", "3! wrong-columns"]],
    ["a NUL", "A,B\n1,x\u0000\n2,y\n", ["2! unreadable-character", "3: 2/y"]],
    ["a NUL after a closing quote", 'A,B\n1,"x"\u0000\n2,y\n', ["2! quote-inside", "3: 2/y"]],
    [
      "a byte-order mark in the middle, where two exports were joined",
      "A,B\n1,x\n\ufeffA,B\n2,y\n",
      ["2: 1/x", "3! unreadable-character", "4: 2/y"],
    ],
    ["an escape sequence", "A,B\n1,\u001b[31m\n2,y\n", ["2! unreadable-character", "3: 2/y"]],
    [
      "empty lines and rows of nothing but delimiters hold no row",
      "A,B\n\n1,x\n,\n  \n2,y\n\n",
      ["3: 1/x", "6: 2/y"],
    ],
    ["no line end at the end", "A,B\n1,x", ["2: 1/x"]],
  ])("%s", async (_name, text, rows) => {
    for (const pieceBytes of [1, 5, 1000]) expect(await rowsOf(text, pieceBytes)).toEqual(rows);
  });

  test("half of a surrogate pair in a UTF-16 file", async () => {
    const bytes = Buffer.concat([
      Buffer.from("\ufeffA,B\n1,", "utf16le"),
      Buffer.from([0x3d, 0xd8]),
      Buffer.from("\n2,y\n", "utf16le"),
    ]);
    expect(await rowsOf(bytes)).toEqual(["2! unreadable-character", "3: 2/y"]);
  });

  test("a cell longer than Excel can hold, and a line without an end", async () => {
    const cell = "x".repeat(CELL_CHARACTERS_MAX + 1);
    const line = "x".repeat(LINE_CHARACTERS_MAX * 3);
    expect(await rowsOf(`A,B\n1,${cell}\n1,${line}\n2,y\n`, 60_000)).toEqual([
      "2! cell-too-long",
      "3! line-too-long",
      "4: 2/y",
    ]);
  });

  test("a quote that stays open longer than any cell is given up, and every line after it is still read", async () => {
    const rest = Array.from({ length: LINES_IN_ROW_MAX * 2 }, (_, i) => `${i},y`);
    const rows = await rowsOf(`A,B\n1,"x\n${rest.join("\n")}\n`);
    expect(rows[0]).toBe("2! quote-not-closed");
    expect(rows.slice(1)).toEqual(rest.map((row, i) => `${i + 3}: ${row.replace(",", "/")}`));
  });
});

test("a column called __proto__ is a column and nothing else", async () => {
  const table = await openTable(upload("__proto__,constructor,B\n1,2,3\n"));
  if (!table.ok) throw new Error("it is a table");
  expect(table.value.recognised.headings).toEqual(["__proto__", "constructor", "B"]);
  expect(await Array.fromAsync(table.value.rows())).toEqual([
    { kind: "cells", line: 2, cells: ["1", "2", "3"] },
  ]);
  expect(({} as Record<string, unknown>).B).toBeUndefined();
});

const nasty = fc.string({
  unit: fc.constantFrom(...'ab1,;|\t"\n\r\u0000\ufeff\ud83d=é'.split("")),
  maxLength: 200,
});

test("reading any bytes whatever answers and never throws", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.uint8Array({ maxLength: 300 }), nasty),
      fc.integer({ min: 1, max: 50 }),
      async (content, size) => {
        await rowsOf(Buffer.from(content as string), size);
      },
    ),
    { numRuns: 500 },
  );
});

test("however it is cut into pieces, a file holds the same rows", async () => {
  await fc.assert(
    fc.asyncProperty(nasty, fc.integer({ min: 1, max: 20 }), async (text, size) => {
      const file = `A,B\n${text}`;
      expect(await rowsOf(file, size)).toEqual(await rowsOf(file, 100_000));
    }),
  );
});

test("sound tables come back as they were written, and as another reader reads them", async () => {
  const cell = fc.string({ unit: fc.constantFrom(..."ab, ;\"\né'"), maxLength: 8 });
  const row = fc.tuple(fc.constant("x"), cell, cell);
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 12 }),
      fc.integer({ min: 1, max: 40 }),
      async (cells, size) => {
        const text = csvRow(["A", "B", "C"]) + cells.map((values) => csvRow(values)).join("");
        const table = await openTable(upload(text, size), { delimiter: "," });
        if (!table.ok) throw new Error("it is a table");
        const rows = await Array.fromAsync(table.value.rows());
        expect(rows.map((read) => read.kind === "cells" && read.cells)).toEqual(
          parse(text, { record_delimiter: "\r\n" }).slice(1),
        );
      },
    ),
  );
});
