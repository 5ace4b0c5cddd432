import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import type { Instant } from "../../../kernel/time.ts";
import { PLACES, type Place } from "./places.ts";

/** Where an injection went in, and when it ended. */
export type PlaceUsed = { readonly place: Place; readonly at: Instant };

const Row = z.object({
  place: z.enum(Object.keys(PLACES) as [Place, ...Place[]]),
  ended_at: z.instanceof(Temporal.Instant),
});

/** Where the last injections of somebody went in, as far as it was said, the newest first. Whoever calls notes the read. */
export async function lastPlaces(tx: Tx, person: PersonId): Promise<readonly PlaceUsed[]> {
  const rows = await tx`
    select i.place, i.ended_at from injection i
     where i.person_id = ${person} and i.place is not null and i.injected_ug > 0 and not exists (select from injection c where c.corrects = i.id)
     order by i.ended_at desc limit 3`;
  return rows.map((raw) => {
    const { place, ended_at: at } = Row.parse(raw);
    return { place, at };
  });
}
