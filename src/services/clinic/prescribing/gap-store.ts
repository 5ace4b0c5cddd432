import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { Instant } from "../../../kernel/time.ts";
import type { Micrograms } from "../products.ts";
import type { Order, Slot } from "./order.ts";

const whole = z.bigint().transform(Number);
const Row = z.object({
  last_end: z.instanceof(Temporal.Instant).nullable(),
  hours: z.coerce.number().nullable(),
  nights: z.boolean(),
  away: z.boolean().nullable(),
  words: z.string(),
  percent: z.number(),
  halves: z.boolean(),
  longer: z.boolean(),
  tell: z.boolean(),
  prescriber_first: z.boolean(),
  anew: z.boolean(),
  share: z.enum(["whole", "capped", "nothing"]),
  ordered_ug: whole,
  step_ug: whole,
  most_ug: whole,
  apart_minutes: z.number(),
});

/** What the gap since the last dose leaves of an order in one session, with everything it was worked out from. */
export type GapDue = {
  /** The end of the last injection that was seen at any site the clinic may know of, those of this visit apart. */
  readonly lastEnd: Instant | undefined;
  readonly hours: number | undefined;
  /** The overnight methadone of every night since was seen or confirmed. */
  readonly nights: boolean;
  /** They were in custody or hospital since. */
  readonly away: boolean;
  readonly words: string;
  readonly percent: number;
  readonly halves: boolean;
  readonly observeLonger: boolean;
  readonly tellPrescriber: boolean;
  readonly prescriberFirst: boolean;
  readonly beginAnew: boolean;
  readonly share: "whole" | "capped" | "nothing";
  readonly ordered: Micrograms;
  readonly step: Micrograms;
  readonly most: Micrograms;
  readonly apartMinutes: number;
};

/**
 * The cap of a moment, as the database itself works it out, at a visit or before anybody came: the page shows what the authority is refused by. Undefined where the order
 * is not the reader's clinic's.
 */
export async function gapDue(
  tx: Tx,
  order: Pick<Order, "id">,
  slot: Slot,
  visit: string | undefined,
  now: Instant,
): Promise<GapDue | undefined> {
  const [raw] = await tx`select * from clinic_due(${order.id}, ${slot}, ${visit ?? null}, ${now})`;
  if (!raw || raw.ordered_ug === null) return undefined;
  const row = Row.parse(raw);
  return {
    lastEnd: row.last_end ?? undefined,
    hours: row.hours ?? undefined,
    nights: row.nights,
    away: row.away ?? false,
    words: row.words,
    percent: row.percent,
    halves: row.halves,
    observeLonger: row.longer,
    tellPrescriber: row.tell,
    prescriberFirst: row.prescriber_first,
    beginAnew: row.anew,
    share: row.share,
    ordered: row.ordered_ug,
    step: row.step_ug,
    most: row.most_ug,
    apartMinutes: row.apart_minutes,
  };
}

/** Where somebody was whose gap no licensed doctor has reviewed yet; undefined where nothing waits. */
export async function unreviewedGap(
  tx: Tx,
  person: string,
): Promise<"custody" | "hospital" | "elsewhere" | undefined> {
  const [row] = await tx`select gap_unreviewed_here(${person}) as place`;
  return z.enum(["custody", "hospital", "elsewhere"]).nullable().parse(row?.place) ?? undefined;
}
