import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { CATEGORIES, SECTIONS } from "../../src/exchange/transfer/format.ts";
import { SCHEMA_FILE, transferSchema } from "./transfer-schema.ts";

test("the schema of transfers is what the program reads today", () => {
  if (process.env.UPDATE === "1") writeFileSync(SCHEMA_FILE, transferSchema());
  expect(readFileSync(SCHEMA_FILE, "utf8"), "run it with UPDATE=1 to write the schema anew").toBe(
    transferSchema(),
  );
});

test("the page about the format names every part and every category", () => {
  const page = readFileSync(path.join(import.meta.dirname, "../../docs/transfer-format.md"), "utf8");
  for (const section of Object.keys(SECTIONS)) expect(page, section).toContain(`| \`${section}\` |`);
  for (const category of CATEGORIES) expect(page, category).toContain(`\`${category}\``);
});
