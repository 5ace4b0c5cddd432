import type { Entered } from "./entrants.ts";
import {
  type About,
  type Figure,
  noFigure,
  peopleFigure,
  shareFigure,
  sharesBeside,
  type Whom,
} from "./figure.ts";
import { isFew } from "./keep-back.ts";
import { hasStayed, recordAsAt } from "./people.ts";
import { EXIT_WITHIN, type Pair, pairsOf, type Reading, START_FROM, START_TO } from "./readings.ts";

/** One question of housing or work: which measure answers it, and how. 1 for yes, 0 for no. */
type Question = {
  readonly code: string;
  readonly label: string;
  readonly measure: string;
  readonly source: string;
  readonly yes: (reading: Reading) => number | undefined;
};

/** The measures that answer them. */
export const LIFE_MEASURES = ["housing-status", "employment-status", "top"] as const;

const yesIf = (known: boolean, yes: boolean): number | undefined => (known ? (yes ? 1 : 0) : undefined);
/** Not known, and preferred not to say: no answers. */
const UNKNOWN_WORK: ReadonlySet<string> = new Set(["6", "99"]);

const QUESTIONS: readonly Question[] = [
  {
    code: "no-home",
    label: "No fixed home",
    measure: "housing-status",
    source: "Housing status, code 1: no fixed home, an urgent housing problem",
    yes: ({ scores }) => yesIf(scores["housing-need"] !== undefined, scores["housing-need"] === 1),
  },
  {
    code: "any-housing-problem",
    label: "A housing problem of any kind",
    measure: "housing-status",
    source: "Housing status, codes 1 and 2",
    yes: ({ scores }) => yesIf(scores["housing-need"] !== undefined, (scores["housing-need"] ?? 3) < 3),
  },
  {
    code: "in-work",
    label: "In regular paid work",
    measure: "employment-status",
    source: "Employment status, code 1; not known and not said are no answers",
    yes: ({ work }) => yesIf(work !== undefined && !UNKNOWN_WORK.has(work), work === "1"),
  },
  {
    code: "paid-days",
    label: "Paid work on any of the last 28 days",
    measure: "top",
    source: "Treatment Outcomes Profile, days of paid work",
    yes: ({ scores }) => yesIf(scores["paid-work"] !== undefined, (scores["paid-work"] ?? 0) > 0),
  },
];

/** What is asked of housing and work, by the measure that answers it. */
export const LIFE_QUESTIONS: readonly Pick<Question, "code" | "label" | "measure">[] = QUESTIONS;

/**
 * Housing and work at the start and at the latest review, of the same people, and how many moved from no to yes and from yes to no: both are
 * shown, whichever is the better. Those who stayed stand beside everyone.
 */
export function lifeFigures(entered: Entered, readings: readonly Reading[]): readonly Figure[] {
  const stayed = new Set(entered.people.filter((one) => hasStayed(one, entered)).map(({ key }) => key));
  return QUESTIONS.filter(({ measure }) => entered.kind.asksFor.includes(measure)).flatMap((question) => {
    const { pairs } = pairsOf(
      entered,
      readings.filter((one) => one.measure === question.measure),
      question.yes,
    );
    const about = (code: string, when: string, whom: Whom = "everyone who entered"): About => ({
      code: `lives.${question.code}.${code}`,
      section: "lives",
      label: `${question.label}: ${when}`,
      whom,
      definition: `Of those with an answer from ${START_FROM} days before to ${START_TO} days after entry and a later one while with the service or up to ${EXIT_WITHIN} days after leaving.`,
      source: `${question.source}, without names`,
      fresh: recordAsAt(entered),
    });
    if (pairs.length === 0) return [];
    if (isFew(pairs.length)) return [peopleFigure(about("pairs", "people with two answers"), pairs.length)];
    const cells = sharesBeside(
      { everyone: pairs, stayed: pairs.filter(({ key }) => stayed.has(key)) },
      MOVES.map(([code, when, start, latest]) => ({
        about: (whom: Whom) => about(code, when, whom),
        is: (one: Pair) => one.start === start && one.latest === latest,
      })),
    );
    const of = (whom: Whom) => {
      const own = cells.filter((one) => one.whom === whom);
      const people = whom === "everyone who entered" ? pairs : pairs.filter(({ key }) => stayed.has(key));
      return startAndLatest(people.length, own, (code, when) => about(code, when, whom));
    };
    return [...of("everyone who entered"), ...of("those who stayed"), ...cells];
  });
}

/** The four ways from the start to the latest review. */
const MOVES = [
  ["became-no", "yes at the start, no at the latest review", 1, 0],
  ["became-yes", "no at the start, yes at the latest review", 0, 1],
  ["stayed-yes", "yes both times", 1, 1],
  ["stayed-no", "no both times", 0, 0],
] as const;

/** At the start and at the latest review: sums of the ways between them, and shown only where those are. */
function startAndLatest(
  people: number,
  cells: readonly Figure[],
  about: (code: string, when: string) => About,
): readonly Figure[] {
  const [becameNo, becameYes, stayedYes] = cells.map(({ numerator }) => numerator);
  const of = (one: About, moved: number | undefined): Figure => {
    if (moved === undefined || stayedYes === undefined) return noFigure(one, "share", "few");
    return shareFigure(one, moved + stayedYes, people);
  };
  return [
    of(about("start", "at the start"), becameNo),
    of(about("latest", "at the latest review"), becameYes),
  ];
}
