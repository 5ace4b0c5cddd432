import type { Sql } from "../../../kernel/database/connection.ts";
import { printOf } from "./protocol.ts";
import { SHIPPED } from "./shipped.ts";

/**
 * Writes the protocols that come with the program where the database finds them by their print, at start. One that another version came
 * with stays: orders were written under it. Runs as the policy role.
 */
export async function writeShippedProtocols(tx: Sql): Promise<void> {
  for (const protocol of SHIPPED)
    await tx`
      insert into clinic_shipped_protocol (print, content) values (${printOf(protocol)}, ${tx.json(protocol as never)}) on conflict do nothing`;
}
