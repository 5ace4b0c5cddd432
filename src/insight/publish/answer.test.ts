import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Asked, suppressFile } from "./answer.ts";
import { readRelease } from "./read.ts";

const EXAMPLE = "examples/suppress/endings.csv";
const ASKED: Asked = { rows: "area", columns: "ending", count: "people" };
const folder = mkdtempSync(join(tmpdir(), "suppress-"));

/** A file with this text in a folder of the test's own. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What is answered, or the sentence of the refusal. */
const said = (path: string, asked: Partial<Asked> = {}): string => {
  const answer = suppressFile(path, { ...ASKED, ...asked });
  return answer.ok ? answer.value : answer.refusal.sentence;
};

const HEADER = "area,ending,people\n";

describe("from a file to what may leave", () => {
  test("the example's file of release has no count from 1 to 4, and adds up to what was counted", () => {
    const csv = said(EXAMPLE, { csv: true });
    expect(csv.split("\r\n")[0]).toBe("area,completed,left early,prison,died,Total");
    expect(csv).not.toMatch(/,[1-4](,|\r)/);
    // By hand: 46 + 31 + 12 + 3, and so on down to Kirkby's 35 + 27 + 2 + 5; 265 people in all.
    expect(
      csv
        .trim()
        .split("\r\n")
        .map((line) => line.split(",").at(-1)),
    ).toEqual(["Total", "92", "59", "45", "69", "265"]);
  });

  test("the file of release says nothing of what was done but [c]", () => {
    expect(said(EXAMPLE, { csv: true }).replaceAll("[c]", "")).not.toMatch(/primary|secondary|to \d/);
  });

  test("what a reader could work out stands in the audit alone", () => {
    expect(said(EXAMPLE)).not.toContain("Not for release");
    expect(said(EXAMPLE, { audit: true })).toContain("Not for release");
    expect(JSON.parse(said(EXAMPLE, { json: true })).auditNotForRelease).toBeUndefined();
    expect(JSON.parse(said(EXAMPLE, { json: true, audit: true })).auditNotForRelease.length).toBeGreaterThan(
      2,
    );
  });

  test("the JSON counts what was kept back and has nothing in its place", () => {
    const answer = JSON.parse(said(EXAMPLE, { json: true }));
    expect(answer.keptBack.primary).toBe(2);
    const nothing = answer.lines
      .flatMap((line: { counts: unknown[] }) => line.counts)
      .filter((one: unknown) => one === null);
    expect(nothing.length).toBe(answer.keptBack.primary + answer.keptBack.secondary);
  });

  test("what was released reads back as an earlier release, formulas and commas in its labels too", () => {
    const odd = file(
      "odd.csv",
      `${HEADER}"=1+1, a",left,12\n"=1+1, a",stayed,3\nSouth,left,30\nSouth,stayed,40\n`,
    );
    const released = file("odd-released.csv", said(odd, { csv: true }));
    const read = readRelease(released, ["area"]);
    expect(read.ok && read.value.rows).toEqual([["=1+1, a"], ["South"]]);
    expect(said(odd, { previous: [released] })).toContain("Checked against");
  });

  test("several columns make the rows together", () => {
    const two = file(
      "two.csv",
      "area,sex,ending,people\nN,men,left,12\nN,women,left,9\nN,men,stayed,20\nN,women,stayed,30\n",
    );
    expect(said(two, { rows: "area,sex", csv: true })).toBe(
      "area,sex,left,stayed,Total\r\nN,men,12,20,32\r\nN,women,9,30,39\r\nTotal,,21,50,71\r\n",
    );
  });

  test("the guide's table is what the command answers", () => {
    const page = readFileSync("docs/methods/suppress.md", "utf8");
    const [, shown = ""] = /```text\n([\s\S]*?)```/.exec(page) ?? [];
    expect(shown.length).toBeGreaterThan(100);
    expect(said(EXAMPLE)).toContain(shown.trimEnd());
  });
});

describe("what cannot be used is refused by file, line and column", () => {
  test.each<[string, string, Partial<Asked>, string]>([
    ["a count that is no whole number", `${HEADER}N,left,3.5\n`, {}, "line 2: column “people” is “3.5”"],
    ["a count below nought", `${HEADER}N,left,-1\n`, {}, "line 2: column “people” is “-1”"],
    ["an empty cell", `${HEADER}N,left,9\n,left,9\n`, {}, "line 3: column “area” is empty"],
    [
      "a cell that stands twice",
      `${HEADER}N,left,9\nN,left,9\n`,
      {},
      "line 3: “N, left” stands there a second time",
    ],
    [
      "a total among the cells",
      `${HEADER}N,left,9\nTotal,left,9\n`,
      {},
      "line 3: “Total” looks like a total",
    ],
    [
      "a column that is not there",
      `${HEADER}N,left,9\n`,
      { columns: "end" },
      "no column “end”, which --columns names",
    ],
    ["a column asked for twice", `${HEADER}N,left,9\n`, { columns: "area" }, "“area” is asked for twice"],
    ["no rows", HEADER, {}, "has no rows"],
    ["a rule weaker than usual", `${HEADER}N,left,9\n`, { fewest: "3" }, "--fewest is “3”"],
    ["a span narrower than the fewest", `${HEADER}N,left,9\n`, { width: "2" }, "--width is “2”"],
    ["a word for zeros that is none", `${HEADER}N,left,9\n`, { zeros: "no" }, "--zeros is “no”"],
    [
      "an audit in what is released",
      `${HEADER}N,left,9\n`,
      { csv: true, audit: true },
      "Ask for one of them",
    ],
    ["two forms at once", `${HEADER}N,left,9\n`, { csv: true, json: true }, "Ask for one of them"],
    ["a ragged file", `${HEADER}N,left\n`, {}, "cannot be read as CSV"],
  ])("%s", (name, text, asked, words) => {
    expect(said(file(`${name.replaceAll(" ", "-")}.csv`, text), asked)).toContain(words);
  });

  const table = `${HEADER}N,left,12\nN,stayed,20\nS,left,30\nS,stayed,40\n`;
  test.each<[string, string, string]>([
    ["an earlier file of another kind", "a,b\n1,2\n", "should begin with area and end with “Total”"],
    ["an earlier file without its totals", "area,left,Total\nN,12,12\n", "has no last row “Total”"],
    [
      "an earlier count that is none",
      "area,left,Total\nN,x,12\nTotal,12,12\n",
      "line 2: column “left” is “x”",
    ],
    ["an earlier file with a row twice", "area,left,Total\nN,9,9\nN,9,9\nTotal,18,18\n", "has “N” twice"],
    ["an earlier file that does not add up", "area,left,Total\nN,9,8\nTotal,9,9\n", "do not add up"],
  ])("%s", (name, text, words) => {
    const path = file(`${name.replaceAll(" ", "-")}.csv`, text);
    expect(said(file("table.csv", table), { previous: [path] })).toContain(words);
  });

  test("a file that is not there", () => {
    expect(said("nowhere.csv")).toContain("There is no file nowhere.csv");
  });
});
