import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { type AmountRefusal, amountWords, decimal, readAmount } from "../../medicines/amount-rules.ts";
import { CLINIC_PRODUCTS, type ClinicProduct } from "../products.ts";
import { type Part, ROUTES, SLOTS, type Slot } from "./order.ts";

/** A product as it is read aloud: drug, salt, form and strength. */
export const productWords = ({ substance, salt, formWords, strength }: ClinicProduct): string =>
  `${substance} ${salt}, ${formWords}, ${amountWords(strength.micrograms)}${strength.per === "ml" ? " in 1 ml" : ""}`;

/** A dose: milligrams first, and millilitres beside it where the product has a strength in them. Worked out and never kept. */
export function partWords(code: string, micrograms: number): string {
  const product = CLINIC_PRODUCTS.get(code);
  if (product?.strength.per !== "ml") return amountWords(micrograms);
  return `${amountWords(micrograms)} (${decimal(Math.round((micrograms * 1000) / product.strength.micrograms))} ml)`;
}

/** The parts of one session as they are read: `1: 15 mg; 2: 15 mg, straight away`. */
export const sessionWords = (parts: readonly Part[], slot: Slot): string =>
  parts
    .filter((part) => part.slot === slot)
    .map(
      ({ part, product, micrograms, leastMinutes, route }) =>
        `part ${part}: ${partWords(product, micrograms)}${route ? ` ${ROUTES[route]}` : ""}, ${
          leastMinutes === 0
            ? "may follow straight away"
            : `at least ${leastMinutes} minutes after the end of the injection before`
        }`,
    )
    .join("; ");

export type PartsRefusal =
  | { readonly code: "too-many-parts"; readonly slot: Slot }
  | { readonly code: "amount"; readonly slot: Slot; readonly amount: AmountRefusal };

/** Most injections in one session. */
const MOST_PARTS = 9;

/** Reads the parts of a session as people type them: `100`, or `15 + 15`. Milligrams. */
export function readParts(typed: string, slot: Slot): Result<readonly number[], PartsRefusal> {
  const words = typed.split("+").map((word) => word.trim());
  if (words.length > MOST_PARTS) return refuse({ code: "too-many-parts", slot });
  const amounts: number[] = [];
  for (const word of words) {
    const read = readAmount(word);
    if (!read.ok) return refuse({ code: "amount", slot, amount: read.refusal });
    amounts.push(read.value);
  }
  return accept(amounts);
}

/** A session as people say it. */
export const slotWords = (slot: Slot): string => SLOTS[slot];
