import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { type Id, idOf } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import { minutesOf, PARAMETERS } from "../../../record/parameters.ts";
import type { Micrograms } from "../products.ts";
import { BookId, LineKey, type PostedLine } from "./line.ts";
import { type PostRefusal, postedFrom, whole } from "./store.ts";

export type DifferenceId = Id<"cd-difference">;
export const DifferenceId = idOf("cd-difference");

const instant = z.instanceof(Temporal.Instant);

/** What is gone through before a difference is called explained or unexplained, in this order. */
export const WALK = {
  requisitions:
    "Is every requisition entered? Look through the invoices and delivery notes since the last count that agreed.",
  doses:
    "Is every dose entered, every part that was wasted, every spill? Look through the sessions since then.",
  "wrong-page": "Was something entered on another page: another strength, another form?",
  arithmetic: "Was it counted right? Two people count again, opened packs too.",
} as const;
export type WalkStep = keyof typeof WALK;
export type Step = WalkStep | "unexplained" | "released" | "explained";

const ANSWER_MINUTES = minutesOf(PARAMETERS["answer-an-unexplained-difference"]);

const DifferenceRow = z.object({
  id: DifferenceId.schema,
  book_id: BookId.schema,
  because: z.enum(["count", "pending"]),
  key: LineKey.schema,
  difference_ug: whole,
  opened_at: instant,
  unexplained_at: instant.nullable(),
  corrected: z.boolean(),
});

const StepRow = z.object({
  difference_id: DifferenceId.schema,
  what: z.enum(["requisitions", "doses", "wrong-page", "arithmetic", "unexplained", "released", "explained"]),
  found: z.string(),
  at: instant,
  by: z.string(),
});

export type Stepped = {
  readonly what: Step;
  readonly found: string;
  readonly at: Instant;
  readonly by: string;
};

/** Something that does not agree, and the walk through it so far. */
export type Difference = {
  readonly id: DifferenceId;
  readonly book: BookId;
  readonly because: "count" | "pending";
  /** Key of the count, or of the line that is kept. */
  readonly key: LineKey;
  readonly difference: Micrograms;
  readonly openedAt: Instant;
  /** Until when the accountable officer and the controlled-drugs lead answer what was called unexplained. */
  readonly answerBy: Instant | undefined;
  /** Corrections that two signed explain it already; of what is kept beside a book never. */
  readonly isCorrected: boolean;
  readonly steps: readonly Stepped[];
};

const differences = (tx: Tx) => tx`
  select d.id, d.book_id, d.because, d.key, d.difference_ug, d.opened_at,
         (select min(u.at) from cd_difference_step u where u.difference_id = d.id and u.what = 'unexplained') as unexplained_at,
         cd_count_is_corrected(d.id) as corrected
    from cd_difference d`;

async function withSteps(tx: Tx, rows: readonly unknown[]): Promise<readonly Difference[]> {
  const found = rows.map((row) => DifferenceRow.parse(row));
  const ids = found.map(({ id }) => id);
  const steps = (
    await tx`select t.difference_id, t.what, t.found, t.at, s.name as by from cd_difference_step t join staff s on s.id = t.staff_id
              where t.difference_id = any (${tx.array(ids, 2950)}) order by t.at, t.id`
  ).map((row) => StepRow.parse(row));
  return found.map((row) => ({
    id: row.id,
    book: row.book_id,
    because: row.because,
    key: row.key,
    difference: row.difference_ug,
    openedAt: row.opened_at,
    answerBy: row.unexplained_at?.add({ minutes: ANSWER_MINUTES }),
    isCorrected: row.corrected,
    steps: steps.filter((step) => step.difference_id === row.id),
  }));
}

/** Everything that is open in the books the reader may see. */
export async function openDifferences(tx: Tx): Promise<readonly Difference[]> {
  const rows = await tx`
    ${differences(tx)} where not exists (select from cd_difference_step s where s.difference_id = d.id and s.what = 'explained')
     order by d.opened_at limit 100`;
  return withSteps(tx, rows);
}

/** One difference, open or closed. */
export async function differenceOf(tx: Tx, id: DifferenceId): Promise<Difference | undefined> {
  return (await withSteps(tx, await tx`${differences(tx)} where d.id = ${id}`))[0];
}

/** How the controlled-drugs lead released it, where they did: the book is issued from, and the difference stays. */
export const releaseOf = ({ steps }: Difference): Stepped | undefined =>
  steps.find(({ what }) => what === "released");

const WALKED = [
  "done",
  "not-there",
  "closed-already",
  "not-walked-through",
  "still-kept",
  "not-corrected",
] as const;
export type WalkRefusal = { readonly code: Exclude<(typeof WALKED)[number], "done"> };

/** Goes one step through a difference. */
export async function walk(
  tx: Tx,
  id: DifferenceId,
  step: Step,
  found: string,
): Promise<Result<undefined, WalkRefusal>> {
  const [row] = await tx`select walk_difference(${id}, ${step}, ${found}) as said`;
  const said = z.enum(WALKED).parse(row?.said);
  return said === "done" ? accept(undefined) : refuse({ code: said });
}

const RELEASED = [
  "done",
  "not-there",
  "not-fresh",
  "still-kept",
  "closed-already",
  "released-already",
] as const;
export type ReleaseRefusal = { readonly code: Exclude<(typeof RELEASED)[number], "done"> };

/** The controlled-drugs lead lets the book be issued from, although the difference is not explained. */
export async function release(
  tx: Tx,
  id: DifferenceId,
  reason: string,
): Promise<Result<undefined, ReleaseRefusal>> {
  const [row] = await tx`select release_difference(${id}, ${reason}) as said`;
  const said = z.enum(RELEASED).parse(row?.said);
  return said === "done" ? accept(undefined) : refuse({ code: said });
}

/** Puts what was kept beside a book into it, once the balance allows it. */
export async function postKept(tx: Tx, key: LineKey): Promise<Result<PostedLine, PostRefusal>> {
  const [row] = await tx`select * from post_pending(${key})`;
  return postedFrom(row);
}
