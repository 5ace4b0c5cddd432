import type { Sql } from "../src/kernel/database/connection.ts";
import { FENWICK } from "./medicines.ts";

/** Writes the made-up pharmacy. Safe to repeat. */
export async function writePharmacy(tx: Sql): Promise<void> {
  await tx`
    insert into pharmacy (id, agency_id, name, address, phone, hours)
    select ${FENWICK.id}, id, ${FENWICK.name}, ${FENWICK.address}, ${FENWICK.phone}, ${tx.json(FENWICK.hours)} from agency where code = ${FENWICK.agency}
    on conflict do nothing`;
}
