import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import { LateId } from "../dosing/visit.ts";
import { PremisesId } from "../register/index.ts";
import {
  BECAME,
  type Became,
  type Downtime,
  DowntimeId,
  FormSetId,
  type Issued,
  type PaperForm,
} from "./downtime.ts";
import { type DowntimeRefusal, downtimeRefusal } from "./messages.ts";

const instant = z.instanceof(Temporal.Instant);

const Row = z.object({
  id: DowntimeId.schema,
  premises_id: PremisesId.schema,
  premises_name: z.string(),
  began_at: instant,
  reason: z.string(),
  declared_at: instant,
  declared_by: z.string(),
  ended_at: instant.nullable(),
  ended_by: z.string().nullable(),
  finished_at: instant.nullable(),
  finished_by: z.string().nullable(),
  forms_counted: z.number().nullable(),
  missing: z.number(),
  unsigned: z.number(),
  doses: z.number(),
});

function decoded(raw: unknown): Downtime {
  const row = Row.parse(raw);
  return {
    id: row.id,
    premises: row.premises_id,
    premisesName: row.premises_name,
    beganAt: row.began_at,
    reason: row.reason,
    declaredAt: row.declared_at,
    declaredBy: row.declared_by,
    endedAt: row.ended_at ?? undefined,
    endedBy: row.ended_by ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    finishedBy: row.finished_by ?? undefined,
    counted: row.forms_counted ?? undefined,
    missing: row.missing,
    unsigned: row.unsigned,
    doses: row.doses,
  };
}

const downtimes = (tx: Tx) => tx`
  select d.id, d.premises_id, p.name as premises_name, d.began_at, d.reason, d.declared_at, a.name as declared_by, d.ended_at, e.name as ended_by,
         d.finished_at, f.name as finished_by, d.forms_counted, o.missing, o.unsigned, o.doses
    from downtime d join premises p on p.id = d.premises_id join staff a on a.id = d.declared_by
    left join staff e on e.id = d.ended_by left join staff f on f.id = d.finished_by cross join lateral downtime_open_forms(d.id) o`;

/** Downtimes of the reader's clinic, those that are not finished first, the newest before the others. */
export async function downtimesOf(tx: Tx): Promise<readonly Downtime[]> {
  const rows = await tx`${downtimes(tx)} order by d.finished_at is not null, d.began_at desc limit 100`;
  return rows.map(decoded);
}

/** One downtime of the reader's clinic. */
export async function downtimeById(tx: Tx, id: DowntimeId): Promise<Downtime | undefined> {
  const [row] = await tx`${downtimes(tx)} where d.id = ${id}`;
  return row ? decoded(row) : undefined;
}

const SetRow = z.object({
  id: FormSetId.schema,
  premises_id: PremisesId.schema,
  first: z.number(),
  last_dose: z.number(),
  last: z.number(),
  issued_for: z.enum(["file", "print"]),
  issued_at: instant,
  issued_by: z.string().nullable(),
  downtime_id: DowntimeId.schema.nullable(),
});

/** The newest sets of forms of the reader's clinic, the newest first. */
export async function formSetsOf(tx: Tx): Promise<readonly Issued[]> {
  const rows = await tx`
    select f.id, f.premises_id, f.first, f.last_dose, f.last, f.issued_for, f.issued_at, s.name as issued_by, f.downtime_id
      from downtime_form_set f left join staff s on s.id = f.issued_by order by f.issued_at desc limit 200`;
  return rows.map((raw) => {
    const row = SetRow.parse(raw);
    return {
      id: row.id,
      premises: row.premises_id,
      first: row.first,
      lastDose: row.last_dose,
      last: row.last,
      issuedFor: row.issued_for,
      issuedAt: row.issued_at,
      issuedBy: row.issued_by ?? undefined,
      downtime: row.downtime_id ?? undefined,
    };
  });
}

