import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { NaloxoneLine } from "./rules.ts";

const Day = z.instanceof(Temporal.PlainDate);
const MonthRow = z.object({
  month: Day,
  in_care: z.number(),
  given_naloxone: z.number(),
  kits: z.number(),
  kits_to_nobody: z.number(),
  packs: z.number(),
  packs_to_nobody: z.number(),
  returned: z.number(),
});

/** What the acting agency gave in one month, beside how many people it had in care in it. */
export type Month = z.infer<typeof MonthRow>;

/**
 * The months from one to another, newest first. In care: had an episode open on any day of it with one of the agency's
 * services of these kinds, whose declarations ask for naloxone.
 */
export async function monthsOf(
  tx: Tx,
  { from, to, kinds }: { from: LocalDate; to: LocalDate; kinds: readonly string[] },
): Promise<readonly Month[]> {
  const list = tx.array([...kinds], 1009);
  const rows = await tx`
    with months as (select m::date as first, (m + interval '1 month')::date as next
                      from generate_series(${from}::date::timestamp, ${to}::date::timestamp, interval '1 month') m),
         lines as (select y.person_id, y.kind, y.how_many, y.on_day from supply y
                    where y.agency_id = acting_agency() and y.withdrawn_at is null and y.on_day >= ${from}
                   union all
                   select null, z.kind, z.how_many, z.on_day from supply_to_nobody z
                    where z.agency_id = acting_agency() and z.withdrawn_at is null and z.on_day >= ${from}),
         sums as (select m.first,
                         count(distinct l.person_id) filter (where l.kind in ('naloxone-nasal', 'naloxone-injectable')) as given_naloxone,
                         sum(l.how_many) filter (where l.kind in ('naloxone-nasal', 'naloxone-injectable')) as kits,
                         sum(l.how_many) filter (where l.kind in ('naloxone-nasal', 'naloxone-injectable') and l.person_id is null) as nobody_kits,
                         sum(l.how_many) filter (where l.kind like 'pack-%') as packs,
                         sum(l.how_many) filter (where l.kind like 'pack-%' and l.person_id is null) as nobody_packs,
                         sum(l.how_many) filter (where l.kind = 'returned-bin') as returned
                    from months m left join lines l on l.on_day >= m.first and l.on_day < m.next group by m.first)
    select m.first as month,
           (select count(distinct e.person_id)::int from episode e join service s on s.id = e.service_id
             where e.agency_id = acting_agency() and s.kind = any (${list}) and e.started_on < m.next
               and (e.ended_on is null or e.ended_on >= m.first)) as in_care,
           s.given_naloxone::int, coalesce(s.kits, 0)::int as kits, coalesce(s.nobody_kits, 0)::int as kits_to_nobody,
           coalesce(s.packs, 0)::int as packs, coalesce(s.nobody_packs, 0)::int as packs_to_nobody,
           coalesce(s.returned, 0)::int as returned
      from months m join sums s on s.first = m.first order by m.first desc`;
  return rows.map((row) => MonthRow.parse(row));
}

const HeldRow = z.object({
  person_id: PersonId.schema,
  kind: z.string().nullable(),
  how_many: z.number().nullable(),
  on_day: Day.nullable(),
  given_to: z.enum(["person", "family", "worker"]).nullable(),
  expires_on: Day.nullable(),
  why: z.enum(["first", "used", "expired", "lost", "spare"]).nullable(),
  noted_at: z.instanceof(Temporal.Instant).nullable(),
});

/** For everybody now in care with the acting agency, what is known of their naloxone; nobody is named. */
export async function naloxoneInCare(
  tx: Tx,
  kinds: readonly string[],
): Promise<ReadonlyMap<PersonId, readonly NaloxoneLine[]>> {
  const rows = await tx`
    select e.person_id, y.kind, y.how_many, y.on_day, y.given_to, y.expires_on, y.why, y.noted_at
      from (select distinct e.person_id from episode e join service s on s.id = e.service_id
             where e.agency_id = acting_agency() and e.ended_on is null and s.kind = any (${tx.array([...kinds], 1009)})) e
      left join supply y on y.person_id = e.person_id and y.withdrawn_at is null and y.kind like 'naloxone%'`;
  const found = new Map<PersonId, NaloxoneLine[]>();
  for (const raw of rows) {
    const row = HeldRow.parse(raw);
    const lines = found.get(row.person_id) ?? [];
    if (row.kind && row.how_many && row.on_day && row.noted_at)
      lines.push({
        kind: row.kind,
        howMany: row.how_many,
        on: row.on_day,
        givenTo: row.given_to ?? undefined,
        expiresOn: row.expires_on ?? undefined,
        why: row.why ?? undefined,
        entered: row.noted_at,
      });
    found.set(row.person_id, lines);
  }
  return found;
}
