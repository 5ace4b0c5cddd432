import { z } from "zod";
import type { Queries } from "../../../kernel/database/connection.ts";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import { type Instant, londonDay } from "../../../kernel/time.ts";
import { OrderId, ROUTES, type Route } from "../prescribing/order.ts";
import { BookId, PremisesId } from "../register/index.ts";
import type { Pack, PackBook, PackDue, PackPerson } from "./pack.ts";

const instant = z.string().transform((text) => Temporal.Instant.from(text));
const date = z.string().transform((text) => Temporal.PlainDate.from(text));
const slot = z.enum(["morning", "midday", "evening"]);
const dose = z.object({ ug: z.number(), drug: z.string(), at: instant });

const PartRow = z.object({
  slot,
  part: z.number(),
  product: z.string(),
  ug: z.number(),
  least: z.number(),
  route: z.enum(Object.keys(ROUTES) as [Route, ...Route[]]).nullable(),
});
const DueRow = z.object({
  slot,
  from_at: instant,
  until_at: instant,
  last_end: instant.nullable(),
  nights: z.boolean(),
  share: z.enum(["whole", "capped", "nothing"]),
  ordered_ug: z.number(),
  most_ug: z.number(),
  halves: z.boolean(),
  apart_minutes: z.number(),
  prescriber_first: z.boolean(),
  anew: z.boolean(),
});
const dueOf = (row: z.infer<typeof DueRow>): PackDue => ({
  slot: row.slot,
  from: row.from_at,
  until: row.until_at,
  lastEnd: row.last_end ?? undefined,
  nights: row.nights,
  share: row.share,
  ordered: row.ordered_ug,
  most: row.most_ug,
  halves: row.halves,
  apartMinutes: row.apart_minutes,
  prescriberFirst: row.prescriber_first,
  beginAnew: row.anew,
});
const OrderRow = z.object({
  id: OrderId.schema,
  kind: z.enum(["standing", "single-session"]),
  slot: slot.nullable(),
  starts: date,
  ends: date,
  against: z
    .enum(["held", "no-licence", "no-licence-today", "no-licence-tomorrow", "protocol-not-signed"])
    .nullable(),
  single: z.number(),
  daily: z.number(),
  phase: z.enum(["titration", "stable"]),
  naloxone: z.string(),
  prescriber: z.string().nullable(),
  parts: z.array(PartRow),
  due: z.array(DueRow).nullable(),
});
const PersonRow = z.object({
  id: PersonId.schema,
  name: z.string(),
  born_on: z.instanceof(Temporal.PlainDate),
  nhs: z.string().nullable(),
  alerts: z.array(z.string()),
  orders: z.array(OrderRow),
  injected: dose.nullable(),
  by_mouth: dose.nullable(),
  today_ug: z.number(),
  day_ug: z.number(),
  in_hand_ug: z.number(),
  visits: z.array(z.object({ slot, state: z.string() })),
  waits: z.boolean(),
  gap_waits: z.enum(["custody", "hospital", "elsewhere"]).nullable(),
  correction: z.boolean(),
  oxygen: z.object({ spo2: z.number(), on: date, counts: z.boolean() }).nullable(),
});

function personOf(raw: unknown): PackPerson {
  const row = PersonRow.parse(raw);
  return {
    id: row.id,
    name: row.name,
    bornOn: row.born_on,
    nhs: row.nhs ?? undefined,
    alerts: row.alerts,
    orders: row.orders.map((order) => ({
      id: order.id,
      kind: order.kind,
      slot: order.slot ?? undefined,
      startsOn: order.starts,
      endsOn: order.ends,
      against: order.against ?? undefined,
      mostSingle: order.single,
      mostDaily: order.daily,
      phase: order.phase,
      naloxone: order.naloxone,
      prescriber: order.prescriber ?? "not known",
      parts: order.parts.map(({ least, route, ...part }) => ({
        ...part,
        leastMinutes: least,
        route: route ?? undefined,
      })),
      due: (order.due ?? []).map(dueOf),
    })),
    lastInjected: row.injected ?? undefined,
    lastByMouth: row.by_mouth ?? undefined,
    today: row.today_ug,
    day: row.day_ug,
    inHand: row.in_hand_ug,
    visits: row.visits,
    waitsForReview: row.waits,
    gapWaits: row.gap_waits ?? undefined,
    correctionWaits: row.correction,
    ownOxygen: row.oxygen ?? undefined,
  };
}

/**
 * Rows of a table about a person that the clinic of the premises may see. Whoever reads a page is held to it by policies; the program,
 * which makes the file as the policy role, asks the same table of rights here.
 */
const seenBy = (sql: Queries, table: "a" | "d" | "i") => {
  const own = sql(table);
  return sql`(${own}.agency_id = r.agency_id or exists (
    select from visible v where v.agency_id = r.agency_id and v.person_id = ${own}.person_id and v.until > now() and ${own}.shared_as = any (v.grants)))`;
};

