import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { upload } from "./fixture.ts";
import { sayOpen } from "./messages.ts";
import { openTable } from "./read.ts";
import { recognise } from "./recognise.ts";

const NAMES = "Ref,Name\r\n1,Núñez\r\n2,Sørensen\r\n";

describe("the way letters are written is recognised", () => {
  test.each([
    ["UTF-8 with its mark", iconv.encode(NAMES, "utf-8", { addBOM: true }), "utf-8"],
    ["UTF-8 without", iconv.encode(NAMES, "utf-8"), "utf-8"],
    ["Windows-1252", iconv.encode(NAMES, "windows-1252"), "windows-1252"],
    ["UTF-16, small end first, with its mark", iconv.encode(NAMES, "utf-16le", { addBOM: true }), "utf-16le"],
    ["UTF-16, small end first, without", iconv.encode(NAMES, "utf-16le"), "utf-16le"],
    ["UTF-16, big end first, with its mark", iconv.encode(NAMES, "utf-16be", { addBOM: true }), "utf-16be"],
    ["UTF-16, big end first, without", iconv.encode(NAMES, "utf-16be"), "utf-16be"],
  ])("%s, whatever the size of the pieces", async (_name, bytes, encoding) => {
    for (const pieceBytes of [1, 2, 3, 7, 1000]) {
      const table = await openTable(upload(bytes, pieceBytes));
      expect(table.ok && table.value.recognised.encoding).toBe(encoding);
      if (!table.ok) return;
      const rows = await Array.fromAsync(table.value.rows());
      expect(rows.map((row) => (row.kind === "cells" ? row.cells[1] : row.why))).toEqual([
        "Núñez",
        "Sørensen",
      ]);
      expect(table.value.bytesRead()).toBe(bytes.length);
    }
  });

  test.each(["utf-8", "windows-1252"])(
    "an accent that comes after 64 KB of plain letters is read as %s",
    async (encoding) => {
      const text = `Ref,Name\n${"1,Smith\n".repeat(20_000)}2,Núñez\n3,Siân\n`;
      const table = await openTable(upload(iconv.encode(text, encoding), 1009));
      if (!table.ok) throw new Error("it is a table");
      const rows = await Array.fromAsync(table.value.rows());
      expect(rows.slice(-2).map((row) => row.kind === "cells" && row.cells[1])).toEqual(["Núñez", "Siân"]);
    },
  );

  test("one damaged byte does not make a UTF-8 file Windows-1252: its row is refused and the others keep their accents", async () => {
    const bytes = Buffer.concat([
      Buffer.from("Ref,Name\n1,Núñez\n2,Chlo"),
      Buffer.from([0xeb]),
      Buffer.from("\n3,Siân\n"),
    ]);
    const table = await openTable(upload(bytes));
    if (!table.ok) throw new Error("it is a table");
    const rows = await Array.fromAsync(table.value.rows());
    expect(rows.map((row) => (row.kind === "cells" ? row.cells[1] : row.why.code))).toEqual([
      "Núñez",
      "unreadable-character",
      "Siân",
    ]);
  });

  test("the user's word on the encoding counts before any guess", () => {
    const known = recognise(iconv.encode(NAMES, "utf-8"), true, { encoding: "windows-1252" });
    expect(known.ok && known.value.encoding).toBe("windows-1252");
  });
});

const recognised = (text: string) => {
  const answer = recognise(Buffer.from(text), true);
  return answer.ok ? answer.value : answer.refusal.code;
};

describe("what stands between cells and where the headings are", () => {
  test.each([
    ["commas", "A,B,C\n1,2,3\n", ","],
    ["semicolons, with decimal commas in the cells", "A;B;C\n1,5;2,5;3\n1,5;2,5;3\n", ";"],
    ["tabs", "A\tB\n1\t2\n", "\t"],
    ["pipes, with a comma in every name", "A|B|Name\n1|2|SMITH, Jo\n1|2|SMITH, Al\n", "|"],
    [
      "pipes, though most rows are broken",
      "A|B|Name\n1|SMITH, Jo\n1|SMITH, Al\n1|2|SMITH, Al\n1|2|SMITH, Al\n",
      "|",
    ],
    ["commas, with semicolons inside quotes", 'A,B\n"1;2;3;4",x\n"1;2;3;4",y\n', ","],
    ["nothing at all, in a list of one column", "Ref\nX1\nX2\n", ","],
  ])("%s", (_name, text, delimiter) => {
    expect(recognised(text)).toMatchObject({ delimiter });
  });

  test("a title above the headings, empty lines and Excel's own first line are passed over", () => {
    expect(recognised("Report of 1 May\n\nRef,Name,DOB\n1,a,b\n2,c,d\n")).toMatchObject({ headingsLine: 3 });
    expect(recognised("Report of 1 May,,\nRef,Name,DOB\n1,a,b\n2,c,d\n")).toMatchObject({ headingsLine: 2 });
    expect(recognised("sep=;\nRef;Name\n1;a\n")).toMatchObject({ delimiter: ";", headingsLine: 2 });
  });

  test("headings over rows that are all of another length are still the headings", () => {
    expect(recognised("A,B,C,D,E,F\n1,2,3,4,5\n1,2,3,4,5\n")).toMatchObject({
      headingsLine: 1,
      headings: { length: 6 },
    });
    expect(recognised("A,B,C,D,E\n1,2,3,4,5,6\n1,2,3,4,5,6\n")).toMatchObject({
      headingsLine: 1,
      headings: { length: 5 },
    });
  });

  test("old Mac line ends", async () => {
    const table = await openTable(upload("Ref,Name\r1,a\r2,b\r"));
    const rows = table.ok ? await Array.fromAsync(table.value.rows()) : [];
    expect(rows.map((row) => row.line)).toEqual([2, 3]);
  });
});

describe("what is no table is refused in a sentence that says what to do", () => {
  test.each([
    [
      "an Excel workbook",
      "PK\u0003\u0004xl/workbook",
      "This is an Excel workbook or a zip archive, not a table in text. Save or export it as CSV and try again.",
    ],
    [
      "a web page that calls itself a spreadsheet",
      "<html><table>",
      "This is a web page or XML, not a table in text. Save or export it as CSV and try again.",
    ],
    ["an empty file", "", "The file is empty. Export it again."],
    ["blank lines alone", "\r\n\r\n", "The file is empty. Export it again."],
    [
      "a file without headings",
      "TS1,Smith,01/02/1980\nTS2,Jones,01/02/1981\n",
      "Line 1 should name the columns, but it is not a row of headings. Export the file again with its headings.",
    ],
  ])("%s", async (_name, text, sentence) => {
    const table = await openTable(upload(text));
    expect(!table.ok && sayOpen(table.refusal)).toBe(sentence);
  });

  test("a path to nothing, and one to a folder", async () => {
    for (const path of ["/nowhere/at/all.csv", "/tmp"]) {
      const table = await openTable(path);
      expect(!table.ok && sayOpen(table.refusal)).toContain(path);
    }
  });

  test("a source that breaks while it is read is an error and not the end of the file", async () => {
    async function* breaking() {
      yield Buffer.from(`Ref,Name\n${"1,a\n".repeat(50_000)}`);
      throw new Error("the disk is gone");
    }
    const table = await openTable(breaking());
    if (!table.ok) throw new Error("it is a table");
    await expect(Array.fromAsync(table.value.rows())).rejects.toThrow("the disk is gone");
  });
});
