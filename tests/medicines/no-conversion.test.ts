import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

// No dose of one opioid is ever worked out from another. What is refused is not a wrong factor but any.

const FOLDER = join(import.meta.dirname, "../../src/services/medicines");
const sources = readdirSync(FOLDER)
  .filter((file) => /\.tsx?$/.test(file) && !file.includes(".test."))
  .map((file) => ({ file, text: readFileSync(join(FOLDER, file), "utf8") }));

/** What a conversion between opioids is called, wherever it hides: in a name, a table, a comment. */
const CALLED = /equivalen|equianalg|conversion|convertDose|potency|ratioTo|morphineMg|\bMME\b|\bOME\b/i;

const found = (text: string): boolean => CALLED.test(text);

test("no source of medicines knows a factor between two opioids", () => {
  expect(sources.length).toBeGreaterThan(20);
  expect(sources.filter(({ text }) => found(text)).map(({ file }) => file)).toEqual([]);
});

test("and a factor that is written in is found", () => {
  expect(found("const EQUIVALENT = { methadone: 1, buprenorphine: 0.1 };")).toBe(true);
  expect(found("/** Morphine equivalence of a dose. */")).toBe(true);
});
