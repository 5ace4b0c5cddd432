import { type Instant, longDateTime } from "../../../kernel/time.ts";
import { mg } from "../dosing/amount-rules.ts";
import { sayHours } from "../dosing/gap-words.ts";
import { SLOTS, type Slot } from "../prescribing/order.ts";
import type { PackDue, PackOrder } from "./pack.ts";

/** How long ago the last dose was when the pack was made, and whether the nights since are known: what the table of gaps goes by. */
export function sinceWords({ due }: PackOrder, at: Instant): string | undefined {
  const [first] = due;
  if (!first) return undefined;
  if (!first.lastEnd) return "By the table of gaps: no injection of this drug is known.";
  return [
    `By the table of gaps: ${sayHours(at.since(first.lastEnd).total("hours"))} since the last injection when this was made.`,
    first.nights
      ? "Oral opioid seen on every night since; a night that nobody sees from now on counts as missed."
      : "Oral opioid not seen on every night since, which counts as missed.",
  ].join(" ");
}

/** Whether a session was less than whole already when the pack was made. */
export const leavesLess = ({ due }: PackOrder, slot: Slot): boolean =>
  (due.find((one) => one.slot === slot)?.share ?? "whole") !== "whole";

/** What may be had of each session and until when, by the clock; what comes after that is the doctor's. */
export function aheadWords(
  order: PackOrder,
): readonly { readonly words: string; readonly strong: boolean }[] {
  const { due, phase } = order;
  const slots = [...new Set(due.map(({ slot }) => slot))];
  return [
    ...slots.map((slot) => {
      const spans = due.filter((one) => one.slot === slot);
      const words = `${SLOTS[slot]}, ${mg(spans[0]?.ordered ?? 0)} in all: ${spans.map((one, i) => spanWords(one, i === spans.length - 1)).join("; then ")}.`;
      return { words, strong: leavesLess(order, slot) };
    }),
    ...(phase === "titration"
      ? [
          {
            words:
              "While a dose is being found, a session missed from now on leaves less: ring the doctor before the next dose.",
            strong: false,
          },
        ]
      : []),
  ];
}

function spanWords(span: PackDue, isLast: boolean): string {
  if (span.share === "nothing") return `RING THE DOCTOR, nothing without them${because(span)}`;
  const until = isLast ? "for as long as the order stands" : `until ${longDateTime(span.until)}`;
  return span.share === "whole"
    ? `all of it ${until}`
    : `at most ${mg(span.most)}${span.halves ? ` in two halves ${span.apartMinutes} min apart` : ""} ${until}`;
}

const because = ({ beginAnew, prescriberFirst }: PackDue): string =>
  beginAnew ? ": it is begun anew" : prescriberFirst ? ": they see the person first" : ": it is ordered anew";
