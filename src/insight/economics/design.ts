import { z } from "zod";
import { listed } from "../../kernel/words.ts";
import { CONVENTIONS } from "./discount.ts";
import { PERSPECTIVES } from "./unit-cost.ts";

// Every `error` ends the sentence “Field … is …, and … is wanted.”
const positive = z.number({ error: "a number above 0" }).positive({ error: "a number above 0" });
const fromZero = z.number({ error: "a number from 0" }).nonnegative({ error: "a number from 0" });
const people = z
  .int({ error: "a whole number of people above 0" })
  .positive({ error: "a whole number of people above 0" });
const counted = z.int({ error: "a whole number from 0" }).nonnegative({ error: "a whole number from 0" });
const text = z.string({ error: "words" }).min(1, { error: "words" });
const year = z
  .string({ error: "a financial year such as 2023/24" })
  .regex(/^\d{4}\/\d{2}$/, { error: "a financial year such as 2023/24" });
const day = z.iso.date({ error: "a day such as 2026-03-31" });
const status = z.enum(["verified", "unverified"], { error: "verified or unverified" });

const limits = { value: fromZero, low: fromZero, high: fromZero };
const orLimits = { error: "a number from 0, or value, low and high" };

const WithLimits = z.strictObject({
  ...limits,
  distribution: z.enum(["gamma", "lognormal"], { error: "gamma or lognormal" }).optional(),
});
/** A number that is known, or one with the limits of its 95 % interval. */
const Amount = z.union([fromZero, WithLimits], orLimits);

/** Pounds for a year, or the code of a unit cost that may stand for one. */
const Yearly = z.union([fromZero, WithLimits, text], { error: "pounds, or the code of a unit cost" });
export type Yearly = z.infer<typeof Yearly>;

/** What one person's outcome comes to: an amount, or a share of one. */
const PerPerson = z.union(
  [
    fromZero,
    z.strictObject({
      ...limits,
      distribution: z.enum(["gamma", "lognormal", "beta"], { error: "gamma, lognormal or beta" }).optional(),
    }),
  ],
  orLimits,
);
/** A number that is known or has limits. */
export type Amount = z.infer<typeof PerPerson>;

const PersonYears = z.union([positive, z.array(positive).min(1)], {
  error: "person-years above 0, or a list of them with one for each year of the programme",
});

/** Whom events were counted among, on one side. */
const Side = z.strictObject({
  people,
  "person-years": PersonYears,
  /** Variance of people's counts over their mean; what `./throughcare stats poisson` calls dispersion. */
  dispersion: z.number({ error: "a number from 1" }).min(1, { error: "a number from 1" }).optional(),
  events: z.record(text, fromZero, { error: "codes with their counts" }).optional(),
});
export type Side = z.infer<typeof Side>;

const Year = z.strictObject({
  /** In the programme itself: what variable cost is paid for. */
  "person-years": positive,
  /** Of those who stayed to the end of the year. */
  "retained-person-years": positive.optional(),
});

/** A stream of money's share of the cost, and the last day on which it pays where that is known. */
const Paid = z.union([fromZero, z.strictObject({ share: fromZero, until: day })], {
  error: "a share, or share and until (the last day, such as 2026-03-31)",
});

const Programme = z.strictObject({
  name: text,
  "price-year": year,
  sites: positive.default(1),
  places: positive.optional(),
  /** How many entered, stayers or not. */
  entered: people.optional(),
  /** Pounds, or the code of a unit cost of a year. */
  "fixed-per-site-year": Yearly,
  "variable-per-person-year": Yearly,
  years: z.array(Year, { error: "a list of years" }).min(1, { error: "one year or more" }),
  "paid-by": z.record(text, Paid, { error: "budgets with their shares, which add up to 1" }).optional(),
});

const UsualCare = z.strictObject({
  "price-year": year.optional(),
  "per-person-year": Yearly,
});

const OutcomeSide = z.union(
  [z.strictObject({ with: counted, of: people }), z.strictObject({ "per-person": PerPerson })],
  { error: "with and of (people), or per-person" },
);
export type OutcomeSide = z.infer<typeof OutcomeSide>;

const Outcome = z.strictObject({
  name: text,
  before: OutcomeSide.optional(),
  after: OutcomeSide.optional(),
  comparison: OutcomeSide.optional(),
  treated: OutcomeSide.optional(),
  worth: z
    .array(z.union([fromZero, text], { error: "pounds, or the code of a value" }), {
      error: "a list of pounds that one outcome may be worth",
    })
    .min(1, { error: "a list of pounds that one outcome may be worth" }),
});

