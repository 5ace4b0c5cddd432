import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { textOf } from "./documents.ts";

const folder = mkdtempSync(join(tmpdir(), "throughcare-analyst-"));
const COMMANDS = [...textOf("docs/guides/analyst.md").matchAll(/^ +\.\/throughcare (.*)$/gm)].map(
  ([, line = ""]) => line,
);

test("the analyst's guide has commands to try", () => expect(COMMANDS.length).toBe(8));

/** As it is typed, but that a picture is drawn elsewhere than into the project. */
test.each(COMMANDS)("./throughcare %s", (line) => {
  const words = line.split(" ");
  const at = words.indexOf("--picture") + 1;
  const picture = at > 0 ? join(folder, words[at] ?? "") : undefined;
  const typed = picture ? words.with(at, picture) : words;
  const told = execFileSync(process.execPath, ["bin/run.mjs", ...typed], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect(told.length).toBeGreaterThan(200);
  expect(picture === undefined || existsSync(picture)).toBe(true);
});
