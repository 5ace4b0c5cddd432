import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { invariant } from "../../kernel/result.ts";
import type { Band } from "./discount.ts";
import type { Vintage } from "./price.ts";
import { offenceParts, type Status, type UnitCost } from "./unit-cost.ts";

/** When the figures were collected, and when somebody has to look at them again. */
export const VERSION = { version: 1, collected: "2026-11", checkBy: "2027-04-01" } as const;

const FOLDER = path.join(import.meta.dirname, "data");
const status = z.enum(["verified", "unverified"]);
const pounds = z.coerce.number().nonnegative();
const maybe = z.preprocess((cell) => (cell === "" ? undefined : cell), pounds.optional());
const yes = z.enum(["yes", "no"]).transform((cell) => cell === "yes");
const words = z.string().min(1);
const year = z.string().regex(/^\d{4}\/\d{2}$/);

const Offence = z.strictObject({
  code: words,
  name: words,
  total: pounds,
  anticipation: maybe,
  consequence: maybe,
  response: maybe,
  police: maybe,
  price_year: year,
  status,
  parts_status: z.enum(["verified", "unverified", "none"]),
  withheld: yes,
  source: words,
  note: z.string(),
});

const Service = z.strictObject({
  code: words,
  name: words,
  unit: words,
  in_a_year: maybe,
  total: pounds,
  low: maybe,
  high: maybe,
  price_year: year,
  status,
  budget: z.string(),
  index: words,
  within: z.enum(["offence-response", ""]),
  event_kind: z.string(),
  withheld: yes,
  source: words,
  note: z.string(),
});

const Step = z.strictObject({
  index: words,
  vintage: words,
  year,
  value: pounds,
  status,
  source: words,
  note: z.string(),
});

const Multiplier = z.strictObject({
  code: words,
  multiplier: maybe,
  status,
  source: words,
  note: z.string(),
});

const Rate = z.strictObject({
  rates: words,
  from_year: pounds,
  to_year: maybe,
  per_cent: pounds,
  status,
  source: words,
});
const NotCosted = z.strictObject({ code: words, name: words, why: words });
const Payer = z.strictObject({ payer: words, name: words, budget: z.string(), status, note: z.string() });
const Parameter = z.strictObject({ parameter: words, value: pounds, unit: words, status, source: words });

// Our own files are right: what is wrong in them is our bug, and the decoder throws.
/** The rows of one of the reviewed files. */
export const rowsOf = <T>(file: string, row: z.ZodType<T>): readonly T[] => {
  const text = readFileSync(path.join(FOLDER, file), "utf8");
  const records: unknown[] = parse(text, { columns: true });
  return records.map((record) => row.parse(record));
};

/** The published columns of every offence, for whoever checks them against their source. */
export const publishedOffences = (): readonly z.infer<typeof Offence>[] => rowsOf("offences.csv", Offence);

/** Every reviewed unit cost: offences first, then services. */
export function unitCosts(): readonly UnitCost[] {
  const offences = publishedOffences().map(
    (row): UnitCost => ({
      code: row.code,
      name: row.name,
      unit: "offence",
      inAYear: undefined,
      total: row.total,
      low: undefined,
      high: undefined,
      priceYear: row.price_year,
      status: row.status,
      partsStatus: row.parts_status,
      index: "gdp",
      holdsResponse: true,
      insideResponse: false,
      withheld: row.withheld,
      eventKind: undefined,
      source: row.source,
      note: row.note,
      parts: offenceParts(row),
    }),
  );
  const services = rowsOf("services.csv", Service).map(
    (row): UnitCost => ({
      code: row.code,
      name: row.name,
      unit: row.unit,
      inAYear: row.in_a_year,
      total: row.total,
      low: row.low,
      high: row.high,
      priceYear: row.price_year,
      status: row.status,
      partsStatus: row.status,
      index: row.index,
      holdsResponse: false,
      insideResponse: row.within !== "",
      withheld: row.withheld,
      eventKind: row.event_kind === "" ? undefined : row.event_kind,
      source: row.source,
      note: row.note,
      parts: [
        row.budget === ""
          ? { perspective: "unsplit", share: 1 }
          : { perspective: "cashable", budget: row.budget, share: 1 },
      ],
    }),
  );
  return [...offences, ...services];
}

