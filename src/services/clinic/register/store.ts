import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, invariant, type Result, refuse } from "../../../kernel/result.ts";
import { CLINIC_PRODUCTS, type ClinicProduct, type Micrograms } from "../products.ts";
import {
  BookId,
  detailsText,
  type Line,
  type PostedLine,
  PremisesId,
  SignatureId,
  type SignedLine,
} from "./line.ts";
import type { RegisterRefusal } from "./messages.ts";

const instant = z.instanceof(Temporal.Instant);
/** Micrograms and numbers of lines stay far below what a number holds exactly. */
export const whole = z.bigint().transform(Number);
const PostRow = z.object({
  outcome: z.enum([
    "not-authorised",
    "beyond-authority",
    "difference-open",
    "book-frozen",
    "nothing-on-the-way",
    "more-than-was-sent",
    "sent-by-both",
    "posted",
    "replayed",
    "pending",
    "not-there",
    "other-body",
    "not-signed",
    "same-person",
    "opened-already",
    "moved-since",
  ]),
  at_seq: whole.nullable(),
  at_balance: whole.nullable(),
  at_hash: z.instanceof(Uint8Array).nullable(),
  at_time: instant.nullable(),
});

/** Signs a line as whoever acts, in the sign-in they act in. */
export async function signLine(
  tx: Tx,
  line: Line,
  purpose: string,
): Promise<Result<SignatureId, RegisterRefusal>> {
  const [row] = await tx`
    select sign_controlled_drug(${purpose}, state_cd_line(${line.book}, ${line.key}, ${line.kind}, ${line.quantity}, ${line.corrects ?? null},
           ${line.pair ?? null}, ${detailsText(line.details)}, ${line.person ?? null}, ${line.address ?? null})) as id,
           acting_is_fresh() as fresh`;
  if (line.person) tx.log({ what: "changed", about: "controlled drugs", people: [line.person] });
  const id = z.object({ id: SignatureId.schema.nullable(), fresh: z.boolean() }).parse(row);
  return id.id ? accept(id.id) : refuse({ code: id.fresh ? "not-there" : "not-fresh" });
}

/** Adds a signed line to its book, in the caller's transaction. What has been posted before is answered with what stands there. */
export async function postLine(tx: Tx, line: SignedLine): Promise<Result<PostedLine, RegisterRefusal>> {
  const [raw] = await tx`
    select * from post_cd_line(${line.book}, ${line.key}, ${line.kind}, ${line.quantity}, ${line.corrects ?? null}, ${line.pair ?? null},
                               ${line.happenedAt}, ${detailsText(line.details)}, ${line.first}, ${line.second})`;
  if (line.person) tx.log({ what: "changed", about: "controlled drugs", people: [line.person] });
  return postedFrom(raw);
}

/** Why a line does not stand anywhere, of those that the database gives. */
export type PostRefusal = Extract<
  RegisterRefusal,
  { readonly code: Exclude<z.infer<typeof PostRow>["outcome"], "posted" | "replayed" | "pending"> }
>;

/** Where a line stands, or why it does not, as the database answered. */
export function postedFrom(raw: unknown): Result<PostedLine, PostRefusal> {
  const { outcome, at_seq, at_balance, at_hash, at_time } = PostRow.parse(raw);
  if (outcome === "pending") {
    invariant(at_time, "what is kept says since when");
    return accept({ state: "pending", keptAt: at_time });
  }
  if (outcome === "beyond-authority") return refuse({ code: outcome, left: at_balance ?? 0 });
  if (outcome !== "posted" && outcome !== "replayed") return refuse({ code: outcome });
  invariant(at_seq !== null && at_balance !== null && at_hash && at_time, "a line that stands says where");
  return accept({
    state: "posted",
    replayed: outcome === "replayed",
    seq: at_seq,
    balance: at_balance,
    hash: Buffer.from(at_hash).toString("hex"),
    enteredAt: at_time,
  });
}

/** Takes one's turn in several books, before lines are posted into them. */
export async function takeTurnsIn(tx: Tx, books: readonly BookId[]): Promise<void> {
  await tx`select take_turns_in(${tx.array([...books], 2950)})`;
}

