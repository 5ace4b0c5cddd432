import { accept, type Result, refuse } from "../../kernel/result.ts";
import { ageOn, type LocalDate } from "../../kernel/time.ts";
import type { AssessmentDefinition, Item, Section } from "./definition.ts";
import { NO_SECOND, NO_THIRD } from "./definitions/codes.ts";

/** Answers by item, as they are kept. */
export type Answers = Readonly<Record<string, string>>;

/** Why answers cannot stand together. */
export type AnswerRefusal =
  | { readonly code: "not-a-number" | "not-whole"; readonly item: string; readonly given: string }
  | { readonly code: "out-of-range"; readonly item: string; readonly min: number; readonly max: number }
  | { readonly code: "older-than-they-are"; readonly item: string; readonly age: number }
  | { readonly code: "needs-drug-1"; readonly item: string }
  | { readonly code: "needs-drug-2"; readonly item: string }
  | { readonly code: "drug-twice"; readonly item: string }
  | { readonly code: "pregnant-and-male"; readonly item: string }
  | { readonly code: "no-postcode"; readonly item: string; readonly given: string }
  | { readonly code: "no-nationality"; readonly item: string; readonly given: string }
  | { readonly code: "children-elsewhere"; readonly item: string };

/** Who answers, as far as answers depend on it. */
export type Teller = { readonly sex: string; readonly born: LocalDate; readonly today: LocalDate };

/**
 * May these answers stand beside those that stand already? Each by itself first, then together: drugs named once, a route
 * only of a drug, pregnancy only where the sex allows it. Rules of the national return, asked at entry.
 */
export function decideAnswers(
  section: Section,
  given: Answers,
  standing: Answers,
  who: Teller,
): Result<Answers, AnswerRefusal> {
  for (const item of section.items) {
    const answer = given[item.code];
    const wrong = answer === undefined ? undefined : wrongByItself(item, answer, who);
    if (wrong) return refuse(wrong);
  }
  const all = { ...standing, ...given };
  const wrong = section.items
    .filter((item) => given[item.code] !== undefined)
    .map((item) => wrongTogether(item.code, all, who))
    .find((each) => each !== undefined);
  return wrong ? refuse(wrong) : accept(given);
}

function wrongByItself(item: Item, answer: string, who: Teller): AnswerRefusal | undefined {
  const { code } = item;
  if (item.kind === "number") {
    if (!/^\d+([.,]\d+)?$/.test(answer)) return { code: "not-a-number", item: code, given: answer };
    if (!/^\d+$/.test(answer)) return { code: "not-whole", item: code, given: answer };
    const { min, max } = item;
    if (Number(answer) < min || Number(answer) > max) return { code: "out-of-range", item: code, min, max };
    const age = ageOn(who.born, who.today);
    if (code === "age-first-use" && Number(answer) > age)
      return { code: "older-than-they-are", item: code, age };
  }
  // The first part alone: the rest leads to a street and is never kept here.
  if (code === "postcode-area" && !/^[A-Z]{1,2}\d[A-Z\d]?$/.test(answer))
    return { code: "no-postcode", item: code, given: answer };
  if (code === "nationality" && !/^[A-Z]{3}$/.test(answer))
    return { code: "no-nationality", item: code, given: answer };
  return undefined;
}

function wrongTogether(item: string, all: Answers, who: Teller): AnswerRefusal | undefined {
  const first = all["drug-1"];
  if (["route-1", "age-first-use", "drug-2", "drug-3"].includes(item) && !first)
    return { code: "needs-drug-1", item };
  if (item === "drug-3" && all[item] !== NO_THIRD && (!all["drug-2"] || all["drug-2"] === NO_SECOND))
    return { code: "needs-drug-2", item };
  const drugs = ["drug-1", "drug-2", "drug-3"];
  if (drugs.includes(item) && drugs.some((other) => other !== item && all[other] === all[item]))
    return { code: "drug-twice", item };
  if (item === "pregnant" && all[item] === "Y" && who.sex === "male")
    return { code: "pregnant-and-male", item };
  if (
    ["children-with", "parental"].includes(item) &&
    Number(all["children-with"] ?? 0) > 0 &&
    ["13", "14"].includes(all.parental ?? "")
  )
    return { code: "children-elsewhere", item };
  return undefined;
}

/** An answer as it is kept: codes of places and countries in capitals, however they were typed. */
export const tidied = (item: Item, typed: string): string =>
  item.kind === "line" ? typed.toUpperCase().replace(/\s+/g, "") : typed;

/** How far a section is: how many of its items that the reader may see are answered. */
export const progressOf = (
  section: Section,
  standing: Answers,
  mayRead: (item: Item) => boolean,
): { readonly answered: number; readonly of: number } => {
  const items = section.items.filter(mayRead);
  return { answered: items.filter((item) => standing[item.code] !== undefined).length, of: items.length };
};

/** Why an assessment is not finished. */
export type FinishRefusal =
  | { readonly code: "not-answered"; readonly items: readonly string[] }
  | { readonly code: "in-the-future"; readonly today: LocalDate }
  | { readonly code: "before-the-referral"; readonly opened: LocalDate }
  | { readonly code: "no-episode" };

/** May this assessment be finished on this day? Not before the stay began, not tomorrow, not without what it needs. */
export function decideFinish(
  definition: AssessmentDefinition,
  doneOn: LocalDate,
  known: { readonly standing: Answers; readonly opened: LocalDate | undefined; readonly today: LocalDate },
): Result<LocalDate, FinishRefusal> {
  const missing = definition.needs.filter((code) => known.standing[code] === undefined);
  if (missing.length > 0) return refuse({ code: "not-answered", items: missing });
  if (!known.opened) return refuse({ code: "no-episode" });
  if (Temporal.PlainDate.compare(doneOn, known.today) > 0)
    return refuse({ code: "in-the-future", today: known.today });
  if (Temporal.PlainDate.compare(doneOn, known.opened) < 0)
    return refuse({ code: "before-the-referral", opened: known.opened });
  return accept(doneOn);
}
