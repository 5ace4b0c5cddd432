import { accept, invariant, type Result, refuse } from "../../kernel/result.ts";
import type { Subject } from "../../record/person/person-shown.tsx";
import {
  boxes,
  carried,
  choose,
  day,
  type Field,
  type FormValues,
  howMany,
  optionalDay,
  optionalText,
  pick,
  type Typed,
  text,
  textOf,
} from "../../web/form.tsx";
import type { Said } from "../../web/page.ts";
import type { Wanted, WriteRefusal } from "./actions.ts";
import { amountWords, type Micrograms, readAmount } from "./amount-rules.ts";
import { type Opioids, WEEKDAY_CHOICES } from "./medicines-parts.tsx";
import { sayAmount, sayAsked, sayDose, sayPlan, sayPrescriptionAct } from "./messages.ts";
import { type Pharmacy, PharmacyId, type Prescription, type PrescriptionId } from "./prescription.ts";
import { PRODUCTS, type Product } from "./products.ts";
import {
  decideStrengths,
  isSeveral,
  type Part,
  SEVERAL,
  STRENGTHS,
  type StrengthsRefusal,
  sayStrengths,
} from "./strengths-rules.ts";
import { WORDINGS } from "./wordings.ts";

export type Writing = {
  readonly subject: Subject;
  readonly opioids: Opioids;
  readonly pharmacies: readonly Pharmacy[];
  /** The prescription that is written anew, or that this one takes the place of. */
  readonly before: Prescription | undefined;
};

/** An amount of a drug, read in milligrams. */
export const amount = (label: string, missing: string, hint: string): Field<Micrograms> => ({
  ...text(label, missing, { hint }),
  suffix: "mg",
  read: (typed) => {
    if (textOf(typed) === "") return { error: missing };
    const read = readAmount(textOf(typed));
    return read.ok ? { value: read.value } : { error: sayAmount(read.refusal) };
  },
});

const optionalAmount = (label: string, hint: string): Field<Micrograms | undefined> => ({
  ...amount(label, "", hint),
  optional: true,
  read: (typed, at) =>
    textOf(typed) === "" ? { value: undefined } : amount(label, "", hint).read(typed, at),
});

/** How many of each strength make up one dose, where several do. */
const NUMBERS: Readonly<Record<`of${number}`, Field<number>>> = Object.fromEntries(
  STRENGTHS.map((strength, at) => [
    `of${strength}`,
    howMany(`How many of ${amountWords(strength)} in one dose?`, {
      most: 99,
      ...(at === 0
        ? {
            hint: "Only where several strengths make up one dose. Leave all empty, and the fewest are worked out for you to look at.",
          }
        : {}),
    }),
  ]),
);
const entered = (values: Readonly<Record<string, unknown>>): ReadonlyMap<Micrograms, number> =>
  new Map(STRENGTHS.map((strength) => [strength, Number(values[`of${strength}`] ?? 0)]));

/** The questions of a prescription. */
export const form = ({ pharmacies: list }: Writing) => ({
  product: pick(
    "Medicine",
    [
      ...[...PRODUCTS.values()].map(({ code, name }) => ({ value: code, label: name })),
      ...Object.entries(SEVERAL).map(([value, { name }]) => ({ value, label: name })),
    ],
    "Choose the medicine and its strength",
  ),
  dose: amount(
    "One dose",
    "Enter the dose in milligrams",
    "In milligrams, like 40. Millilitres and tablets are worked out and shown beside it.",
  ),
  ...NUMBERS,
  startsOn: day("First day", "Enter the first day"),
  endsOn: day("Last day", "Enter the last day"),
  weekdays: boxes("Collected on", WEEKDAY_CHOICES, {
    missing: "Tick the days on which it is collected",
    hint: "What is for the other days, and for days on which the pharmacy is closed, is taken home the time before. Not asked of a depot.",
  }),
  supervised: choose(
    "On days of collection",
    [
      { value: "every", label: "Taken there, in sight of the pharmacist" },
      { value: "none", label: "Taken home" },
    ] as const,
    "Choose whether it is taken in sight",
  ),
  pharmacy: pick(
    "Pharmacy",
    list.map(({ id, name, address }) => ({ value: id, label: `${name}, ${address}` })),
    "Choose the pharmacy",
  ),
  wordings: boxes(
    "Home Office wordings",
    WORDINGS.map(({ code, words }) => ({ value: code, label: words })),
  ),
  told: optionalAmount(
    "Going on from another prescriber: the dose until now",
    "Only what somebody who knows has confirmed, of the same medicine",
  ),
  toldOn: optionalDay("Last day on which it was taken", {
    sometimesNeeded: true,
    hint: "Needed with the dose above. For example, 27/3/2026",
  }),
  toldBy: optionalText("Who confirmed it?", {
    sometimesNeeded: true,
    hint: "Name, place and how: Sr Kerr, HMP Northmoor, by telephone",
  }),
  reason: optionalText("Reason, where the protocol asks for one", { longest: 1000 }),
  state: choose(
    "And then?",
    [
      { value: "queued", label: "Put it in the signing queue" },
      { value: "draft", label: "Keep it as a draft" },
    ] as const,
    "Choose what happens next",
  ),
  revision: carried((typed) => (/^\d{1,9}$/.test(typed) ? Number(typed) : undefined)),
});
export type Values = FormValues<ReturnType<typeof form>>;

