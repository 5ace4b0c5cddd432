import { type LocalDate, longDate } from "../../kernel/time.ts";
import type { Item, MeasureDefinition, ScoreDefinition } from "./definition.ts";
import type { Answer, Change, ItemRefusal, Scored } from "./rules.ts";
import { NOT_DISCLOSED } from "./rules.ts";

/** What is wrong with one answer, then what to do. Stands beside the field and in the summary. */
export function sayAnswer(refusal: ItemRefusal): string {
  switch (refusal.code) {
    case "answer-needed":
      return "Answer this question.";
    case "nothing-answered":
      return "Nothing has been answered yet. Answer at least one question.";
    case "not-a-whole-number":
      return `“${refusal.typed}” is not a whole number. Enter digits only, for example 7.`;
    case "out-of-range":
      return `Enter a number from ${refusal.min} to ${refusal.max}.`;
    case "not-one-of-the-answers":
      return `“${refusal.typed}” is not one of the answers. Choose one of those offered.`;
    case "not-disclosed-not-offered":
      return "This question has no “not disclosed”. Answer it, or leave it blank.";
    case "answered-and-not-disclosed":
      return "There is a number, and “not disclosed” is ticked. Keep one of them.";
  }
}

/** The sentence when the stage of treatment was not chosen. */
export const SAY_STAGE_NEEDED = "Choose when in treatment this was taken.";

/** An answer as people read it: `12 days`, `Yes`, `13 of 20`, `Not disclosed`, `Not asked`. */
export function sayValue(item: Item, answer: Answer | undefined): string {
  if (answer === undefined) return "Not asked";
  if (answer === NOT_DISCLOSED) return "Not disclosed";
  switch (item.kind) {
    case "days-of-28":
      return `${answer} ${answer === 1 ? "day" : "days"}`;
    case "pounds-a-week":
      return `£${Number(answer).toLocaleString("en-GB")} a week`;
    case "scale-0-20":
      return `${answer} of 20`;
    case "yes-no":
      return answer === "Y" ? "Yes" : "No";
    case "choice":
      return item.choices.find((choice) => choice.code === answer)?.label ?? `Unknown answer ${answer}`;
    case "score-0-3":
      return item.words[Number(answer)] ?? `Unknown answer ${answer}`;
  }
}

/** The unit of a score that is money. */
const POUNDS = "pounds a week";

/** A score as people read it: its band where the number is only a code, otherwise the number and its range. */
export function sayScore(definition: ScoreDefinition, value: number): string {
  const band = definition.bands.find((one) => value >= one.from && value <= one.to);
  if (band && isCode(definition)) return band.label;
  if (definition.unit === POUNDS) return `£${value.toLocaleString("en-GB")} a week`;
  const number =
    definition.unit === "days" ? `${value} of ${definition.max} days` : `${value} of ${definition.max}`;
  return band ? `${number} (${band.label.toLowerCase()})` : number;
}

/** Whether each value has a name of its own, so that the number says nothing a reader needs. */
export const isCode = (definition: ScoreDefinition): boolean =>
  definition.bands.length > 0 && definition.bands.every((band) => band.from === band.to);

/** How much of a measure was answered, with its denominator. */
export function sayCompleteness(definition: MeasureDefinition, scored: Scored): string {
  const asked = definition.items.length;
  const answered = asked - scored.missing.length;
  const kept = scored.notDisclosed.length;
  const undisclosed = kept === 0 ? "" : `, ${kept} of them not disclosed`;
  return `${scored.completeness === "complete" ? "Complete" : "Partial"}: ${answered} of ${asked} questions answered${undisclosed}.`;
}

/** Whether a change is more than chance, or why that cannot be said. */
export function sayClass(change: Change): string {
  switch (change.class) {
    case "stopped":
      return "Stopped: no day of use in the last 28.";
    case "reliably-improved":
      return "Better by more than chance is likely to make it.";
    case "reliably-worse":
      return "Worse by more than chance is likely to make it.";
    case "unchanged":
      return "Too small a change to tell from chance.";
    case "not-classified":
      return sayUnclassified(change.because);
  }
}

function sayUnclassified(because: Change["because"]): string {
  switch (because) {
    case "threshold-is-for-others":
      return "Not classified: the published threshold is for people who use nothing but alcohol.";
    case "no-use-at-start":
      return "Not classified: there was no use at the start to change from.";
    case "no-threshold":
    case undefined:
      return "Not classified: no published threshold has been loaded for this score.";
  }
}

/** One reading of one score, on the day it was taken. */
export type Reading = { readonly on: LocalDate; readonly value: number };

/** The finding of a chart in one sentence; oldest reading first. */
export function sayFinding(definition: ScoreDefinition, readings: readonly Reading[]): string {
  const [first] = readings;
  const last = readings.at(-1);
  if (!first || !last) return `${definition.name} has not been recorded yet`;
  if (readings.length === 1)
    return `${definition.name}: ${sayScore(definition, first.value)} on ${longDate(first.on)}`;
  const between = sayBetween(first.on, last.on);
  if (first.value === last.value) {
    return `${definition.name} was the same at the start and the end, ${sayScore(definition, last.value)}, ${between}`;
  }
  if (isCode(definition)) {
    return `${definition.name} went from ${quoted(definition, first.value)} to ${quoted(definition, last.value)} ${between}`;
  }
  const verb = last.value > first.value ? "rose" : "fell";
  if (definition.unit === POUNDS)
    return `${definition.name} ${verb} from ${sayScore(definition, first.value)} to ${sayScore(definition, last.value)} ${between}`;
  const days = definition.unit === "days" ? " days" : "";
  return `${definition.name} ${verb} from ${first.value} to ${last.value} of ${definition.max}${days} ${between}`;
}

const quoted = (definition: ScoreDefinition, value: number): string =>
  `“${sayScore(definition, value).toLowerCase()}”`;

function sayBetween(from: LocalDate, to: LocalDate): string {
  if (from.equals(to)) return `on ${longDate(to)}`;
  const start = from.year === to.year ? longDate(from).replace(` ${from.year}`, "") : longDate(from);
  return `between ${start} and ${longDate(to)}`;
}
