import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { GoalState, StepState } from "./rules.ts";

const Day = z.instanceof(Temporal.PlainDate);
const At = z.instanceof(Temporal.Instant);
const signed = {
  category: z.string(),
  agency: z.string(),
  staff: z.string().nullable(),
  ours: z.boolean(),
  stands: z.boolean(),
  at: At,
};

const GoalRow = z.object({
  id: z.uuid(),
  first_id: z.uuid(),
  words: z.string(),
  state: z.enum(["open", "reached", "dropped"]),
  because: z.string().nullable(),
  ...signed,
});
/** A goal as it was said; the row that stands, or one before it. */
export type Goal = z.infer<typeof GoalRow>;

const StepRow = z.object({
  id: z.uuid(),
  first_id: z.uuid(),
  goal_id: z.uuid().nullable(),
  words: z.string(),
  who: z.string(),
  by_on: Day.nullable(),
  state: z.enum(["to-do", "under-way", "done", "dropped"]),
  ...signed,
});
/** A step as it was agreed; the row that stands, or one before it. */
export type Step = z.infer<typeof StepRow>;

const signature = (tx: Tx) => tx`
  category, g.name as agency, s.name as staff, coalesce(p.agency_id = acting_agency(), false) as ours, p.at`;

/** Every row of goals of this person that the reader may see: those that stand and those before, newest first. */
export async function goalsOf(tx: Tx, person: PersonId): Promise<readonly Goal[]> {
  const rows = await tx`
    select p.id, coalesce(p.first_id, p.id) as first_id, p.words, p.state, p.because, ${signature(tx)},
           not exists (select from plan_goal n where n.changes = p.id) as stands
      from plan_goal p join agency g on g.id = p.agency_id left join staff s on s.id = p.staff_id
     where p.person_id = ${person} order by p.at desc, p.id desc`;
  return rows.map((row) => GoalRow.parse(row));
}

/** Every row of steps, as of goals. */
export async function stepsOf(tx: Tx, person: PersonId): Promise<readonly Step[]> {
  const rows = await tx`
    select p.id, coalesce(p.first_id, p.id) as first_id, p.goal_id, p.words, p.who, p.by_on, p.state, ${signature(tx)},
           not exists (select from plan_step n where n.changes = p.id) as stands
      from plan_step p join agency g on g.id = p.agency_id left join staff s on s.id = p.staff_id
     where p.person_id = ${person} order by p.at desc, p.id desc`;
  return rows.map((row) => StepRow.parse(row));
}

/** Writes a goal, or with `before` what it has become. */
export async function insertGoal(
  tx: Tx,
  person: PersonId,
  goal: {
    readonly words: string;
    readonly state: GoalState;
    readonly because?: string;
    readonly category: string;
  },
  before?: Goal,
): Promise<void> {
  await tx`
    insert into plan_goal (person_id, words, state, because, first_id, changes, category)
    values (${person}, ${goal.words}, ${goal.state}, ${goal.because || null}, ${before?.first_id ?? null},
            ${before?.id ?? null}, ${goal.category})`;
  tx.log({
    what: "changed",
    about: before ? "goal of the plan changed" : "goal of the plan added",
    people: [person],
  });
}

/** Writes a step, or with `before` what it has become. */
export async function insertStep(
  tx: Tx,
  person: PersonId,
  step: {
    readonly goal: string | null;
    readonly words: string;
    readonly who: string;
    readonly byOn: LocalDate | undefined;
    readonly state: StepState;
    readonly category: string;
  },
  before?: Step,
): Promise<void> {
  await tx`
    insert into plan_step (person_id, goal_id, words, who, by_on, state, first_id, changes, category)
    values (${person}, ${step.goal}, ${step.words}, ${step.who}, ${step.byOn ?? null}, ${step.state},
            ${before?.first_id ?? null}, ${before?.id ?? null}, ${step.category})`;
  tx.log({
    what: "changed",
    about: before ? "step of the plan changed" : "step of the plan added",
    people: [person],
  });
}

const ReviewRow = z.object({
  id: z.uuid(),
  held_on: Day,
  agreed: z.boolean(),
  words: z.string(),
  copy_given: z.boolean(),
  next_review_on: Day,
  category: z.string(),
  ours: z.boolean(),
  /** Why it was withdrawn, where it was entered wrongly. */
  withdrawn: z.string().nullable(),
  agency: z.string(),
  staff: z.string().nullable(),
  at: At,
});
/** A time at which the plan was gone through with the person. */
export type PlanReview = z.infer<typeof ReviewRow>;

/** The reviews of this person's plan that the reader may see, newest first; those entered wrongly say so. */
export async function reviewsOf(tx: Tx, person: PersonId): Promise<readonly PlanReview[]> {
  const rows = await tx`
    select p.id, p.held_on, p.agreed, p.words, p.copy_given, p.next_review_on, ${signature(tx)},
           (select n.words from plan_review n where n.corrects = p.id) as withdrawn
      from plan_review p join agency g on g.id = p.agency_id left join staff s on s.id = p.staff_id
     where p.person_id = ${person} and not p.void order by p.held_on desc, p.at desc`;
  return rows.map((row) => ReviewRow.parse(row));
}

/** Writes a review of the plan. */
export async function insertReview(
  tx: Tx,
  person: PersonId,
  held: {
    readonly heldOn: LocalDate;
    readonly agreed: boolean;
    readonly words: string;
    readonly copyGiven: boolean;
    readonly nextOn: LocalDate;
    readonly category: string;
  },
): Promise<void> {
  await tx`
    insert into plan_review (person_id, held_on, agreed, words, copy_given, next_review_on, category)
    values (${person}, ${held.heldOn}, ${held.agreed}, ${held.words}, ${held.copyGiven}, ${held.nextOn}, ${held.category})`;
  tx.log({ what: "changed", about: "plan gone through", people: [person] });
}

/** Withdraws a review that was entered wrongly: a row that points at it and says why. */
export async function withdrawReview(
  tx: Tx,
  person: PersonId,
  review: PlanReview,
  why: string,
): Promise<void> {
  await tx`
    insert into plan_review (person_id, held_on, agreed, words, copy_given, next_review_on, category, corrects, void)
    values (${person}, ${review.held_on}, ${review.agreed}, ${why}, ${review.copy_given}, ${review.next_review_on},
            ${review.category}, ${review.id}, true)`;
  tx.log({ what: "changed", about: "plan review withdrawn", people: [person] });
}

/** Holds a plan until the end of the transaction, so that two changes of one goal or step wait for each other. */
export async function holdPlan(tx: Tx, person: PersonId): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`plan ${person}`}, 0))`;
}
