import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import { type HandKey, PreparationId, VisitId, type WasteId } from "./visit.ts";

/** What is known of a form by its key: its row stands; it is being done at this moment; or it has not arrived. */
export async function askByKey(tx: Tx, key: HandKey): Promise<"handed-over" | "on-its-way" | "not-arrived"> {
  const [row] = await tx`select known_by_hand_key(${key}) as known`;
  return z.enum(["handed-over", "on-its-way", "not-arrived"]).parse(row?.known);
}

const KeyRow = z.object({
  id: PreparationId.schema,
  person_id: PersonId.schema,
  dose_ug: z.bigint().transform(Number),
});

/** The preparation of a visit that this key hands over. */
export async function preparationByKey(
  tx: Tx,
  visit: VisitId,
  key: HandKey,
): Promise<{ readonly id: PreparationId; readonly person: PersonId; readonly dose: number } | undefined> {
  const [raw] =
    await tx`select id, person_id, dose_ug from preparation where visit_id = ${visit} and hand_key = ${key}`;
  if (!raw) return undefined;
  const { id, person_id: person, dose_ug: dose } = KeyRow.parse(raw);
  return { id, person, dose };
}

const WasteRow = z.object({ visit_id: VisitId.schema, returned_ug: z.bigint().transform(Number) });

/** What was said to be left over or put back, and of which visit. */
export async function wasteById(
  tx: Tx,
  id: WasteId,
): Promise<{ readonly visit: VisitId; readonly returned: number } | undefined> {
  const [raw] = await tx`select visit_id, returned_ug from dosing_waste where id = ${id}`;
  if (!raw) return undefined;
  const { visit_id: visit, returned_ug: returned } = WasteRow.parse(raw);
  return { visit, returned };
}
