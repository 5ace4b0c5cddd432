import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { type Id, idOf, type StaffId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { PremisesId } from "./line.ts";

export type PaperId = Id<"cd-page">;
export const PaperId = idOf("cd-page");
export type ReturnId = Id<"cd-return">;
export const ReturnId = idOf("cd-return");

const instant = z.instanceof(Temporal.Instant);
const BalanceWords = z.object({
  premises: z.string(),
  day: z.string(),
  books: z.array(
    z.object({
      book: z.string(),
      heading: z.string(),
      line: z.string(),
      balance_micrograms: z.string(),
      head: z.string(),
    }),
  ),
});
/** The balance of premises: for each book its last line, balance and head. */
export type Balance = z.infer<typeof BalanceWords>;
const json = z.string().transform((text) => JSON.parse(text) as unknown);

/** What stands in the books of premises now. */
export async function balanceNow(tx: Tx, premises: PremisesId): Promise<Balance | undefined> {
  const [row] = await tx`select balance_words(${premises}) as words`;
  const words = z.string().nullable().parse(row?.words);
  return words === null ? undefined : BalanceWords.parse(JSON.parse(words));
}

const PaperRow = z.object({
  id: PaperId.schema,
  premises_id: PremisesId.schema,
  words: json.pipe(BalanceWords),
  first: z.string(),
  second: z.string().nullable(),
  own: z.boolean(),
  at: instant,
  signed_at: instant.nullable(),
});
/** A page with the balance of a day, signed by one or by two. */
export type BalancePage = z.infer<typeof PaperRow>;

const balancePages = (tx: Tx) => tx`
  select p.id, p.premises_id, p.words, f.signed_as as first, s.signed_as as second, p.first_staff = acting_staff() as own, f.at, p.signed_at
    from cd_page p join cd_signature f on f.id = p.first_signature left join cd_signature s on s.id = p.second_signature
   where p.kind = 'balance'`;

/** The last pages with a balance, the newest first. */
export async function balancePagesOf(tx: Tx): Promise<readonly BalancePage[]> {
  return (await tx`${balancePages(tx)} order by f.at desc limit 60`).map((row) => PaperRow.parse(row));
}

/** One of them. */
export async function balancePage(tx: Tx, id: PaperId): Promise<BalancePage | undefined> {
  const [row] = await tx`${balancePages(tx)} and p.id = ${id}`;
  return row && PaperRow.parse(row);
}

const SIGNED = [
  "signed",
  "waiting",
  "not-there",
  "signed-already",
  "moved-since",
  "same-person",
  "not-fresh",
] as const;
export type PaperRefusal = { readonly code: Exclude<(typeof SIGNED)[number], "signed" | "waiting"> };

/** What whoever signs a page reads. */
export const PAPER_SAYS: Readonly<Record<PaperRefusal["code"], string>> = {
  "not-there": "There are no such premises of your agency.",
  "signed-already": "It has been signed by two already.",
  "moved-since":
    "The balance has moved since the first signature. Begin a new page, so that both sign what is there now.",
  "same-person": "You signed it first. A second person signs in a sign-in of their own.",
  "not-fresh": "Show again that it is you, then sign.",
};

/** Signs a page as the first or the second person. */
export async function signPaper(
  tx: Tx,
  paper: {
    readonly id: PaperId;
    readonly premises: PremisesId;
    readonly about?: ReturnId;
    readonly words?: string;
  },
): Promise<Result<"signed" | "waiting", PaperRefusal>> {
  const kind = paper.about ? "return-destroyed" : "balance";
  const [row] =
    await tx`select sign_cd_page(${paper.id}, ${paper.premises}, ${kind}, ${paper.about ?? null}, ${paper.words ?? null}) as said`;
  const said = z.enum(SIGNED).parse(row?.said);
  return said === "signed" || said === "waiting" ? accept(said) : refuse({ code: said });
}

const ReturnRow = z.object({
  id: ReturnId.schema,
  premises_id: PremisesId.schema,
  premises: z.string(),
  drug: z.string(),
  quantity: z.string(),
  from_whom: z.enum(["person", "somebody-for-them", "found"]),
  received_at: instant,
  received_by: z.string(),
  paper: PaperId.schema.nullable(),
  words: z.string().nullable(),
  first: z.string().nullable(),
  second: z.string().nullable(),
  signed_at: instant.nullable(),
});
/** What somebody brought back, and its destruction by two. */
export type Returned = z.infer<typeof ReturnRow>;

const returns = (tx: Tx) => tx`
  select r.id, r.premises_id, n.name as premises, r.drug, r.quantity, r.from_whom, r.received_at, w.name as received_by, p.id as paper, p.words,
         f.signed_as as first, s.signed_as as second, p.signed_at
    from cd_return r join premises n on n.id = r.premises_id join staff w on w.id = r.received_by
    left join cd_page p on p.about = r.id left join cd_signature f on f.id = p.first_signature left join cd_signature s on s.id = p.second_signature`;

/** Everything that was brought back, what is not destroyed yet first. */
export async function returnsOf(tx: Tx): Promise<readonly Returned[]> {
  const rows = await tx`${returns(tx)} order by p.signed_at is not null, r.received_at desc limit 200`;
  return rows.map((row) => ReturnRow.parse(row));
}

/** One of them. */
export async function returnOf(tx: Tx, id: ReturnId): Promise<Returned | undefined> {
  const [row] = await tx`${returns(tx)} where r.id = ${id}`;
  return row && ReturnRow.parse(row);
}

/** Writes down what was brought back. */
export async function noteReturn(
  tx: Tx,
  one: { readonly premises: string; readonly drug: string; readonly quantity: string; readonly from: string },
): Promise<void> {
  await tx`insert into cd_return (premises_id, drug, quantity, from_whom) values (${one.premises}, ${one.drug}, ${one.quantity}, ${one.from})`;
}

const KeyRow = z.object({
  id: z.string(),
  premises: z.string(),
  what: z.enum(["taken", "handed-over", "put-back"]),
  keys: z.string(),
  how_many: z.number(),
  from_name: z.string().nullable(),
  by: z.string(),
  at: instant,
});
/** A line of the log of keys. */
export type KeyLine = z.infer<typeof KeyRow>;

/** The log of keys, the newest first. */
export async function keyLog(tx: Tx): Promise<readonly KeyLine[]> {
  const rows = await tx`
    select k.id, p.name as premises, k.what, k.keys, k.how_many, f.name as from_name, s.name as by, k.at
      from cd_key_log k join premises p on p.id = k.premises_id left join staff f on f.id = k.from_staff join staff s on s.id = k.staff_id
     order by k.at desc, k.id desc limit 200`;
  return rows.map((row) => KeyRow.parse(row));
}

/** Writes down that keys were taken, taken over, or put back. */
export async function noteKeys(
  tx: Tx,
  one: {
    readonly premises: string;
    readonly what: KeyLine["what"];
    readonly keys: string;
    readonly howMany: number;
    readonly from: StaffId | undefined;
  },
): Promise<void> {
  await tx`
    insert into cd_key_log (premises_id, what, keys, how_many, from_staff)
    values (${one.premises}, ${one.what}, ${one.keys}, ${one.howMany}, ${one.from ?? null})`;
}
