import { z } from "zod";
import type { Sql } from "../../kernel/database/connection.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";
import { beginForMissedDoses } from "../../record/diary/ladder-store.ts";
import { OUTCOMES, type Past } from "./collection-rules.ts";
import { PrescriptionId } from "./prescription.ts";
import { type Protocol, protocolFor } from "./protocols.ts";
import { productOf } from "./strengths-rules.ts";

// What the program does by itself once a minute. It runs as the policy role: nobody asks.

/**
 * Gives every day of collection that is over and of which nothing was recorded its outcome: on hold where it was held when the day
 * ended, closed where the pharmacy was, missed otherwise. Answers how many.
 */
export async function closeDays(tx: Sql, now: Instant): Promise<number> {
  const rows = await tx<{ person_id: string }[]>`
    insert into collection (person_id, agency_id, owner_kind, with_agency_id, prescription_id, instalment_id, product, due_on, outcome,
                            micrograms, supervised_micrograms, from_on, source, noted_at, noted_by)
    select p.person_id, f.agency_id, 'pharmacy', p.agency_id, p.id, i.id, p.product, i.due_on,
           case when held.what = 'held' then 'held' when not pharmacy_is_open(f.id, i.due_on) then 'closed' else 'missed' end,
           0, 0, i.due_on, 'closing', ${now}::timestamptz, null
      from instalment i join prescription p on p.id = i.prescription_id join pharmacy f on f.id = p.pharmacy_id
      left join lateral (select s.what from prescription_step s
                          where s.prescription_id = p.id and s.what in ('held', 'restarted') and s.at <= pharmacy_day_over(f.id, i.due_on)
                          order by s.at desc, s.id desc limit 1) held on true
     where p.state in ('signed', 'held') and (p.stops_on is null or i.due_on < p.stops_on)
       and i.due_on <= ${londonDay(now)}
       and pharmacy_day_over(f.id, i.due_on) <= ${now}::timestamptz
       and not exists (select from collection c where c.instalment_id = i.id)
    on conflict do nothing
    returning person_id`;
  await noteChanged(
    tx,
    "collections not made",
    rows.map(({ person_id }) => person_id),
  );
  return rows.length;
}

const Going = z.object({
  ids: z.array(PrescriptionId.schema),
  person_id: z.string(),
  product: z.string(),
  in_titration: z.boolean(),
  since: z.instanceof(Temporal.PlainDate).nullable(),
  last_day: z.instanceof(Temporal.PlainDate),
  days: z.array(
    z.object({
      due_on: z.string(),
      days: z.number(),
      outcome: z.enum(Object.keys(OUTCOMES) as [keyof typeof OUTCOMES]).nullable(),
    }),
  ),
});

/** Somebody's prescriptions by one protocol that go on, of which a dose was missed lately. */
export type Missing = {
  /** The one that runs, and those signed to follow it: what holds one holds all. */
  readonly ids: readonly PrescriptionId[];
  readonly person: string;
  readonly protocol: Protocol | undefined;
  readonly phase: "titration" | "stable";
  readonly since: Temporal.PlainDate | undefined;
  /** The last day that is over at the pharmacy. */
  readonly lastDay: Temporal.PlainDate;
  /** The days of collection of all of them, and of those before: a row of missed days does not end with a prescription. */
  readonly past: readonly Past[];
};

