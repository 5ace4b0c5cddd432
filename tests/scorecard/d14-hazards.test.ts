import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { notPassed } from "./asvs/passed.ts";
import { titlesOf } from "./asvs/titles.ts";
import { type Barrier, DOSE_CRITICAL } from "./hazards/barriers.ts";
import { filesOf, type Hazard, hazardsOf, readLog } from "./hazards/log.ts";
import { FULL, LIMIT, publish } from "./row.ts";

// Every hazard of the log has a control, and each control a test that is there and, in the full run, passed. Against what kills at a dose
// stand at least three barriers that do not fall together.

const INDEPENDENT = 3;

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

/** What is wrong with a log, given the titles that a test file declares. */
function faultsOf(
  hazards: readonly Hazard[],
  critical: Readonly<Record<string, readonly Barrier[]>>,
  titles: (file: string) => readonly string[],
): readonly string[] {
  const twice = hazards.filter(({ id }, i) => hazards.findIndex((other) => other.id === id) !== i);
  return [
    ...twice.map(({ id }) => `${id} stands twice`),
    ...hazards.flatMap(({ id, barriers, guards }) => [
      ...(barriers === "" ? [`${id} has no control`] : []),
      ...(guards.length === 0 ? [`${id} names no test`] : []),
      ...guards
        .filter((guard) => !filesOf(guard).some((file) => titles(file).length > 0))
        .map((guard) => `${id}: no test stands in ${guard}`),
    ]),
    ...Object.entries(critical).flatMap(([hazard, barriers]) => {
      const named = hazard.match(/H\d+/g) ?? [];
      const standing = barriers.filter(({ file, title }) => titles(file).includes(title));
      return [
        ...named.filter((id) => !hazards.some((one) => one.id === id)).map((id) => `${id} is not in the log`),
        ...barriers
          .filter((one) => !standing.includes(one))
          .map(({ file, title }) => `${hazard}: no test “${title}” in ${file}`),
        ...(standing.length < INDEPENDENT || new Set(standing.map(({ kind }) => kind)).size < INDEPENDENT
          ? [`${hazard}: fewer than three independent barriers stand`]
          : []),
      ];
    }),
  ];
}

test(
  "every hazard has a control and a test that guards it, and what kills at a dose has three independent barriers",
  async () => {
    const hazards = hazardsOf(readLog());
    const faults = [...faultsOf(hazards, DOSE_CRITICAL, titlesOf)];
    const files = [...new Set(hazards.flatMap(({ guards }) => guards.flatMap(filesOf)))];
    const proofs = files
      .filter((file) => !(file in BY_THEIR_ROW))
      .flatMap((file) => titlesOf(file).map((title) => ({ kind: "test" as const, file, title })));
    if (FULL) faults.push(...rowsMissed(files, kept()), ...(await notPassed(proofs)));
    expect(rowsMissed(files, []), "a guard whose row is not there is found").toHaveLength(2);
    // The control: a test that somebody has deleted, of each dose-critical hazard and of one that is not.
    const deleted = Object.values(DOSE_CRITICAL).map(([first]) => first?.title);
    const without = (file: string): readonly string[] =>
      titlesOf(file).filter((title) => !deleted.includes(title));
    const found = faultsOf(hazards, DOSE_CRITICAL, without).length;
    await publish({
      id: "D14",
      figure:
        "hazards without a control, controls without a test that passed, dose-critical hazards with fewer than three independent barriers",
      target: "0",
      value: `${faults.length} of ${hazards.length} hazards, guarded by ${files.length} test files`,
      met: faults.length === 0,
      n: hazards.length,
      zero: true,
      control: { planted: "one test of each dose-critical hazard deleted", found },
      notes: [
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
