import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { type ReleaseDocument, readDocument } from "./document.ts";
import { Facts } from "./facts.ts";
import { Question } from "./question.ts";

const instant = z.instanceof(Temporal.Instant);
const day = z.instanceof(Temporal.PlainDate);

const TurnRow = z.object({ number: z.int(), version: z.int(), seen: z.int() });

/** Where a table of an origin stands: its number, the version that would be next, the last publication of any table. */
export type Turn = z.infer<typeof TurnRow>;

/** Takes the turn of drafting until the transaction ends, so that what a draft is compared with is all there is. */
export async function takeTurn(tx: Tx, origin: string): Promise<Turn> {
  const [row] = await tx`select t.number, t.version, t.seen from take_release_turn(${origin}) t`;
  return TurnRow.parse(row);
}

const PublishedRow = z.object({
  id: z.string(),
  table_number: z.int(),
  version: z.int(),
  origin: z.string(),
  from_on: day,
  to_on: day,
  facts: Facts,
  json: z.instanceof(Uint8Array),
});

/** A published version as later tables are compared with it. */
export type Published = {
  readonly id: string;
  readonly table: number;
  readonly version: number;
  readonly origin: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly facts: Facts;
  readonly document: ReleaseDocument;
};

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

/** Everything ever published that has a row and a column of these names, or is of this table; withdrawn or not, it has left. */
export async function publishedAlike(
  tx: Tx,
  table: number,
  labels: { readonly rows: readonly string[]; readonly columns: readonly string[] },
): Promise<readonly Published[]> {
  const rows = await tx`
    select d.id, d.table_number, d.version, t.origin, d.from_on, d.to_on, d.facts, d.json
      from release_version v join release_draft d on d.id = v.draft_id join release_table t on t.number = d.table_number
     where d.table_number = ${table}
        or (d.row_labels && ${tx.array([...labels.rows], 1009)} and d.column_labels && ${tx.array([...labels.columns], 1009)})
     order by v.number`;
  return rows.map((raw) => {
    const row = PublishedRow.parse(raw);
    return {
      id: row.id,
      table: row.table_number,
      version: row.version,
      origin: row.origin,
      from: row.from_on,
      to: row.to_on,
      facts: row.facts,
      document: readDocument(textOf(row.json)),
    };
  });
}

/** A draft as it is written: its bytes, what was asked, what those who sign are told. */
export type NewDraft = {
  readonly origin: string;
  readonly turn: Turn;
  readonly insteadOf: string | undefined;
  readonly title: string;
  readonly asked: Question;
  readonly facts: Facts;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly labels: { readonly rows: readonly string[]; readonly columns: readonly string[] };
  readonly csv: string;
  readonly json: string;
};

const OUTCOMES = [
  "not-there",
  "not-fresh",
  "decided",
  "not-prepared-by-you",
  "signed-already",
  "other-bytes",
  "overtaken",
  "not-signed",
  "same-person",
] as const;

/** Why a draft was not written, signed, published, dropped or withdrawn. */
export type ReleaseRefusal = { readonly code: (typeof OUTCOMES)[number] };

const DraftedRow = z.object({ outcome: z.enum(["done", ...OUTCOMES]), draft: z.string().nullable() });

/** Writes a draft; one that it takes the place of is dropped. */
export async function writeDraft(tx: Tx, draft: NewDraft): Promise<Result<string, ReleaseRefusal>> {
  const { turn, labels } = draft;
  const [row] = await tx`
    select d.outcome, d.draft from draft_release(
      ${draft.origin}, ${turn.number}, ${turn.version}, ${turn.seen}, ${draft.insteadOf ?? null}, ${draft.title},
      ${tx.json({ ...draft.asked })}, ${tx.json(draft.facts)}, ${draft.from}, ${draft.to}, ${tx.array([...labels.rows], 1009)},
      ${tx.array([...labels.columns], 1009)}, ${Buffer.from(draft.csv)}, ${Buffer.from(draft.json)}) d`;
  const { outcome, draft: id } = DraftedRow.parse(row);
  if (outcome === "done" && id) return accept(id);
  return refuse({ code: outcome === "done" ? "not-there" : outcome });
}

const DONE = ["signed", "published", "dropped", "withdrawn"] as const;
const OutcomeRow = z.object({ outcome: z.enum([...DONE, ...OUTCOMES]) });

