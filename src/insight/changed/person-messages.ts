import { longDate } from "../../kernel/time.ts";
import { saySource } from "./answer-messages.ts";
import { type CountedEvent, inSentence } from "./catalogue.ts";
import type { Changed, Side } from "./changed.ts";
import { count, figure, interval, years } from "./figures.ts";
import { type Subject, say, sayPercentage, sayRatio, sayWarning } from "./messages.ts";
import type { PersonQuestion, PersonRefusal } from "./one-person.ts";
import type { Warning } from "./warnings.ts";

const inside = (kind: string): string =>
  kind === "prison" ? "prisons" : kind === "police" ? "the police" : kind;

/** Why nothing is counted for this person, then what to do. */
export function sayPerson(refusal: PersonRefusal, event: CountedEvent): string {
  switch (refusal.code) {
    case "no-stays":
      return "There is no stay with a service here that you may see, so there is no day of entry to count from.";
    case "not-shared":
      return `Nothing is counted: what ${refusal.owners.map(inside).join(" and ")} recorded about this person is not shared with you now, and counting without it would show a fall that is only a lack of sight. It is shared when the person agrees to it.`;
    case "no-number":
      return `Nothing is counted: no ${event.linkedBy === "nhs" ? "NHS" : "PNC"} number is recorded for this person, so ${inSentence(event.plural)} cannot be linked to them. Ask for it and record it under Details.`;
    case "source-missing":
    case "source-without-end":
      return saySource(refusal, event);
    case "nobody-entered":
    case "nobody-linkable":
    case "nobody-followed-yet":
      return "The data end before this person began. Import a later file.";
    case "exposure-missing":
    case "no-time-at-risk":
    case "not-a-count":
    case "window-not-whole-days":
      return say(refusal);
  }
}

/** The finding for one person: counts with the time in which they could have happened, and no percentage. */
export function personFinding(
  changed: Changed,
  { stay, event, windowDays, entered }: PersonQuestion,
): string {
  const { before, after } = changed.everyone;
  const side = ({ events, personYears }: Side): string =>
    `${count(events)} in ${years(personYears)} years at risk`;
  return `${event.plural}: ${side(before)} in the ${count(windowDays)} days before entering ${entered} on ${longDate(stay.startedOn)}, and ${side(after)} since, up to ${lastDay(changed, stay.startedOn)}.`;
}

/** The rate ratio of one person, in words that do not make more of it than it is. */
export function personRatio(changed: Changed): string {
  const { ratio, percentage } = changed.everyone;
  const words = !ratio.ok
    ? `There is ${sayRatio(ratio.refusal)}.`
    : Number.isFinite(ratio.value.ratio)
      ? `The rate after is ${figure(ratio.value.ratio)} times the rate before (exact 95 % interval ${interval(ratio.value)}).`
      : `There was none before, so the rates cannot be divided (exact 95 % interval ${interval(ratio.value)}).`;
  const none =
    percentage.ok || percentage.refusal.code === "no-ratio"
      ? "No percentage is given for one person: a single event can make or unmake it."
      : sayPercentage(percentage.refusal);
  return `${words} ${none} It is this person's story, not evidence of what a service does.`;
}

/** What one person's figures cannot tell, a sentence each. */
export const personCautions = (changed: Changed, subject: Subject): readonly string[] =>
  changed.warnings.flatMap((warning) => caution(warning, subject) ?? []);

function caution(warning: Warning, subject: Subject): string | undefined {
  switch (warning.code) {
    case "no-comparison-group":
    case "regression-to-the-mean":
    case "events-in-custody":
      return sayWarning(warning, subject);
    case "before-the-data":
      return `The first day in the data is ${longDate(warning.firstOn)}, and the time before entry reaches further back. If the data begin there, the time before counts too little.`;
    case "follow-up-lag":
      return `Data are complete to ${longDate(warning.completeTo)}. Events are recorded late, charges and convictions later still, so the newest months are likely to rise when the next file is imported.`;
    // Of many people, or said by the page itself.
    case "few-people":
    case "repeat-offenders":
    case "few-clusters":
    case "deaths":
    case "not-linkable":
    case "without-end-of-data":
    case "custody-unclear":
      return undefined;
  }
}

function lastDay(changed: Changed, entered: Temporal.PlainDate): string {
  if (changed.died) return "the day of death";
  const end = entered.add({ days: changed.windowDays - 1 });
  return longDate(Temporal.PlainDate.compare(end, changed.completeTo) < 0 ? end : changed.completeTo);
}
