import { accept, type Result, refuse } from "../../kernel/result.ts";
import {
  type Direction,
  type Item,
  type MeasureDefinition,
  rangeOf,
  type ScoreDefinition,
} from "./definition.ts";

/** Kept when somebody would rather not say. Never 0, never blank. */
export const NOT_DISCLOSED = "NA";

/**
 * One kept answer: a number (days, ratings, scores), `Y` or `N`, a choice's code, or `NA` for not disclosed.
 * A question that was left blank has no entry at all.
 */
export type Answer = number | string;

/** Answers by item code. Plain data, so that it can be stored as it is. */
export type Answers = Readonly<Record<string, Answer>>;

/** What is wrong with one answer as it was typed. */
export type ItemRefusal = { readonly item: string } & (
  | { readonly code: "answer-needed" }
  | { readonly code: "nothing-answered" }
  | { readonly code: "not-a-whole-number"; readonly typed: string }
  | { readonly code: "out-of-range"; readonly min: number; readonly max: number }
  | { readonly code: "not-one-of-the-answers"; readonly typed: string }
  | { readonly code: "not-disclosed-not-offered" }
  | { readonly code: "answered-and-not-disclosed" }
);

/** The form field of the "not disclosed" box that stands beside a number. */
export const notDisclosedField = (item: string): string => `${item}.not-disclosed`;

/**
 * Reads answers as typed, by item code. A blank stays out of the answers: nothing is ever filled in or copied.
 * Stored answers read back the same way, so an import and a form obey one rule. Every wrong answer is named.
 */
export function readAnswers(
  definition: MeasureDefinition,
  raw: Readonly<Record<string, string | undefined>>,
): Result<Answers, readonly ItemRefusal[]> {
  const answers: Record<string, Answer> = {};
  const wrong: ItemRefusal[] = [];
  for (const item of definition.items) {
    const typed = (raw[item.code] ?? "").trim();
    const ticked = (raw[notDisclosedField(item.code)] ?? "").trim() !== "";
    if (ticked && typed !== "" && typed !== NOT_DISCLOSED) {
      wrong.push({ item: item.code, code: "answered-and-not-disclosed" });
    } else if (ticked || typed.toUpperCase() === NOT_DISCLOSED) {
      if (definition.allowsNotDisclosed) answers[item.code] = NOT_DISCLOSED;
      else wrong.push({ item: item.code, code: "not-disclosed-not-offered" });
    } else if (typed === "") {
      if (item.required) wrong.push({ item: item.code, code: "answer-needed" });
    } else {
      const read = readOne(item, typed);
      if (read.ok) answers[item.code] = read.value;
      else wrong.push(read.refusal);
    }
  }
  if (wrong.length > 0) return refuse(wrong);
  const [first] = definition.items;
  if (first && Object.keys(answers).length === 0)
    return refuse([{ item: first.code, code: "nothing-answered" }]);
  return accept(answers);
}

function readOne(item: Item, typed: string): Result<Answer, ItemRefusal> {
  if (item.kind === "yes-no") {
    const said = { Y: "Y", YES: "Y", N: "N", NO: "N" }[typed.toUpperCase()];
    return said ? accept(said) : refuse({ item: item.code, code: "not-one-of-the-answers", typed });
  }
  if (item.kind === "choice") {
    const known = item.choices.some((choice) => choice.code === typed);
    return known ? accept(typed) : refuse({ item: item.code, code: "not-one-of-the-answers", typed });
  }
  if (!/^-?\d{1,6}$/.test(typed)) return refuse({ item: item.code, code: "not-a-whole-number", typed });
  const number = Number(typed);
  const range = rangeOf(item) ?? { min: number, max: number };
  if (number < range.min || number > range.max)
    return refuse({ item: item.code, code: "out-of-range", ...range });
  return accept(number);
}

/** The stage of treatment that was chosen; undefined for a measure that has none. Refused when it should have one. */
export function readStage(
  definition: MeasureDefinition,
  typed: string | undefined,
): Result<string | undefined, { readonly code: "stage-needed" }> {
  if (!definition.stages) return accept(undefined);
  const stage = definition.stages.find((one) => one.code === typed?.trim());
  return stage ? accept(stage.code) : refuse({ code: "stage-needed" });
}

/** A score read out of the answers, or why there is none. An unscored measure is never a low score. */
export type Score =
  | { readonly code: string; readonly state: "scored"; readonly value: number; readonly band: string | null }
  | {
      readonly code: string;
      readonly state: "not-scored";
      readonly missing: readonly string[];
      readonly notDisclosed: readonly string[];
    };

/** Something an answer calls for at once. */
export type Flag = { readonly code: string; readonly item: string; readonly words: string };

/** Everything that can be read out of one set of answers. */
export type Scored = {
  /** Complete when every question was answered or met with "not disclosed". */
  readonly completeness: "complete" | "partial";
  readonly missing: readonly string[];
  readonly notDisclosed: readonly string[];
  readonly scores: readonly Score[];
  readonly flags: readonly Flag[];
};

