import { createHash } from "node:crypto";
import { z } from "zod";
import { RescueMedicine, rescueKey } from "./emergency-medicines.ts";
import { KEYS, type Key } from "./keys.ts";

const mark = z.enum(["L", "M", "P", "C"]);
const Sourced = z.strictObject({ value: z.number(), mark, source: z.string().min(1).max(300) });

/** One row of the table of gaps: what of the ordered dose may be had after so many hours without an observed one. */
const Gap = z.strictObject({
  underHours: z.number().positive().nullable(),
  words: z.string().min(1).max(200),
  confirmed: z.strictObject({
    percent: z.number().int().min(0).max(100),
    observeLonger: z.boolean(),
    halves: z.boolean(),
    tellPrescriber: z.boolean(),
    prescriberFirst: z.boolean(),
    beginAnew: z.boolean(),
  }),
  otherwise: z.strictObject({
    percent: z.number().int().min(0).max(100),
    observeLonger: z.boolean(),
    halves: z.boolean(),
    tellPrescriber: z.boolean(),
    prescriberFirst: z.boolean(),
    beginAnew: z.boolean(),
  }),
});
export type GapRow = z.infer<typeof Gap>;

/** A schedule of doses by day and session, as some protocols have it. Milligrams. */
const Schedule = z.strictObject({
  code: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: z.string().min(1).max(200),
  mark,
  source: z.string().min(1).max(300),
  topUpAfterMinutes: z.number().int().min(0).max(240),
  /** Each day's doses in order, each with the top-up that may follow it. */
  days: z
    .array(
      z
        .array(
          z.strictObject({
            dose: z.number().positive().max(1000),
            topUp: z.number().positive().max(1000).optional(),
          }),
        )
        .min(1)
        .max(3),
    )
    .min(1)
    .max(60),
  maintenance: z.number().positive().max(1000),
});
export type Schedule = z.infer<typeof Schedule>;

const Criteria = z
  .array(
    z.strictObject({
      code: z.string().regex(/^[a-z0-9-]{1,40}$/),
      words: z.string().min(1).max(300),
      /** Where it comes from, as the reference marks it. */
      mark: z.string().min(1).max(300),
    }),
  )
  .min(1)
  .max(40);

/** A clinic's own checklist of eligibility, and what it looks at besides before diamorphine. */
const Eligibility = z
  .strictObject({
    name: z.string().min(1).max(200),
    criteria: Criteria,
    /** In place of those that come with the program. */
    cautions: Criteria.optional(),
  })
  .refine(
    ({ criteria, cautions = [] }) =>
      new Set([...criteria, ...cautions].map(({ code }) => code)).size === criteria.length + cautions.length,
    "has a code twice",
  )
  .refine(
    ({ criteria }) => criteria.every(({ code }) => !code.startsWith("caution-")),
    "has a criterion whose code begins like that of a caution",
  );
export type Eligibility = z.infer<typeof Eligibility>;

/** Which rule a dose is raised by: the label's two, a schedule of the protocol, or none: the prescriber decides within the limits. */
const RULES = ["label-twice-daily", "label-multi-daily"] as const;

/**
 * A clinic's protocol as it is kept, printed and signed. A file of it is this, as JSON: see docs/guides/clinic-protocols.md.
 */
export const ProtocolFile = z
  .strictObject({
    format: z.literal("throughcare-clinic-protocol-1"),
    code: z.string().regex(/^[a-z0-9][a-z0-9-]{1,59}$/),
    version: z.number().int().positive().max(100_000),
    name: z.string().min(1).max(200),
    drugClass: z.string().regex(/^[a-z-]{3,40}$/),
    substance: z.string().min(1).max(100),
    dated: z.iso.date(),
    checkBy: z.iso.date(),
    parameters: z.record(z.string(), Sourced),
    gaps: z.array(Gap).min(2).max(10),
    rules: z.array(z.enum(RULES)).max(2),
    schedules: z.array(Schedule).max(10),
    /** What lies in the emergency bag: each is a button of an emergency, in this order. */
    emergencyMedicines: z.array(RescueMedicine).max(20),
    eligibility: Eligibility.optional(),
  })
  .check(({ value, issues }) => {
    const say = (path: (string | number)[], message: string): void =>
      void issues.push({ code: "custom", path, message, input: value });
    for (const [key, { unit, least, most }] of KEYS) {
      const given = value.parameters[key];
      if (!given) say(["parameters", key], `is missing (${unit})`);
      else if (given.value < least || given.value > most)
        say(
          ["parameters", key, "value"],
          `is ${given.value}; it must lie between ${least} and ${most} ${unit}`,
        );
    }
    for (const key of Object.keys(value.parameters))
      if (!KEYS.has(key)) say(["parameters", key], "is no number that this program knows");
    const bag = value.emergencyMedicines.map(rescueKey);
    if (!value.emergencyMedicines.some(({ what }) => what === "naloxone"))
      say(["emergencyMedicines"], "has no naloxone");
    if (new Set(bag).size < bag.length) say(["emergencyMedicines"], "names the same presentation twice");
    const hours = value.gaps.map(({ underHours }) => underHours ?? Number.POSITIVE_INFINITY);
    if (hours.at(-1) !== Number.POSITIVE_INFINITY || hours.some((h, i) => i > 0 && h <= (hours[i - 1] ?? 0)))
      say(["gaps"], "must rise from row to row, and the last row has null for underHours");
  });
export type Protocol = z.infer<typeof ProtocolFile>;

/** A number of a protocol. */
export const numberOf = (protocol: Protocol, key: Key): number => protocol.parameters[key]?.value ?? 0;

/** An amount of a protocol in whole micrograms. */
export const microgramsOf = (protocol: Protocol, key: Key): number =>
  Math.round(numberOf(protocol, key) * 1000);

/** Keys in order, so that the same protocol has the same print however it was written down. */
export const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  );
};

/** SHA-256 of all of a protocol: what is signed, and what an order names. */
export const printOf = (protocol: Protocol): string =>
  createHash("sha256")
    .update(JSON.stringify(ordered(protocol)))
    .digest("hex");

/** Reads a protocol from the text of a file: all of it, or a sentence for each field that is missing or wrong. */
export function readProtocol(
  text: string,
): { readonly protocol: Protocol } | { readonly wrong: readonly string[] } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { wrong: [`The file is not JSON: ${error instanceof Error ? error.message : "unreadable"}`] };
  }
  const read = ProtocolFile.safeParse(parsed);
  if (read.success) return { protocol: read.data };
  return {
    wrong: read.error.issues
      .slice(0, 20)
      .map(({ path, message }) => `${path.length > 0 ? path.join(".") : "The file"}: ${message}`),
  };
}
