import { z } from "zod";
import type { Sql } from "../../../kernel/database/connection.ts";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId, StaffId } from "../../../kernel/id.ts";
import { type Instant, type LocalDate, londonDay } from "../../../kernel/time.ts";
import { OrderId, PremisesId } from "../prescribing/order.ts";
import { type Protocol, ProtocolFile } from "../protocol/protocol.ts";
import { AuthorityId, type Licence, LicenceId, type LicensedDrug } from "./licence.ts";

const day = z.instanceof(Temporal.PlainDate);
const Row = z.object({
  id: LicenceId.schema,
  staff_id: StaffId.schema,
  holder: z.string(),
  premises_id: PremisesId.schema,
  premises: z.string(),
  drug_class: z.enum(["diamorphine", "cocaine", "dipipanone"]),
  number: z.string(),
  from_on: day,
  until_on: day,
  ended_on: day.nullable(),
  ended_because: z.string().nullable(),
  mine: z.boolean(),
  authorised: z.array(
    z.object({ id: AuthorityId.schema, name: z.string(), from_on: z.string(), until_on: z.string() }),
  ),
});

function decoded(raw: unknown): Licence {
  const row = Row.parse(raw);
  return {
    id: row.id,
    holder: row.staff_id,
    holderName: row.holder,
    premises: row.premises_id,
    premisesName: row.premises,
    drug: row.drug_class,
    number: row.number,
    fromOn: row.from_on,
    untilOn: row.until_on,
    endedOn: row.ended_on ?? undefined,
    endedBecause: row.ended_because ?? undefined,
    mine: row.mine,
    authorised: row.authorised.map(({ from_on, until_on, ...one }) => ({
      ...one,
      fromOn: Temporal.PlainDate.from(from_on),
      untilOn: Temporal.PlainDate.from(until_on),
    })),
  };
}

/** Every licence at the premises of the reader's clinic, the one that ends last before the others. */
export async function licencesOf(tx: Tx): Promise<readonly Licence[]> {
  const rows = await tx`
    select l.id, l.staff_id, s.name as holder, l.premises_id, r.name as premises, l.drug_class, l.number, l.from_on, l.until_on, l.ended_on,
           l.ended_because, l.staff_id = acting_staff() as mine,
           (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', f.name, 'from_on', a.from_on, 'until_on', least(a.until_on, a.ended_on - 1))
                                      order by a.from_on), '[]')
              from clinic_licence_authorised a join staff f on f.id = a.staff_id where a.licence_id = l.id and a.ended_on is null) as authorised
      from clinic_licence l join staff s on s.id = l.staff_id join premises r on r.id = l.premises_id
     where r.agency_id = acting_agency() order by clinic_licence_last_day(l) desc, l.id limit 200`;
  return rows.map(decoded);
}

const Doctor = z.object({ id: StaffId.schema, name: z.string() });
/** A doctor of the clinic. */
export type Doctor = z.infer<typeof Doctor>;

/** Those of the reader's clinic who may hold a licence, by their posts. */
export async function doctorsHere(tx: Tx): Promise<readonly Doctor[]> {
  const rows = await tx`select id, name from licensed_posts_here()`;
  return rows.map((raw) => Doctor.parse(raw));
}

const Answer = z.enum([
  "done",
  "not-there",
  "not-fresh",
  "own-licence",
  "no-doctor",
  "there-already",
  "ended-already",
  "not-that-day",
  "longer-than-the-licence",
]);
export type LicenceAnswer = z.infer<typeof Answer>;

const answered = (tx: Tx, row: Record<string, unknown> | undefined, about: string): LicenceAnswer => {
  tx.log({ what: "changed", about, people: [] });
  return Answer.parse(row?.answer);
};

/** Records a licence as it stands on the paper. */
export async function recordLicence(
  tx: Tx,
  licence: {
    readonly holder: StaffId;
    readonly premises: PremisesId;
    readonly drug: LicensedDrug;
    readonly number: string;
    readonly fromOn: LocalDate;
    readonly untilOn: LocalDate;
  },
): Promise<LicenceAnswer> {
  const { holder, premises, drug, number, fromOn, untilOn } = licence;
  const [row] =
    await tx`select record_clinic_licence(${holder}, ${premises}, ${drug}, ${number}, ${fromOn}, ${untilOn}) as answer`;
  return answered(tx, row, "licence recorded");
}

/** Ends a licence before its last day. */
export async function endLicence(
  tx: Tx,
  id: LicenceId,
  on: LocalDate,
  reason: string,
): Promise<LicenceAnswer> {
  const [row] = await tx`select end_clinic_licence(${id}, ${on}, ${reason}) as answer`;
  return answered(tx, row, "licence ended");
}

/** Authorises another doctor under one's own licence. */
export async function authorise(
  tx: Tx,
  id: LicenceId,
  doctor: StaffId,
  fromOn: LocalDate,
  untilOn: LocalDate,
): Promise<LicenceAnswer> {
  const [row] = await tx`select authorise_under_licence(${id}, ${doctor}, ${fromOn}, ${untilOn}) as answer`;
  return answered(tx, row, "authorised under a licence");
}