/** Scores answers. A score with any of its items missing is not scored; flags are raised even so. */
export function score(definition: MeasureDefinition, answers: Answers): Scored {
  const codes = definition.items.map((item) => item.code);
  const missing = codes.filter((code) => answers[code] === undefined);
  const flags = (definition.flags ?? []).filter((flag) => {
    const value = numberOf(answers[flag.item]);
    return value !== undefined && value >= flag.atLeast;
  });
  return {
    completeness: missing.length === 0 ? "complete" : "partial",
    missing,
    notDisclosed: codes.filter((code) => answers[code] === NOT_DISCLOSED),
    scores: definition.scores.map((one) => scoreOne(one, answers)),
    flags: flags.map(({ code, item, words }) => ({ code, item, words })),
  };
}

/** The scores that were made, as numbers by code, for keeping beside the answers. One that was not made is absent. */
export const scoreValues = (scored: Scored): Readonly<Record<string, number>> =>
  Object.fromEntries(scored.scores.flatMap((one) => (one.state === "scored" ? [[one.code, one.value]] : [])));

function scoreOne(definition: ScoreDefinition, answers: Answers): Score {
  const values = definition.from.map((item) => numberOf(answers[item]));
  const known = values.filter((value) => value !== undefined);
  // One yes settles "any of these" whatever was left out; a no needs every answer.
  const settled = definition.kind === "any" && known.includes(1);
  if (!settled && known.length < values.length) {
    return {
      code: definition.code,
      state: "not-scored",
      missing: definition.from.filter((item) => answers[item] === undefined),
      notDisclosed: definition.from.filter((item) => answers[item] === NOT_DISCLOSED),
    };
  }
  const value = definition.kind === "any" ? Number(settled) : known.reduce((sum, one) => sum + one, 0);
  return { code: definition.code, state: "scored", value, band: bandOf(definition, value) };
}

function numberOf(answer: Answer | undefined): number | undefined {
  if (answer === undefined || answer === NOT_DISCLOSED) return undefined;
  if (typeof answer === "number") return answer;
  if (answer === "Y") return 1;
  if (answer === "N") return 0;
  return Number(answer);
}

/** The name of the part of the range a value falls in; null when none is published. */
export const bandOf = (definition: ScoreDefinition, value: number): string | null =>
  definition.bands.find((band) => value >= band.from && value <= band.to)?.label ?? null;

/** How a change stands against the size that chance alone would make. */
export type ChangeClass = "stopped" | "reliably-improved" | "unchanged" | "reliably-worse" | "not-classified";

/** The difference between two scores of one person. Says nothing about what caused it. */
export type Change = {
  readonly difference: number;
  readonly tendency: "better" | "worse" | "same" | "neither";
  readonly class: ChangeClass;
  /** Why it is not classified. */
  readonly because?: "no-threshold" | "threshold-is-for-others" | "no-use-at-start";
};

/**
 * Compares two scores of one kind. The difference is always given; a class only where a threshold was looked up
 * and holds for this person. Source of the classes: the published practice since Marsden and others, Lancet 2009.
 */
export function changeBetween(
  definition: ScoreDefinition,
  before: Score,
  after: Score,
  person: { readonly alcoholOnly: boolean },
): Result<Change, { readonly code: "not-scored"; readonly which: "before" | "after" }> {
  if (before.state !== "scored") return refuse({ code: "not-scored", which: "before" });
  if (after.state !== "scored") return refuse({ code: "not-scored", which: "after" });
  const difference = after.value - before.value;
  const tendency = tendencyOf(definition.direction, difference);
  return accept({
    difference,
    tendency,
    ...classify(definition, before.value, after.value, tendency, person),
  });
}

function tendencyOf(direction: Direction, difference: number): Change["tendency"] {
  if (difference === 0) return "same";
  if (direction === "none") return "neither";
  return difference > 0 === (direction === "higher-is-better") ? "better" : "worse";
}

function classify(
  definition: ScoreDefinition,
  before: number,
  after: number,
  tendency: Change["tendency"],
  person: { readonly alcoholOnly: boolean },
): Pick<Change, "class" | "because"> {
  const rule = definition.reliableChange;
  if (!rule || rule.threshold === null) return { class: "not-classified", because: "no-threshold" };
  if (rule.onlyFor === "alcohol-only" && !person.alcoholOnly) {
    return { class: "not-classified", because: "threshold-is-for-others" };
  }
  if (rule.ofUse && before === 0) return { class: "not-classified", because: "no-use-at-start" };
  if (rule.ofUse && after === 0) return { class: "stopped" };
  if (Math.abs(after - before) < rule.threshold || tendency === "neither") return { class: "unchanged" };
  return { class: tendency === "better" ? "reliably-improved" : "reliably-worse" };
}
