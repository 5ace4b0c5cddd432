import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { Instant } from "../../../kernel/time.ts";
import type { DosingSessionId } from "./visit.ts";

const instant = z.instanceof(Temporal.Instant);
const LotRow = z.object({
  lot: z.string(),
  expires_on: z.string(),
  used_until: instant.nullable(),
  stands: z.enum(["set-aside", "used-until-passed"]).nullable(),
});
/** A lot that stands in a book, as it was received or made up here, and whether anything may be given from it in a session. */
export type Lot = {
  readonly lot: string;
  readonly expiresOn: string;
  /** Of a solution that was made up, here or where it was moved from. */
  readonly usedUntil?: Instant;
  readonly stands?: "set-aside" | "used-until-passed";
};

/** Lots received, made up or moved into the book of a product at premises, those that expire first first. */
export async function lotsOf(tx: Tx, book: string, session: DosingSessionId): Promise<readonly Lot[]> {
  const rows = await tx`
    select lot, expires_on, used_until, cd_lot_stands_against(${book}, lot, ${session}) as stands from (
      select distinct details::jsonb ->> 'lot' as lot, details::jsonb ->> 'expires_on' as expires_on, null::timestamptz as used_until from cd_entry
       where book_id = ${book} and kind = 'receipt'
      union all
      (select distinct on (details::jsonb ->> 'lot') details::jsonb ->> 'lot', london_day((details::jsonb ->> 'used_until')::timestamptz)::text,
              (details::jsonb ->> 'used_until')::timestamptz
         from cd_entry where book_id = ${book} and kind in ('reconstitute', 'transfer-in') and quantity_ug > 0 and details::jsonb ->> 'used_until' is not null
        order by details::jsonb ->> 'lot', seq desc)) l
     order by stands nulls first, coalesce(used_until::text, expires_on), lot limit 50`;
  return rows.map((raw) => {
    const { lot, expires_on: expiresOn, used_until: usedUntil, stands } = LotRow.parse(raw);
    return { lot, expiresOn, ...(usedUntil ? { usedUntil } : {}), ...(stands ? { stands } : {}) };
  });
}
