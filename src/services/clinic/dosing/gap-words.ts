import { longDateTime } from "../../../kernel/time.ts";
import { capital } from "../../../kernel/words.ts";
import type { GapDue } from "../prescribing/gap-store.ts";
import { halfOf } from "../prescribing/halves-rules.ts";
import { mg } from "./amount-rules.ts";

/** What a gap leaves of a session, in words that a nurse can check with a pencil. */
export type GapWords = {
  /** The most that may be given in this session, or why nothing may. */
  readonly says: string;
  /** How it was worked out: from when, by what is confirmed, by which row, to how much. */
  readonly sum: readonly string[];
};

/** `51 h 20 min` */
export function sayHours(hours: number): string {
  const minutes = Math.floor(hours * 60 + 1e-6);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The cap with its arithmetic. Nothing where no session was missed: then there is no gap to speak of. */
export function sayGap(gap: GapDue): GapWords | undefined {
  if (gap.lastEnd !== undefined && gap.percent === 100 && gap.words === "no session was missed")
    return undefined;
  return { says: says(gap), sum: [since(gap), row(gap), ...amounts(gap)] };
}

function says(gap: GapDue): string {
  if (gap.share === "whole")
    return gap.percent === 100
      ? `All of what is ordered may be given, ${mg(gap.ordered)}. What was missed is never added.`
      : `${mg(gap.ordered)} may be given: a licensed doctor ordered it within this gap.`;
  if (gap.share === "capped")
    return `At most ${mg(gap.most)} in this session${gap.halves ? ", in two halves" : ""}. More needs a licensed doctor’s order for this session alone.`;
  if (gap.beginAnew) return "Nothing by this order: it is begun anew with a first dose.";
  if (gap.prescriberFirst)
    return "Nothing yet: a licensed doctor sees them and records a review of the gap first.";
  return "Nothing by this order: the gap has grown since it was written. A licensed doctor writes another.";
}

function since({ lastEnd, hours, nights, away }: GapDue): string {
  if (lastEnd === undefined || hours === undefined)
    return "No injection is known that your clinic may see. That is no proof that there was none.";
  return [
    `${sayHours(hours)} since the last injection that was seen (${longDateTime(lastEnd)}).`,
    nights
      ? "The oral opioid was seen taken on every day since."
      : "The oral opioid is not confirmed for every day since: unknown counts as missed.",
    away ? "They were in custody, in hospital or elsewhere since." : "",
  ]
    .filter((one) => one !== "")
    .join(" ");
}

const row = ({ words, percent, beginAnew }: GapDue): string =>
  `Row of the protocol: ${capital(words)}: ${beginAnew ? "begun anew" : `${percent} %`}.`;

function amounts(gap: GapDue): readonly string[] {
  if (gap.share !== "capped") return [];
  const exact = (gap.ordered * gap.percent) / 100;
  return [
    `${gap.percent} % of ${mg(gap.ordered)} is ${mg(exact)}${exact === gap.most ? "" : `, rounded down to steps of ${mg(gap.step)}: ${mg(gap.most)}`}.`,
    ...(gap.halves
      ? [
          `Two halves of at most ${mg(halfOf(gap.most, gap.step))} each, the second ${gap.apartMinutes} minutes after the end of the first.`,
        ]
      : []),
    ...(gap.tellPrescriber ? ["Tell a licensed doctor now."] : []),
  ];
}
