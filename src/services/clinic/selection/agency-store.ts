import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { AgencyId } from "../../../kernel/id.ts";

const Row = z.object({ id: AgencyId.schema, name: z.string(), chairs: z.boolean() });
/** An agency that can sit on a panel, and whether it has somebody who can lead one. */
export type PanelAgency = z.infer<typeof Row>;

/** Every agency of the partnership, by name. About nobody. */
export async function panelAgencies(tx: Tx): Promise<readonly PanelAgency[]> {
  const rows = await tx`
    select a.id, a.name, exists (select from post p join role r on r.code = p.role
                                  where p.agency_id = a.id and p.ended_on is null and 'panel:chair' = any (r.may)) as chairs
      from agency a order by a.name`;
  return rows.map((row) => Row.parse(row));
}
