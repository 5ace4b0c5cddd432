import { type LocalDate, longDate } from "../../kernel/time.ts";
import { inSentence } from "../changed/catalogue.ts";
import type { Case } from "../cohorts/case.ts";
import type { EvaluatedWhole } from "../cohorts/evaluated.ts";
import type { Told } from "../cohorts/evaluation.ts";
import { figureJson } from "../programmes/export.ts";
import type { Figure } from "../programmes/figure.ts";
import { isFew } from "../programmes/keep-back.ts";
import { type BalanceRow, balanceLabel, balanceShown } from "./balance.ts";
import type { AskedOne } from "./each-outcome.ts";
import { flowFigures, outcomeFigures } from "./figures.ts";
import { cautionsSaid, methodSaid } from "./quiet.ts";
import type { PersonRow } from "./table.ts";

/** What a comparison with those not offered cannot tell apart. */
const NEVER_GOT_IN =
  "Those not offered it are the ones who never got in: whoever waited and entered later is among those who entered. They count from the day they were put forward, which is earlier in their trouble than a day of entry may be.";

/** What the record's own columns cannot tell. */
const KNOWN_HERE =
  "Earlier stays in treatment and time in custody are those recorded in this partnership: whoever came from elsewhere, or before its records begin, looks as if there had been none.";

/** What one outcome was answered from. */
export type AnsweredFrom = {
  readonly whole: EvaluatedWhole;
  readonly people: readonly PersonRow[];
  readonly completeTo: LocalDate;
  /** Sources and what could not be counted, in words. */
  readonly basis: readonly string[];
  /** Why nothing may be shown, where it is not the groups' size. */
  readonly withheld: string | undefined;
};

/** One outcome of a cohort as it may be shown: figures, how alike the groups were, and what must be known. */
export function toldOf(asked: AskedOne, from: AnsweredFrom) {
  const { whole, withheld } = from;
  const { evaluation, taken } = whole;
  const [outcome] = evaluation.outcomes;
  const [measured] = taken;
  const { groups } = evaluation;
  const few = groups.findIndex(({ people }) => people === 0 || isFew(people));
  const not_shown =
    few < 0
      ? (withheld ?? null)
      : `Fewer than five people are ${namesOf(groups)[few] ?? "in it"}: figures of so few would say something of one of them.`;
  const figures = not_shown || !outcome || !measured ? [] : figuresOf(asked, from, outcome, measured.cases);
  const balance =
    asked.bySexAlone || !outcome || !measured || not_shown
      ? []
      : balanceShown(outcome, measured.cases, from.people, figures.some(isRateOfFew));
  const held = balance.flatMap((row) => (row.held ? [row.column] : []));
  const method = outcome
    ? {
        names: outcome.methods,
        chosen: `${outcome.chosen.by}: ${outcome.chosen.because}`,
        ...methodSaid(outcome, not_shown ? undefined : held, asked.bySexAlone ? undefined : balanceLabel),
      }
    : null;
  return {
    not_shown,
    method,
    figures: figures.map(figureJson),
    ...(balance.length > 0 ? { balance: balance.map(balanceJson) } : {}),
    before_you_believe_it: [
      ...cautionsSaid(evaluation),
      ...(groups.length > 1 ? [NEVER_GOT_IN] : []),
      ...(asked.comparison === "matched" && !asked.bySexAlone ? [KNOWN_HERE] : []),
    ],
  };
}

const namesOf = (groups: readonly unknown[]): readonly string[] =>
  groups.length > 1 ? ["entered", "not offered"] : ["everyone who entered"];

const isRateOfFew = ({ unit, whom, held }: Figure): boolean =>
  unit === "rate" && whom === "everyone who entered" && held === "few";

function figuresOf(
  { windowDays, gapDays, event }: AskedOne,
  { whole, basis, completeTo }: AnsweredFrom,
  told: Told,
  cases: readonly Case[],
): readonly Figure[] {
  const { groups, flow } = whole.evaluation;
  const names = namesOf(groups);
  const rest = { source: basis.join(" "), fresh: `complete to ${longDate(completeTo)}` };
  return [
    ...flowFigures(
      flow,
      groups.map(({ people }, g) => ({ name: names[g] ?? "", people })),
      rest,
    ),
    ...outcomeFigures({ told, cases, events: inSentence(event.plural), windowDays, gapDays, ...rest }),
  ];
}

const balanceJson = ({ column, before, after, ratioBefore, ratioAfter, held }: BalanceRow) => ({
  column,
  difference_before: before ?? null,
  difference_after: after ?? null,
  variance_ratio_before: ratioBefore ?? null,
  variance_ratio_after: ratioAfter ?? null,
  held_back: held,
});
