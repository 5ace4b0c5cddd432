import type { Sql } from "../../kernel/database/connection.ts";
import type { Database } from "../../kernel/database/door.ts";
import { asPolicyRole } from "../../kernel/database/partnership.ts";
import type { JobHandler } from "../../kernel/jobs/worker.ts";
import { accept, invariant } from "../../kernel/result.ts";
import { today } from "../../kernel/time.ts";
import type { ServiceKinds } from "../../record/episode/service-kind.ts";
import { fileOf, runImport } from "./actions.ts";
import { GONE, OUR_FAULT } from "./run-messages.ts";
import { failRunOf, runOfJob } from "./run-store.ts";

/** Jobs of this kind are taken by whichever server is free. An import on the command line has a kind of its own. */
export const IMPORT_JOB = "import";
export const IMPORT_HERE_JOB = "import-on-command-line";

/** Runs an uploaded file's import: with the rights, now, of whoever asked for it. */
export const importJob =
  (
    setUp: Sql,
    databases: ReadonlyMap<string, { readonly database: Database }>,
    kinds: ServiceKinds,
  ): JobHandler =>
  async ({ partnership, job, signal, lastAttempt }) => {
    const database = databases.get(partnership)?.database;
    invariant(database, "a job's partnership is open");
    const giveUp = (words: string): Promise<void> =>
      asPolicyRole(setUp, partnership, (tx) => failRunOf(tx, job, words));
    try {
      const run = await database.job(job, "/imports", async (tx) => accept(await runOfJob(tx, job)));
      if (!run.ok) await giveUp(GONE);
      if (!run.ok || !run.value || run.value.state === "done") return "over";
      const source = fileOf(run.value.id, async (work) => {
        const read = await database.job(job, "/imports", async (tx) => accept(await work(tx)));
        invariant(read.ok, "whoever asked for an import may read its file until it ends");
        return read.value;
      });
      const done = await runImport({ database, job, kinds, asOf: today(), source, signal });
      if (!done.ok && done.refusal.code === "signed-out") await giveUp(GONE);
      return !done.ok && done.refusal.code === "stopped" ? "again" : "over";
    } catch (error) {
      if (lastAttempt) await giveUp(OUR_FAULT);
      throw error;
    }
  };
