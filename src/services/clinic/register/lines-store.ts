import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import type { Instant } from "../../../kernel/time.ts";
import type { Micrograms } from "../products.ts";
import { numberInForce } from "../protocol/in-force.ts";
import { type BookId, type Details, LineKey, type LineKind } from "./line.ts";
import type { LineContext, OnTheWay, SetAside, Solution } from "./line-form.ts";
import { whole } from "./store.ts";
import { DetailsText, kindFrom } from "./waiting-store.ts";

const instant = z.instanceof(Temporal.Instant);
const LineRow = z.object({
  seq: whole,
  key: LineKey.schema,
  kind: z.string(),
  quantity_ug: whole,
  balance_ug: whole,
  corrects: whole.nullable(),
  happened_at: instant,
  entered_at: instant,
  details: DetailsText,
  part_of: whole.nullable(),
  first_as: z.string(),
  second_as: z.string(),
  hash: z.instanceof(Uint8Array),
  is_of_somebody: z.boolean(),
  person_id: PersonId.schema.nullable(),
  words: z.string().nullable(),
  corrected_by: z.array(whole),
  noted_by: z.array(whole),
  first_device: z.string().nullable(),
  first_ahead_ms: whole.nullable(),
  second_device: z.string().nullable(),
  second_ahead_ms: whole.nullable(),
  elsewhere: z.boolean(),
});

/** Where the two signatures of a line came from. Beside the chain of hashes, not under it. */
export type SignedFrom = {
  readonly first: SigningDevice | undefined;
  readonly second: SigningDevice | undefined;
  /** The second signed on a device that had not been used at these premises in that shift. */
  readonly elsewhere: boolean;
};
/** A device, and how its clock stood where that is known and was further off than it may be. */
type SigningDevice = { readonly name: string; readonly wrongByMs: number | undefined };

/** A line as it stands in its book. */
export type StandingLine = {
  readonly seq: number;
  readonly key: LineKey;
  readonly kind: LineKind;
  readonly quantity: Micrograms;
  readonly balance: Micrograms;
  readonly corrects: number | undefined;
  readonly happenedAt: Instant;
  readonly enteredAt: Instant;
  readonly details: Details;
  /** Number of the line that it is a part of, where it names one. */
  readonly partOf: number | undefined;
  readonly firstAs: string;
  readonly secondAs: string;
  readonly hash: string;
  /** It was given to somebody, whoever may read it. */
  readonly isOfSomebody: boolean;
  /** To whom, where the reader may know. */
  readonly person: { readonly id: PersonId; readonly words: string } | undefined;
  /** Numbers of the corrections that change its quantity: it is shown struck through. */
  readonly correctedBy: readonly number[];
  /** From which devices it was signed. */
  readonly from: SignedFrom;
  /** Numbers of the notes to it: its quantity stays right, something about it was said later. */
  readonly notedBy: readonly number[];
};

const deviceFrom = (name: string | null, wrongBy: number | null): SigningDevice | undefined =>
  name === null ? undefined : { name, wrongByMs: wrongBy ?? undefined };

function lineFrom(raw: unknown): StandingLine {
  const row = LineRow.parse(raw);
  return {
    seq: row.seq,
    key: row.key,
    kind: kindFrom(row.kind),
    quantity: row.quantity_ug,
    balance: row.balance_ug,
    corrects: row.corrects ?? undefined,
    happenedAt: row.happened_at,
    enteredAt: row.entered_at,
    details: row.details,
    partOf: row.part_of ?? undefined,
    firstAs: row.first_as,
    secondAs: row.second_as,
    hash: Buffer.from(row.hash).toString("hex"),
    isOfSomebody: row.is_of_somebody,
    person: row.person_id && row.words ? { id: row.person_id, words: row.words } : undefined,
    correctedBy: row.corrected_by,
    notedBy: row.noted_by,
    from: {
      first: deviceFrom(row.first_device, row.first_ahead_ms),
      second: deviceFrom(row.second_device, row.second_ahead_ms),
      elsewhere: row.elsewhere,
    },
  };
}

const lines = (tx: Tx) => tx`
  select e.seq, e.key, e.kind, e.quantity_ug, e.balance_ug, e.corrects, e.happened_at, e.entered_at, e.details, e.first_as, e.second_as, e.hash,
         (select o.seq from cd_entry o where o.key = case when e.details::jsonb ->> 'of' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (e.details::jsonb ->> 'of')::uuid end) as part_of,
         e.whom is not null as is_of_somebody, n.person_id, n.words,
         array(select c.seq from cd_entry c where c.book_id = e.book_id and c.corrects = e.seq and c.quantity_ug <> 0 order by c.seq) as corrected_by,
         array(select c.seq from cd_entry c where c.book_id = e.book_id and c.corrects = e.seq and c.quantity_ug = 0 order by c.seq) as noted_by,
         f.device as first_device, case when clock_is_apart(f.ahead_ms) then f.ahead_ms end as first_ahead_ms, s.device as second_device,
         case when clock_is_apart(s.ahead_ms) then s.ahead_ms end as second_ahead_ms, exists (select from cd_signed_elsewhere w where w.signature_id = e.second_signature) as elsewhere
    from cd_entry e left join cd_entry_person n on n.key = e.key
    left join cd_signed_from f on f.signature_id = e.first_signature left join cd_signed_from s on s.signature_id = e.second_signature`;

function read(tx: Tx, rows: readonly unknown[], what: "listed" | "downloaded"): readonly StandingLine[] {
  const all = rows.map(lineFrom);
  const people = [...new Set(all.flatMap(({ person }) => (person ? [person.id] : [])))];
  if (people.length > 0) tx.log({ what, about: "controlled drugs", people });
  return all;
}

