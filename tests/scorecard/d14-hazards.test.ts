import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { notPassed } from "./asvs/passed.ts";
import { titlesOf } from "./asvs/titles.ts";
import { DOSE_CRITICAL } from "./hazards/barriers.ts";
import { guardFaults, rowFaults } from "./hazards/faults.ts";
import { filesOf, type Hazard, type HazardLog, logOf, readLog } from "./hazards/log.ts";
import { FULL, LIMIT, publish } from "./row.ts";

// Every hazard of the log says its cause, what could happen, its control, how bad and how likely, what is left and who signs, and each
// control has a test that is there and, in the full run, passed. Against what kills at a dose stand at least three barriers that do not fall
// together.

/** Guards that are tried with the scorecard alone, since they take a machine of their own: they count by the row they kept last. */
const BY_THEIR_ROW: Readonly<Record<string, string>> = {
  "tests/scorecard/c1-power.test.ts": "C1",
  "tests/scorecard/d10-faults.test.ts": "D10",
};
const KEPT = path.resolve(import.meta.dirname, "../../docs/scorecard.json");

type Kept = readonly { readonly id: string; readonly met: boolean }[];
const kept = (): Kept => JSON.parse(readFileSync(KEPT, "utf8"));

/** What is wrong with the guards that count by their row. */
const rowsMissed = (files: readonly string[], rows: Kept): readonly string[] =>
  files.flatMap((file) => {
    const id = BY_THEIR_ROW[file];
    return id === undefined || rows.find((row) => row.id === id)?.met
      ? []
      : [`${file}: row ${id} is not met`];
  });

/** Every row of the log with one thing taken away that whoever signs it must read, one row at a time. */
function bared(log: HazardLog): readonly HazardLog[] {
  const taken: readonly Partial<Hazard>[] = [
    { cause: "" },
    { effect: "" },
    { barriers: "" },
    { guards: [] },
    { severity: "" },
    { likelihood: "" },
    { left: "" },
    { signers: [] },
  ];
  return log.hazards.flatMap((hazard) =>
    taken.map((gone) => ({
      ...log,
      hazards: log.hazards.map((one) => (one === hazard ? { ...one, ...gone } : one)),
    })),
  );
}

test(
  "every hazard has its cause, control, test, severity, rest and signer, and what kills at a dose has three independent barriers",
  async () => {
    const log = logOf(readLog());
    const { hazards, signatures } = log;
    const faults = [...rowFaults(log), ...guardFaults(hazards, DOSE_CRITICAL, titlesOf)];
    const files = [...new Set(hazards.flatMap(({ guards }) => guards.flatMap(filesOf)))];
    const proofs = files
      .filter((file) => !(file in BY_THEIR_ROW))
      .flatMap((file) => titlesOf(file).map((title) => ({ kind: "test" as const, file, title })));
    if (FULL) faults.push(...rowsMissed(files, kept()), ...(await notPassed(proofs)));
    expect(rowsMissed(files, []), "a guard whose row is not there is found").toHaveLength(2);
    const bare = bared(log);
    const before = rowFaults(log).length;
    const unnoticed = bare.filter((one) => rowFaults(one).length <= before).length;
    expect(unnoticed, "a row with its cause, control, severity or another taken away is found").toBe(0);
    // The control: a test that somebody has deleted, of each dose-critical hazard and of one that is not.
    const deleted = Object.values(DOSE_CRITICAL).map(([first]) => first?.title);
    const without = (file: string): readonly string[] =>
      titlesOf(file).filter((title) => !deleted.includes(title));
    const found = guardFaults(hazards, DOSE_CRITICAL, without).length;
    await publish({
      id: "D14",
      figure:
        "hazards without a cause, effect, control, severity, likelihood, rest or signer, controls without a test that passed, dose-critical hazards with fewer than three independent barriers",
      target: "0",
      value: `${faults.length} of ${hazards.length} hazards, guarded by ${files.length} test files`,
      met: faults.length === 0,
      n: hazards.length,
      zero: true,
      control: {
        planted: `one test of each dose-critical hazard deleted; each of ${hazards.length} rows with one of eight things taken away`,
        found: found + bare.length - unnoticed,
      },
      notes: [
        `Severities and likelihoods are proposed by engineers; ${signatures.filter(({ signed }) => signed).length} of ${signatures.length} lines to sign are signed.`,
        `${Object.keys(DOSE_CRITICAL).length} dose-critical hazards, each barrier with the test that tries to get past it, of at least three kinds: database, program, people, paper.`,
        FULL
          ? `${proofs.length} tests of the guarding files were run; ${files.filter((file) => file in BY_THEIR_ROW).length} more by rows of their own.`
          : "That the tests are there was looked at; they run beside this one.",
        ...faults.slice(0, 20),
      ],
    });
  },
  LIMIT,
);