const Value = z.strictObject({
  code: words,
  name: words,
  unit: words,
  value: pounds,
  low: maybe,
  high: maybe,
  price_year: year,
  status,
  source: words,
  note: z.string(),
});
/** What others say that one outcome is worth: a life, a quality-adjusted life year. No bill, and in no saving. */
export type Value = z.infer<typeof Value>;

/** Every value of an outcome that a design may name. */
export const values = (): readonly Value[] => rowsOf("values.csv", Value);

/** Every vintage of every price index that is shipped, oldest first. */
export function vintages(): readonly Vintage[] {
  const steps = rowsOf("deflators.csv", Step);
  const named = [...new Set(steps.map(({ index, vintage }) => `${index} ${vintage}`))].sort();
  return named.map((name) => {
    const own = steps.filter(({ index, vintage }) => `${index} ${vintage}` === name);
    return {
      index: own[0]?.index ?? "",
      vintage: own[0]?.vintage ?? "",
      source: own[0]?.source ?? "",
      status: own.every((step) => step.status === "verified") ? "verified" : "unverified",
      values: new Map(own.map((step) => [step.year, step.value])),
    };
  });
}

/** How many crimes one recorded crime stands for; nothing where nobody knows. */
export type RecordedToActual = {
  readonly code: string;
  readonly multiplier: number | undefined;
  readonly status: Status;
  readonly source: string;
};

/** The multipliers from recorded to actual crimes, for the scenario that asks for them. */
export const multipliers = (): readonly RecordedToActual[] =>
  rowsOf("multipliers.csv", Multiplier).map((row) => ({ ...row, multiplier: row.multiplier }));

/** Events that are counted and have no cost, with why. */
export const notCosted = (): readonly z.infer<typeof NotCosted>[] => rowsOf("not-costed.csv", NotCosted);

/** A set of discount rates by band of years. */
export type DiscountRates = {
  readonly name: string;
  readonly bands: readonly Band[];
  readonly status: Status;
  readonly source: string;
};

/** Every set of discount rates. */
export function discountRates(): readonly DiscountRates[] {
  const rows = rowsOf("discount-rates.csv", Rate);
  return [...new Set(rows.map(({ rates }) => rates))].map((name) => {
    const own = rows.filter(({ rates }) => rates === name);
    return {
      name,
      bands: own.map((row) => ({
        from: row.from_year,
        to: row.to_year ?? Number.POSITIVE_INFINITY,
        rate: row.per_cent / 100,
      })),
      status: own.every((row) => row.status === "verified") ? "verified" : "unverified",
      source: own[0]?.source ?? "",
    };
  });
}

/** Numbers of the method itself that nobody has settled. */
const methodParameters = (): readonly z.infer<typeof Parameter>[] => rowsOf("parameters.csv", Parameter);

/** Who may pay for a programme, with the budget to which savings of theirs fall; `another` is named in words. */
export type Payer = z.infer<typeof Payer>;

/** Every payer that a form offers, in its order. */
export const payers = (): readonly Payer[] => rowsOf("payers.csv", Payer);

/** How many months ahead the end of a stream of money is warned of. */
export function warnedAhead(): number {
  const months = methodParameters().find(({ parameter }) => parameter === "funding-warned-ahead");
  invariant(months, "how long before its end a stream is warned of is a parameter");
  return months.value;
}

/** Everything that is reviewed, in one hand. */
export type Reference = {
  readonly costs: readonly UnitCost[];
  readonly values: readonly Value[];
  readonly vintages: readonly Vintage[];
  readonly rates: readonly DiscountRates[];
  readonly multipliers: readonly RecordedToActual[];
  readonly notCosted: readonly z.infer<typeof NotCosted>[];
  readonly spreadUnknown: { readonly value: number; readonly status: Status; readonly source: string };
};

/** Reads all reviewed data that is shipped. */
export function reviewed(): Reference {
  const spreadUnknown = methodParameters().find(({ parameter }) => parameter === "unit-cost-spread");
  invariant(spreadUnknown, "the spread of a cost that nobody published one for is a parameter");
  return {
    costs: unitCosts(),
    values: values(),
    vintages: vintages(),
    rates: discountRates(),
    multipliers: multipliers(),
    notCosted: notCosted(),
    spreadUnknown,
  };
}
