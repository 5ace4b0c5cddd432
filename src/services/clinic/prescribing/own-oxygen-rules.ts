import type { LocalDate } from "../../../kernel/time.ts";
import type { Key } from "../protocol/keys.ts";
import { numberOf, type Protocol } from "../protocol/protocol.ts";

/** Whether a protocol lets somebody's own saturation count, from how many per cent, and for how many days since it was measured. */
export type OwnOxygenRule = {
  readonly counts: boolean;
  readonly least: number;
  readonly holdsDays: number;
};

/** The rule of a protocol, from its numbers. A session opened under numbers without it lets none count. */
export const ownOxygenRule = (number: (key: Key) => number): OwnOxygenRule => ({
  counts: number("own-oxygen") === 1,
  least: number("own-oxygen-least"),
  holdsDays: number("own-oxygen-holds"),
});

/** The rule of a protocol; where there is none, nobody's own counts. */
export const ownOxygenRuleOf = (protocol: Protocol | undefined): OwnOxygenRule =>
  ownOxygenRule((key) => (protocol ? numberOf(protocol, key) : 0));

/** A saturation as it was measured. */
export type Measured = { readonly spo2: number; readonly measuredOn: LocalDate };

type OwnOxygenAgainst =
  | { readonly code: "not-by-protocol" }
  | { readonly code: "too-low"; readonly least: number }
  | { readonly code: "too-old"; readonly until: LocalDate };

/**
 * Why somebody's own saturation does not count on a day, or nothing. The database asks the same before it lets a full dose stand
 * (own_oxygen_that_counts). Source: the clinic reference, 1.9 and `use_patient_baseline`; how low and how old are proposed.
 */
export function standsAgainstOwnOxygen(
  { spo2, measuredOn }: Measured,
  rule: OwnOxygenRule,
  day: LocalDate,
): OwnOxygenAgainst | undefined {
  if (!rule.counts) return { code: "not-by-protocol" };
  if (spo2 < rule.least) return { code: "too-low", least: rule.least };
  const until = measuredOn.add({ days: rule.holdsDays });
  return Temporal.PlainDate.compare(until, day) < 0 ? { code: "too-old", until } : undefined;
}

/** The saturation that counts as somebody's own on a day, in per cent; nothing where none does. */
export const ownOxygenThatCounts = (
  measured: Measured | undefined,
  rule: OwnOxygenRule,
  day: LocalDate,
): number | undefined =>
  measured && !standsAgainstOwnOxygen(measured, rule, day) ? measured.spo2 : undefined;
