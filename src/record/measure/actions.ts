import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import { holdLife } from "../episode/store.ts";
import type { MeasureDefinition } from "./definition.ts";
import { type Answers, type Scored, score, scoreValues } from "./rules.ts";
import {
  insertMeasure,
  insertRiskReview,
  type MeasureId,
  markMeasureWithdrawn,
  ownOpenEpisode,
} from "./store.ts";
import { decideTakenOn, riskReviewDue, type TakingRefusal } from "./taking-rules.ts";

/** What came of keeping a measure. */
export type Kept = {
  readonly id: MeasureId;
  readonly scored: Scored;
  /** Set when an answer called for a risk review: the team that has it, or none where there was no team to give it to. */
  readonly riskReview: { readonly team: string | undefined; readonly dueAt: Instant } | undefined;
};

/**
 * Keeps a measure with its scores, attached to the agency's open episode where there is one. An answer that calls for
 * action puts a task before the team in the same transaction. Refuses a day to come or outside the person's life.
 */
export async function takeMeasure(
  tx: Tx,
  person: PersonId,
  definition: MeasureDefinition,
  taken: { readonly on: LocalDate; readonly stage: string | undefined; readonly answers: Answers },
  now: Instant,
): Promise<Result<Kept, TakingRefusal | { readonly code: "not-there" }>> {
  const life = await holdLife(tx, person);
  if (!life) return refuse({ code: "not-there" });
  const day = decideTakenOn(taken.on, life, now);
  if (!day.ok) return day;
  const episode = await ownOpenEpisode(tx, person);
  const scored = score(definition, taken.answers);
  const id = await insertMeasure(tx, {
    person,
    episode: episode?.id,
    definition: definition.code,
    version: definition.version,
    stage: taken.stage,
    takenOn: day.value,
    answers: taken.answers,
    scores: scoreValues(scored),
    category: definition.category,
  });
  // The dead need no risk review: a measure taken before a death may be entered after it.
  if (scored.flags.length === 0 || life.died) return accept({ id, scored, riskReview: undefined });
  const dueAt = riskReviewDue(now);
  const title = "Do a risk review today: an answer to a questionnaire calls for it";
  const team = await insertRiskReview(tx, person, episode?.team, title, dueAt);
  return accept({ id, scored, riskReview: { team, dueAt } });
}

/** Withdraws a measure found wrong. It stays, marked, with the reason, and no longer counts. */
export async function withdrawMeasure(
  tx: Tx,
  person: PersonId,
  id: MeasureId,
  because: string,
): Promise<Result<MeasureId, { readonly code: "nothing-to-withdraw" }>> {
  const done = await markMeasureWithdrawn(tx, person, id, because);
  return done ? accept(id) : refuse({ code: "nothing-to-withdraw" });
}
