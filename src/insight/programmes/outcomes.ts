import { estimateOf } from "../evaluate/finding.ts";
import { reliableChange } from "../evaluate/reliable-change.ts";
import type { Entered, FollowedScore, ProgrammeKind } from "./entrants.ts";
import { type About, type Figure, peopleFigure, sharesBeside, type Whom } from "./figure.ts";
import { isFew } from "./keep-back.ts";
import { hasStayed, recordAsAt } from "./people.ts";
import { EXIT_WITHIN, type Pair, pairsOf, type Reading, START_FROM, START_TO } from "./readings.ts";

/** With fewer readings at the start their standard deviation, and with it the limit of what is noise, is a guess of its own. */
const FEWEST_FOR_A_DEVIATION = 30;

/** How large a change must be to count, and how that is known; nothing where nobody has looked a reliability up. */
type Limit = { readonly threshold: number; readonly how: string };

/** Jacobson and Truax's limit from the readings at the start of these people, with the reliability that was looked up. */
export function limitOf(score: FollowedScore, pairs: readonly Pair[]): Limit | undefined {
  const { reliability } = score;
  if (!reliability || pairs.length < FEWEST_FOR_A_DEVIATION) return undefined;
  const found = reliableChange(
    pairs.map(({ start }) => start),
    pairs.map(({ latest }) => latest),
    { reliability: reliability.value, better: score.better },
  );
  const smallest = found.ok ? estimateOf(found.value, "smallest reliable change")?.value : undefined;
  if (smallest === undefined) return undefined;
  return {
    threshold: smallest,
    how: `A change counts beyond ${smallest.toFixed(1)} (Jacobson and Truax: 1.96 × √2 × standard deviation at the start × √(1 − reliability ${reliability.value})). Reliability: ${reliability.source}.`,
  };
}

/** By how much somebody is better; below nought worse. */
export const gainOf = ({ better }: Pick<FollowedScore, "better">, { start, latest }: Pair): number =>
  better === "lower" ? start - latest : latest - start;

/** Who has a reading at the start and a later one; of days of use, those who used at the start. */
export function pairsOn(
  score: FollowedScore,
  entered: Pick<Entered, "people">,
  readings: readonly Reading[],
): readonly Pair[] {
  const { pairs } = pairsOf(entered, readings, ({ scores }) => scores[score.code]);
  return score.ofUse ? pairs.filter(({ start }) => start > 0) : pairs;
}

const ANY =
  "Any change counts, however small: nobody has looked up how reliable this score is, or fewer than 30 people have two readings, so that noise is not taken out.";

/**
 * Who improved, did not change and worsened on each score from the start to the latest review, of everyone who entered and has both, and
 * beside them of those who stayed, with exact intervals. Days of use are of those who used at the start. A score that fewer than five have twice is
 * only said to be so.
 */
export function outcomeFigures(
  entered: Entered,
  readings: readonly Reading[],
  scores: readonly FollowedScore[],
): readonly Figure[] {
  const stayed = new Set(entered.people.filter((one) => hasStayed(one, entered)).map(({ key }) => key));
  return followedBy(entered.kind, scores).flatMap((score) =>
    ofScore(
      entered,
      readings.filter((one) => one.measure === score.measure),
      score,
      stayed,
    ),
  );
}

/** The scores that a kind of service asks for, each question once. */
export const followedBy = (
  { asksFor }: Pick<ProgrammeKind, "asksFor">,
  scores: readonly FollowedScore[],
): readonly FollowedScore[] =>
  scores.filter(
    ({ measure, unlessAsked }) =>
      asksFor.includes(measure) && (unlessAsked === undefined || !asksFor.includes(unlessAsked)),
  );

function ofScore(
  entered: Entered,
  readings: readonly Reading[],
  score: FollowedScore,
  stayed: ReadonlySet<string>,
): readonly Figure[] {
  const pairs = pairsOn(score, entered, readings);
  const limit = limitOf(score, pairs);
  const threshold = limit?.threshold ?? 0;
  const gain = (one: Pair): number => gainOf(score, one);
  const moved = {
    improved: (one: Pair) => gain(one) > threshold,
    worsened: (one: Pair) => -gain(one) > threshold,
  };
  const kinds = [
    ["improved", limit ? "reliably improved" : "better by any amount", moved.improved],
    [
      "not-changed",
      limit ? "no reliable change" : "the same",
      (one: Pair) => !moved.improved(one) && !moved.worsened(one),
    ],
    ["worsened", limit ? "reliably worse" : "worse by any amount", moved.worsened],
  ] as const;
  const definition = `${score.name}, from the first reading from ${START_FROM} days before to ${START_TO} days after entry to the last one while with the service or up to ${EXIT_WITHIN} days after leaving${score.ofUse ? ", of those who used at the start" : ""}. ${limit?.how ?? ANY} People enter at their worst: some of any change for the better is regression to the mean.`;
  const about = (code: string, label: string, whom: Whom): About => ({
    code: `outcomes.${score.measure}.${score.code}.${code}`,
    section: "outcomes",
    label: `${score.name}: ${label}`,
    whom,
    definition,
    source: `${score.measureName} in the partnership's record, without names`,
    fresh: recordAsAt(entered),
  });
  if (pairs.length === 0) return [];
  if (isFew(pairs.length))
    return [peopleFigure(about("pairs", "people with two readings", "everyone who entered"), pairs.length)];
  return sharesBeside(
    { everyone: pairs, stayed: pairs.filter(({ key }) => stayed.has(key)) },
    kinds.map(([code, label, is]) => ({ about: (whom: Whom) => about(code, label, whom), is })),
  );
}
