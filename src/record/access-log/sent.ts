import { z } from "zod";
import type { Seal, SentLine } from "./seal.ts";

const instant = z.string().transform((text) => Temporal.Instant.from(text));
const optional = z.string().optional();

const Sent = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("access"),
    partnership: z.string(),
    seal: z.int(),
    id: z.string(),
    at: instant,
    account: optional,
    staff: optional,
    agency: optional,
    role: optional,
    what: z.string(),
    about: z.string(),
    route: z.string(),
    basis: z.string(),
    byItself: z.boolean(),
    people: z.array(z.string()),
  }),
  z.object({
    kind: z.literal("seal"),
    partnership: z.string(),
    no: z.int(),
    before: optional,
    lines: z.int(),
    firstAt: instant,
    lastAt: instant,
    root: z.string(),
    hash: z.string(),
  }),
]);

/** One line of what was sent elsewhere: a line of the log, or the seal that closes in the ones before it. */
export type Sent = z.infer<typeof Sent>;

/**
 * A seal and the lines under it as lines of JSON, the seal last. No name, number or token is among them: accounts,
 * workers and agencies are ids, people are commitments that nobody can read without their keys.
 */
export function asJsonLines(partnership: string, seal: Seal, lines: readonly SentLine[]): string {
  const { disposed: _, ...rest } = seal;
  const all = [
    ...lines.map(({ commitments, ...facts }) => ({
      kind: "access",
      partnership,
      seal: seal.no,
      ...facts,
      people: commitments,
    })),
    { kind: "seal", partnership, ...rest },
  ];
  return all.map((one) => `${JSON.stringify(one)}\n`).join("");
}

/** Reads one line of what was sent. Undefined: it is none. */
export function readSent(text: string): Sent | undefined {
  try {
    return Sent.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