const OwnCost = z.strictObject({
  code: text,
  name: text,
  unit: text,
  total: fromZero,
  low: fromZero.optional(),
  high: fromZero.optional(),
  "price-year": year,
  index: text.default("gdp"),
  status,
  source: text,
  parts: z
    .array(
      z.strictObject({
        perspective: z.enum(PERSPECTIVES, { error: listed(PERSPECTIVES, "or") }),
        budget: text.optional(),
        pounds: fromZero,
      }),
    )
    .optional(),
});
export type OwnCost = z.infer<typeof OwnCost>;

const UnitCosts = z.strictObject({
  "leave-out": z.array(text).default([]),
  "use-withheld": z.array(text).default([]),
  own: z.array(OwnCost).default([]),
});

const OwnIndex = z.strictObject({
  index: text,
  vintage: text,
  status,
  source: text,
  values: z.record(year, positive, { error: "financial years with their values" }),
});

const Deaths = z.strictObject({
  observed: counted,
  "person-years": positive.optional(),
  counterfactual: z.strictObject({
    /** Deaths expected altogether, or a rate that person-years are multiplied by. */
    expected: Amount.optional(),
    "per-1000-person-years": Amount.optional(),
    words: text,
    source: text,
    status,
  }),
});

/** What a comparison found elsewhere: how many events there would have been without the programme for each event with it. */
const Effect = z.strictObject({ times: Amount, words: text, source: text });
export type Effect = z.infer<typeof Effect>;

/** The same of some codes alone, with what they are called together. */
const EffectOf = Effect.extend({ of: z.strictObject({ name: text, codes: z.array(text).min(1) }) });

/** What people with both answers spent on street drugs in a week, before and after. Never a saving. */
const TradeDisplaced = z.strictObject({
  people,
  "price-year": year,
  "pounds-a-week-before": Amount,
  "pounds-a-week-after": Amount,
  source: text,
});

const Scenario = z
  .strictObject({
    "recorded-to-actual": z
      .union([z.literal("reviewed"), z.record(text, positive)], {
        error: "the word reviewed, or codes with their multipliers",
      })
      .optional(),
    "trade-displaced": TradeDisplaced.optional(),
  })
  .refine((one) => Object.values(one).some((each) => each !== undefined), {
    error: "recorded-to-actual or trade-displaced",
  });

const Discount = z.union(
  [
    z.literal("none"),
    z.strictObject({
      rates: text,
      convention: z.enum(CONVENTIONS, { error: listed(CONVENTIONS, "or") }),
    }),
  ],
  { error: "none, or rates and convention" },
);

/** What every design has. */
const shared = {
  title: text,
  "price-year": year,
  vintage: text.optional(),
  programme: Programme,
  indices: z.array(OwnIndex).default([]),
  deaths: Deaths.optional(),
};

/** A design that sets what a programme costs against what changed, as its file has it. */
export const Design = z.strictObject({
  ...shared,
  design: z.enum(["before-after", "treated-comparison"], {
    error: "before-after, treated-comparison or cost-only",
  }),
  "events-are": z.enum(["recorded-crimes", "convictions", "self-reported", "health-events"], {
    error: "recorded-crimes, convictions, self-reported or health-events",
  }),
  perspective: z
    .array(text, { error: "a list, such as [cashable] or [cashable, economic]" })
    .min(1, { error: "a list, such as [cashable] or [cashable, economic]" }),
  discount: Discount.optional(),
  "spread-where-unknown": fromZero.optional(),
  "usual-care": UsualCare.optional(),
  before: Side.optional(),
  after: Side.optional(),
  comparison: Side.optional(),
  treated: Side.optional(),
  effect: Effect.optional(),
  effects: z.array(EffectOf).min(1).optional(),
  outcome: Outcome.optional(),
  "unit-costs": UnitCosts.default({ "leave-out": [], "use-withheld": [], own: [] }),
  scenario: Scenario.optional(),
});
export type Design = z.infer<typeof Design>;

/** A design that only tells what a programme costs: nothing is compared, so nothing is saved. */
export const CostOnly = z.strictObject({ ...shared, design: z.literal("cost-only") });
export type CostOnly = z.infer<typeof CostOnly>;

/** The names of the two sides in a design of each kind: going on without the programme, and with it. */
export const SIDES = {
  "before-after": { without: "before", with: "after" },
  "treated-comparison": { without: "comparison", with: "treated" },
} as const;
export type SideNames = (typeof SIDES)[keyof typeof SIDES];

/** A side that a design has, or undefined. */
export const sideOf = (design: Design, which: keyof SideNames): Side | undefined =>
  design[SIDES[design.design][which]];

/** Person-years by year of the programme. */
export const yearsOf = (side: Side): readonly number[] =>
  typeof side["person-years"] === "number" ? [side["person-years"]] : side["person-years"];
