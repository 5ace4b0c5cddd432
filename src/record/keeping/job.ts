import type { Sql } from "../../kernel/database/connection.ts";
import type { Database } from "../../kernel/database/door.ts";
import { asPolicyRole } from "../../kernel/database/partnership.ts";
import type { JobHandler } from "../../kernel/jobs/worker.ts";
import { accept, invariant } from "../../kernel/result.ts";
import { disposalOfJob, disposeOfPart, endDisposal, findDue, giveBackDisposal, nextPart } from "./store.ts";

/** Jobs that look for what is due, or dispose of what was approved. */
export const DISPOSAL_JOB = "disposal";

/**
 * Looks, or disposes part by part, each in a transaction of its own with the rights, now, of whoever decided: a server that
 * stops in between goes on where it was.
 */
export const disposalJob =
  (setUp: Sql, databases: ReadonlyMap<string, { readonly database: Database }>): JobHandler =>
  async ({ partnership, job, signal }) => {
    const database = databases.get(partnership)?.database;
    invariant(database, "a job's partnership is open");
    for (;;) {
      if (signal.aborted) return "again";
      const step = await database.job(job, "/keeping", async (tx) => {
        const disposal = await disposalOfJob(tx, job);
        if (disposal?.state === "looking") {
          await findDue(tx, disposal.id);
          return accept("over" as const);
        }
        if (disposal?.state !== "approved") return accept("over" as const);
        const part = await nextPart(tx, disposal.id);
        if (part) await disposeOfPart(tx, part);
        else await endDisposal(tx, disposal.id);
        return accept(part ? ("on" as const) : ("over" as const));
      });
      if (!step.ok) await asPolicyRole(setUp, partnership, (tx) => giveBackDisposal(tx, job));
      if (!step.ok || step.value === "over") return "over";
    }
  };