const FormRow = z.object({
  number: z.number(),
  is_for_dose: z.boolean(),
  became: z.enum(Object.keys(BECAME) as [Became, ...Became[]]).nullable(),
  words: z.string().nullable(),
  staff: z.string().nullable(),
  at: instant.nullable(),
  late_id: LateId.schema.nullable(),
  person_id: PersonId.schema.nullable(),
  name: z.string().nullable(),
  dose_ug: z
    .bigint()
    .nullable()
    .transform((ug) => (ug === null ? null : Number(ug))),
  given_at: instant.nullable(),
  clashes: z.array(z.string()).nullable(),
  second: z.string().nullable(),
});

/** Every number of a downtime with what is known of it, in order. Notes whom it lists. */
export async function formsOf(tx: Tx, downtime: DowntimeId): Promise<readonly PaperForm[]> {
  const rows = await tx`
    select n.number, n.number <= s.last_dose as is_for_dose, f.became, f.words, w.name as staff, f.at, f.late_id, l.person_id,
           p.given_names || ' ' || p.family_name as name, l.dose_ug, l.given_at, l.clashes, t.name as second
      from downtime_form_set s cross join lateral generate_series(s.first, s.last) as n(number)
      left join lateral (select * from downtime_form x where x.premises_id = s.premises_id and x.number = n.number order by x.seq desc limit 1) f
        on not dosing_late_is_aside(f.late_id)
      left join staff w on w.id = f.staff_id left join dosing_late l on l.id = f.late_id left join person p on p.id = l.person_id
      left join dosing_late_second c on c.late_id = l.id left join staff t on t.id = c.staff_id
     where s.downtime_id = ${downtime} order by n.number`;
  const found = rows.map((raw): PaperForm => {
    const row = FormRow.parse(raw);
    return {
      number: row.number,
      isForDose: row.is_for_dose,
      became: row.became ?? undefined,
      words: row.words ?? undefined,
      staff: row.staff ?? undefined,
      at: row.at ?? undefined,
      late: row.late_id ?? undefined,
      person: row.person_id ? { id: row.person_id, name: row.name ?? "" } : undefined,
      ug: row.dose_ug ?? undefined,
      givenAt: row.given_at ?? undefined,
      clashes: row.clashes ?? [],
      second: row.second ?? undefined,
    };
  });
  const people = found.flatMap(({ person }) => (person ? [person.id] : []));
  if (people.length > 0) tx.log({ what: "listed", about: "paper of a downtime", people });
  return found;
}

const WhoRow = z.object({ id: PersonId.schema, name: z.string(), born_on: z.instanceof(Temporal.PlainDate) });
/** Somebody whose dose may stand on a form. */
export type OnPaper = z.infer<typeof WhoRow>;

/** Everybody with an order at the premises around a downtime. Notes that they were listed. */
export async function peopleOnPaper(tx: Tx, { premises, beganAt }: Downtime): Promise<readonly OnPaper[]> {
  const rows = await tx`
    select p.id, p.given_names || ' ' || p.family_name as name, p.born_on from person p
     where p.id in (select o.person_id from clinic_order o where o.premises_id = ${premises} and o.signed_at is not null
                       and o.in_force && daterange(london_day(${beganAt}::timestamptz) - 1, london_day(now()) + 1, '[]'))
     order by p.family_name, p.given_names, p.id`;
  const found = rows.map((row) => WhoRow.parse(row));
  if (found.length > 0)
    tx.log({ what: "listed", about: "paper of a downtime", people: found.map(({ id }) => id) });
  return found;
}

const LooseRow = z.object({
  id: LateId.schema,
  person_id: PersonId.schema,
  name: z.string(),
  dose_ug: z.bigint().transform(Number),
  given_at: instant,
});
/** A dose that is recorded late and of no form yet. */
export type Loose = {
  readonly late: LateId;
  readonly name: string;
  readonly ug: number;
  readonly givenAt: Instant;
};

