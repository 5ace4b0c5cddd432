import { counted, listed } from "../../kernel/words.ts";
import { amountWords, decimal, inWords, type Micrograms } from "./amount-rules.ts";

/** What a product contains. Amounts of two drugs are never added and never turned into each other. */
export const DRUGS = { methadone: "Methadone", buprenorphine: "Buprenorphine" } as const;
export type Drug = keyof typeof DRUGS;

/** What is injected at a clinic, which has its own products and orders. Named here so that one view shows all opioids. */
const INJECTED = { diamorphine: "Diamorphine", hydromorphone: "Hydromorphone" } as const;

/** The name of any opioid that is kept here, as people say it. */
export const drugWords = (code: string): string =>
  ({ ...DRUGS, ...INJECTED })[code as keyof typeof DRUGS] ?? code;

/** A product as it is prescribed: drug, form and strength, with its code in the NHS dictionary of medicines and devices. */
export type Product = {
  readonly code: string;
  readonly drug: Drug;
  readonly name: string;
  readonly form: string;
  readonly strength: string;
  /** What one unit contains: a millilitre, a tablet, an injection. */
  readonly perUnit: Micrograms;
  readonly unit: "ml" | "tablet" | "lyophilisate" | "injection";
  /** Of a depot: days from one injection to the next. */
  readonly everyDays?: 7 | 28;
  readonly schedule: 2 | 3;
  /** Virtual medicinal product in dm+d. */
  readonly vmp: string;
  /** Of a dose made of several strengths: how many of each. One unit is then one dose. */
  readonly parts?: readonly { readonly product: Product; readonly units: number }[];
};

/** Where the codes come from. Those without a code of their own there have none here. */
export const PRODUCT_SOURCE = {
  source: "NHS dm+d release of week 34, 14 August 2025, OGL v3; schedules from memory, to be looked up",
  checkBy: "2027-04-01",
};

const tablet = (perUnit: Micrograms, vmp: string): Product => ({
  code: `buprenorphine-tablet-${decimal(perUnit)}`,
  drug: "buprenorphine",
  name: `Buprenorphine ${amountWords(perUnit)} sublingual tablets`,
  form: "sublingual tablets",
  strength: amountWords(perUnit),
  perUnit,
  unit: "tablet",
  schedule: 3,
  vmp,
});

const lyophilisate = (perUnit: Micrograms, vmp: string): Product => ({
  ...tablet(perUnit, vmp),
  code: `buprenorphine-lyophilisate-${decimal(perUnit)}`,
  name: `Buprenorphine ${amountWords(perUnit)} oral lyophilisates`,
  form: "oral lyophilisates",
  unit: "lyophilisate",
});

const depot = (everyDays: 7 | 28, perUnit: Micrograms, vmp: string): Product => ({
  ...tablet(perUnit, vmp),
  code: `buprenorphine-depot-${everyDays === 7 ? "weekly" : "monthly"}-${decimal(perUnit)}`,
  name: `Buprenorphine ${everyDays === 7 ? "weekly" : "monthly"} depot ${amountWords(perUnit)}`,
  form: "prolonged-release injection",
  unit: "injection",
  everyDays,
});

/** Every product that is prescribed here, by its code. Another is a line. */
export const PRODUCTS: ReadonlyMap<string, Product> = new Map(
  [
    {
      code: "methadone-solution",
      drug: "methadone",
      name: "Methadone 1 mg/ml oral solution",
      form: "oral solution",
      strength: "1 mg/ml",
      perUnit: 1000,
      unit: "ml",
      schedule: 2,
      vmp: "36120711000001104",
    } satisfies Product,
    tablet(400, "42009211000001102"),
    tablet(2000, "42009111000001108"),
    tablet(8000, "42009311000001105"),
    lyophilisate(2000, "33595511000001108"),
    lyophilisate(8000, "33595611000001107"),
    depot(7, 8000, "36752411000001104"),
    depot(7, 16_000, "36751711000001103"),
    depot(7, 24_000, "36751911000001101"),
    depot(7, 32_000, "36752211000001103"),
    depot(28, 64_000, "36752311000001106"),
    depot(28, 96_000, "36752511000001100"),
    depot(28, 128_000, "36751611000001107"),
    depot(28, 160_000, "40558011000001102"),
  ].map((product): [string, Product] => [product.code, product]),
);

const UNITS = {
  ml: "ml",
  tablet: "tablets",
  lyophilisate: "lyophilisates",
  injection: "injections",
} as const;

/** How much of the product an amount is: `40 ml`, `5 tablets of 2 mg`. Millilitres to a thousandth, without rounding. */
export function volumeWords({ unit, perUnit, strength, parts }: Product, micrograms: Micrograms): string {
  if (parts)
    return listed(
      parts.map(({ product, units }) =>
        volumeWords(product, (units * product.perUnit * micrograms) / perUnit),
      ),
    );
  if (unit === "ml") return `${decimal((micrograms * 1000) / perUnit)} ml`;
  return `${counted(micrograms / perUnit, unit)} of ${strength}`;
}

/** The same with its number in words, for the total of a prescription. */
export function volumeInWords({ unit, perUnit, parts }: Product, micrograms: Micrograms): string {
  if (parts)
    return listed(
      parts.map(
        ({ product, units }) =>
          `${volumeInWords(product, (units * product.perUnit * micrograms) / perUnit)} of ${product.strength}`,
      ),
    );
  const units = micrograms / perUnit;
  const whole = Math.trunc(units);
  const rest = unit === "ml" ? decimal((micrograms * 1000) / perUnit).split(".")[1] : undefined;
  const point = rest ? ` point ${[...rest].map((digit) => inWords(Number(digit))).join(" ")}` : "";
  const name = unit === "ml" ? "millilitres" : UNITS[unit];
  return `${inWords(whole)}${point} ${units === 1 ? name.replace(/s$/, "") : name}`;
}

/** An amount as it is read before it is given: milligrams first, what it comes to beside it. */
export const doseWords = (product: Product, micrograms: Micrograms): string =>
  `${amountWords(micrograms)} (${volumeWords(product, micrograms)})`;
