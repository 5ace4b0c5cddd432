import type { Sql } from "../../kernel/database/connection.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";

/**
 * Tells the team of a prescription that runs out within some days and that no other follows: once, unless it is signed anew. One that
 * waits to be signed follows. Runs as the policy role. Answers how many were told of.
 */
export async function tellOfRunningOut(tx: Sql, now: Instant): Promise<number> {
  const rows = await tx<{ id: string }[]>`
    with ending as (
      select distinct on (p.person_id, p.agency_id) p.id
        from prescription p join person x on x.id = p.person_id and x.died_on is null
       cross join (select ${londonDay(now)}::date as day, parameter_span('prescription-runs-out') as span) today
       where p.state in ('signed', 'held') and p.stops_on is null
         and p.ends_on >= today.day and p.ends_on <= today.day + today.span
         and not exists (select from prescription n
                          where n.person_id = p.person_id and n.agency_id = p.agency_id and n.protocol = p.protocol
                            and n.id <> p.id and n.ends_on > p.ends_on and n.state in ('queued', 'signed', 'held'))
         and not exists (select from task t
                          where t.person_id = p.person_id and t.agency_id = p.agency_id and t.kind = 'medicines-running-out'
                            and t.made_at >= p.signed_at
                            and t.made_at >= day_is_over_at((p.ends_on - today.span)::date - 1))
       order by p.person_id, p.agency_id, p.ends_on, p.id)
    select id, tell_prescribing_team(id, 'medicines-running-out', 'Decide how it goes on, and open Medicines', 'write-what-follows') from ending`;
  return rows.length;
}
