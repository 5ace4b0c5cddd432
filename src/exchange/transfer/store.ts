import { z } from "zod";
import type { Queries } from "../../kernel/database/connection.ts";
import type { Tx } from "../../kernel/database/door.ts";
import { EpisodeId, PersonId, ServiceId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import type { PartnerService } from "./format.ts";
import type { Basis } from "./rules.ts";

const At = z.instanceof(Temporal.Instant);

const OutRow = z.object({
  id: z.uuid(),
  person_id: PersonId.schema,
  initials: z.string(),
  episode_id: EpisodeId.schema,
  agency: z.string(),
  ours: z.boolean().nullable(),
  partner_id: z.uuid(),
  partner: z.string(),
  by_post: z.boolean(),
  service_code: z.string(),
  service_name: z.string(),
  reader_kind: z.string(),
  basis: z.enum(["consent", "court-order", "serious-harm", "safeguarding"]),
  evidence: z.string(),
  categories: z.array(z.string()),
  words: z.string(),
  due_at: At,
  state: z.enum([
    "prepared",
    "sent",
    "received",
    "taken-in",
    "arrived",
    "refused",
    "withdrawn",
    "refused-by-person",
    "ended-by-death",
  ]),
  prepared_at: At,
  prepared_by: z.string().nullable(),
  own: z.boolean(),
  approved_at: At.nullable(),
  print: z.string().nullable(),
  counts: z.record(z.string(), z.number()).nullable(),
  expires_at: At.nullable(),
  sent_at: At.nullable(),
  sent_by: z.string().nullable(),
  ended_at: At.nullable(),
  end_words: z.string().nullable(),
  mistaken: z.boolean(),
});
/** A transfer to another partnership. */
export type TransferOut = z.infer<typeof OutRow>;

const InRow = z.object({
  id: z.uuid(),
  person_id: PersonId.schema.nullable(),
  agency: z.string(),
  ours: z.boolean().nullable(),
  partner_id: z.uuid(),
  partner: z.string(),
  by_post: z.boolean(),
  service_id: ServiceId.schema,
  service: z.string(),
  state: z.enum(["received", "taken-in", "arrived", "refused", "withdrawn", "deleted"]),
  print: z.string(),
  how: z.enum(["file", "post"]),
  expires_at: At,
  received_at: At,
  taken_at: At.nullable(),
  taken_by: z.string().nullable(),
  ended_at: At.nullable(),
  end_words: z.string().nullable(),
  deletion_asked_at: At.nullable(),
});
/** A transfer from another partnership. */
export type TransferIn = z.infer<typeof InRow>;

const MessageRow = z.object({
  id: z.uuid(),
  what: z.string(),
  ours: z.boolean(),
  file: z.string().nullable(),
  words: z.string().nullable(),
  at: At,
  staff: z.string().nullable(),
  post: z.enum(["by-hand", "waiting", "delivered", "given-up"]),
  tries: z.number(),
  trouble: z.string().nullable(),
});
/** A bundle, receipt or notice of a transfer. */
export type TransferMessage = z.infer<typeof MessageRow>;

/** The transfers to elsewhere that the asker may see, newest first: of one person, or all. The caller notes the read. */
export async function transfersOut(tx: Tx, person?: PersonId): Promise<readonly TransferOut[]> {
  return (await tx`select * from transfers_out(${person ?? null})`).map((row) => OutRow.parse(row));
}
/** One of them. */
export async function transferOut(tx: Tx, id: string): Promise<TransferOut | undefined> {
  const [row] = await tx`select * from transfers_out(null, ${id})`;
  return row ? OutRow.parse(row) : undefined;
}
/** The transfers from elsewhere that the asker may see, newest first: of one person, or all. The caller notes the read. */
export async function transfersIn(tx: Tx, person?: PersonId): Promise<readonly TransferIn[]> {
  return (await tx`select * from transfers_in(${person ?? null})`).map((row) => InRow.parse(row));
}
/** One of them. */
export async function transferIn(tx: Tx, id: string): Promise<TransferIn | undefined> {
  const [row] = await tx`select * from transfers_in(null, ${id})`;
  return row ? InRow.parse(row) : undefined;
}
/** What went to and fro about a transfer, in order. */
export async function messagesOf(tx: Tx, transfer: string): Promise<readonly TransferMessage[]> {
  return (await tx`select * from transfer_messages(${transfer})`).map((row) => MessageRow.parse(row));
}

/** What a database function said: a word, which refusals are told by. */
const said = (rows: readonly unknown[]): string => z.object({ said: z.string() }).parse(rows[0]).said;

/** A transfer as it is prepared. */
export type Prepared = {
  readonly person: PersonId;
  readonly episode: EpisodeId;
  readonly partner: string;
  readonly service: PartnerService;
  readonly basis: Basis;
  readonly evidence: string;
  readonly categories: readonly string[];
  readonly words: string;
  readonly dueAt: Instant;
};

/** Prepares one. Answers its number, or a word of what stands in the way. */
export async function prepareTransfer(tx: Tx, it: Prepared): Promise<string> {
  const answer = said(
    await tx`select prepare_transfer(${it.person}, ${it.episode}, ${it.partner}, ${tx.json(it.service as never)}, ${it.basis},
      ${it.evidence}, ${tx.array([...it.categories], 1009)}, ${it.words}, ${it.dueAt}) as said`,
  );
  tx.log({ what: "changed", about: "transfer prepared", people: [it.person], basis: it.basis });
  return answer;
}

/** The office approves one that rests on a ground in law, or says no. */
export async function approveTransfer(tx: Tx, it: TransferOut, yes: boolean, words: string): Promise<string> {
  const answer = said(await tx`select approve_transfer(${it.id}, ${yes}, ${words}) as said`);
  tx.log({ what: "changed", about: "transfer answered", people: [it.person_id], basis: it.basis });
  return answer;
}

/** Keeps one as sent, with its sealed file. */
export async function sendTransfer(
  tx: Tx,
  it: TransferOut,
  sealed: {
    readonly print: string;
    readonly counts: Readonly<Record<string, number>>;
    readonly expiresAt: Instant;
    readonly file: string;
  },
): Promise<string> {
  const answer = said(
    await tx`select send_transfer(${it.id}, ${sealed.print}, ${tx.json(sealed.counts)}, ${sealed.expiresAt}, ${sealed.file}) as said`,
  );
  tx.log({ what: "changed", about: `transfer sent: ${it.partner}`, people: [it.person_id], basis: it.basis });
  return answer;
}

/** The sender ends one. */
export async function endTransfer(
  tx: Tx,
  it: TransferOut,
  how: {
    readonly state: "withdrawn" | "refused-by-person";
    readonly mistaken: boolean;
    readonly words: string;
  },
): Promise<string> {
  const answer = said(
    await tx`select end_transfer(${it.id}, ${how.state}, ${how.mistaken}, ${how.words}) as said`,
  );
  tx.log({ what: "changed", about: "transfer ended", people: [it.person_id] });
  return answer;
}

/** Keeps the notice of an ended transfer. */
export async function keepNotice(
  tx: Tx,
  id: string,
  what: string,
  file: string,
  words: string,
): Promise<void> {
  await tx`select keep_transfer_notice(${id}, ${what}, ${file}, ${words})`;
}

/** A row that is told, as the database keeps it. */
export type ToldRow = {
  readonly section: string;
  readonly source_id: string;
  readonly origin_id: string;
  readonly told_by: string;
  readonly source: string;
  readonly author: string | null;
  readonly on_day: string;
  readonly at: string | null;
  readonly item: { readonly words: string; readonly facts: Readonly<Record<string, unknown>> };
  readonly category: string;
  readonly owner_kind: string;
};

/** Keeps what was told, as one. */
export async function takeIn(
  tx: Tx,
  transfer: string,
  person: PersonId,
  episode: EpisodeId,
  rows: readonly ToldRow[],
): Promise<string> {
  const answer = said(
    await tx`select take_in_transfer(${transfer}, ${person}, ${episode}, ${tx.json(rows as never)}) as said`,
  );
  tx.log({ what: "changed", about: "transfer taken in", people: [person] });
  return answer;
}

/** Keeps a word of the receiver's, sealed. */
export async function sayOf(
  q: Queries,
  id: string,
  what: string,
  words: string,
  file: string,
): Promise<string> {
  return said(await q`select say_of_transfer(${id}, ${what}, ${words}, ${file}) as said`);
}

/** The office deletes what came by mistake. */
export async function deleteTransferred(tx: Tx, it: TransferIn): Promise<string> {
  const answer = said(await tx`select delete_transferred(${it.id}) as said`);
  tx.log({ what: "changed", about: "transfer deleted", people: it.person_id ? [it.person_id] : [] });
  return answer;
}

/** Keeps a bundle that came. */
export async function receiveBundle(
  q: Queries,
  it: {
    readonly id: string;
    readonly partner: string;
    readonly service: string;
    readonly print: string;
    readonly file: string;
    readonly how: "file" | "post";
    readonly expiresAt: Instant;
  },
): Promise<string> {
  return said(
    await q`select receive_transfer(${it.id}, ${it.partner}, ${it.service}, ${it.print}, ${it.file}, ${it.how}, ${it.expiresAt}) as said`,
  );
}

/** The receiver's words about a transfer, sealed: what a sender who asks again is given. */
export async function wordsOf(q: Queries, id: string, partner: string): Promise<readonly string[]> {
  const rows = await q<{ file: string }[]>`select file from words_of_transfer(${id}, ${partner})`;
  return rows.map(({ file }) => file);
}

/** The sender hears a word of the receiver's. */
export async function hear(
  q: Queries,
  it: {
    readonly id: string;
    readonly partner: string;
    readonly what: string;
    readonly words: string;
    readonly at: Instant;
    readonly file: string;
  },
): Promise<string> {
  return said(
    await q`select hear_of_transfer(${it.id}, ${it.partner}, ${it.what}, ${it.words}, ${it.at}, ${it.file}) as said`,
  );
}

/** The receiver hears that it ended. */
export async function hearNotice(
  q: Queries,
  it: {
    readonly id: string;
    readonly partner: string;
    readonly what: string;
    readonly words: string;
    readonly file: string;
  },
): Promise<string> {
  return said(
    await q`select notice_of_transfer(${it.id}, ${it.partner}, ${it.what}, ${it.words}, ${it.file}) as said`,
  );
}
