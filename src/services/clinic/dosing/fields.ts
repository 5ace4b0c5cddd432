import { type Field, textOf } from "../../../web/form.tsx";
import { parseMg, parseMl } from "./amount-rules.ts";

/** Answers to choose from, of a list of codes and their words. */
export const choices = <K extends string>(
  of: Readonly<Record<K, string>>,
): readonly { readonly value: K; readonly label: string }[] =>
  (Object.entries(of) as [K, string][]).map(([value, label]) => ({ value, label }));

/** A whole number that must be there, and lie within what can be: never a value shown beforehand. */
export const reading = (
  label: string,
  missing: string,
  more: { readonly from: number; readonly to: number; readonly suffix: string; readonly hint?: string },
): Field<number> => ({
  draw: "number",
  label,
  suffix: more.suffix,
  ...(more.hint ? { hint: more.hint } : {}),
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { error: missing };
    const value = /^\d{1,4}$/.test(given) ? Number(given) : Number.NaN;
    return value >= more.from && value <= more.to
      ? { value }
      : { error: `“${given}” is no number from ${more.from} to ${more.to}. ${missing}` };
  },
});

/** A number with decimals, from nought. */
export const decimal = (label: string, missing: string, hint: string): Field<number | undefined> => ({
  draw: "number",
  label,
  hint,
  read: (typed) => {
    const given = textOf(typed).replace(",", ".");
    if (given === "") return { value: undefined };
    return /^\d{1,4}(\.\d{1,2})?$/.test(given)
      ? { value: Number(given) }
      : { error: `“${given}” is no number. ${missing}` };
  },
});

/** Milligrams, in whole micrograms. */
export const milligrams = (label: string, missing: string, hint?: string): Field<number> => ({
  draw: "number",
  label,
  suffix: "mg",
  ...(hint ? { hint } : {}),
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { error: missing };
    const value = parseMg(given);
    return value === undefined
      ? { error: `“${given}” is no number of milligrams. Enter it like 90 or 67.5` }
      : { value };
  },
});

/** Millilitres, in whole microlitres. */
export const millilitres = (label: string, missing: string): Field<number> => ({
  draw: "number",
  label,
  suffix: "ml",
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { error: missing };
    const value = parseMl(given);
    return value === undefined
      ? { error: `“${given}” is no number of millilitres. Enter it like 0.90` }
      : { value };
  },
});
