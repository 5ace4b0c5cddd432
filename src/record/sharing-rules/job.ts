import type { Sql } from "../../kernel/database/connection.ts";
import { asPolicyRole } from "../../kernel/database/partnership.ts";
import type { JobHandler } from "../../kernel/jobs/worker.ts";
import { carryOnRules } from "./set-up-store.ts";

/** Jobs of this kind bring signed sharing rules into force. */
export const RULES_JOB = "sharing-rules";

/** Records in one transaction: a second or two of work, so that nobody waits longer for one of them. */
const PART = 1000;

/**
 * Computes everybody's rights by a version that was signed, part by part; a killed server goes on where it stood. It runs as
 * the policy role, not as whoever signed last: the decision was made by two, and holds when one of them leaves meanwhile.
 */
export const rulesJob =
  (setUp: Sql): JobHandler =>
  async ({ partnership, job, signal }) => {
    while (!signal.aborted) {
      const how = await asPolicyRole(setUp, partnership, (tx) => carryOnRules(tx, job, PART));
      if (how === "over") return "over";
    }
    return "again";
  };