/** Everybody with an order at premises that stands today or tomorrow: a night may lie in a downtime. */
async function peopleOf(
  sql: Queries,
  premises: PremisesId,
  at: Instant,
  asProgram: boolean,
): Promise<readonly PackPerson[]> {
  const day = londonDay(at);
  const tomorrow = day.add({ days: 1 });
  const sees = (table: "a" | "d" | "i") => (asProgram ? seenBy(sql, table) : sql`true`);
  // Whoever reads a page asks functions that ask who they are; the program has no clinic of its own, and asks those beneath them.
  const holder = asProgram ? sql`clinic_order_holder_at(o.id, 'infinity')` : sql`clinic_order_holder(o.id)`;
  const ahead = asProgram ? sql`due_ahead` : sql`clinic_due_ahead`;
  const gapWaits = asProgram ? sql`clinic_gap_unreviewed(p.id, r.agency_id)` : sql`gap_unreviewed_here(p.id)`;
  // Every day of today and tomorrow on which the order stands, and whether a licence bears it then.
  const licensed = sql`
    select coalesce(bool_or(l.holds), false) as ever, coalesce(bool_and(l.holds) filter (where l.day = ${day}), true) as today,
           coalesce(bool_and(l.holds) filter (where l.day = ${tomorrow}), true) as tomorrow
      from (select x.day, not clinic_licence_needed(o.drug_class) or clinic_licence_held(${holder}, o.premises_id, o.drug_class, x.day) is not null as holds
              from unnest(array[${day}::date, ${tomorrow}::date]) x(day) where o.in_force @> x.day) l`;
  const rows = await sql`
    select p.id, p.given_names || ' ' || p.family_name || coalesce(' (' || p.known_as || ')', '') as name, p.born_on,
           (select i.value from identifier i where i.person_id = p.id and i.scheme = 'nhs' and i.ended_at is null and ${sees("i")} order by i.at desc limit 1) as nhs,
           coalesce((select jsonb_agg(a.words order by a.at) from alert a where a.person_id = p.id and a.ended_at is null and ${sees("a")}), '[]') as alerts,
           (select jsonb_agg(jsonb_build_object('id', o.id, 'kind', o.kind, 'slot', o.slot, 'starts', o.starts_on, 'ends', o.ends_on,
                     'against', case when o.state = 'held' then 'held'
                                     when not clinic_protocol_may_be_used(o.agency_id, o.protocol, o.protocol_version, o.protocol_print) then 'protocol-not-signed'
                                     when not n.ever then 'no-licence' when not n.today then 'no-licence-today' when not n.tomorrow then 'no-licence-tomorrow' end,
                     'due', (select jsonb_agg(to_jsonb(g) order by array_position(array['morning', 'midday', 'evening'], g.slot), g.from_at)
                               from (select q.slot, d.* from (select distinct c.slot from clinic_order_part c where c.order_id = o.id) q cross join lateral ${ahead}(o.id, q.slot, ${at}) d) g),
                     'single', o.most_single_ug, 'daily', o.most_daily_ug, 'phase', o.phase, 'naloxone', o.naloxone, 'prescriber', (select name from staff where id = ${holder}),
                     'parts', (select jsonb_agg(jsonb_build_object('slot', c.slot, 'part', c.part, 'product', c.product, 'ug', c.micrograms, 'least', c.least_minutes, 'route', c.route)
                                      order by array_position(array['morning', 'midday', 'evening'], c.slot), c.part) from clinic_order_part c where c.order_id = o.id))
                   order by o.kind, o.starts_on, o.slot)
              from clinic_order o cross join lateral (${licensed}) n where o.person_id = p.id and o.premises_id = r.id and o.state in ('signed', 'held') and o.in_force && daterange(${day}, ${tomorrow}, '[]')) as orders,
           (select jsonb_build_object('ug', d.micrograms, 'drug', d.drug, 'at', d.given_at) from observed_dose d
             where d.person_id = p.id and d.way = 'injected' and d.withdrawn_at is null and ${sees("d")} order by d.given_at desc limit 1) as injected,
           (select jsonb_build_object('ug', d.micrograms, 'drug', d.drug, 'at', d.given_at) from observed_dose d
             where d.person_id = p.id and d.way <> 'injected' and d.withdrawn_at is null and ${sees("d")} order by d.given_at desc limit 1) as by_mouth,
           (select coalesce(sum(d.micrograms), 0)::int from observed_dose d
             where d.person_id = p.id and d.way = 'injected' and d.withdrawn_at is null and london_day(d.given_at) = ${day} and ${sees("d")}) as today_ug,
           (select coalesce(sum(d.micrograms), 0)::int from observed_dose d
             where d.person_id = p.id and d.way = 'injected' and d.withdrawn_at is null and d.given_at > ${at.subtract({ hours: 24 })} and ${sees("d")}) as day_ug,
           (select coalesce(sum(h.dose_ug), 0)::int from authority h where h.person_id = p.id and not exists (select from injection j where j.authority_id = h.id)) as in_hand_ug,
           coalesce((select jsonb_agg(jsonb_build_object('slot', s.slot, 'state', dosing_state(v.id)) order by array_position(array['morning', 'midday', 'evening'], s.slot))
              from dosing_visit v join dosing_session s on s.id = v.session_id where v.person_id = p.id and s.premises_id = r.id and s.day = ${day}), '[]') as visits,
           dosing_waits_for_review(p.id) as waits,
           ${gapWaits} as gap_waits,
           injection_correction_waits(p.id) as correction,
           (select jsonb_build_object('spo2', b.spo2, 'on', b.measured_on, 'counts', coalesce((n.numbers ->> 'own-oxygen')::float8 = 1
                     and b.spo2 >= (n.numbers ->> 'own-oxygen-least')::float8 and b.measured_on + (n.numbers ->> 'own-oxygen-holds')::integer >= ${day}, false))
              from (select * from dosing_baseline x where x.person_id = p.id and x.agency_id = r.agency_id order by x.noted_at desc, x.id desc limit 1) b
              left join lateral (select s.numbers from dosing_session s where s.premises_id = r.id order by s.opened_at desc limit 1) n on true
             where b.spo2 is not null) as oxygen
      from premises r join person p on p.id in (
             select o.person_id from clinic_order o where o.premises_id = r.id and o.state in ('signed', 'held') and o.in_force && daterange(${day}, ${tomorrow}, '[]'))
     where r.id = ${premises} and p.died_on is null order by p.family_name, p.given_names, p.id`;
  return rows.map(personOf);
}