const BookRow = z.object({
  id: BookId.schema,
  premises_id: PremisesId.schema,
  premises: z.string(),
  address: z.string(),
  agency: z.string(),
  product: z.string(),
  lines: whole,
  balance: whole.nullable(),
  hash: z.instanceof(Uint8Array).nullable(),
  pending: whole,
});

/** A book as it stands: how many lines it has, what should be there, and its head. */
export type Book = {
  readonly id: BookId;
  readonly product: ClinicProduct;
  readonly premisesId: PremisesId;
  readonly premises: string;
  readonly address: string;
  readonly agency: string;
  readonly lines: number;
  /** Nothing until its opening stock is entered. */
  readonly balance: Micrograms | undefined;
  readonly head: string | undefined;
  /** Signed lines that are kept beside it. */
  readonly pending: number;
};

function bookFrom(raw: unknown): Book {
  const row = BookRow.parse(raw);
  const product = CLINIC_PRODUCTS.get(row.product);
  invariant(product, "the product of a book is declared");
  return {
    id: row.id,
    product,
    premisesId: row.premises_id,
    premises: row.premises,
    address: row.address,
    agency: row.agency,
    lines: row.lines,
    balance: row.balance ?? undefined,
    head: row.hash ? Buffer.from(row.hash).toString("hex") : undefined,
    pending: row.pending,
  };
}

const books = (tx: Tx) => tx`
  select b.id, b.premises_id, p.name as premises, p.address, g.name as agency, b.product, coalesce(l.seq, 0) as lines, l.balance_ug as balance, l.hash,
         (select count(*) from cd_pending k where k.book_id = b.id and not exists (select from cd_entry e where e.key = k.key)) as pending
    from cd_book b join premises p on p.id = b.premises_id join agency g on g.id = b.agency_id
    left join lateral (select seq, balance_ug, hash from cd_entry e where e.book_id = b.id order by seq desc limit 1) l on true`;

/** The books that are kept at these premises. */
export async function booksOf(tx: Tx, premises: PremisesId): Promise<readonly Book[]> {
  const rows = await tx`${books(tx)} where b.premises_id = ${premises} order by b.drug_class, b.product`;
  return rows.map(bookFrom);
}

/** Every book that the reader may see, by premises and drug. */
export async function allBooks(tx: Tx): Promise<readonly Book[]> {
  const rows = await tx`${books(tx)} order by p.name, b.drug_class, b.product`;
  return rows.map(bookFrom);
}

/** One book, or undefined when it is not there or not the reader's to see. */
export async function bookOf(tx: Tx, id: BookId): Promise<Book | undefined> {
  const [row] = await tx`${books(tx)} where b.id = ${id}`;
  return row && bookFrom(row);
}

/** Premises of the reader's agency. */
export type Premises = { readonly id: PremisesId; readonly name: string; readonly address: string };

/** The premises of the agency whoever asks works for, by name. */
export async function premisesOfAgency(tx: Tx): Promise<readonly Premises[]> {
  const rows =
    await tx`select id, name, address from premises where agency_id = acting_agency() order by name`;
  return rows.map((row) =>
    z.object({ id: PremisesId.schema, name: z.string(), address: z.string() }).parse(row),
  );
}

/** Begins a page at premises, or answers the one that is there. */
export async function openBook(
  tx: Tx,
  premises: PremisesId,
  product: ClinicProduct,
  heading: string,
): Promise<Result<BookId, RegisterRefusal>> {
  const [row] =
    await tx`select open_cd_book(${premises}, ${product.code}, ${product.drugClass}, ${heading}) as id`;
  const { id } = z.object({ id: BookId.schema.nullable() }).parse(row);
  return id ? accept(id) : refuse({ code: "not-there" });
}

const Against = z.enum(["book-not-opened", "pending", "difference", "set-aside"]);

/** Why nothing may be issued from a book, by the one rule that doses ask too; undefined where nothing stands against it. */
export async function bookStandsAgainst(
  tx: Tx,
  id: BookId,
): Promise<z.infer<typeof Against> | "not-there" | undefined> {
  const [row] = await tx`select cd_book_stands_against(id) as against from cd_book where id = ${id}`;
  return row ? (Against.nullable().parse(row.against) ?? undefined) : "not-there";
}
