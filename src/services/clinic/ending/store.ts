import { z } from "zod";
import type { Sql } from "../../../kernel/database/connection.ts";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import type { Instant, LocalDate } from "../../../kernel/time.ts";
import { londonDay } from "../../../kernel/time.ts";
import { BECAUSE, type Because, type WayOn } from "./rules.ts";

const instant = z.instanceof(Temporal.Instant);
const day = z.instanceof(Temporal.PlainDate);

const EndingRow = z.object({
  id: z.string(),
  service_id: z.string(),
  service: z.string(),
  because: z.enum(Object.keys(BECAUSE) as [Because, ...Because[]]),
  words: z.string(),
  last_day: day,
  begun_at: instant,
  begun_by: z.string().nullable(),
});

/** The ending of a service of the acting clinic that stands. */
export type Ending = {
  readonly id: string;
  readonly service: string;
  readonly because: Because;
  readonly words: string;
  readonly lastDay: LocalDate;
  readonly begunAt: Instant;
  readonly begunBy: string | undefined;
};

/** Endings of the acting clinic's services that stand. */
export async function endingsHere(tx: Tx): Promise<readonly Ending[]> {
  const rows = await tx`
    select e.id, e.service_id, s.name as service, e.because, e.words, e.last_day, e.begun_at, f.name as begun_by
      from clinic_ending e join service s on s.id = e.service_id left join staff f on f.id = e.begun_by
     where e.agency_id = acting_agency() and e.called_off_at is null order by e.begun_at`;
  return rows.map((raw) => {
    const row = EndingRow.parse(raw);
    return {
      id: row.id,
      service: row.service,
      because: row.because,
      words: row.words,
      lastDay: row.last_day,
      begunAt: row.begun_at,
      begunBy: row.begun_by ?? undefined,
    };
  });
}

const PersonRow = z.object({
  person_id: PersonId.schema,
  name: z.string(),
  last_at: instant.nullable(),
  last_ug: z.number().nullable(),
  today: z.boolean(),
  order_ends: day.nullable(),
  state: z.enum(["signed", "held"]),
  doctor: z.string().nullable(),
  destination: z.string().nullable(),
  prescriber: z.string().nullable(),
  oral_plan: z.string().nullable(),
  handover: z.enum(["offered", "accepted", "arrived", "declined"]).nullable(),
  handover_to: z.string().nullable(),
  own_number: z.string().nullable(),
  pharmacies: z.array(z.string()),
  keyworkers: z.array(z.string()),
});

/** Somebody whose treatment goes on at the acting clinic, with their way on and whom to ring about them. */
export type Treated = WayOn & {
  readonly person: PersonId;
  readonly name: string;
  readonly lastAt: Instant | undefined;
  readonly lastMicrograms: number | undefined;
  /** Has doses ordered today. */
  readonly today: boolean;
  /** The last day on which they may have a dose by an order that stands. */
  readonly orderEnds: LocalDate | undefined;
  readonly held: boolean;
  readonly handoverTo: string | undefined;
  readonly ring: readonly string[];
};

/** Everybody whose standing order goes on or is held at the acting clinic and, while it ends, whoever has not arrived elsewhere. Notes that they were listed. */
export async function treatedHere(tx: Tx, now: Instant): Promise<readonly Treated[]> {
  const rows = await tx`
    select distinct on (o.person_id) o.person_id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as name, d.given_at as last_at, d.micrograms as last_ug,
           o.in_force @> ${londonDay(now)}::date as today, o.state,
           (select max(upper(q.in_force)) - 1 from clinic_order q where q.person_id = o.person_id and q.agency_id = o.agency_id and q.kind = 'standing' and q.state in ('signed', 'held')) as order_ends, w.name as doctor, n.destination, n.prescriber, n.oral_plan, h.state as handover, h.to_name as handover_to,
           (select c.address from contact_agreement c where c.person_id = o.person_id and c.agency_id = acting_agency() and c.ended_at is null and c.channel in ('call', 'sms')
             order by c.channel = 'call' desc, c.noted_at desc limit 1) as own_number,
           array(select distinct f.name || ' ' || f.phone from prescription q join pharmacy f on f.id = q.pharmacy_id where q.person_id = o.person_id and q.state in ('signed', 'held')) as pharmacies,
           array(select distinct k.name || ', ' || g.name from episode e join staff k on k.id = e.keyworker_id join agency g on g.id = e.agency_id where e.person_id = o.person_id and e.ended_on is null) as keyworkers
      from clinic_order o join person p on p.id = o.person_id and p.died_on is null left join staff w on w.id = clinic_order_holder(o.id)
      left join lateral (select x.given_at, x.micrograms from observed_dose x where x.person_id = o.person_id and x.way = 'injected' and x.withdrawn_at is null order by x.given_at desc limit 1) d on true
      left join lateral (select y.destination, y.prescriber, y.oral_plan from clinic_ending_plan y where y.person_id = o.person_id and y.agency_id = acting_agency()
                          order by y.noted_at desc, y.id desc limit 1) n on true
      left join lateral (select z.state, v.name as to_name from handover z join service v on v.id = z.to_service_id join premises r on r.id = o.premises_id
                          where z.person_id = o.person_id and z.from_service_id = r.service_id and z.state in ('offered', 'accepted', 'arrived', 'declined') and goes_on_treating(v.kind)
                            and z.offered_at >= coalesce((select e.begun_at from clinic_ending e where e.service_id = r.service_id and e.called_off_at is null), now()) - interval '28 days'
                          order by z.state = 'arrived' desc, z.offered_at desc limit 1) h on true
      left join premises m on m.id = o.premises_id
     where o.agency_id = acting_agency() and o.kind = 'standing' and o.state in ('signed', 'held')
       and (upper(o.in_force) > ${londonDay(now)}::date or o.person_id in (select clinic_ending_without_arrival(m.service_id)))
     order by o.person_id, o.in_force @> ${londonDay(now)}::date desc, upper(o.in_force) > ${londonDay(now)}::date desc, o.starts_on`;
  const found = rows.map((raw) => treatedOf(PersonRow.parse(raw)));
  if (found.length > 0)
    tx.log({
      what: "listed",
      about: "people of the clinic and their way on",
      people: found.map(({ person }) => person),
    });
  return found;
}