/** Doses recorded late at the premises since a downtime began that no form answers for. Notes whom it lists. */
export async function looseDoses(tx: Tx, { premises, beganAt }: Downtime): Promise<readonly Loose[]> {
  const rows = await tx`
    select l.id, l.person_id, p.given_names || ' ' || p.family_name as name, l.dose_ug, l.given_at from dosing_late l join person p on p.id = l.person_id
     where l.premises_id = ${premises} and l.recorded_at >= ${beganAt} and not exists (select from downtime_form f where f.late_id = l.id)
       and not dosing_late_is_aside(l.id) order by l.given_at limit 200`;
  const found = rows.map((row) => LooseRow.parse(row));
  if (found.length > 0)
    tx.log({ what: "listed", about: "paper of a downtime", people: found.map(({ person_id }) => person_id) });
  return found.map(({ id, name, dose_ug, given_at }) => ({ late: id, name, ug: dose_ug, givenAt: given_at }));
}

const answeredBy = (answer: unknown): Result<undefined, DowntimeRefusal> => {
  const refusal = downtimeRefusal(z.string().parse(answer));
  return refusal ? refuse(refusal) : accept(undefined);
};

/** Issues numbers for a pack that is printed now; undefined where the premises are not the reader's. */
export async function issueForms(
  tx: Tx,
  premises: PremisesId,
  { doses, pages }: { readonly doses: number; readonly pages: number },
): Promise<FormSetId | undefined> {
  const [row] = await tx`select print_downtime_forms(${premises}, ${doses}, ${pages}) as made`;
  tx.log({ what: "changed", about: "downtime pack printed", people: [] });
  return FormSetId.parse(String(row?.made));
}

/** Declares a downtime with the sets that were used. */
export async function declareDowntime(
  tx: Tx,
  premises: PremisesId,
  {
    beganAt,
    reason,
    sets,
  }: { readonly beganAt: Instant; readonly reason: string; readonly sets: readonly FormSetId[] },
): Promise<Result<DowntimeId, DowntimeRefusal>> {
  const [row] =
    await tx`select * from declare_downtime(${premises}, ${beganAt}, ${reason}, ${tx.array([...sets], 2950)})`;
  const done = answeredBy(row?.answer);
  tx.log({ what: "changed", about: "downtime declared", people: [] });
  return done.ok ? accept(DowntimeId.schema.parse(row?.made)) : done;
}

/** Says that another set was used too. */
export async function takeFormsIn(
  tx: Tx,
  id: DowntimeId,
  set: FormSetId,
): Promise<Result<undefined, DowntimeRefusal>> {
  const [row] = await tx`select use_downtime_forms(${id}, ${set}) as answer`;
  tx.log({ what: "changed", about: "downtime", people: [] });
  return answeredBy(row?.answer);
}

/** Ends a downtime. */
export async function endDowntime(
  tx: Tx,
  id: DowntimeId,
  at: Instant,
): Promise<Result<undefined, DowntimeRefusal>> {
  const [row] = await tx`select end_downtime(${id}, ${at}) as answer`;
  tx.log({ what: "changed", about: "downtime ended", people: [] });
  return answeredBy(row?.answer);
}

/** Says what became of the pack that was printed last, or how there is paper without a printer. */
export async function sayOfPrint(
  tx: Tx,
  premises: PremisesId,
  what: "in-hand" | "printer-out",
  words?: string,
): Promise<Result<undefined, DowntimeRefusal>> {
  const [row] = await tx`select say_of_print(${premises}, ${what}, ${words ?? null}) as answer`;
  tx.log({ what: "changed", about: "downtime pack on paper", people: [] });
  return answeredBy(row?.answer);
}

/** Ticks one form off. */
export async function tickForm(
  tx: Tx,
  id: DowntimeId,
  number: number,
  became: Became,
  { late, words }: { readonly late?: LateId; readonly words?: string },
): Promise<Result<undefined, DowntimeRefusal>> {
  const [row] =
    await tx`select tick_downtime_form(${id}, ${number}, ${became}, ${late ?? null}, ${words ?? null}) as answer`;
  tx.log({ what: "changed", about: "paper of a downtime", people: [] });
  return answeredBy(row?.answer);
}

/** A second person has counted the forms. */
export async function finishDowntime(
  tx: Tx,
  id: DowntimeId,
  counted: number,
): Promise<Result<undefined, DowntimeRefusal>> {
  const [row] = await tx`select finish_downtime(${id}, ${counted}) as answer`;
  tx.log({ what: "changed", about: "downtime finished", people: [] });
  return answeredBy(row?.answer);
}
