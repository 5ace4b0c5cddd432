import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { counted, grouped } from "../../../kernel/words.ts";
import { amountInWords, inWords } from "../../medicines/amount-rules.ts";
import type { ClinicProduct, Micrograms } from "../products.ts";

export type QuantityRefusal =
  | { readonly code: "not-a-quantity"; readonly typed: string }
  | { readonly code: "no-unit"; readonly typed: string; readonly units: string }
  | { readonly code: "unit-not-of-this"; readonly typed: string; readonly units: string }
  | { readonly code: "misread-unit"; readonly typed: string }
  | { readonly code: "other-strength"; readonly typed: string; readonly strength: string }
  | { readonly code: "finer-than-a-microgram"; readonly typed: string }
  | { readonly code: "too-much"; readonly typed: string }
  | { readonly code: "nothing" };

/** A kilogram: what is typed beyond it is a slip. */
const LARGEST = 1_000_000_000;

/** Micrograms in a unit of mass. */
const MASSES: Readonly<Record<string, number>> = {
  mg: 1000,
  milligram: 1000,
  milligrams: 1000,
  microgram: 1,
  micrograms: 1,
  g: 1_000_000,
  gram: 1_000_000,
  grams: 1_000_000,
};
const PIECES = {
  "powder-ampoule": ["ampoule", "ampoules"],
  "powder-vial": ["vial", "vials"],
  solution: ["ml", "millilitre", "millilitres"],
  "oral-solution": ["ml", "millilitre", "millilitres"],
} as const;

/** The units in which this product may be typed, in words. */
export const unitsOf = ({ form }: ClinicProduct): string => `mg or ${PIECES[form][1] ?? PIECES[form][0]}`;

/**
 * Reads a quantity with its unit, never without: `300 mg`, `3 ampoules`, `3 x 100 mg`, `2.5 ml`. A bare number would be a guess
 * between milligrams and millilitres or ampoules, by which people have died. `mcg` and `µg` are not read: they are taken for mg.
 */
export function readQuantity(typed: string, product: ClinicProduct): Result<Micrograms, QuantityRefusal> {
  const text = typed
    .trim()
    .toLowerCase()
    .replace(/(\d),(?=\d{3}(?:\D|$))/g, "$1");
  const times = /^(\d{1,5})\s*(?:x|×|of)\s*(.+)$/.exec(text);
  if (times) {
    const each = readQuantity(times[2] ?? "", product);
    if (!each.ok) return each;
    return product.strength.per === "unit" && each.value === product.strength.micrograms
      ? within(BigInt(times[1] ?? "0") * BigInt(each.value), 1n, typed)
      : refuse({ code: "other-strength", typed, strength: strengthWords(product) });
  }
  const match = /^(\d{1,9})(?:\.(\d{1,9}))?\s*([a-zµμ]*)$/.exec(text);
  if (!match) return refuse({ code: "not-a-quantity", typed });
  const [, whole = "", part = "", unit = ""] = match;
  if (unit === "") return refuse({ code: "no-unit", typed, units: unitsOf(product) });
  if (/^(mcg|µg|μg|ug)$/.test(unit)) return refuse({ code: "misread-unit", typed });
  const isPiece = (PIECES[product.form] as readonly string[]).includes(unit);
  const mass = MASSES[unit];
  if (!isPiece && mass === undefined)
    return refuse({ code: "unit-not-of-this", typed, units: unitsOf(product) });
  const perUnit = isPiece ? product.strength.micrograms : (mass ?? 0);
  return within(BigInt(`${whole}${part}`) * BigInt(perUnit), 10n ** BigInt(part.length), typed);
}

function within(parts: bigint, of: bigint, typed: string): Result<Micrograms, QuantityRefusal> {
  if (parts % of !== 0n) return refuse({ code: "finer-than-a-microgram", typed });
  const micrograms = parts / of;
  return micrograms > BigInt(LARGEST) ? refuse({ code: "too-much", typed }) : accept(Number(micrograms));
}

