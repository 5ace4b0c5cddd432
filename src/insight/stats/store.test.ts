import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readAround } from "./around-store.ts";
import type { Kind } from "./kinds-store.ts";
import { withDuck } from "./store.ts";
import { readTable } from "./table-store.ts";

const folder = mkdtempSync(join(tmpdir(), "throughcare-stats-"));
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, name.endsWith(".gz") ? gzipSync(text) : text);
  return path;
}
const read = async (path: string, column: string, kind: Kind) => {
  const table = await readTable(path, { it: { column, kind } });
  return table.ok ? table.value : table.refusal.sentence;
};
const values = async (path: string, column: string, kind: Kind) => {
  const table = await read(path, column, kind);
  return typeof table === "string" ? table : [...table.numbers("it")];
};

const CSV = "days,ended,group\n10,1,b\n20.5,0,a\n,1,a\n7,NA,a\n";

describe("an analyst's file", () => {
  test("CSV, gzipped CSV and Parquet give the same columns", async () => {
    const plain = file("one.csv", CSV);
    const packed = file("one.csv.gz", CSV);
    const parquet = join(folder, "one.parquet");
    await withDuck((connection) =>
      connection.run(
        `copy (select * from read_csv('${plain}', nullstr = ['', 'NA'])) to '${parquet}' (format parquet)`,
      ),
    );
    for (const path of [plain, packed, parquet])
      expect(await values(path, "days", "time"), path).toEqual([10, 20.5, 7]);
  });

  test.each([
    ["one.csv", 'person,name\n1,Ann\n2,"Ren\xe9, B"\n3,Cy\n', "row 2, column “name”: what may be “René, B”"],
    ["two.csv", "person;name\n1;Z\xfcrich\n", "row 1, column “name”: what may be “Zürich”"],
    ["packed.csv.gz", 'person,name\n1,"two\nlines"\n2,Ren\xe9\n', "row 2, column “name”: what may be “René”"],
    ["header.csv", "person,na\xefve\n1,Ann\n", "header: the column that may be “naïve”"],
  ])(
    "%s as Windows-1252 is refused with its row and its column, and how to save it",
    async (name, text, where) => {
      const bytes = Buffer.from(text, "latin1");
      const path = join(folder, `windows-${name}`);
      writeFileSync(path, name.endsWith(".gz") ? gzipSync(bytes) : bytes);
      const told = await read(path, "name", "name");
      expect(told).toContain(where);
      expect(told).toContain("Save the file as UTF-8: in Excel as “CSV UTF-8 (Comma delimited)”");
    },
  );

  test("rows with an empty cell in a column asked for are left out, counted, in the file's order", async () => {
    const table = await readTable(file("two.csv", CSV), {
      time: { column: "days", kind: "time" },
      event: { column: "ended", kind: "yes-or-no" },
      group: { column: "group", kind: "name" },
    });
    if (!table.ok) throw new Error(table.refusal.sentence);
    expect([table.value.rows, table.value.leftOut]).toEqual([2, 2]);
    expect([...table.value.numbers("time")]).toEqual([10, 20.5]);
    expect(table.value.names("group").names).toEqual(["a", "b"]);
    expect(Array.from(table.value.names("group").codes)).toEqual([1, 0]);
  });

  test.each<[string, Kind, string]>([
    ["ten", "number", "Column “x”, row 2: “ten” is not a number"],
    ["-3", "time", "Column “x”, row 2: “-3.0” is not a time from 0"],
    ["0", "positive", "Column “x”, row 2: “0.0” is not more than 0"],
    ["1.5", "count", "Column “x”, row 2: “1.5” is not a whole number from 0"],
    ["maybe", "yes-or-no", "Column “x”, row 2: “maybe” is not 1 for yes or 0 for no"],
    ["31/3/26x", "day", "Column “x”, row 2: “31/3/26x” is not a day such as 2026-03-31"],
  ])("“%s” in a column of kind %s is named by column, row and value", async (value, kind, words) => {
    const good = kind === "day" ? "2026-03-31" : "1";
    expect(await read(file(`bad-${kind}.csv`, `x\n${good}\n${value}\n${good}\n`), "x", kind)).toContain(
      words,
    );
  });

  test("days may be written as in England, but not in two ways at once", async () => {
    expect(await values(file("uk.csv", "x\n02/01/1970\n01/02/1970\n"), "x", "day")).toEqual([1, 31]);
    expect(await values(file("both.csv", "x\n02/01/1970\n1970-02-01\n"), "x", "day")).toContain(
      "row 1: “02/01/1970”",
    );
  });

  test("a bad value far down is still named", async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => (i === 25_000 ? "x1" : String(i))).join("\n");
    expect(
      await read(file("long.csv", `n,m\n${rows.replaceAll("\n", ",1\n")},1\n`), "n", "number"),
    ).toContain("row 25001: “x1”");
  });

  test("yes, true and 1 are yes; names that are numbers stand in the order of numbers", async () => {
    expect(await values(file("yes.csv", "x\nyes\nTRUE\n1\nno\nf\n0\n"), "x", "yes-or-no")).toEqual([
      1, 1, 1, 0, 0, 0,
    ]);
    const table = await read(file("order.csv", "x,y\n10,1\n9,1\n2,1\n"), "x", "name");
    expect(typeof table !== "string" && table.names("it").names).toEqual(["2", "9", "10"]);
  });

  test("rows alike are read as one with how many they are, and a wrong cell among them is still named by its row", async () => {
    const wanted = {
      time: { column: "t", kind: "time" },
      event: { column: "e", kind: "yes-or-no" },
    } as const;
    const table = await readTable(
      file("alike.csv", "t,e\n5,1\n3,0\n5,1\n,1\n5,0\n5,1\n"),
      wanted,
      "alike-together",
    );
    if (!table.ok) throw new Error(table.refusal.sentence);
    const { rows, leftOut, numbers, standFor } = table.value;
    const read = Array.from({ length: rows }, (_, i) => [
      numbers("time")[i],
      numbers("event")[i],
      standFor?.[i],
    ]);
    expect(read.sort()).toEqual([
      [3, 0, 1],
      [5, 0, 1],
      [5, 1, 3],
    ]);
    expect(leftOut).toBe(1);
    const wrong = await readTable(file("wrong.csv", "t,e\n5,1\n5,1\n5,2\n"), wanted, "alike-together");
    expect(!wrong.ok && wrong.refusal.sentence).toContain("Column “e”, row 3: “2” is not 1 for yes");
  });

  test("a header alone, and all cells empty, are said", async () => {
    expect(await read(file("header.csv", "x,y\n"), "x", "number")).toContain("no rows");
    expect(await read(file("empty.csv", "x,y\n,1\n,2\n"), "x", "number")).toContain(
      "Every row has an empty cell",
    );
  });

  test("a file's name and a column's name cannot act as commands", async () => {
    const odd = file("it's.csv", '"a""b;--",y\n3,1\n');
    expect(await values(odd, 'a"b;--', "number")).toEqual([3]);
    expect(await read(odd, "'; drop table t; --", "number")).toContain("There is no column");
  });
});

