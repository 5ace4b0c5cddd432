import { accept, type Result, refuse } from "../../kernel/result.ts";
import { daysBetween, type LocalDate } from "../../kernel/time.ts";
import type { Micrograms } from "./amount-rules.ts";
import type { Product } from "./products.ts";
import { type Protocol, protocolFor } from "./protocols.ts";

/** The last dose of a drug that somebody is known to have had, wherever it was. */
export type LastDose = { readonly micrograms: Micrograms; readonly on: LocalDate };

/** What is known when a dose is decided. */
export type DoseHistory = {
  /** The newest dose known of the same drug in the same way: seen, collected, or confirmed by another prescriber. */
  readonly last?: LastDose | undefined;
  /** The first day of the dose that is prescribed now, where it was raised to it. */
  readonly raisedOn?: LocalDate | undefined;
};

export type DoseRefusal =
  | { readonly code: "no-protocol" }
  | { readonly code: "not-whole-units"; readonly product: Product }
  | { readonly code: "one-strength-a-depot"; readonly product: Product }
  | { readonly code: "above-start"; readonly most: Micrograms; readonly gap: number | undefined }
  | { readonly code: "step-too-large"; readonly from: Micrograms; readonly most: Micrograms }
  | { readonly code: "step-too-soon"; readonly raisedOn: LocalDate; readonly days: number }
  | { readonly code: "raised-after-gap"; readonly gap: number; readonly last: Micrograms }
  | { readonly code: "never-above"; readonly most: Micrograms };

/** What the protocol lets pass with a reason. */
export type Asked =
  | { readonly code: "below-start"; readonly least: Micrograms }
  | { readonly code: "above-usual"; readonly most: Micrograms }
  | { readonly code: "after-gap"; readonly gap: number };

/** A dose that the protocol allows, and what it must be given a reason for. */
export type Decided = {
  readonly protocol: Protocol;
  readonly phase: "titration" | "stable";
  readonly begins: boolean;
  readonly asked: readonly Asked[];
};

/**
 * May this dose be prescribed from this day? Without a dose within the days of the protocol it is begun anew, whatever was taken
 * before that: tolerance goes within days. Nothing is ever worked out from another drug.
 */
export function decideDose(
  product: Product,
  micrograms: Micrograms,
  startsOn: LocalDate,
  history: DoseHistory,
): Result<Decided, DoseRefusal> {
  const protocol = protocolFor(product);
  if (!protocol) return refuse({ code: "no-protocol" });
  if (protocol.kind === "depot" && micrograms !== product.perUnit)
    return refuse({ code: "one-strength-a-depot", product });
  // Of several strengths one unit is the whole dose: nothing but that dose is made of them.
  if (
    product.parts
      ? micrograms !== product.perUnit
      : product.unit !== "ml" && micrograms % product.perUnit !== 0
  )
    return refuse({ code: "not-whole-units", product });
  if (micrograms > protocol.neverAbove.value)
    return refuse({ code: "never-above", most: protocol.neverAbove.value });
  const above: readonly Asked[] =
    micrograms > protocol.usualMost.value ? [{ code: "above-usual", most: protocol.usualMost.value }] : [];
  const { last } = history;
  const gap = last && daysWithout(last.on, startsOn);
  if (last === undefined || gap === undefined || gap >= protocol.gapRestarts.value) {
    if (micrograms > protocol.startMost.value)
      return refuse({ code: "above-start", most: protocol.startMost.value, gap });
    const below: readonly Asked[] =
      micrograms < protocol.startLeast.value
        ? [{ code: "below-start", least: protocol.startLeast.value }]
        : [];
    return accept({ protocol, phase: "titration", begins: true, asked: below });
  }
  const refused = raiseRefused(protocol, micrograms, startsOn, { ...history, last, gap });
  if (refused) return refuse(refused);
  const asks: readonly Asked[] =
    gap >= protocol.gapAsks.value ? [{ code: "after-gap", gap }, ...above] : above;
  const raisedOn = micrograms > last.micrograms ? startsOn : history.raisedOn;
  const stable = raisedOn === undefined || daysBetween(raisedOn, startsOn) >= protocol.stableAfter.value;
  return accept({ protocol, phase: stable ? "stable" : "titration", begins: false, asked: asks });
}

/** Days between two doses on which nothing was taken: from Monday to Thursday two. */
export const daysWithout = (last: LocalDate, next: LocalDate): number =>
  Math.max(0, daysBetween(last, next) - 1);

function raiseRefused(
  protocol: Protocol,
  micrograms: Micrograms,
  startsOn: LocalDate,
  { last, gap, raisedOn }: DoseHistory & { readonly last: LastDose; readonly gap: number },
): DoseRefusal | undefined {
  if (micrograms <= last.micrograms) return undefined;
  if (gap >= protocol.gapAsks.value) return { code: "raised-after-gap", gap, last: last.micrograms };
  if (micrograms - last.micrograms > protocol.largestStep.value)
    return {
      code: "step-too-large",
      from: last.micrograms,
      most: last.micrograms + protocol.largestStep.value,
    };
  const days = protocol.daysBetweenSteps.value;
  if (raisedOn && daysBetween(raisedOn, startsOn) < days) return { code: "step-too-soon", raisedOn, days };
  return undefined;
}

export type RestartRefusal = { readonly code: "begin-anew"; readonly gap: number; readonly restarts: number };

/**
 * May a held prescription go on with its dose? Not once so many days have gone by without one that it is begun anew: then a new
 * prescription is written, from the start of the protocol.
 */
export function decideRestart(
  protocol: Protocol,
  last: LastDose | undefined,
  today: LocalDate,
): Result<{ readonly gap: number }, RestartRefusal> {
  const gap = last ? daysWithout(last.on, today) : protocol.gapRestarts.value;
  return gap >= protocol.gapRestarts.value
    ? refuse({ code: "begin-anew", gap, restarts: protocol.gapRestarts.value })
    : accept({ gap });
}