const treatedOf = (row: z.infer<typeof PersonRow>): Treated => ({
  person: row.person_id,
  name: row.name,
  lastAt: row.last_at ?? undefined,
  lastMicrograms: row.last_ug ?? undefined,
  today: row.today,
  orderEnds: row.order_ends ?? undefined,
  held: row.state === "held",
  destination: row.destination ?? undefined,
  prescriber: row.prescriber ?? undefined,
  oralPlan: row.oral_plan ?? undefined,
  handover: row.handover ?? undefined,
  handoverTo: row.handover_to ?? undefined,
  ring: [
    ...(row.own_number ? [`Them: ${row.own_number}`] : []),
    ...row.keyworkers.map((one) => `Keyworker: ${one}`),
    ...row.pharmacies.map((one) => `Pharmacy: ${one}`),
    ...(row.doctor ? [`Doctor here: ${row.doctor}`] : []),
  ],
});

/** Writes down somebody's way on. What was written before stays. */
export async function insertWayOn(
  tx: Tx,
  person: PersonId,
  ending: string | undefined,
  way: { readonly destination: string; readonly prescriber: string; readonly oralPlan: string },
): Promise<void> {
  await tx`
    insert into clinic_ending_plan (person_id, ending_id, destination, prescriber, oral_plan)
    values (${person}, ${ending ?? null}, ${way.destination || null}, ${way.prescriber || null}, ${way.oralPlan || null})`;
  tx.log({ what: "changed", about: "way on from the clinic", people: [person] });
}

export const ENDING_ANSWERS = ["done", "not-there", "not-fresh", "day-has-passed", "ends-already"] as const;
type Answer = (typeof ENDING_ANSWERS)[number];

/** Begins the ending of a service. */
export async function beginEnding(
  tx: Tx,
  wanted: {
    readonly service: string;
    readonly because: Because;
    readonly words: string;
    readonly lastDay: LocalDate;
  },
): Promise<Answer> {
  const [row] =
    await tx`select end_clinic_service(${wanted.service}, ${wanted.because}, ${wanted.words}, ${wanted.lastDay}) as answer`;
  const answer = z.enum(ENDING_ANSWERS).parse(row?.answer);
  if (answer === "done") tx.log({ what: "changed", about: "ending of a service begun", people: [] });
  return answer;
}

/** Calls an ending off. */
export async function callOff(tx: Tx, ending: string, words: string): Promise<Answer> {
  const [row] = await tx`select call_off_clinic_ending(${ending}, ${words}) as answer`;
  const answer = z.enum(ENDING_ANSWERS).parse(row?.answer);
  if (answer === "done") tx.log({ what: "changed", about: "ending of a service called off", people: [] });
  return answer;
}

const ServiceRow = z.object({ id: z.string(), name: z.string() });

/** The services of the acting clinic. */
export async function servicesHere(tx: Tx): Promise<readonly z.infer<typeof ServiceRow>[]> {
  const rows =
    await tx`select id, name from service where agency_id = acting_agency() and kind = 'clinic' order by name`;
  return rows.map((row) => ServiceRow.parse(row));
}

/** Tells a licensed doctor and the controlled-drugs lead, once a day as a last day comes near, that somebody has not arrived. Runs as the policy role. */
export async function tellOfEndings(tx: Sql, now: Instant): Promise<number> {
  const [row] = await tx`select tell_of_clinic_endings(${now}) as told`;
  return z.number().parse(row?.told);
}

/** Tells the doctor and the controlled-drugs lead that somebody's order lapses inside an ending, with nobody who has received them. Runs as the policy role. */
export async function tellOfLastOrders(tx: Sql, now: Instant): Promise<number> {
  const [row] = await tx`select tell_of_last_orders(${now}) as told`;
  return z.number().parse(row?.told);
}
