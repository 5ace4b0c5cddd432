import { z } from "zod";
import type { Sql } from "../../kernel/database/connection.ts";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";

const instant = z.instanceof(Temporal.Instant);
const day = z.instanceof(Temporal.PlainDate);
const counts = z.record(z.string(), z.int());

const Outcome = z.object({
  outcome: z.enum([
    "done",
    "not-there",
    "own",
    "answered",
    "not-fresh",
    "held",
    "register",
    "still",
    "asked",
    "has-passed",
  ]),
});
/** Why something about keeping was not done. */
export type KeepingRefusal =
  | NotThere
  | { readonly code: Exclude<z.infer<typeof Outcome>["outcome"], "done" | "not-there"> };

const outcomeOf = ([raw]: readonly unknown[]): Result<undefined, KeepingRefusal> => {
  const { outcome } = Outcome.parse(raw);
  return outcome === "done" ? accept(undefined) : refuse({ code: outcome });
};

const DisposalRow = z.object({
  id: z.string(),
  what: z.enum(["schedule", "erasure"]),
  state: z.enum(["looking", "prepared", "approved", "refused", "done"]),
  reason: z.string().nullable(),
  agency: z.string().nullable(),
  asked_at: instant,
  asked_by: z.string(),
  own: z.boolean(),
  decided_at: instant.nullable(),
  decided_by: z.string().nullable(),
  decision: z.string().nullable(),
  lists: counts,
  done_at: instant.nullable(),
  parts: z.int(),
  waiting: z.int(),
  held: z.int(),
  gone: z.int(),
  people_gone: z.int(),
});

/** A disposal with how many parts it has and what became of them. */
export type Disposal = z.infer<typeof DisposalRow>;

const disposalRows = (tx: Tx, id: string | undefined) => tx`
  select d.id, d.what, d.state, d.reason, g.name as agency, d.asked_at, s.name as asked_by, d.asked_by = ${tx.asking.staff_id} as own,
         d.decided_at, r.name as decided_by, d.decision, d.lists, d.done_at, n.*
    from disposal d join staff s on s.id = d.asked_by left join staff r on r.id = d.decided_by left join agency g on g.id = d.agency_id
    cross join lateral (
      select count(*)::int as parts, count(*) filter (where p.state = 'waiting')::int as waiting,
             count(*) filter (where p.state = 'held')::int as held, count(*) filter (where p.state = 'done')::int as gone,
             count(*) filter (where p.person_gone)::int as people_gone
        from disposal_part p where p.disposal_id = d.id) n
   where ${id === undefined ? tx`true` : tx`d.id = ${id}`}
   order by d.state in ('prepared', 'looking', 'approved') desc, d.asked_at desc limit 100`;

/** Disposals, those to decide first. */
export async function disposals(tx: Tx): Promise<readonly Disposal[]> {
  return (await disposalRows(tx, undefined)).map((raw) => DisposalRow.parse(raw));
}

/** One of them. */
export async function disposalOf(tx: Tx, id: string): Promise<Disposal | undefined> {
  const [raw] = await disposalRows(tx, id);
  return raw && DisposalRow.parse(raw);
}

const PartRow = z.object({
  id: z.string(),
  person_id: PersonId.schema,
  agency_id: z.string(),
  agency: z.string(),
  last_contact: day.nullable(),
  due_on: day.nullable(),
  rows_found: counts.nullable(),
  rows_gone: counts.nullable(),
  state: z.enum(["waiting", "done", "held", "not-due", "gone"]),
  person_gone: z.boolean(),
});

/** One agency's part of one person's record in a disposal. */
export type Part = z.infer<typeof PartRow>;

const partRows = (tx: Tx) => tx`
  select p.id, p.person_id, p.agency_id, g.name as agency, p.last_contact, p.due_on, p.rows_found, p.rows_gone, p.state, p.person_gone
    from disposal_part p join agency g on g.id = p.agency_id`;

/** Parts of a disposal, the longest due first, at most so many after the first ones. Notes whose records they are. */
export async function partsOf(
  tx: Tx,
  disposal: string,
  most: number,
  skip: number,
): Promise<readonly Part[]> {
  const rows = await tx`
    ${partRows(tx)}
     where p.disposal_id = ${disposal} order by p.due_on nulls first, p.person_id, p.agency_id limit ${most} offset ${skip}`;
  const parts = rows.map((raw) => PartRow.parse(raw));
  // Of somebody who is gone there is nobody left to have been looked at.
  const people = [...new Set(parts.filter((part) => !part.person_gone).map((part) => part.person_id))];
  tx.log({ what: "listed", about: "what is due to be disposed of", people, basis: "governance" });
  return parts;
}

