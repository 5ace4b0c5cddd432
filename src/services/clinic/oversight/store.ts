import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import type { LocalDate } from "../../../kernel/time.ts";
import { minutesOf, PARAMETERS } from "../../../record/parameters.ts";
import { Adverse, Harm } from "../dosing/harm.ts";
import { IncidentKind } from "../dosing/incident-words.ts";
import type { Signed } from "./rules.ts";

const LATE_MINUTES = minutesOf(PARAMETERS["entered-late-after"]);

const CountsRow = z.object({
  incidents: z.number(),
  incidents_open: z.number(),
  late_doses: z.number(),
  clashes: z.number(),
  emergencies: z.number(),
  differences: z.number(),
  differences_open: z.number(),
  unexplained: z.number(),
  released: z.number(),
  lines: z.number(),
  late_lines: z.number(),
  corrections: z.number(),
  mismatches: z.number(),
  doses: z.number(),
  agreements: z.number(),
  asked_less: z.number(),
  single_orders: z.number(),
  range_orders: z.number(),
  gap_orders: z.number(),
  left_early: z.number(),
  undone: z.number(),
});

/** What happened with controlled drugs at the acting agency between two days, as numbers. About nobody. */
export type Counts = z.infer<typeof CountsRow>;

/** Counts everything that an accountable officer looks at of a span of days. */
export async function countsBetween(tx: Tx, from: LocalDate, to: LocalDate): Promise<Counts> {
  // Whoever oversees counts every incident, also of somebody who is not known or has left; others those that they see.
  const incidents = tx.asking.may.includes("register:oversee")
    ? tx`select i.kind, i.reviews <> '[]' as reviewed from days cross join session_incidents(days.first, days.last) i`
    : tx`select i.kind, exists (select from dosing_incident_review w where w.incident_id = i.id) as reviewed
           from dosing_incident i cross join days where i.agency_id = acting_agency() and london_day(i.happened_at) between days.first and days.last`;
  const [row] = await tx`
    with days as (select ${from}::date as first, ${to}::date as last),
    line as (select e.* from cd_entry e join cd_book b on b.id = e.book_id join premises r on r.id = b.premises_id cross join days
              where r.agency_id = acting_agency() and london_day(e.happened_at) between days.first and days.last),
    incident as (${incidents}),
    difference as (select d.* from cd_difference d cross join days where london_day(d.opened_at) between days.first and days.last),
    assessed as (select a.* from pre_dose_assessment a cross join days where a.agency_id = acting_agency() and london_day(a.at) between days.first and days.last),
    ordered as (select o.* from clinic_order o cross join days where o.agency_id = acting_agency() and o.kind = 'single-session' and london_day(o.signed_at) between days.first and days.last)
    select (select count(*)::int from incident) as incidents,
           (select count(*)::int from incident where not reviewed) as incidents_open,
           (select count(*)::int from incident where kind in ('recorded-late', 'clash', 'below-zero')) as late_doses,
           (select count(*)::int from incident where kind = 'clash') as clashes,
           (select count(*)::int from incident where kind = 'emergency') as emergencies,
           (select count(*)::int from difference) as differences,
           (select count(*)::int from difference d where not exists (select from cd_difference_step s where s.difference_id = d.id and s.what in ('explained', 'unexplained'))) as differences_open,
           (select count(*)::int from difference d where exists (select from cd_difference_step s where s.difference_id = d.id and s.what = 'unexplained')) as unexplained,
           (select count(*)::int from difference d where exists (select from cd_difference_step s where s.difference_id = d.id and s.what = 'released')) as released,
           (select count(*)::int from line) as lines,
           (select count(*)::int from line where entered_at - happened_at > make_interval(mins => ${LATE_MINUTES})) as late_lines,
           (select count(*)::int from line where kind = 'correction') as corrections,
           (select count(*)::int from preparation_step s join preparation p on p.id = s.preparation_id cross join days where p.agency_id = acting_agency() and s.what = 'mismatch' and london_day(s.at) between days.first and days.last) as mismatches,
           (select count(*)::int from line where kind = 'administer') as doses,
           (select count(*)::int from assessed a join pre_dose_agreement g on g.assessment_id = a.id) as agreements,
           (select count(*)::int from assessed where decision = 'reduce') as asked_less,
           (select count(*)::int from ordered where within_range_of is null) as single_orders,
           (select count(*)::int from ordered where within_range_of is not null) as range_orders,
           (select count(distinct a.visit_id)::int from assessed a where 'MISSED_LIMIT' = any (a.reasons)) as gap_orders,
           (select count(*)::int from dosing_step s join dosing_visit v on v.id = s.visit_id cross join days where v.agency_id = acting_agency() and s.to_state = 'left-early' and london_day(s.at) between days.first and days.last) as left_early,
           (select count(*)::int from dosing_waste w cross join days where w.agency_id = acting_agency() and w.injection_id is null and london_day(w.at) between days.first and days.last) as undone`;
  tx.log({ what: "visited", about: "controlled drugs as the accountable officer sees them", people: [] });
  return CountsRow.parse(row);
}

const PairRow = z.object({ first: z.string(), second: z.string(), lines: z.number() });

/** Who signed lines of the register with whom between two days, by name of staff. */
export async function pairsBetween(tx: Tx, from: LocalDate, to: LocalDate): Promise<readonly Signed[]> {
  const rows = await tx`
    select a.name as first, b.name as second, count(*)::int as lines
      from cd_entry e join cd_book k on k.id = e.book_id join premises r on r.id = k.premises_id join staff a on a.id = e.first_staff join staff b on b.id = e.second_staff
     where r.agency_id = acting_agency() and london_day(e.happened_at) between ${from}::date and ${to}::date
     group by a.name, b.name, e.first_staff, e.second_staff order by 3 desc, 1, 2`;
  return rows.map((row) => PairRow.parse(row));
}

const EndingRow = z.object({ ending: z.string(), people: z.number() });

/** How treatment ended at the acting clinic between two days: how many people for each ending. About nobody. */
export async function endingsBetween(
  tx: Tx,
  from: LocalDate,
  to: LocalDate,
): Promise<readonly z.infer<typeof EndingRow>[]> {
  const rows = await tx`select ending, people from clinic_endings(${from}, ${to})`;
  return rows.map((row) => EndingRow.parse(row));
}

const moment = z.string().transform((text) => Temporal.Instant.from(text));
const IncidentRow = z.object({
  id: z.string(),
  person: PersonId.schema.nullable(),
  premises: z.string().nullable(),
  kind: IncidentKind,
  words: z.string(),
  happened_at: z.instanceof(Temporal.Instant),
  adverse: Adverse.nullable(),
  harm: Harm.nullable(),
  reviews: z.array(z.object({ words: z.string(), by: z.string().nullable(), at: moment })),
});
/** An incident at a session as whoever oversees controlled drugs reads it: about nobody by name. */
export type SessionIncident = Omit<z.infer<typeof IncidentRow>, "person">;

/** Incidents at the acting clinic's sessions between two days, the newest first, without the names of those in treatment. Notes of whom they were read. */
export async function sessionIncidents(
  tx: Tx,
  from: LocalDate,
  to: LocalDate,
): Promise<readonly SessionIncident[]> {
  const rows = (await tx`select * from session_incidents(${from}, ${to})`).map((row) =>
    IncidentRow.parse(row),
  );
  tx.log({
    what: "listed",
    about: "incidents at sessions, without names",
    people: [...new Set(rows.flatMap(({ person }) => person ?? []))],
  });
  return rows.map(({ person: _, ...one }) => one);
}
