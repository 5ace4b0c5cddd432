import { studentReach } from "../evaluate/distributions.ts";
import type { Entered, Entrant } from "./entrants.ts";
import { type About, type Figure, noFigure, sharesBeside, type Whom } from "./figure.ts";
import { hasStayed, recordAsAt } from "./people.ts";
import {
  EXIT_WITHIN,
  isOfTheStay,
  type Pair,
  pairsOf,
  type Reading,
  START_FROM,
  START_TO,
} from "./readings.ts";

/** The measure and its score. */
export const SPEND_MEASURE = "street-drug-spend";
const SCORE = "spend";
const LEVEL = 0.95;

/** What is known of one entrant: both answers; one at the start alone; asked and not answered; never asked around the start. */
type Known = "both" | "start-only" | "not-answered" | "not-asked";

const spendIn = ({ scores }: Reading): number | undefined => scores[SCORE];

function knownOf(person: Entrant, own: readonly Reading[], pairs: ReadonlyMap<string, Pair>): Known {
  if (pairs.has(person.key)) return "both";
  const until = person.enteredOn.add({ days: START_TO });
  const around = own.filter(
    ({ takenOn }) => isOfTheStay(takenOn, person) && Temporal.PlainDate.compare(takenOn, until) <= 0,
  );
  if (around.some((one) => spendIn(one) !== undefined)) return "start-only";
  return around.length > 0 ? "not-answered" : "not-asked";
}

/** A mean with Student's interval; of one alone there is none. */
function meanOf(values: readonly number[]): {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
} {
  const n = values.length;
  const value = values.reduce((sum, one) => sum + one, 0) / n;
  if (n < 2) return { value };
  const variance = values.reduce((sum, one) => sum + (one - value) ** 2, 0) / (n - 1);
  const reach = studentReach(LEVEL, n - 1) * Math.sqrt(variance / n);
  return { value, low: value - reach, high: value + reach };
}

const WINDOW = `the first answer from ${START_FROM} days before to ${START_TO} days after entry, and the last one after it while with the service or up to ${EXIT_WITHIN} days after leaving`;
const OWN_WORDS =
  "Pounds a person says they spend on street drugs in a usual week of the past four; nought is an answer, and whoever did not say is counted as missing and never as nought";
const SCENARIO =
  "A scenario and no saving: money that is no longer spent on street drugs is saved by no budget, and sellers may sell to others. Pounds a week less, times the people with both answers and no others; in no total, ratio or net benefit.";

const about =
  (entered: Entered) =>
  (section: "spending" | "trade-displaced", code: string, label: string, definition: string) =>
  (whom: Whom): About => ({
    code: `${section}.${code}`,
    section,
    label,
    whom,
    definition,
    source: "Weekly spend on street drugs in the partnership's record, without names",
    fresh: recordAsAt(entered),
  });

/**
 * What people spent on street drugs a week at entry and at the latest review, of those with both answers, with the paired change and its
 * interval (Student's t); how many are missing, and why; and, apart from everything, the scenario of the trade displaced. Where the number
 * with both answers is kept back, so is everything that names it.
 */
export function spendingFigures(entered: Entered, readings: readonly Reading[]): readonly Figure[] {
  if (!entered.kind.asksFor.includes(SPEND_MEASURE)) return [];
  const own = readings.filter(({ measure }) => measure === SPEND_MEASURE);
  if (own.length === 0) return [];
  const of = about(entered);
  const pairs = new Map(pairsOf(entered, own, spendIn).pairs.map((pair) => [pair.key, pair]));
  const byKey = Map.groupBy(own, ({ key }) => key);
  const known = entered.people.map((person) => ({
    person,
    known: knownOf(person, byKey.get(person.key) ?? [], pairs),
  }));
  const part = (code: Known, label: string) => ({
    about: of("spending", code, label, `${OWN_WORDS}. Counted is ${WINDOW}.`),
    is: (one: (typeof known)[number]) => one.known === code,
  });
  const shares = sharesBeside(
    { everyone: known, stayed: known.filter(({ person }) => hasStayed(person, entered)) },
    [
      part("both", "Both answers"),
      part("start-only", "An answer at the start, none later"),
      part("not-answered", "Asked at the start, not answered"),
      part("not-asked", "Not asked around the start"),
    ],
  );
  const told = (["everyone who entered", "those who stayed"] as const).flatMap((whom) => {
    const both = shares.find((one) => one.whom === whom && one.code === "spending.both");
    const whose = known.filter(({ person }) => whom === "everyone who entered" || hasStayed(person, entered));
    const there = whose.flatMap(({ person }) => pairs.get(person.key) ?? []);
    return meansOf(of, whom, there, both?.held !== undefined || there.length === 0);
  });
  return [...shares, ...told];
}

function meansOf(
  of: ReturnType<typeof about>,
  whom: Whom,
  pairs: readonly Pair[],
  held: boolean,
): readonly Figure[] {
  const words = `${OWN_WORDS}. Of those with both answers: ${WINDOW}. The mean with Student's interval of the paired values; spending is lopsided, so that of few people the limits are rough. People enter at their worst: some of any fall is regression to the mean.`;
  const figure = (is: About, values: readonly number[], times = 1): Figure => {
    if (held) return noFigure(is, "pounds", "few");
    const { value, low, high } = meanOf(values);
    return {
      ...is,
      unit: "pounds",
      numerator: undefined,
      denominator: pairs.length,
      value: value * times,
      low: low === undefined ? undefined : low * times,
      high: high === undefined ? undefined : high * times,
      held: undefined,
    };
  };
  const fall = pairs.map(({ start, latest }) => start - latest);
  return [
    figure(
      of("spending", "start", "Pounds a week at the start", words)(whom),
      pairs.map(({ start }) => start),
    ),
    figure(
      of("spending", "latest", "Pounds a week at the latest review", words)(whom),
      pairs.map(({ latest }) => latest),
    ),
    figure(
      of("spending", "change", "Change, pounds a week", words)(whom),
      fall.map((one) => -one),
    ),
    ...(whom === "everyone who entered"
      ? [
          figure(
            of(
              "trade-displaced",
              "week",
              "Pounds a week no longer spent, all with both answers together",
              SCENARIO,
            )(whom),
            fall,
            Math.max(1, pairs.length),
          ),
        ]
      : []),
  ];
}
