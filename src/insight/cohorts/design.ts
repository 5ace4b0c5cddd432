import { parse as parseYaml, YAMLParseError } from "yaml";
import { z } from "zod";
import { accept, type Result } from "../../kernel/result.ts";
import { unfitDesign } from "./design-words.ts";
import { type CohortRefused, no } from "./messages.ts";

const words = z.string().trim().min(1);
const column = z.string().min(1);
const cell = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const cells = z.union([cell.transform((one) => [one]), z.array(cell).min(1)]);
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const day = z
  .string()
  .refine((text) => DAY.test(text) && isDay(text), { params: { wanted: "a day such as 2026-03-31" } });

function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

const SPAN = /^(\d+)(?:\s+(day|week|month|year)s?)?$/;
/** A length on the calendar: months and years keep the day of the month, as birthdays do. */
const span = z
  .union([z.number(), z.string()])
  .refine((text) => SPAN.test(String(text)), {
    params: { wanted: "a length such as 365, 26 weeks or 1 year" },
  })
  .transform((text) => {
    const [, count = "0", unit = "day"] = SPAN.exec(String(text)) ?? [];
    return { count: Number(count), unit: unit as Unit };
  });
const dates = z.strictObject({ from: day, to: day });

/** One rule of who is in: a column and what it must hold, with the reason that is told of those it leaves out. */
const only = z
  .strictObject({
    column,
    is: cells.optional(),
    not: cells.optional(),
    from: z.union([z.number(), day]).optional(),
    to: z.union([z.number(), day]).optional(),
    because: words,
  })
  .refine((one) => [one.is, one.not, one.from, one.to].some((rule) => rule !== undefined), {
    params: { wanted: "one of is, not, from and to" },
  })
  .refine((one) => one.from === undefined || one.to === undefined || typeof one.from === typeof one.to, {
    params: { wanted: "from and to both as numbers or both as days" },
  });

/** What the events of an outcome are, where it matters to how late they come. Left out, the outcome's name is looked at. */
const source = z.enum(["convictions", "other"]).optional();

const common = {
  name: words,
  methods: z.array(words).min(1).optional(),
  better: z.enum(["lower", "higher"]).optional(),
};

const outcome = z.discriminatedUnion("kind", [
  z.strictObject({
    ...common,
    kind: z.literal("events"),
    source,
    before: column.optional(),
    after: column.optional(),
    beforeTime: column.optional(),
    afterTime: column.optional(),
    timeIn: z.enum(["days", "years"]).default("years"),
    only: z.array(only).default([]),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("time-to"),
    source,
    on: column.optional(),
    time: column.optional(),
    happened: column.optional(),
    only: z.array(only).default([]),
    at: z.array(z.number().nonnegative()).default([]),
    until: z.number().positive().optional(),
    ties: z.enum(["efron", "breslow"]).default("efron"),
  }),
  z.strictObject({ ...common, kind: z.literal("yes-or-no"), after: column, before: column.optional() }),
  z.strictObject({
    ...common,
    kind: z.literal("score"),
    before: column,
    after: column,
    better: z.enum(["lower", "higher"]),
    reliability: z.number().min(0).max(1).optional(),
    deviation: z.number().positive().optional(),
    wellFrom: z.number().optional(),
  }),
]);

const Design = z.strictObject({
  title: words,
  question: words,
  author: words,
  date: day,
  cohort: z.strictObject({
    words,
    person: column,
    entered: column.optional(),
    into: words,
    trigger: words.optional(),
    only: z.array(only).default([]),
    repeats: z.enum(["refuse", "first"]).default("refuse"),
  }),
  comparison: z
    .strictObject({
      kind: z.enum(["none", "eligible-not-offered", "matched", "randomised", "other-areas"]),
      column: column.optional(),
      programme: cell.optional(),
      against: cell.optional(),
      area: column.optional(),
      covariates: z.array(column).default([]),
      factors: z.array(column).default([]),
      caliper: z.number().nonnegative().optional(),
    })
    .default({ kind: "none", covariates: [], factors: [] }),
  windows: z
    .strictObject({
      before: z.union([span, dates]).optional(),
      gap: span.optional(),
      after: z.union([span, dates]).optional(),
      gapAfter: span.optional(),
      awayBefore: column.optional(),
      awayAfter: column.optional(),
    })
    .default({}),
  followUp: z
    .strictObject({
      completeFrom: day.optional(),
      completeTo: day.optional(),
      ends: z.array(column).default([]),
    })
    .default({ ends: [] }),
  events: z.strictObject({ person: column.optional(), day: column.optional() }).default({}),
  stayed: z
    .strictObject({ words, column: column.optional(), left: column.optional(), atLeast: span.optional() })
    .optional(),
  outcomes: z.array(outcome).min(1),
  level: z.number().gt(0).lt(1).default(0.95),
});

type Unit = "day" | "week" | "month" | "year";

/** So many days, weeks, months or years. */
export type Span = { readonly count: number; readonly unit: Unit };

/** Who, entered what, when, compared with whom, by which outcomes: as the file of the design says it. */
export type Design = z.infer<typeof Design>;
/** One rule of who, or which event, is in. */
export type Only = z.infer<typeof only>;
/** One thing that is looked at before and after. */
export type Outcome = z.infer<typeof outcome>;
/** How the programme's people are compared. */
export type Comparison = Design["comparison"];

/** Reads the text of a design. What is wrong with it is said in one sentence that names the field. */
export function readDesign(text: string): Result<Design, CohortRefused> {
  let raw: unknown;
  try {
    raw = parseYaml(text);
  } catch (error) {
    const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    return no({ code: "design-not-yaml", line, why: String(error instanceof Error ? error.message : error) });
  }
  const read = Design.safeParse(raw);
  if (read.success) return accept(read.data);
  const [first] = read.error.issues;
  return no(unfitDesign(raw, first));
}
