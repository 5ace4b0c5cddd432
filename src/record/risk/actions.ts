import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { Result } from "../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import { daysOf, PARAMETERS } from "../parameters.ts";
import { AREAS, type Area, type Level } from "./areas.ts";
import { decideReviewDay, type ReviewDayRefusal } from "./rules.ts";
import { holdRisks, insertRisk, risksOf } from "./store.ts";

/** Judges a danger anew, in place of the agency's own judgement before, which stays readable. */
export async function judgeRisk(
  tx: Tx,
  person: PersonId,
  judged: {
    readonly area: Area;
    readonly level: Level;
    readonly reasons: string;
    readonly todo: string;
    readonly byWhom: string;
    readonly reviewOn: LocalDate;
  },
  now: Instant,
): Promise<Result<LocalDate, ReviewDayRefusal>> {
  await holdRisks(tx, person);
  const longestDays = daysOf(PARAMETERS["review-a-risk"]);
  const decision = decideReviewDay(judged.reviewOn, { today: londonDay(now), longestDays });
  if (!decision.ok) return decision;
  const before = (await risksOf(tx, person)).find(
    (each) => each.ours && each.stands && each.area === judged.area,
  );
  await insertRisk(tx, person, { ...judged, changes: before?.id, category: AREAS[judged.area].category });
  return decision;
}
