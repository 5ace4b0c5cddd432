import { daysBetween, daysInWords, type LocalDate, shortDate } from "../../kernel/time.ts";
import type { Said } from "../../web/page.ts";
import { stepKind, VIRUSES, type Virus } from "./definitions.ts";
import { deciding, nextDue, RESULTS, type Step, type StepRefusal } from "./rules.ts";

/** Why a step was not recorded, beside the question it is about. */
export function sayStep(refusal: StepRefusal): Said {
  switch (refusal.code) {
    case "in-the-future":
      return { field: "on", words: "This day is still to come. Enter the day it happened." };
    case "result-needed":
      return { field: "result", words: "Choose what the test showed" };
    case "no-result-here":
      return { field: "result", words: "Only a test has a result. Choose ‘Not a test’, or the test." };
  }
}

/** A step in words: `PCR test, negative`. */
export const sayOneStep = (step: Pick<Step, "step" | "result">): string =>
  `${stepKind(step.step).name}${step.result ? `, ${RESULTS[step.result].toLowerCase()}` : ""}`;

/** What is known of one virus, in one line with its age and what is due next. */
export function sayVirus(virus: Virus, steps: readonly Step[], today: LocalDate): string {
  const last = deciding(virus, steps);
  if (!last) return `${VIRUSES[virus]}: nothing recorded`;
  const days = daysBetween(last.on, today);
  const age = days === 0 ? "today" : `${daysInWords(days)} ago`;
  const due = nextDue(virus, steps);
  const next = due
    ? `. ${due.what} ${Temporal.PlainDate.compare(due.on, today) < 0 ? "was due" : "due"} ${shortDate(due.on)}`
    : "";
  return `${VIRUSES[virus]}: ${sayOneStep(last).toLowerCase()} ${shortDate(last.on)} (${age})${next}`.replace(
    "pcr",
    "PCR",
  );
}
