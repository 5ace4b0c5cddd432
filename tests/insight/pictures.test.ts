import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JSDOM } from "jsdom";
import { expect, test } from "vitest";

const asked = (line: string, picture: string) =>
  spawnSync(process.execPath, ["bin/run.mjs", "stats", ...line.split(" "), "--picture", picture], {
    encoding: "utf8",
  });
const ALIKE =
  "examples/stats/clients.csv --treated treated --outcome offences_after --covariates age,offences_before";

test.each(["match", "weight"])("%s draws its balance into the file and prints the table too", (name) => {
  const file = join(mkdtempSync(join(tmpdir(), "throughcare-picture-")), "love.svg");
  const { status, stdout } = asked(`${name} ${ALIKE}`, file);
  expect([status, stdout.includes("Balance")]).toEqual([0, true]);
  // Two columns, before and after, read as strictly as a browser reads a file.
  const { document } = new JSDOM(readFileSync(file, "utf8").trim(), { contentType: "image/svg+xml" }).window;
  expect(document.querySelectorAll("circle").length).toBe(4);
});

test("a picture is refused where there is no table to draw, or no folder to write into", () => {
  const areas = "did examples/stats/areas.csv --events deaths --treated programme --after after";
  const bare = asked(areas, "not-written.svg");
  expect([bare.status, bare.stderr]).toEqual([2, "--picture needs --span beside it.\n"]);
  const nowhere = asked(`match ${ALIKE}`, "no/such/folder/love.svg");
  expect([nowhere.status, nowhere.stdout]).toEqual([2, ""]);
  expect(nowhere.stderr).toContain("no/such/folder/love.svg cannot be written");
});
