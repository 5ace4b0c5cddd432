import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import { accept, invariant, type Result, refuse } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import { CLINIC_PRODUCTS, type ClinicProduct, type Micrograms } from "../products.ts";
import { BookId, detailsText, isLineKind, type Line, LineKey, type LineKind, SignatureId } from "./line.ts";
import type { RegisterRefusal } from "./messages.ts";
import { whole } from "./store.ts";

const instant = z.instanceof(Temporal.Instant);
const DetailsText = z
  .string()
  .transform((text) =>
    z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).parse(JSON.parse(text)),
  );

const WaitingRow = z.object({
  key: LineKey.schema,
  book_id: BookId.schema,
  premises: z.string(),
  product: z.string(),
  kind: z.string(),
  quantity_ug: whole,
  corrects: whole.nullable(),
  pair: LineKey.schema.nullable(),
  happened_at: instant,
  details: DetailsText,
  first_signature: SignatureId.schema,
  first_by: z.string(),
  own: z.boolean(),
  waits_since: instant,
  person_id: PersonId.schema.nullable(),
  to_whom: z.string().nullable(),
  mismatches: whole,
});

/** A line that one person has signed and that waits for another. */
export type Waiting = {
  readonly line: Line;
  readonly product: ClinicProduct;
  readonly premises: string;
  readonly happenedAt: Instant;
  readonly first: SignatureId;
  readonly firstBy: string;
  /** Name, birth and address of whom it was given to, as they go into the register; nothing where the reader may not read it. */
  readonly toWhom: string | undefined;
  /** Whoever reads filled it in themselves. */
  readonly own: boolean;
  readonly since: Instant;
  /** How often a second person entered another quantity. */
  readonly mismatches: number;
};

/** A kind of line as the database names it. */
export function kindFrom(text: string): LineKind {
  invariant(isLineKind(text), "the kind of a line is declared");
  return text;
}

function waitingFrom(raw: unknown): Waiting {
  const row = WaitingRow.parse(raw);
  const product = CLINIC_PRODUCTS.get(row.product);
  invariant(product, "the product of a book is declared");
  return {
    line: {
      book: row.book_id,
      key: row.key,
      kind: kindFrom(row.kind),
      quantity: row.quantity_ug,
      details: row.details,
      corrects: row.corrects ?? undefined,
      pair: row.pair ?? undefined,
      person: row.person_id ?? undefined,
    },
    product,
    premises: row.premises,
    happenedAt: row.happened_at,
    first: row.first_signature,
    firstBy: row.first_by,
    toWhom: row.to_whom ?? undefined,
    own: row.own,
    since: row.waits_since,
    mismatches: row.mismatches,
  };
}

const waiting = (tx: Tx) => tx`
  select w.key, w.book_id, p.name as premises, b.product, w.kind, w.quantity_ug, w.corrects, w.pair, w.happened_at, w.details, w.first_signature,
         s.name as first_by, w.first_staff = acting_staff() as own, w.waits_since, n.person_id, n.words as to_whom,
         (select count(*) from cd_mismatch m where m.key = w.key) as mismatches
    from cd_waiting w join cd_book b on b.id = w.book_id join premises p on p.id = b.premises_id join staff s on s.id = w.first_staff
    left join cd_entry_person n on n.key = w.key
   where w.closed_at is null`;

/** Every line that waits for a second signature, the longest waiting first. Whoever witnesses destructions finds those alone. */
export async function waitingLines(tx: Tx): Promise<readonly Waiting[]> {
  const keeps = tx.asking.may.includes("register:read");
  const rows =
    await tx`${waiting(tx)} and (${keeps} or w.kind = 'destroy') order by w.waits_since, w.key limit 200`;
  return rows.map(waitingFrom);
}

/** One line that waits, and the one on the other page that is signed with it. */
export async function waitingLine(tx: Tx, key: LineKey): Promise<readonly Waiting[]> {
  const rows = await tx`${waiting(tx)} and (w.key = ${key} or w.pair = ${key}) order by w.key = ${key} desc`;
  return rows.map(waitingFrom);
}

/** Lets a line wait for its second signature. */
export async function waitForSecond(
  tx: Tx,
  line: Line,
  first: SignatureId,
  happenedAt: Instant | undefined,
): Promise<Result<undefined, RegisterRefusal>> {
  const [row] = await tx`
    select wait_for_second(${line.book}, ${line.key}, ${line.kind}, ${line.quantity}, ${line.corrects ?? null}, ${line.pair ?? null},
                           ${happenedAt ?? null}, ${detailsText(line.details)}, ${first}) as said`;
  const said = z.enum(["waiting", "not-there", "not-signed", "still-to-come", "other-body"]).parse(row?.said);
  return said === "waiting" ? accept(undefined) : refuse({ code: said });
}

/** Notes that a second person entered another quantity. */
export async function noteMismatch(tx: Tx, key: LineKey, entered: Micrograms): Promise<void> {
  await tx`select note_mismatch(${key}, ${entered})`;
}

/** Ends the waiting of a line: signed, or withdrawn for a reason. False when somebody else was first. */
export async function endWaiting(tx: Tx, key: LineKey, reason?: string): Promise<boolean> {
  const [row] = await tx`select end_waiting(${key}, ${reason ?? null}) as done`;
  return z.boolean().parse(row?.done);
}

export { DetailsText };