export type Refusal = WriteRefusal | StrengthsRefusal | { readonly code: "told-in-part" };

/** The product that is chosen, or the several strengths that make it up. */
function productWanted(values: Values): Result<Product, StrengthsRefusal> {
  const numbers = entered(values);
  if (isSeveral(values.product)) return decideStrengths(values.product, values.dose, numbers);
  const product = PRODUCTS.get(values.product);
  invariant(product, "a product is chosen from the list");
  return [...numbers.values()].some((units) => units > 0)
    ? refuse({ code: "one-strength-chosen" })
    : accept(product);
}

/** What was typed, with the fewest of each strength where they were worked out. */
export function withProposed(refusal: Refusal, typed: Typed): Typed {
  if (refusal.code !== "look-at-these") return typed;
  return { ...typed, ...numbersOf(refusal.parts) };
}

/** What is chosen in the form for a product: itself, or the several strengths that make it up. */
export const chosenOf = ({ code, unit, parts }: Product): string =>
  (parts && Object.entries(SEVERAL).find(([, several]) => several.unit === unit)?.[0]) ?? code;

/** How many of each strength, as the form has them. */
export const numbersOf = (parts: readonly Part[]): Typed =>
  Object.fromEntries(parts.map(({ product, units }) => [`of${product.perUnit}`, String(units)]));

/** What the answers ask for, or which of them is missing. */
export function wanted(values: Values, replaces: PrescriptionId | undefined): Result<Wanted, Refusal> {
  const product = productWanted(values);
  if (!product.ok) return product;
  const pharmacy = PharmacyId.parse(values.pharmacy);
  if (!pharmacy) return refuse({ code: "no-such-pharmacy" });
  const { told, toldOn, toldBy } = values;
  const parts = [told !== undefined, toldOn !== undefined, toldBy !== ""].filter(Boolean).length;
  if (parts !== 0 && parts !== 3) return refuse({ code: "told-in-part" });
  return accept({
    product: product.value,
    pharmacy,
    micrograms: values.dose,
    startsOn: values.startsOn,
    endsOn: values.endsOn,
    weekdays: values.weekdays.map(Number),
    supervised: values.supervised,
    wordings: values.wordings,
    reason: values.reason,
    continues:
      told !== undefined && toldOn ? { micrograms: told, on: toldOn, confirmedBy: toldBy } : undefined,
    replaces,
    state: values.state,
  });
}

const DOSE = new Set([
  "no-protocol",
  "not-whole-units",
  "one-strength-a-depot",
  "above-start",
  "step-too-large",
  "step-too-soon",
  "raised-after-gap",
  "never-above",
]);
const isDose = (refusal: Refusal): refusal is Parameters<typeof sayDose>[0] => DOSE.has(refusal.code);
const PLAN: Readonly<Record<string, string>> = {
  "ends-before-it-starts": "endsOn",
  "too-many-days": "endsOn",
  "closed-on-first-day": "startsOn",
  "first-day-not-collected": "weekdays",
  "depot-day-closed": "startsOn",
  "starts-too-late": "startsOn",
};
const isPlan = (refusal: Refusal): refusal is Parameters<typeof sayPlan>[0] => refusal.code in PLAN;

/** Why a prescription was not written, beside its question. */
export function sayWrite(refusal: Refusal): Said {
  if (isDose(refusal)) return { field: "dose", words: sayDose(refusal) };
  if (isPlan(refusal)) return { field: PLAN[refusal.code] ?? "_form", words: sayPlan(refusal) };
  switch (refusal.code) {
    case "not-of-these":
      return { field: "dose", words: sayStrengths(refusal) };
    case "do-not-add-up":
    case "no-such-strength":
    case "look-at-these":
    case "one-strength-chosen":
      return { field: `of${STRENGTHS[0]}`, words: sayStrengths(refusal) };
    case "reason-asked":
      return { field: "reason", words: sayAsked(refusal.asked) };
    case "told-in-part":
      return {
        field: "told",
        words: "Enter the dose, the last day and who confirmed it, or none of the three",
      };
    case "no-such-pharmacy":
      return { field: "pharmacy", words: "Choose the pharmacy" };
    case "no-team":
      return "You are in no duty team, and a prescription belongs to one. Ask your administrator.";
    case "written-since":
      return "Somebody wrote this prescription anew, signed or cancelled it while you were writing. Go back and see how it stands.";
    case "not-there":
    case "not-fresh":
    case "has-died":
    case "not-queued":
    case "changed-since":
    case "begins-in-the-past":
    case "stands-elsewhere":
    case "signed-already":
      return sayPrescriptionAct(refusal);
  }
}