const BookRow = z.object({
  id: BookId.schema,
  heading: z.string(),
  seq: z.bigint().transform(Number),
  balance_ug: z.bigint().transform(Number),
  head: z.string(),
  issues: z.boolean(),
});

async function booksAt(sql: Queries, premises: PremisesId): Promise<readonly PackBook[]> {
  const rows = await sql`
    select b.id, b.heading, e.seq, e.balance_ug, encode(e.hash, 'hex') as head, cd_book_stands_against(b.id) is null as issues
      from cd_book b join lateral (select * from cd_entry x where x.book_id = b.id order by x.seq desc limit 1) e on true
     where b.premises_id = ${premises} order by b.heading, b.id`;
  return rows.map((raw) => {
    const { seq, balance_ug, ...row } = BookRow.parse(raw);
    return { ...row, line: seq, balance: balance_ug };
  });
}

const PlaceRow = z.object({
  id: PremisesId.schema,
  name: z.string(),
  address: z.string(),
  phone: z.string(),
  partnership: z.string(),
  made_up_to: z.number().nullable(),
  signed_off: z.boolean(),
});

async function readPack(
  sql: Queries,
  premises: PremisesId,
  at: Instant,
  asProgram: boolean,
): Promise<Pack | undefined> {
  const [raw] = await sql`
    select r.id, r.name, r.address, r.phone, (select name from partnership_fact) as partnership,
           (select (s.numbers ->> 'made-up-to')::float8 from dosing_session s where s.premises_id = r.id order by s.opened_at desc limit 1) as made_up_to,
           not exists (select from clinic_order o where o.premises_id = r.id and o.state in ('signed', 'held')
                          and not clinic_protocol_is_signed(o.agency_id, o.protocol, o.protocol_version, o.protocol_print)) as signed_off
      from premises r where r.id = ${premises}`;
  if (!raw) return undefined;
  const { partnership, made_up_to, signed_off, ...place } = PlaceRow.parse(raw);
  return {
    partnership,
    premises: place,
    at,
    people: await peopleOf(sql, premises, at, asProgram),
    books: await booksAt(sql, premises),
    madeUpTo: made_up_to ?? undefined,
    signedOff: signed_off,
  };
}

/** The pack of premises as its reader may see it. Notes whom it lists. */
export async function packOf(tx: Tx, premises: PremisesId, at: Instant): Promise<Pack | undefined> {
  const pack = await readPack(tx, premises, at, false);
  if (pack && pack.people.length > 0)
    tx.log({ what: "listed", about: "downtime pack", people: pack.people.map(({ id }) => id) });
  return pack;
}

/** The same for the file that the program makes, all of one moment. Runs as the policy role, first in its transaction. */
export async function packForFile(
  sql: Queries,
  premises: PremisesId,
  at: Instant,
): Promise<Pack | undefined> {
  await sql`set transaction isolation level repeatable read`;
  return readPack(sql, premises, at, true);
}
