import { z } from "zod";
import type { Sql } from "../../../kernel/database/connection.ts";
import type { Instant } from "../../../kernel/time.ts";

/**
 * What a session's end does by itself: whoever did not come until its end and grace is closed as not come, and a
 * session in which everything is done closes. What follows for whoever did not come is begun by src/services/clinic/missed. Runs as the policy role. Answers how many did not come.
 */
export async function closeDosing(tx: Sql, at: Instant): Promise<number> {
  const [row] = await tx`select close_dosing_by_itself(${at}) as closed`;
  return z.number().parse(row?.closed);
}
