import {
  fromLondon,
  type Instant,
  type LocalDate,
  londonDay,
  parseDay,
  parseDayAndTime,
  parseTime,
} from "../kernel/time.ts";

/** What a browser sends: one text per field, or several where boxes may be ticked. */
export type Typed = Readonly<Record<string, string | readonly string[]>>;

/** A choice a question offers. */
export type Choice = { readonly value: string; readonly label: string; readonly hint?: string };

type Read<T> = { readonly value: T } | { readonly error: string };

/** One question: its words, how it is drawn, and how an answer is read. */
export type Field<T> = {
  readonly draw:
    | "text"
    | "long-text"
    | "radios"
    | "select"
    | "boxes"
    | "password"
    | "file"
    | "day"
    | "number"
    | "carried";
  readonly label: string;
  readonly hint?: string;
  /** Says so beside its label. */
  readonly optional?: true;
  readonly choices?: readonly Choice[];
  /** What a list says where nothing is chosen from it. */
  readonly none?: string;
  readonly width?: number;
  readonly suffix?: string;
  readonly autoComplete?: string;
  readonly read: (typed: string | readonly string[] | undefined, at: Instant) => Read<T>;
};

type More = { readonly hint?: string; readonly width?: number; readonly autoComplete?: string };
/** May be left empty, except where the hint says that it is needed. */
type MoreOptional = More & { readonly sometimesNeeded?: true };

const optionalUnless = ({ sometimesNeeded }: MoreOptional): { readonly optional?: true } =>
  sometimesNeeded ? {} : { optional: true };

/** What was typed, as one trimmed text. */
export const textOf = (typed: string | readonly string[] | undefined): string =>
  (typeof typed === "string" ? typed : (typed?.[0] ?? "")).trim();

/** A line of text that must be there. */
export const text = (
  label: string,
  missing: string,
  more: More & { readonly longest?: number } = {},
): Field<string> => ({
  draw: "text",
  label,
  ...more,
  read: (typed) => within(textOf(typed), missing, more.longest ?? 200),
});

/** A line of text that may be left empty. */
export const optionalText = (
  label: string,
  more: MoreOptional & { readonly longest?: number } = {},
): Field<string> => ({
  ...text(label, "", more),
  ...optionalUnless(more),
  read: (typed) => (textOf(typed) === "" ? { value: "" } : within(textOf(typed), "", more.longest ?? 200)),
});

/** Several lines of text that must be there. */
export const longText = (
  label: string,
  missing: string,
  more: More & { readonly longest?: number } = {},
): Field<string> => ({
  ...text(label, missing, { longest: 4000, ...more }),
  draw: "long-text",
});

/** A password: as typed, spaces and all. */
export const password = (label: string, missing: string, more: More = {}): Field<string> => ({
  draw: "password",
  label,
  ...more,
  read: (typed) => {
    const value = typeof typed === "string" ? typed : "";
    return value === "" ? { error: missing } : { value };
  },
});

/** One of a few answers, none chosen beforehand. */
export const choose = <const V extends string>(
  label: string,
  choices: readonly (Choice & { readonly value: V })[],
  missing: string,
  more: More = {},
): Field<V> => ({
  draw: "radios",
  label,
  choices,
  ...more,
  read: (typed) => oneOf<V>(choices, textOf(typed), missing),
});

/** One of many answers, in a list. */
export const pick = <const V extends string>(
  label: string,
  choices: readonly (Choice & { readonly value: V })[],
  missing: string,
  more: More = {},
): Field<V> => ({ ...choose(label, choices, missing, more), draw: "select" });

/** One of many answers, or none, which has words of its own: `Anyone in the team`. */
export const optionalPick = (
  label: string,
  choices: readonly Choice[],
  more: More & { readonly none: string },
): Field<string> => ({
  draw: "select",
  label,
  choices,
  ...more,
  read: (typed) =>
    textOf(typed) === ""
      ? { value: "" }
      : oneOf<string>(choices, textOf(typed), "Choose an answer from the list"),
});

