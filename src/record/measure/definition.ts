import { invariant } from "../../kernel/result.ts";

/** One answer that can be chosen, with the code that is kept. */
export type Choice = { readonly code: string; readonly label: string };

/** What every question has, whatever its answer looks like. */
type Question = {
  /** Kept with the answer for ever; unique within the measure. Also the field's name on the form. */
  readonly code: string;
  readonly label: string;
  readonly hint?: string;
  /** Questions that share a section stand together under its heading. */
  readonly section?: string;
  /** The column of the national return this answer feeds. Source: NDTMS core data sets. */
  readonly ndtmsHeader?: string;
  /** When true the form is refused without an answer. Otherwise a blank is kept as "not asked". */
  readonly required?: boolean;
};

/** One question of a measure, by the shape of its answer. */
export type Item =
  | (Question & { readonly kind: "days-of-28" })
  | (Question & { readonly kind: "pounds-a-week"; readonly most: number })
  | (Question & { readonly kind: "scale-0-20"; readonly lowest: string; readonly highest: string })
  | (Question & { readonly kind: "yes-no" })
  | (Question & { readonly kind: "choice"; readonly choices: readonly Choice[] })
  | (Question & { readonly kind: "score-0-3"; readonly words: readonly [string, string, string, string] });

/** A part of a score's range that has a name, both ends included. */
export type Band = { readonly from: number; readonly to: number; readonly label: string };

/** Which way is good. `none` is for codes that have no order, or where neither way is better. */
export type Direction = "higher-is-better" | "higher-is-worse" | "none";

/**
 * How large a change must be before it can be told from chance, in the score's own unit.
 * A null threshold means that nobody has looked one up: changes are then not classified, and never guessed.
 */
export type ReliableChange = {
  readonly threshold: number | null;
  /** The threshold was worked out for these people and holds for nobody else. */
  readonly onlyFor?: "alcohol-only";
  /** Days of use: stopping altogether is named, and people who used on no day at the start are left out. */
  readonly ofUse?: boolean;
  readonly source: string;
};

/** One number read out of the answers. */
export type ScoreDefinition = {
  readonly code: string;
  readonly name: string;
  readonly from: readonly string[];
  /** `sum` adds its items, `item` is one of them, `any` is 1 when any of its yes/no items is yes. */
  readonly kind: "sum" | "item" | "any";
  readonly min: number;
  readonly max: number;
  /** Said after a number: `days`, `points`. */
  readonly unit?: string;
  /** On the score, because one measure can hold days of use and days of work. */
  readonly direction: Direction;
  /** Empty when none is published. Otherwise they cover the whole range without a gap. */
  readonly bands: readonly Band[];
  readonly ndtmsHeader?: string;
  readonly reliableChange?: ReliableChange;
};

/** Something one answer calls for at once, whether or not the measure is complete. */
export type FlagDefinition = {
  readonly code: string;
  readonly item: string;
  readonly atLeast: number;
  /** What the worker reads: what was said, then what to do. */
  readonly words: string;
};

/** When in a stay with a service the measure is taken. */
export type Stage = { readonly code: string; readonly label: string; readonly when: string };

/**
 * A questionnaire or reading, as data that a clinician can review without reading code.
 * Answers keep the code and version they were given under; a changed question is a new version.
 */
export type MeasureDefinition = {
  readonly code: string;
  readonly version: string;
  readonly name: string;
  readonly whyItMatters: string;
  /** Which rights a reader needs to see it (the sharing categories). */
  readonly category: "health" | "housing" | "social";
  readonly recall: string;
  readonly items: readonly Item[];
  /** Whether "not disclosed" is an answer. It is kept as `NA`, apart from 0 and from a blank. */
  readonly allowsNotDisclosed: boolean;
  readonly scores: readonly ScoreDefinition[];
  readonly flags?: readonly FlagDefinition[];
  readonly stages?: readonly Stage[];
  readonly licence: string;
  readonly source: string;
  readonly authoredBy: string;
  /** Null until somebody other than the author has checked it. */
  readonly checkedBy: string | null;
  /** Days as `2026-11-21`. */
  readonly reviewedOn: string;
  readonly nextReview: string;
};

/** The score with this code; asking for one that the measure has not is our own mistake. */
export function scoreNamed(definition: MeasureDefinition, code: string): ScoreDefinition {
  const found = definition.scores.find((score) => score.code === code);
  invariant(found, `${definition.code} has a score called ${code}`);
  return found;
}

