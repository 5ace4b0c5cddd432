import { microgramsOf, numberOf, type Protocol } from "../protocol/protocol.ts";
import type { Cap } from "./gap-rules.ts";
import type { Part, Slot } from "./order.ts";

/** A session that the table of gaps wants in two halves, and is not ordered so. */
export type NotInHalves = {
  readonly code: "not-in-halves";
  readonly slot: Slot;
  /** The most of one part, in micrograms. */
  readonly most: number;
  /** Minutes from the end of one part to the next, at least. */
  readonly apart: number;
};

/** The larger half of what a gap leaves, in micrograms, as it can be measured. */
export const halfOf = (most: number, step: number): number => Math.ceil(most / 2 / step) * step;

/**
 * Why a session is not ordered in halves of what is left (micrograms), one so long after the other, where its cap asks for it; or nothing.
 * Source: the table of missed doses in the reference, 48 to 72 hours.
 */
export function notInHalves(
  parts: readonly Part[],
  slot: Slot,
  cap: Cap,
  left: number,
  protocol: Protocol,
): NotInHalves | undefined {
  if (!cap.halves) return undefined;
  const most = halfOf(left, microgramsOf(protocol, "dispensing-step"));
  const apart = numberOf(protocol, "halves-apart");
  const isRight = parts.every(
    ({ part, micrograms, leastMinutes }) => micrograms <= most && (part === 1 || leastMinutes >= apart),
  );
  return isRight ? undefined : { code: "not-in-halves", slot, most, apart };
}