/** Lines of a book up to a number, the newest first. Notes whom they show. */
export async function linesOf(
  tx: Tx,
  book: BookId,
  upTo: number,
  most: number,
): Promise<readonly StandingLine[]> {
  const rows =
    await tx`${lines(tx)} where e.book_id = ${book} and e.seq <= ${upTo} order by e.seq desc limit ${most}`;
  return read(tx, rows, "listed");
}

/** Lines of a book between two numbers, in their order, to be printed. Notes whom they show. */
export async function linesBetween(
  tx: Tx,
  book: BookId,
  from: number,
  to: number,
): Promise<readonly StandingLine[]> {
  const rows =
    await tx`${lines(tx)} where e.book_id = ${book} and e.seq between ${from} and ${to} order by e.seq`;
  return read(tx, rows, "downloaded");
}

/** When each book was last counted. */
export async function lastCounts(tx: Tx): Promise<ReadonlyMap<BookId, Instant>> {
  const rows =
    await tx`select book_id, max(entered_at) as at from cd_entry where kind in ('count', 'opening') group by book_id`;
  return new Map(rows.map((row) => [row.book_id as BookId, instant.parse(row.at)]));
}

/** What kind of line a key is of, and its number where it stands in its book. */
export async function lineForKey(
  tx: Tx,
  key: LineKey,
): Promise<{ readonly kind: LineKind; readonly seq: number | undefined } | undefined> {
  const [row] = await tx`
    select kind, seq from cd_entry where key = ${key} union all select kind, null from cd_pending where key = ${key} limit 1`;
  if (!row) return undefined;
  const { kind, seq } = z.object({ kind: z.string(), seq: whole.nullable() }).parse(row);
  return { kind: kindFrom(kind), seq: seq ?? undefined };
}

const SetAsideRow = z.object({
  key: LineKey.schema,
  seq: whole,
  lot: z.string(),
  all_of_it: z.boolean(),
  left_ug: whole,
});

/** Stock of a book that is set aside and not yet destroyed, in the order of its lines. */
async function setAsideIn(tx: Tx, book: BookId): Promise<readonly SetAside[]> {
  const rows =
    await tx`select key, seq, lot, all_of_it, left_ug from cd_set_aside(${book}) where left_ug > 0 order by seq`;
  return rows
    .map((row) => SetAsideRow.parse(row))
    .map(({ all_of_it: allOfIt, left_ug: left, ...row }) => ({ ...row, allOfIt, left }));
}

const SolutionRow = z.object({
  lot: z.string(),
  used_until: z.instanceof(Temporal.Instant),
  made_up_at: z.instanceof(Temporal.Instant),
});

/** Solutions that were made up into a book or moved into it, with the moments that go along with them, the newest line of a label first. */
async function solutionsIn(tx: Tx, book: BookId): Promise<readonly Solution[]> {
  const rows = await tx`
    select distinct on (1) details::jsonb ->> 'lot' as lot, (details::jsonb ->> 'used_until')::timestamptz as used_until,
           coalesce((details::jsonb ->> 'made_up_at')::timestamptz, happened_at) as made_up_at
      from cd_entry where book_id = ${book} and kind in ('reconstitute', 'transfer-in') and quantity_ug > 0 and details::jsonb ->> 'used_until' is not null
     order by 1, seq desc limit 200`;
  return rows
    .map((row) => SolutionRow.parse(row))
    .map(({ used_until: usedUntil, made_up_at: madeUpAt, lot }) => ({ lot, usedUntil, madeUpAt }));
}

/** By how much a count may differ from the balance now and open no difference: what the clinic signed for each syringe and vial of a solution. */
async function toleranceIn(tx: Tx, book: BookId): Promise<Micrograms> {
  const [row] = await tx`select cd_count_tolerance(${book}) as tolerance`;
  return whole.parse(row?.tolerance);
}

const OnTheWayRow = z.object({
  key: LineKey.schema,
  seq: whole,
  from_premises: z.string(),
  sent_ug: whole,
  since: z.instanceof(Temporal.Instant),
  details: z.string().transform((text) => DetailsOnTheWay.parse(JSON.parse(text))),
});
const DetailsOnTheWay = z.object({
  lot: z.string().optional(),
  expires_on: z.string().optional(),
  used_until: z.string().optional(),
  made_up_at: z.string().optional(),
});

/** What left other premises for a book and was not counted there yet, the longest on the way first. */
export async function onTheWayTo(tx: Tx, book: BookId): Promise<readonly OnTheWay[]> {
  const rows = await tx`
    select key, seq, from_premises, sent_ug, details, since from cd_on_the_way(${book}) order by since`;
  return rows
    .map((row) => OnTheWayRow.parse(row))
    .map(({ key, seq, from_premises: from, sent_ug: sent, since, details: along }) => ({
      key,
      seq,
      from,
      sent,
      since,
      along,
    }));
}

/** What a form must know of the stock of a book beside its balance, and for how long its invoices are kept. */
export const stockIn = async (
  tx: Tx,
  book: BookId,
): Promise<Pick<LineContext, "setAside" | "solutions" | "tolerance" | "onTheWay" | "invoiceYears">> => ({
  onTheWay: await onTheWayTo(tx, book),
  setAside: await setAsideIn(tx, book),
  solutions: await solutionsIn(tx, book),
  tolerance: await toleranceIn(tx, book),
  invoiceYears: await numberInForce(tx, "invoices-kept"),
});