const TotalsRow = z.object({ agency: z.string(), parts: z.int(), rows: z.int(), earliest: day.nullable() });

/** One of them. */
export async function partOf(tx: Tx, id: string): Promise<Part | undefined> {
  const [raw] = await tx`
    ${partRows(tx)} where p.id = ${id}`;
  return raw && PartRow.parse(raw);
}

/** The parts of a disposal that wait or were done, summed up by agency. */
export async function partTotals(tx: Tx, disposal: string): Promise<readonly z.infer<typeof TotalsRow>[]> {
  const rows = await tx`
    select g.name as agency, count(*)::int as parts, min(p.due_on) as earliest,
           coalesce(sum((select sum(value::int) from jsonb_each_text(coalesce(p.rows_gone, p.rows_found)))), 0)::int as rows
      from disposal_part p join agency g on g.id = p.agency_id
     where p.disposal_id = ${disposal} and p.state in ('waiting', 'done') group by g.id, g.name order by g.name`;
  return rows.map((raw) => TotalsRow.parse(raw));
}

/** Asks that what is due be looked for: of one agency, or of every one. Answers under which id it will be found. */
export async function lookForDue(tx: Tx, agency: string | undefined): Promise<string | undefined> {
  const [row] = await tx<{ id: string | null }[]>`select look_for_due(${agency ?? null}) as id`;
  if (row?.id) tx.log({ what: "changed", about: "looking for what is due", people: [], basis: "governance" });
  return row?.id ?? undefined;
}

/** Decides about a disposal. Yes asks for the job that does it. */
export async function decideDisposal(
  tx: Tx,
  id: string,
  yes: boolean,
  decision: string,
): Promise<Result<undefined, KeepingRefusal>> {
  tx.log({ what: "changed", about: "a disposal decided", people: [], basis: "governance" });
  return outcomeOf(await tx`select decide_disposal(${id}, ${yes}, ${decision}) as outcome`);
}

const JobRow = z.object({
  id: z.string(),
  state: z.enum(["looking", "approved", "prepared", "refused", "done"]),
});

/** The disposal that this job looks for or does. */
export async function disposalOfJob(tx: Tx, job: string): Promise<z.infer<typeof JobRow> | undefined> {
  const [raw] = await tx`select id, state from disposal where job_id = ${job}`;
  return raw && JobRow.parse(raw);
}

/** Looks for what is due. */
export async function findDue(tx: Tx, disposal: string): Promise<void> {
  await tx`select find_due(${disposal})`;
  tx.log({ what: "listed", about: "what is due to be disposed of", people: [], basis: "governance" });
}

/** The next part that waits. */
export async function nextPart(tx: Tx, disposal: string): Promise<string | undefined> {
  const [row] = await tx<{ id: string }[]>`
    select id from disposal_part where disposal_id = ${disposal} and state = 'waiting' order by id limit 1`;
  return row?.id;
}

/** Disposes of one part for good, if that is still right. */
export async function disposeOfPart(tx: Tx, part: string): Promise<void> {
  await tx`select dispose_of_part(${part})`;
  const after = await partOf(tx, part);
  const people = after && !after.person_gone ? [after.person_id] : [];
  tx.log({ what: "changed", about: "a part of a record disposed of", people, basis: "disposal" });
}

/** Puts back what cannot go on, since whoever decided it may no longer: somebody decides anew. As the policy role. */
export async function giveBackDisposal(tx: Sql, job: string): Promise<void> {
  await tx`update disposal set state = 'prepared', decided_at = null, decided_by = null, decision = null
            where job_id = ${job} and state in ('approved', 'looking')`;
  await tx`update job set state = 'failed', ended_at = now() where id = ${job} and state in ('waiting', 'running')`;
}

/** Ends a disposal of which no part waits. */
export async function endDisposal(tx: Tx, disposal: string): Promise<boolean> {
  const [row] = await tx<{ ended: boolean }[]>`select end_disposal(${disposal}) as ended`;
  return row?.ended === true;
}