/** Any number of answers; at least one where there are words for a missing one. */
export const boxes = (
  label: string,
  choices: readonly Choice[],
  more: More & { readonly missing?: string } = {},
): Field<readonly string[]> => ({
  draw: "boxes",
  label,
  choices,
  ...more,
  read: (typed) => {
    const ticked = typeof typed === "string" ? [typed] : (typed ?? []);
    if (ticked.length === 0 && more.missing) return { error: more.missing };
    const known = ticked.filter((value) => choices.some((choice) => choice.value === value));
    return known.length === ticked.length ? { value: known } : { error: "Choose from the answers shown" };
  },
});

/** A whole number that may be left empty, which is none. */
export const howMany = (
  label: string,
  more: More & { readonly most: number; readonly suffix?: string },
): Field<number> => ({
  draw: "number",
  label,
  ...more,
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { value: 0 };
    const value = /^\d{1,6}$/.test(given) ? Number(given) : Number.NaN;
    return value <= more.most
      ? { value }
      : { error: `“${given}” is not a number from 0 to ${more.most}. Enter digits only, or leave it empty` };
  },
});

/** A day, typed as people type it. */
export const day = (label: string, missing: string, more: More = {}): Field<LocalDate> => ({
  draw: "day",
  label,
  hint: more.hint ?? "For example, 27/3/2026",
  ...more,
  read: (typed) => {
    if (textOf(typed) === "") return { error: missing };
    const value = parseDay(textOf(typed));
    return value ? { value } : { error: `“${textOf(typed)}” is not a date. Enter it like 27/3/2026` };
  },
});

/** A day that may be left empty. */
export const optionalDay = (label: string, more: MoreOptional = {}): Field<LocalDate | undefined> => ({
  ...day(label, "", more),
  ...optionalUnless(more),
  read: (typed, at) => (textOf(typed) === "" ? { value: undefined } : day(label, "").read(typed, at)),
});

/** A day and time in one line: `27/3/2026 14:30`; a time alone means today. */
export const dayAndTime = (label: string, missing: string, more: More = {}): Field<Instant> => ({
  draw: "day",
  label,
  hint: more.hint ?? "For example, 27/3/2026 14:30, or just 14:30 for today",
  ...more,
  read: (typed, at) => {
    const given = textOf(typed);
    if (given === "") return { error: missing };
    const alone = parseTime(given);
    if (alone) return { value: fromLondon(londonDay(at).toPlainDateTime(alone)) };
    const moment = parseDayAndTime(given);
    return moment
      ? { value: moment.at }
      : { error: `“${given}” is not a day and time. Enter it like 27/3/2026 14:30` };
  },
});

/** What the page showed, carried along unseen, so that what was left as it was is known from what was changed. */
export const carried = <T>(read: (text: string) => T | undefined): Field<T | undefined> => ({
  draw: "carried",
  label: "",
  read: (typed) => ({ value: read(textOf(typed)) }),
});

/** A form: its questions by name. */
// biome-ignore lint/suspicious/noExplicitAny: a form holds fields of every type; FormValues gives each its own back
export type Form = Readonly<Record<string, Field<any>>>;
export type FormValues<F extends Form> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };
export type FormErrors = Readonly<Record<string, string>>;

/** Reads what was typed: every answer, or a sentence for each that is missing or wrong. */
export function readForm<F extends Form>(
  form: F,
  typed: Typed,
  at: Instant,
): { readonly values: FormValues<F> } | { readonly errors: FormErrors } {
  const values: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const [name, field] of Object.entries(form)) {
    const answer = field.read(typed[name], at);
    if ("error" in answer) errors[name] = answer.error;
    else values[name] = answer.value;
  }
  return Object.keys(errors).length > 0 ? { errors } : { values: values as FormValues<F> };
}

function within(value: string, missing: string, longest: number): Read<string> {
  if (value === "") return { error: missing };
  return value.length > longest
    ? { error: `Use ${longest} characters or fewer; this has ${value.length}` }
    : { value };
}

function oneOf<V extends string>(choices: readonly Choice[], value: string, missing: string): Read<V> {
  return choices.some((choice) => choice.value === value) ? { value: value as V } : { error: missing };
}