describe("events around each person's entry", () => {
  const people = file("people.csv", "person,entered\n1,2025-01-11\n2,2025-02-01\n3,\n");
  const events = file(
    "events.csv",
    "person,day\n1,2025-01-01\n1,2025-01-10\n1,2025-01-11\n1,2025-01-20\n1,2025-01-21\n2,2025-02-05\n9,2025-01-01\n1,\n",
  );
  const ask = { people, events, person: "person", entry: "entered", day: "day", days: 10 };

  test("ten days before and ten from the day of entry on, by hand", async () => {
    const counted = await readAround({ ...ask, completeTo: "2025-12-31" });
    if (!counted.ok) throw new Error(counted.refusal.sentence);
    const years = 10 / 365.25;
    // 1 January is the tenth day before and counts; the 11th is the first after; the 21st is beyond.
    expect(counted.value.people).toContainEqual({
      comparison: { events: 2, personYears: years },
      rate: { events: 2, personYears: years },
    });
    expect(counted.value.people).toContainEqual({
      comparison: { events: 0, personYears: years },
      rate: { events: 1, personYears: years },
    });
    expect(counted.value.apart).toEqual({
      "people left out": 1,
      "event rows": 8,
      "event rows left out": 1,
      "events of people not in the file": 1,
    });
  });

  test("time after entry ends where the events do", async () => {
    const counted = await readAround({ ...ask, completeTo: "2025-02-03" });
    const second = counted.ok ? counted.value.people.find((one) => one.rate.personYears < 0.02) : undefined;
    // 1, 2 and 3 February.
    expect(second).toEqual({
      comparison: { events: 0, personYears: 10 / 365.25 },
      rate: { events: 0, personYears: 3 / 365.25 },
    });
  });

  test("someone who stands in the file of people twice is refused", async () => {
    const twice = file("twice.csv", "person,entered\n1,2025-01-11\n1,2025-03-11\n");
    const counted = await readAround({ ...ask, people: twice });
    expect(!counted.ok && counted.refusal.sentence).toContain("row 2: “1” stands there a second time");
  });

  test("a day that is none, and one written as a command, are refused", async () => {
    const counted = await readAround({ ...ask, completeTo: "2025-02-03'; drop table t; --" });
    expect(!counted.ok && counted.refusal.code).toBe("bad-day");
  });
});

test("rows come in the file's order, also where a column of yes and no is read beside them by several threads", async () => {
  const rows = 1_500_000;
  const text = Array.from({ length: rows }, (_, i) => `${i},${i % 3 === 0 ? "1" : "0"},${i % 7}`).join("\n");
  const path = file("long.csv", `n,e,other\n${text}\n`);
  for (let again = 0; again < 3; again += 1) {
    const table = await readTable(path, {
      n: { column: "n", kind: "number" },
      e: { column: "e", kind: "yes-or-no" },
    });
    if (!table.ok) return expect.fail(JSON.stringify(table.refusal));
    const numbers = table.value.numbers("n");
    expect(numbers.findIndex((n, i) => n !== i)).toBe(-1);
  }
});
