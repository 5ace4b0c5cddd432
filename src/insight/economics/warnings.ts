import { warn } from "../evaluate/messages.ts";
import { FEW_PEOPLE } from "../publish/thresholds.ts";
import type { Answer } from "./answer.ts";
import { deathsWarnings } from "./deaths.ts";
import { fundingWarnings } from "./funding.ts";
import { type Warning, warned } from "./messages.ts";
import type { ProgrammeCost } from "./programme.ts";
import type { Question } from "./question.ts";
import { VERSION } from "./reference.ts";

/** How many times a filled place's cost a retained person-year may be before it is remarked on. */
const REMARKABLE = 1.25;

/** Everything that a reader must know before believing the answer, in the order it should be read. */
export function warningsOf(
  question: Question,
  answer: Omit<Answer, "warnings">,
  today: string,
): readonly Warning[] {
  const { design, people, setting } = question;
  const found = [...(design.effect ? [design.effect] : []), ...(design.effects ?? [])];
  const fewest = Math.min(people.without, people.with);
  const unspread =
    setting.priced.length > 0 &&
    ((!setting.effects?.length && setting.dispersion.without === 1) || setting.dispersion.with === 1);
  return [
    ...(fewest < FEW_PEOPLE ? [warn("few-people", { people: fewest })] : []),
    ...(design.design === "before-after"
      ? [warn("no-comparison"), warn("regression-to-mean")]
      : found.length > 0
        ? found.map((one) => warned("from-effect", one))
        : [warned("taken-as-alike")]),
    ...stayersOnly(question),
    ...(unspread ? [warn("repeat-events")] : []),
    ...question.warnings,
    ...unsplit(question, answer),
    ...(answer.counted.length > 1 ? [warned("summed", { of: answer.counted })] : []),
    ...(answer.saved.some(({ part }) => part.startsWith("cashable")) ? [warned("not-cash")] : []),
    ...placesEmpty(answer.programme),
    ...fundingWarnings(design.programme["paid-by"], today),
    ...(answer.discount.rates === "none" && answer.discount.factors.length > 1
      ? [warned("no-discounting", { years: answer.discount.factors.length })]
      : []),
    ...(answer.balance.drawsWithoutRatio > 0
      ? [warned("no-ratio", { draws: answer.balance.drawsWithoutRatio, of: answer.draws })]
      : []),
    ...curveAgainstMean(answer),
    ...withoutMultiplier(question, answer),
    ...convictionsPriced(question),
    ...deathsWarnings(answer.deaths),
    ...(answer.deaths ? [warned("deaths-not-priced")] : []),
    ...reviewDue(today),
  ];
}

/** Whether the day has passed by which the reviewed costs were to be looked at again. */
export const reviewDue = (today: string): readonly Warning[] =>
  today > VERSION.checkBy ? [warned("due-again", { checkBy: VERSION.checkBy })] : [];

function stayersOnly({ design, people }: Question): readonly Warning[] {
  const { entered } = design.programme;
  return entered !== undefined && people.with < entered
    ? [warned("only-stayers", { people: people.with, entered })]
    : [];
}

function unsplit({ setting }: Question, { saved }: Omit<Answer, "warnings">): readonly Warning[] {
  const names = setting.priced
    .filter(({ cost }) => cost.parts.some(({ perspective }) => perspective === "unsplit"))
    .map(({ cost }) => cost.name);
  const part = saved.find((one) => one.part === "unsplit");
  const of = saved.reduce((sum, one) => sum + one.value, 0);
  const social = saved.some((one) => one.part === "social");
  return part ? [warned("unsplit", { names, saved: part.value, of, social })] : [];
}

/** Whether keeping somebody cost much more than a place that is filled. */
export function placesEmpty(programme: ProgrammeCost): readonly Warning[] {
  const { perPlaceFilled: place, perRetainedPersonYear: retained } = programme;
  if (place === undefined || retained === undefined || retained < REMARKABLE * place) return [];
  return [warned("few-in-place", { times: (retained / place).toFixed(1), place, retained })];
}

/** Where the strategy that is best in most draws is not the one to choose, the reader is told which decides. */
function curveAgainstMean({ acceptability, strategies }: Omit<Answer, "warnings">): readonly Warning[] {
  return acceptability.flatMap(({ worth, probability, choose }) => {
    const probable = probability.indexOf(Math.max(...probability));
    return (probability[probable] ?? 0) > (probability[choose] ?? 0)
      ? [
          warned("curve-not-rule", {
            worth,
            choose: strategies[choose] ?? "",
            probable: strategies[probable] ?? "",
          }),
        ]
      : [];
  });
}

function withoutMultiplier(
  { setting }: Question,
  { scenario }: Omit<Answer, "warnings">,
): readonly Warning[] {
  const codes = (scenario?.multipliers ?? []).filter(({ multiplier }) => multiplier === undefined);
  const names = codes.map(
    ({ code }) => setting.priced.find(({ cost }) => cost.code === code)?.cost.name ?? code,
  );
  return names.length > 0 ? [warned("no-multiplier", { names })] : [];
}

/** Offences counted by conviction: what one stands for in crimes is not known, so that it is priced as one of them. */
function convictionsPriced({ design, setting }: Question): readonly Warning[] {
  const names = setting.priced.filter(({ cost }) => cost.holdsResponse).map(({ cost }) => cost.name);
  return design["events-are"] === "convictions" && names.length > 0
    ? [warned("convictions-as-crimes", { names })]
    : [];
}