/** How many disposals wait for a decision. */
export async function disposalsToDecide(tx: Tx): Promise<number> {
  const [row] = await tx<{ n: number }[]>`
    select count(*)::int as n from disposal where state = 'prepared' and asked_by <> ${tx.asking.staff_id}`;
  return row?.n ?? 0;
}

/** Asks that the acting agency's part of somebody's record be erased. */
export async function askErasure(
  tx: Tx,
  person: PersonId,
  reason: string,
): Promise<Result<undefined, KeepingRefusal>> {
  tx.log({ what: "changed", about: "erasure asked for", people: [person] });
  return outcomeOf(await tx`select ask_erasure(${person}, ${reason}) as outcome`);
}

const OwnPartRow = z.object({
  last_contact: day.nullable(),
  due_on: day.nullable(),
  still: z.boolean().nullable(),
  held: z.boolean().nullable(),
  asked: z.boolean(),
});

/** How long the acting agency keeps its part of somebody's record. Undefined: it has none in sight. */
export async function ownPart(tx: Tx, person: PersonId): Promise<z.infer<typeof OwnPartRow> | undefined> {
  const [raw] = await tx`select o.* from own_part(${person}) o`;
  return raw && OwnPartRow.parse(raw);
}

/** What a hold stands over, and why. Absent person: everybody; absent agency: every one. */
export type WantedHold = {
  readonly person: PersonId | undefined;
  readonly agency: string | undefined;
  readonly reason: string;
  readonly review: LocalDate;
};

/** Places a hold: nothing it is about is disposed of while it stands. */
export async function placeHold(tx: Tx, wanted: WantedHold): Promise<Result<undefined, KeepingRefusal>> {
  const { person, agency, reason, review } = wanted;
  tx.log({ what: "changed", about: "hold placed", people: person ? [person] : [], basis: "governance" });
  return outcomeOf(
    await tx`select place_hold(${person ?? null}, ${agency ?? null}, ${reason}, ${review}) as outcome`,
  );
}

/** Ends one. */
export async function endHold(
  tx: Tx,
  hold: Hold,
  reason: string,
): Promise<Result<undefined, KeepingRefusal>> {
  const people = hold.person_id ? [hold.person_id] : [];
  tx.log({ what: "changed", about: "hold ended", people, basis: "governance" });
  return outcomeOf(await tx`select end_hold(${hold.id}, ${reason}) as outcome`);
}

const HoldRow = z.object({
  id: z.string(),
  person_id: PersonId.schema.nullable(),
  agency: z.string().nullable(),
  reason: z.string(),
  review_on: day,
  placed_at: instant,
  placed_by: z.string(),
  own: z.boolean(),
  ended_at: instant.nullable(),
  ended_by: z.string().nullable(),
  end_reason: z.string().nullable(),
});

/** A hold as those who may see it read it. */
export type Hold = z.infer<typeof HoldRow>;

/** Holds, those that stand first; of one person where one is named. Notes whose records they are about. */
export async function holds(tx: Tx, of: { person?: PersonId; id?: string } = {}): Promise<readonly Hold[]> {
  const rows = await tx`
    select h.id, h.person_id, g.name as agency, h.reason, h.review_on, h.placed_at, s.name as placed_by,
           h.placed_by = ${tx.asking.staff_id} as own, h.ended_at, e.name as ended_by, h.end_reason
      from legal_hold h join staff s on s.id = h.placed_by left join staff e on e.id = h.ended_by
      left join agency g on g.id = h.agency_id
     where true ${of.person ? tx`and h.person_id = ${of.person}` : tx``} ${of.id ? tx`and h.id = ${of.id}` : tx``}
     order by h.ended_at is not null, h.review_on, h.placed_at limit 200`;
  const all = rows.map((raw) => HoldRow.parse(raw));
  const people = [...new Set(all.flatMap((hold) => (hold.person_id ? [hold.person_id] : [])))];
  if (people.length > 0) tx.log({ what: "listed", about: "holds", people });
  return all;
}

/** Agencies of the partnership, to choose one. */
export async function agenciesToChoose(tx: Tx): Promise<readonly { id: string; name: string }[]> {
  return tx<{ id: string; name: string }[]>`select id, name from agency order by name`;
}
