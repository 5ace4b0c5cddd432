import { z } from "zod";
import type { Queries } from "../../../kernel/database/connection.ts";
import { invariant } from "../../../kernel/result.ts";
import { BookId } from "./line.ts";
import { FORMAT, HASHED } from "./verifier.ts";

const text = z.string().nullable();
const HeadRow = z.object({
  format: z.string(),
  book: z.string(),
  agency: z.string(),
  premises: z.string(),
  address: z.string(),
  class: z.string(),
  product: z.string(),
  heading: z.string(),
  exported_at: z.string(),
  lines: z.string(),
});
const LineRow = z.object(
  Object.fromEntries([...HASHED, "hash"].map((field) => [field, text])) as Record<
    (typeof HASHED)[number] | "hash",
    typeof text
  >,
);
const BesideRow = z.object({
  beside: z.string(),
  first_device: text,
  first_clock_ahead_ms: text,
  second_device: text,
  second_clock_ahead_ms: text,
  second_elsewhere: z.boolean(),
});
const OpensRow = z.object({ opens: z.string(), salt: z.string(), committed: z.string(), words: z.string() });

/** Has a transaction read everything as it was at one moment, and write nothing. Asked before anything else in it. */
export async function atOneMoment(tx: Queries): Promise<void> {
  await tx`set transaction isolation level repeatable read, read only`;
}

/** Every book of a partnership, by premises and heading. Read as the policy role, from the command line. */
export async function everyBook(
  tx: Queries,
): Promise<readonly { readonly id: BookId; readonly heading: string; readonly premises: string }[]> {
  const rows = await tx`
    select b.id, b.heading, p.name as premises from cd_book b join premises p on p.id = b.premises_id order by p.name, b.heading, b.id`;
  return rows.map((row) =>
    z.object({ id: BookId.schema, heading: z.string(), premises: z.string() }).parse(row),
  );
}

/** The first line of an export, and how many lines of the book follow it; nothing where the reader has no such book. */
export async function exportHead(
  tx: Queries,
  book: BookId,
): Promise<{ readonly text: string; readonly lines: number } | undefined> {
  const [head] = await tx`
    select ${FORMAT} as format, b.id::text as book, g.name as agency, p.name as premises, p.address, b.drug_class as class, b.product, b.heading,
           utc_words(clock_timestamp()) as exported_at, (select count(*) from cd_entry e where e.book_id = b.id)::text as lines
      from cd_book b join premises p on p.id = b.premises_id join agency g on g.id = b.agency_id where b.id = ${book}`;
  if (!head) return undefined;
  const known = HeadRow.parse(head);
  return { text: JSON.stringify(known), lines: Number(known.lines) };
}

const LINES_AT_ONCE = 2000;

/** Lines of a book as an export has them, from one number to another, with names and devices where they are asked for. */
export async function exportPart(
  tx: Queries,
  book: BookId,
  { from, to }: { readonly from: number; readonly to: number },
  withNames = false,
  withDevices = false,
): Promise<readonly string[]> {
  const rows = await tx`
    select encode(prev_hash, 'hex') as prev_hash, book_id::text as book, seq::text, key::text, kind, quantity_ug::text, balance_ug::text,
           corrects::text, pair::text, utc_words(happened_at) as happened_at, utc_words(entered_at) as entered_at, details,
           encode(whom, 'hex') as whom, encode(named, 'hex') as named, first_signature::text, first_staff::text, first_session::text,
           utc_words(first_at) as first_at, first_as, second_signature::text, second_staff::text, second_session::text,
           utc_words(second_at) as second_at, second_as, encode(hash, 'hex') as hash
      from cd_entry where book_id = ${book} and seq between ${from} and ${to} order by cd_entry.seq`;
  const names = withNames ? await opening(tx, book, from, to) : new Map<string, string>();
  const devices = withDevices ? await besides(tx, book, from, to) : new Map<string, string>();
  return rows.flatMap((row) => {
    const line = LineRow.parse(row);
    const of = [JSON.stringify(line), devices.get(line.key ?? ""), names.get(line.key ?? "")];
    return of.filter((text) => text !== undefined);
  });
}

/**
 * A book as lines of JSON that stand by themselves: its head, then every line, in one transaction that sees one moment. Names stand
 * with their lines only where they are asked for; and so do the devices that a line was signed on, which the chain does not cover.
 */
export async function* exportedLines(
  tx: Queries,
  book: BookId,
  withNames: boolean,
  withDevices = false,
): AsyncGenerator<string> {
  const head = await exportHead(tx, book);
  invariant(head, "the book is there");
  yield head.text;
  for (let from = 1; from <= head.lines; from += LINES_AT_ONCE)
    yield* await exportPart(
      tx,
      book,
      { from, to: Math.min(from + LINES_AT_ONCE - 1, head.lines) },
      withNames,
      withDevices,
    );
}

async function opening(tx: Queries, book: BookId, from: number, to: number): Promise<Map<string, string>> {
  const rows = await tx`
    select n.key::text as opens, encode(n.salt, 'hex') as salt, n.committed::text, n.words
      from cd_entry_person n join cd_entry e on e.key = n.key where e.book_id = ${book} and e.seq between ${from} and ${to}`;
  return new Map(
    rows.map((row) => {
      const one = OpensRow.parse(row);
      return [one.opens, JSON.stringify(one)];
    }),
  );
}

async function besides(tx: Queries, book: BookId, from: number, to: number): Promise<Map<string, string>> {
  const rows = await tx`
    select e.key::text as beside, f.device as first_device, f.ahead_ms::text as first_clock_ahead_ms, s.device as second_device, s.ahead_ms::text as second_clock_ahead_ms,
           exists (select from cd_signed_elsewhere w where w.signature_id = e.second_signature) as second_elsewhere
      from cd_entry e left join cd_signed_from f on f.signature_id = e.first_signature left join cd_signed_from s on s.signature_id = e.second_signature
     where e.book_id = ${book} and e.seq between ${from} and ${to} and (f.device is not null or s.device is not null)`;
  return new Map(
    rows.map((row) => {
      const one = BesideRow.parse(row);
      return [one.beside, JSON.stringify(one)];
    }),
  );
}
