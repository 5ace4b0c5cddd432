import type { Instant } from "../../../kernel/time.ts";

/** Kinds of agency whose health staff see at once what somebody is on: custody and court, prison, hospital. */
const AT_ONCE = ["liaison", "prison-health", "hospital"];

/** Does this kind of agency meet people whom a clinic or a pharmacy expects elsewhere? Police and probation never. */
export const meetsThemElsewhere = (kind: string | null): boolean => kind !== null && AT_ONCE.includes(kind);

const MS_OF_HOUR = 3_600_000;

/** What is known of somebody's opioids, as far as the dangers of the next hours depend on it. */
export type AtOnce = {
  readonly lastDose: Instant | undefined;
  /** Something is injected at a clinic, by an order that goes on or is held. */
  readonly injected: boolean;
  /** Something is taken by mouth, by a prescription that goes on or is held. */
  readonly byMouth: boolean;
  /** What adds to an opioid, in the words of the alerts. */
  readonly adds: readonly string[];
};

/** What to weigh at once, most pressing first. Nothing is worked out from one opioid to another, and no dose is proposed. */
export function dangersNow(known: AtOnce, now: Instant): readonly string[] {
  const hours = known.lastDose && (now.epochMilliseconds - known.lastDose.epochMilliseconds) / MS_OF_HOUR;
  return [
    hours === undefined
      ? "No dose is known that your agency may see. That is no proof that none was taken: ring before anything is given."
      : `${Math.floor(hours)} hours since the last dose that was seen. Tolerance falls within days: the dose as it was may kill after a gap.`,
    ...(known.injected && known.byMouth
      ? [
          "Two opioids are one plan: what is injected by day and what is taken by mouth at night. Neither replaces the other, and no dose of one is worked out from the other.",
        ]
      : known.injected
        ? [
            "What is injected at the clinic is not given here. Withdrawal is to be expected, and alcohol, benzodiazepines or street opioids taken before arrival add to what is left of the last dose.",
          ]
        : []),
    ...known.adds.map((words) => `${words}: together with an opioid it slows breathing.`),
    "Before they leave: naloxone in their hands, and word to the prescriber. The first days after release are the most dangerous.",
  ];
}