/** The lowest and highest number an answer can count as; undefined when its codes are not numbers. */
export function rangeOf(item: Item): { readonly min: number; readonly max: number } | undefined {
  switch (item.kind) {
    case "days-of-28":
      return { min: 0, max: 28 };
    case "pounds-a-week":
      return { min: 0, max: item.most };
    case "scale-0-20":
      return { min: 0, max: 20 };
    case "score-0-3":
      return { min: 0, max: 3 };
    case "yes-no":
      return { min: 0, max: 1 };
    case "choice": {
      const codes = item.choices.map((choice) => Number(choice.code));
      if (codes.some((code) => !Number.isInteger(code))) return undefined;
      return { min: Math.min(...codes), max: Math.max(...codes) };
    }
  }
}

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Checks a definition when its module loads, so that a wrong one stops the program and not a person's score. */
export function measure(definition: MeasureDefinition): MeasureDefinition {
  const of = definition.code;
  invariant(CODE.test(of), `the measure code ${of} is lower case with hyphens`);
  invariant(/^[1-9]\d*$/.test(definition.version), `${of} has a version from 1 up`);
  invariant(definition.items.length > 0, `${of} asks at least one question`);
  unique(definition.items, `${of}: item codes`);
  unique(definition.scores, `${of}: score codes`);
  unique(definition.stages ?? [], `${of}: stage codes`);
  unique(definition.flags ?? [], `${of}: flag codes`);
  for (const item of definition.items) checkItem(of, item);
  for (const score of definition.scores) checkScore(definition, score);
  for (const flag of definition.flags ?? []) {
    const item = definition.items.find((candidate) => candidate.code === flag.item);
    const range = item && rangeOf(item);
    invariant(range, `${of}: the flag ${flag.code} watches an item with numbers`);
    invariant(
      flag.atLeast > range.min && flag.atLeast <= range.max,
      `${of}: the flag ${flag.code} can be raised and can stay down`,
    );
  }
  const reviewed = Temporal.PlainDate.from(definition.reviewedOn);
  const next = Temporal.PlainDate.from(definition.nextReview);
  invariant(Temporal.PlainDate.compare(reviewed, next) < 0, `${of}: the next review comes after the last`);
  return definition;
}

function unique(named: readonly { readonly code: string }[], what: string): void {
  invariant(new Set(named.map((one) => one.code)).size === named.length, `${what} are unique`);
}

function checkItem(of: string, item: Item): void {
  invariant(CODE.test(item.code), `${of}: the item code ${item.code} is lower case with hyphens`);
  if (item.kind !== "choice") return;
  invariant(item.choices.length > 1, `${of}: ${item.code} offers at least two answers`);
  unique(item.choices, `${of}: the answers of ${item.code}`);
}

function checkScore(definition: MeasureDefinition, score: ScoreDefinition): void {
  const of = `${definition.code}: the score ${score.code}`;
  const items = score.from.map((code) => definition.items.find((item) => item.code === code));
  invariant(
    items.length > 0 && items.every((item) => item !== undefined),
    `${of} is made from items that exist`,
  );
  invariant(new Set(score.from).size === score.from.length, `${of} counts each item once`);
  invariant(score.kind !== "item" || items.length === 1, `${of} is one item`);
  invariant(
    score.kind !== "any" || items.every((item) => item?.kind === "yes-no"),
    `${of} asks whether any yes/no item is yes`,
  );
  const ranges = items.map((item) => item && rangeOf(item));
  invariant(
    ranges.every((range) => range !== undefined),
    `${of} is made from numbers`,
  );
  const min = score.kind === "any" ? 0 : total(ranges.map((range) => range?.min ?? 0));
  const max = score.kind === "any" ? 1 : total(ranges.map((range) => range?.max ?? 0));
  invariant(score.min === min && score.max === max, `${of} runs from ${min} to ${max}, as its items do`);
  checkBands(of, score);
  const threshold = score.reliableChange?.threshold;
  invariant(
    threshold === undefined || threshold === null || (threshold > 0 && threshold <= max - min),
    `${of} has a reliable change within its range`,
  );
}

function checkBands(of: string, score: ScoreDefinition): void {
  const [first] = score.bands;
  const last = score.bands.at(-1);
  if (!first || !last) return;
  invariant(first.from === score.min && last.to === score.max, `${of}: the bands cover the whole range`);
  for (const [index, band] of score.bands.entries()) {
    invariant(band.from <= band.to, `${of}: the band ${band.label} runs upwards`);
    const next = score.bands[index + 1];
    invariant(!next || next.from === band.to + 1, `${of}: each band starts where the last one ended`);
  }
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
