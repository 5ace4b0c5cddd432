import { accept, invariant, type Result, refuse } from "../../kernel/result.ts";
import { counted, listed } from "../../kernel/words.ts";
import { amountInWords, amountWords, inWords, type Micrograms } from "./amount-rules.ts";
import { PRODUCTS, type Product } from "./products.ts";

/** So many of one strength, of the several that make up one dose. */
export type Part = { readonly product: Product; readonly units: number };

/** Medicines of which several strengths can make up one dose. Forms are never mixed: they are not taken in alike. */
export const SEVERAL = {
  "buprenorphine-tablets": { unit: "tablet", name: "Buprenorphine sublingual tablets, several strengths" },
  "buprenorphine-lyophilisates": {
    unit: "lyophilisate",
    name: "Buprenorphine oral lyophilisates, several strengths",
  },
} as const;
export type Several = keyof typeof SEVERAL;
/** Is this chosen in the form for several strengths? */
export const isSeveral = (code: string): code is Several => code in SEVERAL;

const largestFirst = (a: Product, b: Product): number => b.perUnit - a.perUnit;

/** The strengths of one such medicine, the largest first. */
export const strengthsOf = (several: Several): readonly Product[] =>
  [...PRODUCTS.values()].filter(({ unit }) => unit === SEVERAL[several].unit).toSorted(largestFirst);

/** Every strength that any of them has, the largest first. */
export const STRENGTHS: readonly Micrograms[] = [
  ...new Set((Object.keys(SEVERAL) as Several[]).flatMap(strengthsOf).map(({ perUnit }) => perUnit)),
].toSorted((a, b) => b - a);

/** Why several strengths are not prescribed so. */
export type StrengthsRefusal =
  | { readonly code: "not-of-these"; readonly strengths: readonly Product[]; readonly micrograms: Micrograms }
  | {
      readonly code: "do-not-add-up";
      readonly parts: readonly Part[];
      readonly micrograms: Micrograms;
    }
  | {
      readonly code: "no-such-strength";
      readonly strength: Micrograms;
      readonly strengths: readonly Product[];
    }
  | { readonly code: "look-at-these"; readonly parts: readonly Part[] }
  | { readonly code: "one-strength-chosen" };

/**
 * The fewest of these strengths that come to a dose. Each strength is a whole number of the next smaller one (8 mg is four of 2 mg,
 * 2 mg five of 400 micrograms), so that taking as many as go of the largest first is the fewest; a test holds them to that.
 */
export function fewest(
  micrograms: Micrograms,
  strengths: readonly Product[],
): Result<readonly Part[], StrengthsRefusal> {
  let left = micrograms;
  const parts = strengths.flatMap((product): readonly Part[] => {
    const units = Math.floor(left / product.perUnit);
    left -= units * product.perUnit;
    return units > 0 ? [{ product, units }] : [];
  });
  return left === 0 && parts.length > 0
    ? accept(parts)
    : refuse({ code: "not-of-these", strengths, micrograms });
}

/** What these come to. */
export const sumOf = (parts: readonly Part[]): Micrograms =>
  parts.reduce((sum, { product, units }) => sum + units * product.perUnit, 0);

/** The arithmetic of a dose: `1 × 8 mg + 1 × 2 mg = 10 mg`. */
export const sumWords = (parts: readonly Part[]): string =>
  `${parts.map(({ product, units }) => `${units} × ${product.strength}`).join(" + ")} = ${amountWords(sumOf(parts))}`;

/**
 * What is prescribed when so many of each strength make up one dose: one unit of it is the dose. Of one strength alone it is that
 * product itself. The code says how many of what, so that it is signed with everything else.
 */
export function mixtureOf(parts: readonly Part[]): Product {
  const [first, second] = parts;
  invariant(first, "a dose is made of something");
  if (!second) return first.product;
  const products = parts.map(({ product }) => product);
  const strength = listed(products.map((each) => each.strength));
  return {
    ...first.product,
    code: parts.map(({ product, units }) => `${units}*${product.code}`).join("+"),
    name: `Buprenorphine ${first.product.form} of ${strength}`,
    strength,
    perUnit: sumOf(parts),
    vmp: products.map(({ vmp }) => vmp).join(", "),
    parts,
  };
}

/** What a code that is kept stands for: one product, or so many of several. Undefined for a code that is none. */
export function productOf(code: string): Product | undefined {
  const one = PRODUCTS.get(code);
  if (one) return one;
  const parts = code.split("+").flatMap((text): readonly Part[] => {
    const match = /^([1-9]\d?)\*(.+)$/.exec(text);
    const product = PRODUCTS.get(match?.[2] ?? "");
    return match && product ? [{ product, units: Number(match[1]) }] : [];
  });
  const [first] = parts;
  const isWhole = parts.length > 1 && parts.length === code.split("+").length;
  const isOneForm =
    Object.values(SEVERAL).some(({ unit }) => unit === first?.product.unit) &&
    parts.every(({ product }) => product.unit === first?.product.unit);
  return isWhole && isOneForm ? mixtureOf(parts) : undefined;
}

/**
 * The product of a dose of several strengths from how many of each somebody entered. Nothing entered: the fewest are worked out, to
 * be looked at before they are saved.
 */
export function decideStrengths(
  several: Several,
  micrograms: Micrograms,
  entered: ReadonlyMap<Micrograms, number>,
): Result<Product, StrengthsRefusal> {
  const strengths = strengthsOf(several);
  const missing = [...entered].find(
    ([strength, units]) => units > 0 && !strengths.some(({ perUnit }) => perUnit === strength),
  );
  if (missing) return refuse({ code: "no-such-strength", strength: missing[0], strengths });
  const parts = strengths.flatMap((product): readonly Part[] => {
    const units = entered.get(product.perUnit) ?? 0;
    return units > 0 ? [{ product, units }] : [];
  });
  if (parts.length === 0) {
    const proposed = fewest(micrograms, strengths);
    return proposed.ok ? refuse({ code: "look-at-these", parts: proposed.value }) : proposed;
  }
  return sumOf(parts) === micrograms
    ? accept(mixtureOf(parts))
    : refuse({ code: "do-not-add-up", parts, micrograms });
}

/** Why several strengths are not prescribed so, with the arithmetic and what to do. */
export function sayStrengths(refusal: StrengthsRefusal): string {
  switch (refusal.code) {
    case "not-of-these":
      return `No whole number of ${listed(
        refusal.strengths.map(({ strength }) => strength),
        "and",
      )} comes to ${amountWords(refusal.micrograms)}. Enter another dose`;
    case "do-not-add-up":
      return `${sumWords(refusal.parts)}, and the dose is ${amountWords(refusal.micrograms)}. Change the numbers or the dose, or leave the numbers empty`;
    case "no-such-strength":
      return `There is none of ${amountWords(refusal.strength)} in this form. Use ${listed(
        refusal.strengths.map(({ strength }) => strength),
        "or",
      )}`;
    case "look-at-these":
      return `The fewest are ${sumWords(refusal.parts)}. They stand below: save again if that is right, or change them`;
    case "one-strength-chosen":
      return "One strength is chosen above. Choose several strengths there, or leave these empty";
  }
}

/** One strength on a line of its own, for a whole course of so many doses: figures, words and what it comes to. */
export function lineOf({ product, units }: Part, doses: number): string {
  const count = units * doses;
  const words = `${inWords(count)} ${count === 1 ? product.unit : `${product.unit}s`}`;
  const micrograms = count * product.perUnit;
  return `${product.name}: ${counted(count, product.unit)} (${words}), ${amountWords(micrograms)} (${amountInWords(micrograms)})`;
}