/** Who has a prescription that goes on, and whose newest outcome is a day without a dose. */
export async function missingDoses(tx: Sql, now: Instant): Promise<readonly Missing[]> {
  const rows = await tx`
    with today as (select ${londonDay(now)}::date as day), going as (
      select p.person_id, p.agency_id, p.protocol, array_agg(p.id order by p.starts_on) as ids, max(p.restarted_on) as since,
             (array_agg(p.product order by p.starts_on))[1] as product, (array_agg(p.phase order by p.starts_on))[1] = 'titration' as in_titration,
             (array_agg(p.pharmacy_id order by p.starts_on))[1] as pharmacy_id
        from prescription p where p.state = 'signed' group by p.person_id, p.agency_id, p.protocol
    )
    select g.ids, g.person_id, g.product, g.in_titration, g.since,
           case when pharmacy_day_over(g.pharmacy_id, today.day) <= ${now}::timestamptz then today.day else today.day - 1 end as last_day,
           (select coalesce(jsonb_agg(jsonb_build_object('due_on', i.due_on, 'days', i.days, 'outcome', c.outcome) order by i.due_on), '[]')
              from prescription q join instalment i on i.prescription_id = q.id
              left join collection c on c.instalment_id = i.id and not exists (select from collection later where later.corrects = c.id)
             where q.person_id = g.person_id and q.agency_id = g.agency_id and q.protocol = g.protocol and i.due_on between today.day - 90 and today.day
               and (q.stops_on is null or i.due_on < q.stops_on)) as days
      from going g cross join today
      join lateral (select c.outcome from collection c join prescription q on q.id = c.prescription_id
                     where c.person_id = g.person_id and q.agency_id = g.agency_id and q.protocol = g.protocol and c.outcome <> 'closed' and c.due_on <= today.day
                       and not exists (select from collection later where later.corrects = c.id)
                     order by c.due_on desc limit 1) newest on newest.outcome in ('missed', 'refused')`;
  return rows.map((raw) => {
    const row = Going.parse(raw);
    const product = productOf(row.product);
    return {
      ids: row.ids,
      person: row.person_id,
      protocol: product && protocolFor(product),
      phase: row.in_titration ? "titration" : "stable",
      since: row.since ?? undefined,
      lastDay: row.last_day,
      past: row.days.map(({ due_on, days, outcome }) => ({
        dueOn: Temporal.PlainDate.from(due_on),
        days,
        outcome: outcome ?? undefined,
      })),
    };
  });
}

/** Holds the prescriptions of which doses were missed, and tells the team of the one that runs to look for the person. */
export async function holdAndTell(tx: Sql, { ids, person }: Missing, reason: string): Promise<void> {
  for (const id of ids) {
    await tx`update prescription set state = 'held' where id = ${id} and state = 'signed'`;
    await tx`insert into prescription_step (prescription_id, what, reason, staff_id) values (${id}, 'held', ${reason}, null)`;
  }
  await tx`select tell_prescribing_team(${ids[0] ?? null}, 'medicines-missed', 'Contact this person today, and open Medicines', 'look-for-missed-doses')`;
  if (ids[0]) await beginForMissedDoses(tx, ids[0]);
  await noteChanged(tx, "prescription held", [person]);
}

/** Ends what has run out, and what another has taken the place of. Answers how many. */
export async function endRunOut(tx: Sql, now: Instant): Promise<number> {
  const rows = await tx<{ id: string; person_id: string; what: string }[]>`
    update prescription p
       set state = case when p.stops_on <= today.day then 'changed' else 'ended' end, stopped_at = ${now}::timestamptz
      from (select ${londonDay(now)}::date as day) today
     where p.state in ('signed', 'held') and (p.stops_on <= today.day or p.ends_on < today.day)
       and not exists (select from instalment i where i.prescription_id = p.id and (p.stops_on is null or i.due_on < p.stops_on)
                          and not exists (select from collection c where c.instalment_id = i.id))
    returning p.id, p.person_id, p.state as what`;
  for (const { id, what } of rows)
    await tx`insert into prescription_step (prescription_id, what, reason, staff_id)
             values (${id}, ${what}, ${what === "ended" ? "Its last day is over" : "Another took its place"}, null)`;
  await noteChanged(
    tx,
    "prescription run out",
    rows.map(({ person_id }) => person_id),
  );
  return rows.length;
}

/** Nobody did this: the log says so. */
async function noteChanged(tx: Sql, about: string, people: readonly string[]): Promise<void> {
  if (people.length === 0) return;
  await tx`
    insert into access_log (account_id, staff_id, agency_id, role, what, about, route, basis, person_ids, by_itself)
    values (null, null, null, null, 'changed', ${about}, '/dispensing', 'the end of a pharmacy''s day', ${tx.array([...new Set(people)], 2950)}, true)`;
}

/** One process at a time does it; another that asks meanwhile does nothing. */
export async function closingIsOurs(tx: Sql): Promise<boolean> {
  const [row] = await tx<
    { ours: boolean }[]
  >`select pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' end of day', 0)) as ours`;
  return row?.ours ?? false;
}
