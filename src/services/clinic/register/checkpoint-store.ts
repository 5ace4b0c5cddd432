import { z } from "zod";
import type { Queries } from "../../../kernel/database/connection.ts";
import type { Tx } from "../../../kernel/database/door.ts";
import type { Instant } from "../../../kernel/time.ts";
import type { VerifierKey } from "./checkpoint.ts";
import { BookId } from "./line.ts";
import { whole } from "./store.ts";

const HeadRow = z.object({ book_id: BookId.schema, seq: whole, hash: z.instanceof(Uint8Array) });
const UndeliveredRow = z.object({ id: z.string(), book_id: BookId.schema, size: whole, note: z.string() });

/** The heads of books that have lines no checkpoint knows, whose last checkpoint was long enough ago. Read as the policy role. */
export async function headsToSign(
  tx: Queries,
): Promise<readonly { readonly book: BookId; readonly size: number; readonly head: string }[]> {
  const rows = await tx`
    select e.book_id, e.seq, e.hash
      from cd_book b
      join lateral (select book_id, seq, hash from cd_entry x where x.book_id = b.id order by x.seq desc limit 1) e on true
      left join lateral (select size, at from cd_checkpoint c where c.book_id = b.id order by c.size desc limit 1) c on true
     where e.seq > coalesce(c.size, 0) and (c.at is null or c.at <= now() - parameter_span('checkpoint-every'))`;
  return rows.map((row) => {
    const { book_id, seq, hash } = HeadRow.parse(row);
    return { book: book_id, size: seq, head: Buffer.from(hash).toString("hex") };
  });
}

/** Keeps a signed checkpoint with the public key that verifies it, to be delivered. */
export async function keepCheckpoint(
  tx: Queries,
  book: BookId,
  size: number,
  head: string,
  note: string,
  verifier: VerifierKey,
): Promise<void> {
  await tx`
    insert into cd_checkpoint (book_id, size, head, note, verifier) values (${book}, ${size}, decode(${head}, 'hex'), ${note}, ${verifier})
    on conflict (book_id, size) do nothing`;
}

/** Checkpoints that were not taken yet, the oldest first. */
export async function undelivered(tx: Queries): Promise<readonly z.infer<typeof UndeliveredRow>[]> {
  const rows =
    await tx`select id, book_id, size, note from cd_checkpoint where delivered_at is null order by at, id limit 200`;
  return rows.map((row) => UndeliveredRow.parse(row));
}

/** The checkpoint that was signed last, of whatever book; nothing where none was. Read as the policy role. */
export async function newestNote(tx: Queries): Promise<string | undefined> {
  const [row] = await tx`select note from cd_checkpoint order by at desc, id desc limit 1`;
  return row && z.object({ note: z.string() }).parse(row).note;
}

/** Notes that a checkpoint was taken, or why it was not. */
export async function noteDelivery(tx: Queries, id: string, trouble: string | undefined): Promise<void> {
  await tx`
    update cd_checkpoint set delivered_at = case when ${trouble ?? null}::text is null then now() end, trouble = ${trouble ?? null} where id = ${id}`;
}

/** Raises an incident for premises whose checkpoints could not be delivered for too long: one until they can be again. */
export async function raiseLost(tx: Queries): Promise<number> {
  const rows = await tx`
    with late as (
      select b.agency_id, b.premises_id, array_agg(c.id) as ids, bool_or(c.lost_at is not null) as raised
        from cd_checkpoint c join cd_book b on b.id = c.book_id
       where c.delivered_at is null and c.at < now() - parameter_span('checkpoint-lost-after') group by b.agency_id, b.premises_id),
    marked as (
      update cd_checkpoint c set lost_at = now() from late where c.id = any (late.ids) and c.lost_at is null returning c.id)
    insert into cd_incident (agency_id, premises_id, kind, happened_on, words, noted_by)
    select agency_id, premises_id, 'anchor-lost', london_day(now()),
           'Checkpoints of the register could not be delivered to whoever keeps them. Until they are, lines taken off the end would show by the printed balance alone.', null
      from late where not raised and exists (select from marked)
    returning id`;
  return rows.length;
}

const CheckpointRow = z.object({
  book_id: BookId.schema,
  heading: z.string(),
  premises: z.string(),
  size: whole,
  note: z.string(),
  verifier: z.string().nullable(),
  at: z.instanceof(Temporal.Instant),
  delivered_at: z.instanceof(Temporal.Instant).nullable(),
  trouble: z.string().nullable(),
});
/** A checkpoint as the page lists it. */
export type ShownCheckpoint = Omit<z.infer<typeof CheckpointRow>, "delivered_at" | "trouble" | "verifier"> & {
  /** The public key by which it is verified, where it was kept. */
  readonly verifier: VerifierKey | undefined;
  readonly deliveredAt: Instant | undefined;
  readonly trouble: string | undefined;
};

/** The last checkpoint of each book that the reader may see. */
export async function lastCheckpoints(tx: Tx): Promise<readonly ShownCheckpoint[]> {
  const rows = await tx`
    select b.id as book_id, b.heading, p.name as premises, c.size, c.note, c.verifier, c.at, c.delivered_at, c.trouble
      from cd_book b join premises p on p.id = b.premises_id
      join lateral (select * from cd_checkpoint x where x.book_id = b.id order by x.size desc limit 1) c on true
     order by p.name, b.heading`;
  return rows.map((row) => {
    const { delivered_at, trouble, verifier, ...one } = CheckpointRow.parse(row);
    return {
      ...one,
      deliveredAt: delivered_at ?? undefined,
      trouble: trouble ?? undefined,
      verifier: verifier ?? undefined,
    };
  });
}
