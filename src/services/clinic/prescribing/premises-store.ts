import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PremisesId } from "./order.ts";

const Row = z.object({ id: PremisesId.schema, name: z.string(), address: z.string() });
/** Where a clinic works. */
export type Premises = z.infer<typeof Row>;

/** The premises of the reader's own clinic. */
export async function ownPremises(tx: Tx): Promise<readonly Premises[]> {
  const rows =
    await tx`select id, name, address from premises where agency_id = acting_agency() order by name, id limit 100`;
  return rows.map((raw) => Row.parse(raw));
}