function outcomeOf(rows: readonly unknown[]): Result<(typeof DONE)[number], ReleaseRefusal> {
  const { outcome } = OutcomeRow.parse(rows[0]);
  const done = DONE.find((one) => one === outcome);
  return done ? accept(done) : refuse({ code: outcome as ReleaseRefusal["code"] });
}

/** What whoever signs was shown: the hashes of both files, as hexadecimal digits. */
export type Hashes = { readonly csvHash: string; readonly jsonHash: string };

const bytesOf = (hash: string): Buffer => Buffer.from(hash, "hex");

/** The first signature: by whoever prepared it, on these bytes. */
export const signDraft = async (tx: Tx, draft: string, { csvHash, jsonHash }: Hashes) =>
  outcomeOf(await tx`select sign_release(${draft}, ${bytesOf(csvHash)}, ${bytesOf(jsonHash)}) as outcome`);

/** The second signature, by somebody else, on the same bytes. It publishes. */
export const approveDraft = async (tx: Tx, draft: string, { csvHash, jsonHash }: Hashes) =>
  outcomeOf(await tx`select approve_release(${draft}, ${bytesOf(csvHash)}, ${bytesOf(jsonHash)}) as outcome`);

/** Drops a draft that was not published. */
export const dropDraft = async (tx: Tx, draft: string, reason: string) =>
  outcomeOf(await tx`select drop_release(${draft}, ${reason}) as outcome`);

/** Withdraws a published version. */
export const withdrawVersion = async (tx: Tx, draft: string, reason: string) =>
  outcomeOf(await tx`select withdraw_release(${draft}, ${reason}) as outcome`);

const DraftRow = z.object({
  id: z.string(),
  table_number: z.int(),
  version: z.int(),
  title: z.string(),
  asked: Question,
  facts: Facts,
  json: z.instanceof(Uint8Array),
  csv: z.instanceof(Uint8Array),
  csv_hash: z.string(),
  json_hash: z.string(),
  prepared_by: z.string(),
  prepared_at: instant,
  own: z.boolean(),
  published_at: instant.nullable(),
  newest: z.int().nullable(),
  ended: z.enum(["dropped", "withdrawn"]).nullable(),
  ended_at: instant.nullable(),
  ended_by: z.string().nullable(),
  reason: z.string().nullable(),
  overtaken: z.boolean(),
  taken_by: z.string().nullable(),
});

/** A draft or a version with everything known of it. */
export type Draft = Omit<z.infer<typeof DraftRow>, "json" | "csv"> & {
  readonly document: ReleaseDocument;
  /** Both files as they leave, as text. */
  readonly files: { readonly csv: string; readonly json: string };
};

const draftFrom = (raw: unknown): Draft => {
  const { csv, json, ...row } = DraftRow.parse(raw);
  return { ...row, document: readDocument(textOf(json)), files: { csv: textOf(csv), json: textOf(json) } };
};

const drafts = (tx: Tx, which: ReturnType<Tx>) => tx`
  select d.id, d.table_number, d.version, d.title, d.asked, d.facts, d.json, d.csv, encode(d.csv_hash, 'hex') as csv_hash,
         encode(d.json_hash, 'hex') as json_hash, s.name as prepared_by, d.prepared_at,
         d.prepared_by is not distinct from ${tx.asking.staff_id}::uuid as own, v.published_at,
         (select max(n.version) from release_version n where n.table_number = d.table_number) as newest,
         e.how as ended, e.at as ended_at, e.name as ended_by, e.reason, release_overtaken(d.id) as overtaken,
         (select i.id from release_draft i where i.instead_of = d.id) as taken_by
    from release_draft d join staff s on s.id = d.prepared_by
    left join release_version v on v.draft_id = d.id
    left join release_end e on e.draft_id = d.id
   where ${which}`;

/** One draft, published or not. */
export async function draftOf(tx: Tx, id: string): Promise<Draft | undefined> {
  const [row] = await drafts(tx, tx`d.id = ${id}`);
  return row && draftFrom(row);
}

/** One published version. */
export async function versionOf(tx: Tx, table: number, version: number): Promise<Draft | undefined> {
  const [row] = await drafts(tx, tx`v.table_number = ${table} and v.version = ${version}`);
  return row && draftFrom(row);
}
