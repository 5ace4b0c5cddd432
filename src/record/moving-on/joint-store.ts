import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { EpisodeId, PersonId } from "../../kernel/id.ts";

/** Does a joint plan stand in the way of ending this stay? */
export async function jointPlanHolds(tx: Tx, episode: EpisodeId): Promise<boolean> {
  const [row] = await tx`select joint_plan_holds(${episode}) as held`;
  return row?.held === true;
}

const At = z.instanceof(Temporal.Instant);
const PlanRow = z.object({
  id: z.string(),
  state: z.enum(["asked", "agreed", "declined", "ended"]),
  why: z.string(),
  answer_words: z.string().nullable(),
  asked_at: At,
  ended_at: At.nullable(),
  asked_by_us: z.boolean(),
  our_episode: z.string(),
  our_service: z.string(),
  their_service: z.string().nullable(),
  their_agency: z.string(),
});

/** A joint plan as one of its two services reads it. */
export type JointPlan = z.infer<typeof PlanRow>;

/** The joint plans about this person that the acting agency is part of, newest first. */
export async function jointPlansOf(tx: Tx, person: PersonId): Promise<readonly JointPlan[]> {
  const rows = await tx`
    select j.id, j.state, j.why, j.answer_words, j.asked_at, j.ended_at, j.agency_id = acting_agency() as asked_by_us,
           o.id as our_episode, os.name as our_service, ts.name as their_service, ga.name as their_agency
      from joint_plan j
      join episode o on o.id = case when j.agency_id = acting_agency() then j.episode_id else j.other_episode_id end
      join service os on os.id = o.service_id
      join agency ga on ga.id = case when j.agency_id = acting_agency() then j.other_agency_id else j.agency_id end
      left join episode t on t.id = case when j.agency_id = acting_agency() then j.other_episode_id else j.episode_id end
      left join service ts on ts.id = t.service_id
     where j.person_id = ${person} order by j.asked_at desc`;
  return rows.map((row) => PlanRow.parse(row));
}

const EndingRow = z.object({
  id: z.string(),
  plan_id: z.string(),
  why: z.string(),
  answer: z.enum(["yes", "no"]).nullable(),
  reasons: z.string().nullable(),
  asked_at: At,
  answer_by: At,
  ours: z.boolean(),
});

/** That one of the two asks to end its part; `ours`: that it was us. */
export type JointEnding = z.infer<typeof EndingRow>;

/** What was asked about ending a part of these plans, newest first. */
export async function jointEndingsOf(tx: Tx, person: PersonId): Promise<readonly JointEnding[]> {
  const rows = await tx`
    select n.id, n.plan_id, n.why, n.answer, n.reasons, n.asked_at, n.answer_by,
           (n.episode_id = case when j.agency_id = acting_agency() then j.episode_id else j.other_episode_id end) as ours
      from joint_ending n join joint_plan j on j.id = n.plan_id
     where n.person_id = ${person} order by n.asked_at desc`;
  return rows.map((row) => EndingRow.parse(row));
}

const Asked = z.enum(["asked", "not-there", "not-shared", "asked-already"]);

/** Asks another service for a joint plan, or says what stands in the way. */
export async function askJointPlan(
  tx: Tx,
  person: PersonId,
  of: { readonly mine: string; readonly theirs: string; readonly why: string },
): Promise<z.infer<typeof Asked>> {
  const [row] = await tx`select ask_joint_plan(${of.mine}, ${of.theirs}, ${of.why}) as said`;
  const said = Asked.parse(row?.said);
  if (said === "asked") tx.log({ what: "changed", about: "joint plan asked for", people: [person] });
  return said;
}

/** Answers a joint plan that was asked for. False when it was answered already. */
export async function answerJointPlan(
  tx: Tx,
  person: PersonId,
  plan: string,
  answer: { readonly yes: boolean; readonly words: string },
): Promise<boolean> {
  const [row] = await tx`select answer_joint_plan(${plan}, ${answer.yes}, ${answer.words}) as done`;
  if (row?.done) tx.log({ what: "changed", about: "joint plan answered", people: [person] });
  return row?.done === true;
}

/** Asks the other service for its yes to ending our part, or says what stands in the way. */
export async function askJointEnding(
  tx: Tx,
  person: PersonId,
  episode: string,
  why: string,
): Promise<z.infer<typeof Asked>> {
  const [row] = await tx`select ask_joint_ending(${episode}, ${why}) as said`;
  const said = Asked.parse(row?.said);
  if (said === "asked") tx.log({ what: "changed", about: "joint ending asked for", people: [person] });
  return said;
}

/** Answers the other service about ending its part. False when it was answered already. */
export async function answerJointEnding(
  tx: Tx,
  person: PersonId,
  ending: string,
  answer: { readonly yes: boolean; readonly words: string },
): Promise<boolean> {
  const [row] = await tx`select answer_joint_ending(${ending}, ${answer.yes}, ${answer.words}) as done`;
  if (row?.done) tx.log({ what: "changed", about: "joint ending answered", people: [person] });
  return row?.done === true;
}
