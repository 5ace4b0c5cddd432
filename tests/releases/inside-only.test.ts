import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../served.ts";
import { visit } from "../visiting.ts";
import type { TestAgency } from "../world.ts";

// What can be downloaded without two signatures is for use inside, and says so in its first line and beside the link to it.

let served: Served;
let commissioner: TestAgency;
beforeAll(async () => {
  served = await openServed();
  commissioner = await served.world.anAgency("office", { role: "commissioner" });
});
afterAll(() => served.close());

/** Files that are no figures, or that two have signed. */
const OTHERS: Readonly<Record<string, string>> = {
  "src/insight/release/draft.page.tsx": "the very bytes that two sign",
  "src/record/access-log/log.page.tsx": "lines of the access log, with names",
  "src/exchange/imports/import.page.tsx": "rows of somebody's own file that were not taken",
};

const sources = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name).replaceAll("\\", "/"))
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\./.test(name));

test("every page that hands out a CSV file of figures says that it is for use inside, or two have signed it", () => {
  const handing = sources("src").filter((name) => readFileSync(name, "utf8").includes('"text/csv'));
  expect(handing.length).toBeGreaterThan(8);
  const silent = handing.filter((name) => !readFileSync(name, "utf8").includes("insideCsv("));
  expect(silent.toSorted()).toEqual(Object.keys(OTHERS).toSorted());
});

const WORDS =
  "For use inside the partnership. Small numbers are kept back in these figures by themselves. Months are put together so that five people or more lie between two periods. What they did is not kept back beside another period or service. What leaves as figures is a table that two have signed: Published.";

test("a file begins with it as one comment line, and its figures follow as they did", async () => {
  const { body } = await visit(served, commissioner, "/indicators.csv");
  const [first, second] = body.split("\r\n");
  expect(first).toBe(`# ${WORDS}`);
  expect(second).not.toContain("#");
});

test("the page says it beside the link, with the way to what leaves", async () => {
  const { body } = await visit(served, commissioner, "/indicators");
  expect(body).toContain("Small numbers are kept back in these figures by themselves");
  expect(body).toContain('<a href="/releases">Published</a>');
});
