import { z } from "zod";
import type { Sql } from "../../../kernel/database/connection.ts";
import type { Instant } from "../../../kernel/time.ts";

const Row = z.object({
  person_id: z.string(),
  agency_id: z.string(),
  event_id: z.string(),
  place: z.enum(["custody", "hospital", "elsewhere"]),
  from_at: z.instanceof(Temporal.Instant),
});

/**
 * Tells clinics of whoever is in custody or hospital by an event, whatever wrote it: a page, a file, another agency. Each event once for
 * each clinic. Before that minute has come nothing is given either: the authority looks at the events itself. Runs as the policy role.
 * Answers how many clinics were told.
 */
export async function noteAbsences(tx: Sql, at: Instant): Promise<number> {
  const rows = await tx`
    select distinct on (e.event_id, o.agency_id) o.person_id, o.agency_id, e.event_id, e.place, e.from_at
      from clinic_order o cross join lateral absence_events(o.person_id, o.agency_id) e
     where o.kind = 'standing' and o.state in ('signed', 'held') and upper(o.in_force) > london_day(${at})
       and not exists (select from clinic_absence a where a.event_id = e.event_id and a.agency_id = o.agency_id)`;
  let told = 0;
  for (const raw of rows) {
    const one = Row.parse(raw);
    const [noted] = await tx`
      select note_clinic_absence(${one.person_id}, ${one.agency_id}, ${one.place}, null, ${one.event_id}, ${one.from_at}) as told`;
    told += z.number().parse(noted?.told);
  }
  return told;
}