/** Thousandths as a decimal with at least so many places, without floating point. */
export function decimalOf(thousandths: number, least = 0): string {
  const rest = String(thousandths % 1000)
    .padStart(3, "0")
    .replace(/0+$/, "")
    .padEnd(least, "0");
  return `${grouped(Math.trunc(thousandths / 1000))}${rest === "" ? "" : `.${rest}`}`;
}

/** `1,000 mg`; below a milligram in micrograms. A sign goes before. */
export function mgWords(micrograms: Micrograms): string {
  const size = Math.abs(micrograms);
  const words = size > 0 && size < 1000 ? `${size} micrograms` : `${decimalOf(size)} mg`;
  return micrograms < 0 ? `−${words}` : words;
}

/** Thousandths of a millilitre, without rounding; undefined where it is no whole number of them, or nothing measured in ml. */
export function microlitresOf({ strength }: ClinicProduct, micrograms: Micrograms): number | undefined {
  if (strength.per !== "ml") return undefined;
  const exact = (Math.abs(micrograms) * 1000) / strength.micrograms;
  return Number.isInteger(exact) ? exact : undefined;
}

/** How much of the product it is: `0.30 ml`, `3 ampoules of 100 mg`; `not whole ampoules` where it is not. */
export function piecesWords(product: ClinicProduct, micrograms: Micrograms): string {
  const { strength, form } = product;
  const [one, several = `${one}s`] = PIECES[form];
  if (strength.per === "ml") {
    const microlitres = microlitresOf(product, micrograms);
    return microlitres === undefined ? "no whole 0.001 ml" : `${decimalOf(microlitres, 2)} ml`;
  }
  const pieces = Math.abs(micrograms) / strength.micrograms;
  return Number.isInteger(pieces)
    ? `${counted(pieces, one, several)} of ${decimalOf(strength.micrograms)} mg`
    : `not whole ${several}`;
}

/** Both, as they are shown wherever a quantity is: milligrams, and what it comes to of the product. */
export const bothWords = (product: ClinicProduct, micrograms: Micrograms): string =>
  `${mgWords(micrograms)} (${piecesWords(product, micrograms)})`;

/** A quantity in words, as it stands beside its figures on a requisition: `one thousand five hundred milligrams, fifteen ampoules`. */
export function spelledOut(product: ClinicProduct | undefined, micrograms: Micrograms): string {
  const words = amountInWords(micrograms);
  if (!product) return words;
  const [one, several = `${one}s`] = product.strength.per === "ml" ? ["millilitre"] : PIECES[product.form];
  const pieces = micrograms / product.strength.micrograms;
  return Number.isInteger(pieces) ? `${words}, ${inWords(pieces)} ${pieces === 1 ? one : several}` : words;
}

/** `100 mg`, `100 mg/ml`. */
export const strengthWords = ({ strength }: ClinicProduct): string =>
  `${decimalOf(strength.micrograms)} mg${strength.per === "ml" ? "/ml" : ""}`;

/** Drug, salt, form and strength, as they stand at the head of each page of the book. */
export const headingOf = (product: ClinicProduct): string =>
  `${product.substance} ${product.salt}, ${product.formWords}, ${strengthWords(product)}`;

/** What whoever typed it reads. */
export function sayQuantity(refusal: QuantityRefusal): string {
  switch (refusal.code) {
    case "not-a-quantity":
      return `“${refusal.typed}” is not a quantity. Enter a number and its unit, like 300 mg`;
    case "no-unit":
      return `“${refusal.typed}” has no unit. Say ${refusal.units}: “${refusal.typed} mg” if that is what you mean`;
    case "unit-not-of-this":
      return `“${refusal.typed}”: this book is kept in ${refusal.units}. Enter one of them`;
    case "misread-unit":
      return `“${refusal.typed}”: write micrograms in full, since the short form is read as mg`;
    case "other-strength":
      return `“${refusal.typed}”: this book is of ${refusal.strength}. If that is the strength in your hand, it belongs in another book`;
    case "finer-than-a-microgram":
      return `“${refusal.typed}” is finer than a microgram. Enter fewer places`;
    case "too-much":
      return `“${refusal.typed}” is more than a kilogram. Look again`;
    case "nothing":
      return "Enter a quantity above zero";
  }
}
