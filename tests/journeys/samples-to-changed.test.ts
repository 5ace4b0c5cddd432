import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeOfDatabases } from "../memory.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SAMPLES = path.join(ROOT, "tests/samples");
const truth = JSON.parse(readFileSync(path.join(SAMPLES, "truth.json"), "utf8"));
const MINUTES = 60_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(placeOfDatabases(), "throughcare-journey-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the real command line on a data folder of this test's own. */
async function throughcare(...words: readonly string[]): Promise<{ out: string; err: string; code: number }> {
  const run = promisify(execFile)(
    process.execPath,
    ["--import", "tsx", path.join(ROOT, "src/main.ts"), ...words],
    { cwd: ROOT, env: { ...process.env, DATA_DIR: folder, LOG_LEVEL: "silent" }, maxBuffer: 50_000_000 },
  );
  return run.then(
    ({ stdout, stderr }) => ({ out: stdout, err: stderr, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => ({
      out: error.stdout,
      err: error.stderr,
      code: error.code,
    }),
  );
}

async function done(...words: readonly string[]): Promise<string> {
  const { out, err, code } = await throughcare(...words);
  expect([words.join(" "), code, code === 0 ? "" : err]).toEqual([words.join(" "), 0, ""]);
  return out;
}

test(
  "four exported files, brought into an empty partnership on the command line, say what changed",
  async () => {
    // Nobody works there yet: the command line acts in its own name.
    await done("partnership", "create", "samples", "Sampleton");
    await done("agency", "add", "wayside", "treatment", "Wayside");
    await done("service", "add", "wayside-community", "community", "wayside", "Wayside community treatment");
    await done("agency", "add", "force", "police", "Sampleton Police");
    await done("agency", "add", "prison", "prison", "HMP Sampleton");

    const early = await throughcare("changed", "--json");
    expect([early.code, early.out]).toEqual([3, ""]);
    expect(early.err).toContain("Import the police's file of them and times in custody");

    await done("import", "people", path.join(SAMPLES, "client_list.csv"));
    await done("import", "episodes", path.join(SAMPLES, "treatment_episodes.csv"));
    await done("import", "events", path.join(SAMPLES, "police_offences.txt"));
    const noCustody = await throughcare("changed");
    expect(noCustody.code).toBe(3);
    expect(noCustody.err).toContain("nobody's time at risk is known");
    await done("import", "custody", path.join(SAMPLES, "custody_periods.csv"));

    const json = JSON.parse(await done("changed", "--service", "community", "--event", "offence", "--json"));
    for (const name of ["before_events", "after_events", "before_days", "after_days", "complete_to"]) {
      expect([name, json[name]]).toEqual([name, truth[name]]);
    }
    expect([json.before_person_years, json.after_person_years].map((x: number) => x.toFixed(2))).toEqual([
      "334.76",
      "328.21",
    ]);
    expect([json.rate_before, json.rate_after].map((x: number) => x.toFixed(3))).toEqual(["6.357", "3.559"]);
    expect([json.rate_ratio, json.interval_low, json.interval_high].map((x: number) => x.toFixed(5))).toEqual(
      ["0.55983", "0.52082", "0.60153"],
    );
    expect([json.entered, json.people, json.not_linkable]).toEqual([400, 367, 33]);
    expect(json.clustered_interval_low).toBeLessThan(json.interval_low);

    const text = await done("changed", "--service", "wayside-community");
    expect(text).toContain("Recorded offences fell from 6.36 to 3.56 per person-year at risk");
    expect(text).toContain("Recorded offences from Sampleton Police: complete to 30 September 2026");
    const csv = await done("changed", "--csv");
    expect(csv.split("\r\n")[0]).toBe(
      "group,figure,period,value,interval_low,interval_high,people,events,person_years,note",
    );
  },
  10 * MINUTES,
);

test(
  "the command line refuses what is not here, and in whose name it may not",
  async () => {
    const service = await throughcare("changed", "--service", "nowhere");
    expect([service.code, service.err]).toEqual([
      2,
      expect.stringContaining("There is no service “nowhere” here"),
    ]);
    const name = await throughcare("changed", "--as", "administrator");
    expect([name.code, name.err]).toEqual([
      2,
      expect.stringContaining("Nobody who may read figures signs in"),
    ]);
  },
  3 * MINUTES,
);
