import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { StaffId } from "../../../kernel/id.ts";
import type { LocalDate } from "../../../kernel/time.ts";
import { CLINIC_PRODUCTS } from "../products.ts";
import { BookId, PremisesId } from "../register/index.ts";
import { headingOf } from "../register/quantity-rules.ts";
import type { Duty, Opening } from "./session-rules.ts";
import { DosingSessionId, type Session } from "./visit.ts";

const instant = z.instanceof(Temporal.Instant);
/** A moment within JSON. */
const moment = z.string().transform((text) => Temporal.Instant.from(text));
const duty = z.enum(["nurse", "checker", "doctor", "helper"]);
const slot = z.enum(["morning", "midday", "evening"]);

const SessionRow = z.object({
  id: DosingSessionId.schema,
  premises_id: PremisesId.schema,
  premises_name: z.string(),
  day: z.instanceof(Temporal.PlainDate),
  slot,
  ends_at: instant,
  opened_at: instant,
  closed_at: instant.nullable(),
  cancelled_because: z.string().nullable(),
  protocol: z.string(),
  protocol_version: z.number(),
  signed_off: z.boolean(),
  numbers: z.record(z.string(), z.number()),
  shift: z.array(
    z.object({
      staff: z.string(),
      name: z.string(),
      duty,
      here: z.boolean(),
      mine: z.boolean(),
      confirmed: z.boolean(),
      away: z.array(z.tuple([moment, moment])),
    }),
  ),
});

function decoded(raw: unknown): Session {
  const row = SessionRow.parse(raw);
  return {
    id: row.id,
    premises: row.premises_id,
    premisesName: row.premises_name,
    day: row.day,
    slot: row.slot,
    endsAt: row.ends_at,
    openedAt: row.opened_at,
    closedAt: row.closed_at ?? undefined,
    cancelledBecause: row.cancelled_because ?? undefined,
    protocol: row.protocol,
    protocolVersion: row.protocol_version,
    signedOff: row.signed_off,
    numbers: row.numbers,
    shift: row.shift,
  };
}

const sessions = (tx: Tx) => tx`
  select s.id, s.premises_id, p.name as premises_name, s.day, s.slot, s.ends_at, s.opened_at, s.closed_at, s.cancelled_because, s.protocol, s.protocol_version,
         clinic_protocol_is_signed(s.agency_id, s.protocol, s.protocol_version, s.protocol_print) as signed_off, s.numbers,
         (select coalesce(jsonb_agg(jsonb_build_object('staff', d.staff_id, 'name', f.name, 'duty', d.duty, 'here', d.until_at is null, 'mine', d.staff_id = acting_staff(), 'confirmed', d.confirmed_at is not null,
                                                       'away', (select coalesce(jsonb_agg(jsonb_build_array(lower(b), upper(b)) order by b), '[]') from unnest(d.breaks) b))
                                    order by array_position(array['nurse', 'checker', 'doctor', 'helper'], d.duty), f.name), '[]')
            from dosing_duty d join staff f on f.id = d.staff_id where d.session_id = s.id) as shift
    from dosing_session s join premises p on p.id = s.premises_id`;

/** One session of the reader's clinic. */
export async function sessionById(tx: Tx, id: DosingSessionId): Promise<Session | undefined> {
  const [row] = await tx`${sessions(tx)} where s.id = ${id}`;
  return row ? decoded(row) : undefined;
}

/** Sessions of a day at every premises of the reader's clinic, in the order of the day; `openToo`: with whatever is open still. */
export async function sessionsOn(tx: Tx, day: LocalDate, openToo: boolean): Promise<readonly Session[]> {
  const rows =
    await tx`${sessions(tx)} where s.day = ${day} or (${openToo} and s.closed_at is null and s.cancelled_because is null)
     order by p.name, s.day, array_position(array['morning', 'midday', 'evening'], s.slot)`;
  return rows.map(decoded);
}

const PremisesRow = z.object({ id: PremisesId.schema, name: z.string(), address: z.string() });
export type Premises = z.infer<typeof PremisesRow>;

/** Premises of the reader's clinic. */
export async function ownPremises(tx: Tx): Promise<readonly Premises[]> {
  const rows =
    await tx`select id, name, address from premises where agency_id = acting_agency() order by name`;
  return rows.map((row) => PremisesRow.parse(row));
}

const StaffRow = z.object({ staff: StaffId.schema, name: z.string(), duties: z.array(duty) });
/** Somebody of the clinic who may be on shift, and as what. */
export type Able = { readonly staff: StaffId; readonly name: string; readonly duties: readonly Duty[] };

/** Who of the clinic may be on shift as what, by their posts. */
export async function ableStaff(tx: Tx): Promise<readonly Able[]> {
  const rows = await tx`select staff, name, duties from dosing_staff()`;
  return rows.map((row) => StaffRow.parse(row));
}

const BookRow = z.object({
  name: z.string(),
  stands: z.string().nullable(),
  counted: z.enum(["agreed", "differs", "not-counted"]),
});

/** The heading of the book of a product, as the register has it. */
const bookName = (code: string): string => {
  const product = CLINIC_PRODUCTS.get(code);
  return product ? headingOf(product) : code;
};

/** What a session at these premises would lack beside its staff: counts, discrepancies, licence. */
export async function standsBeforeOpening(
  tx: Tx,
  premises: PremisesId,
  day: LocalDate,
): Promise<Pick<Opening, "books" | "licensed">> {
  const rows = await tx`
    select product as name, cd_book_stands_against(id) as stands, cd_book_counted(id) as counted from cd_book where premises_id = ${premises} order by product`;
  const [licence] = await tx`
    select exists (select from clinic_licence l where l.premises_id = ${premises} and ${day} between l.from_on and clinic_licence_last_day(l)) as licensed`;
  return {
    books: rows
      .map((row) => BookRow.parse(row))
      .filter(({ stands }) => stands !== "book-not-opened")
      .map(({ name, stands, counted }) => ({ name: bookName(name), counted, stands: stands !== null })),
    licensed: licence?.licensed === true,
  };
}

const UncountedRow = z.object({ id: BookId.schema, product: z.string() });
/** A book that two people still have to count. */
export type Uncounted = { readonly book: BookId; readonly name: string };

/** Books that are to be counted before this session closes. */
export async function booksUncounted(tx: Tx, session: DosingSessionId): Promise<readonly Uncounted[]> {
  const rows = await tx`
    select id, product from cd_book where id in (select dosing_books_uncounted(${session})) order by product`;
  return rows
    .map((row) => UncountedRow.parse(row))
    .map(({ id, product }) => ({ book: id, name: bookName(product) }));
}