const Uncovered = z.object({
  id: OrderId.schema,
  person_id: PersonId.schema,
  name: z.string(),
  born_on: day,
  premises: z.string(),
  holder: z.string().nullable(),
  ends_on: day,
});
/** An order that goes on and whose holder's licence does not cover today. */
export type Uncovered = {
  readonly id: OrderId;
  readonly person: PersonId;
  readonly name: string;
  readonly bornOn: LocalDate;
  readonly premises: string;
  readonly holder: string | undefined;
  readonly endsOn: LocalDate;
};

/** The orders of the reader's clinic that no licence covers today and that the reader's own would. Notes that they were listed. */
export async function ordersToTakeOver(tx: Tx, now: Instant): Promise<readonly Uncovered[]> {
  const today = londonDay(now);
  const rows = await tx`
    select o.id, o.person_id, coalesce(w.known_as, w.given_names) || ' ' || w.family_name as name, w.born_on, r.name as premises,
           (select name from staff where id = clinic_order_holder(o.id)) as holder, o.ends_on
      from clinic_order o join person w on w.id = o.person_id join premises r on r.id = o.premises_id
     where o.agency_id = acting_agency() and o.state in ('signed', 'held') and upper(o.in_force) > ${today}::date
       and clinic_licence_needed(o.drug_class)
       and clinic_licence_held(clinic_order_holder(o.id), o.premises_id, o.drug_class, ${today}) is null
       and clinic_licence_held(acting_staff(), o.premises_id, o.drug_class, ${today}) is not null
     order by w.family_name, o.id limit 500`;
  const found = rows.map((raw) => Uncovered.parse(raw));
  if (found.length > 0)
    tx.log({ what: "listed", about: "orders to take over", people: found.map((one) => one.person_id) });
  return found.map(({ person_id: person, born_on: bornOn, ends_on: endsOn, holder, ...one }) => ({
    ...one,
    person,
    bornOn,
    endsOn,
    holder: holder ?? undefined,
  }));
}

// What the program does by itself once a minute. It runs as the policy role: nobody asks.

const Ending = z.object({
  id: LicenceId.schema,
  from_on: day,
  until_on: day,
  ended_on: day.nullable(),
  protocol: ProtocolFile.nullable(),
});
/** A licence whose end is near or lately gone by, and the protocol that its clinic has signed for the drug last, if any. */
export type Ending = Pick<Licence, "id" | "fromOn" | "untilOn" | "endedOn"> & {
  readonly protocol: Protocol | undefined;
};

/** Licences that end within so many days or ended so lately, and that no later one of the same doctor takes on. */
export async function licencesEnding(tx: Sql, today: LocalDate, within: number): Promise<readonly Ending[]> {
  const rows = await tx`
    select l.id, l.from_on, l.until_on, l.ended_on,
           (select p.content from premises r join clinic_protocol p on p.agency_id = r.agency_id
             where r.id = l.premises_id and p.content ->> 'drugClass' = l.drug_class and clinic_protocol_is_signed(p.agency_id, p.code, p.version, p.print)
             order by (select max(s.at) from clinic_protocol_sign_off s where s.protocol_id = p.id) desc limit 1) as protocol
      from clinic_licence l
     where clinic_licence_last_day(l) between ${today}::date - ${within}::int and ${today}::date + ${within}::int
       and not exists (select from clinic_licence n where n.staff_id = l.staff_id and n.premises_id = l.premises_id and n.drug_class = l.drug_class
                          and n.from_on <= clinic_licence_last_day(l) + 1 and clinic_licence_last_day(n) > clinic_licence_last_day(l))`;
  return rows.map((raw) => {
    const row = Ending.parse(raw);
    return {
      id: row.id,
      fromOn: row.from_on,
      untilOn: row.until_on,
      endedOn: row.ended_on ?? undefined,
      protocol: row.protocol ?? undefined,
    };
  });
}

/** Gives the clinic's team a reminder as a task, once each; one that is nearer takes the place of those before it. Answers whether it was new. */
export async function remind(tx: Sql, id: LicenceId, days: number): Promise<boolean> {
  const [claimed] = await tx`
    insert into clinic_licence_reminder (licence_id, days) values (${id}, ${days}) on conflict do nothing returning days`;
  if (!claimed) return false;
  const title =
    days === 0
      ? "A licence has ended: open Licences of the clinic"
      : `A licence ends within ${days} days: open Licences of the clinic`;
  await tx`
    insert into task (agency_id, team_id, kind, title, due_at, made_by)
    select r.agency_id, (select t.id from team t where t.service_id = r.service_id order by t.id limit 1), 'clinic-licence', ${title},
           now() + parameter_span('act-on-a-licence'), null
      from clinic_licence l join premises r on r.id = l.premises_id where l.id = ${id}`;
  return true;
}
