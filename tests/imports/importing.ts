import { fileURLToPath } from "node:url";
import { type RunRefusal, runImport } from "../../src/exchange/imports/actions.ts";
import { IMPORT_HERE_JOB } from "../../src/exchange/imports/job.ts";
import type { KindCode } from "../../src/exchange/imports/kinds.ts";
import type { TableSource } from "../../src/exchange/imports/read.ts";
import type { ImportRun } from "../../src/exchange/imports/run.ts";
import { addRun, askForJob } from "../../src/exchange/imports/run-store.ts";
import { badCells } from "../../src/exchange/imports/store.ts";
import type { JobId } from "../../src/kernel/id.ts";
import { accept, invariant, type Result } from "../../src/kernel/result.ts";
import { SERVICES } from "../../src/services/index.ts";
import type { TestAgency, World } from "../world.ts";

/** The day on which the samples are read: everything in them that is dated later is an error. */
export const READ_ON = Temporal.PlainDate.from("2026-11-21");

/** Where a sample file lies. */
export const sample = (name: string): string => fileURLToPath(new URL(`../samples/${name}`, import.meta.url));

/** A partnership's cast for imports: who imports, and the three agencies that send files. */
export type Cast = {
  readonly administrator: TestAgency;
  readonly treatment: TestAgency;
  readonly police: TestAgency;
  readonly prison: TestAgency;
};

/** Agencies of a test's own. */
export async function aCast(world: World): Promise<Cast> {
  return {
    administrator: await world.anAgency("office"),
    treatment: await world.anAgency("treatment", { service: "community", role: "keyworker" }),
    police: await world.anAgency("police"),
    prison: await world.anAgency("prison"),
  };
}

type Options = {
  readonly dryRun?: boolean;
  readonly map?: string;
  readonly completeTo?: Temporal.PlainDate;
  readonly batchRows?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (run: { readonly rowsRead: number }) => void;
};

/** Asks for an import as the administrator, and answers its job. */
export async function asking(
  world: World,
  cast: Cast,
  kind: KindCode,
  from: TestAgency,
  options: Options = {},
): Promise<JobId> {
  const asked = await world.as(cast.administrator, async (tx) => {
    const run = await addRun(tx, {
      kind,
      fileName: `${kind}.csv`,
      agencyId: from.agencyId,
      serviceId: undefined,
      dryRun: options.dryRun ?? false,
      through: "command-line",
      mapText: options.map,
      eventKind: "offence",
      completeTo: options.completeTo,
    });
    return accept(await askForJob(tx, run, IMPORT_HERE_JOB));
  });
  invariant(asked.ok && asked.value, "the test's import is asked for");
  return asked.value;
}

/** Runs a job's import from wherever it stands. */
export const running = (
  world: World,
  job: JobId,
  source: TableSource,
  options: Options = {},
): Promise<Result<ImportRun, RunRefusal>> =>
  runImport({ database: world.database, job, kinds: SERVICES, asOf: READ_ON, source, ...options });

/** Brings a file in from beginning to end. */
export async function importing(
  world: World,
  cast: Cast,
  kind: KindCode,
  from: TestAgency,
  source: TableSource,
  options: Options = {},
): Promise<ImportRun> {
  const done = await running(world, await asking(world, cast, kind, from, options), source, options);
  invariant(done.ok, `the import of ${kind} is done`);
  return done.value;
}

/** What was wrong with a run's rows, as the command line says it. */
export async function wrongIn(world: World, cast: Cast, run: ImportRun) {
  const cells = await world.as(cast.administrator, async (tx) => accept(await badCells(tx, run.id, 1000)));
  invariant(cells.ok, "the administrator may read what was wrong");
  return cells.value;
}

/** A small file. */
export async function* fileOf(...lines: readonly string[]): AsyncGenerator<string> {
  yield `${lines.join("\n")}\n`;
}
