import { accept, type Result, refuse } from "../../kernel/result.ts";

/** An amount of one drug in whole micrograms. Millilitres and tablets are worked out from it and never kept. */
export type Micrograms = number;

export type AmountRefusal =
  | { readonly code: "not-an-amount"; readonly typed: string }
  | { readonly code: "millilitres"; readonly typed: string }
  | { readonly code: "unit-not-known"; readonly typed: string }
  | { readonly code: "finer-than-a-microgram"; readonly typed: string };

const PER_MG = 1000;

/** No dose is as large as this; what is typed beyond it is a slip. Two thousand milligrams, which a whole number of the database holds. */
const LARGEST = 2_000 * PER_MG;

/**
 * Reads an amount as people type it, in milligrams unless micrograms are said: `40`, `40mg`, `0.4 mg`, `400 micrograms`. Never in
 * millilitres: which strength was meant would be a guess. Never with `mcg` or `µg`, which are misread as mg.
 */
export function readAmount(typed: string): Result<Micrograms, AmountRefusal> {
  const text = typed.trim().toLowerCase();
  if (/\d\s*m(?:l|illilit)/.test(text)) return refuse({ code: "millilitres", typed });
  const match = /^(\d{1,7})(?:\.(\d{1,6}))?\s*([a-zµμ]*)$/.exec(text);
  if (!match) return refuse({ code: "not-an-amount", typed });
  const [, whole = "", part = "", unit = ""] = match;
  const isMicrograms = unit === "microgram" || unit === "micrograms";
  if (!isMicrograms && !["", "mg", "milligram", "milligrams"].includes(unit))
    return refuse({ code: "unit-not-known", typed });
  const digits = isMicrograms ? 0 : 3;
  if (/[1-9]/.test(part.slice(digits))) return refuse({ code: "finer-than-a-microgram", typed });
  const micrograms = Number(`${whole}${part.padEnd(digits, "0").slice(0, digits)}`);
  return micrograms > 0 && micrograms <= LARGEST
    ? accept(micrograms)
    : refuse({ code: "not-an-amount", typed });
}

/** A number of thousandths as a decimal, without floating point: 40000 is `40`, 400 is `0.4`. */
export const decimal = (thousandths: number): string => {
  const whole = Math.trunc(thousandths / 1000);
  const rest = thousandths % 1000;
  return rest === 0 ? `${whole}` : `${whole}.${String(rest).padStart(3, "0").replace(/0+$/, "")}`;
};

/** `40 mg`; below a milligram in micrograms, as prescribing asks: `400 micrograms`. */
export const amountWords = (micrograms: Micrograms): string =>
  micrograms > 0 && micrograms < PER_MG ? `${micrograms} micrograms` : `${decimal(micrograms)} mg`;

const ONES = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
  "fifteen",
  "sixteen",
  "seventeen",
  "eighteen",
  "nineteen",
] as const;
const TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"] as const;

/** A whole number below a million in words, as a prescription spells its total: `one thousand one hundred and twenty`. */
export function inWords(n: number): string {
  if (n < 20) return ONES[n] ?? "";
  if (n < 100) return `${TENS[Math.trunc(n / 10)]}${n % 10 ? `-${ONES[n % 10]}` : ""}`;
  const [size, name] = n < 1000 ? [100, "hundred"] : [1000, "thousand"];
  const rest = n % size;
  const head = `${inWords(Math.trunc(n / size))} ${name}`;
  if (rest === 0) return head;
  return `${head}${rest < 100 ? " and" : ""} ${inWords(rest)}`;
}

/** An amount in words, to stand beside its figures: `five hundred and sixty milligrams`, `two point four milligrams`. */
export function amountInWords(micrograms: Micrograms): string {
  if (micrograms < PER_MG) return `${inWords(micrograms)} micrograms`;
  const [whole = "0", part] = decimal(micrograms).split(".");
  const digits = part ? ` point ${[...part].map((digit) => ONES[Number(digit)]).join(" ")}` : "";
  return `${inWords(Number(whole))}${digits} ${whole === "1" && !part ? "milligram" : "milligrams"}`;
}
