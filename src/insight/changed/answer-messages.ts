import { longDate } from "../../kernel/time.ts";
import type { Answer, LeftOut } from "./answer.ts";
import { type CountedEvent, inSentence } from "./catalogue.ts";
import { counted } from "./figures.ts";
import { type Subject, say } from "./messages.ts";
import { LONGEST_WINDOW, type Question, type QuestionRefusal, SHORTEST_WINDOW } from "./question.ts";
import type { Source, SourceRefusal } from "./sources.ts";

/** Why a question cannot be answered as it was put, then what to ask instead; `where` decides how to choose. */
export function sayQuestion(refusal: QuestionRefusal, where: "browser" | "command-line"): string {
  const choose = (known: readonly string[]): string =>
    where === "browser" ? "Choose one from the list" : `Choose one of: ${known.join(", ")}`;
  switch (refusal.code) {
    case "no-services":
      return "There is no service here yet whose entries could be counted. They appear once the partnership's agencies and services are set up.";
    case "service-unknown":
      return `There is no service “${refusal.given}” here. ${choose(refusal.known)}.`;
    case "event-unknown":
      return `“${refusal.given}” is no kind of event that can be counted. ${choose(refusal.known)}.`;
    case "window-not-usable":
      return `Choose a whole number of days from ${SHORTEST_WINDOW} to ${LONGEST_WINDOW} to look before and after entry.`;
  }
}

/** Why no rate is given for want of a source, then which file to import. */
export function saySource(refusal: SourceRefusal, event: CountedEvent): string {
  switch (refusal.code) {
    case "source-missing": {
      const files = refusal.missing.map((kind) => (kind === "custody" ? "times in custody" : event.file));
      const without = [
        refusal.missing.includes("events")
          ? `no file of ${inSentence(event.plural)} has been imported, so nobody knows to which day nothing is missing`
          : "",
        refusal.missing.includes("custody")
          ? "no file of times in custody has been imported, so nobody's time at risk is known"
          : "",
      ].filter((part) => part !== "");
      return `No rate is given: ${without.join("; ")}. Import ${files.join(" and ")}, then look again.`;
    }
    case "source-without-end":
      return `No rate is given: nobody has said to which day the data of ${refusal.agencies.join(" and ")} are complete. Import the latest file again and state its last complete day.`;
  }
}

/** Why there are no figures. */
export function sayAnswer(
  refusal: Exclude<Answer["changed"], { readonly ok: true }>["refusal"],
  question: Question,
): string {
  return refusal.code === "source-missing" || refusal.code === "source-without-end"
    ? saySource(refusal, question.event)
    : say(refusal);
}

/** What a source is, and how far it sees: `Recorded offences from Northmoor Police: complete to 30 September 2026 (inferred from the file)`. */
export function sourceWords(source: Source, { event }: Pick<Question, "event">): string {
  const what = source.kind === "custody" ? "Times in custody" : event.plural;
  const how = source.completeBy === "stated" ? "as stated at the import" : "inferred from the file";
  const end = source.completeTo ? `complete to ${longDate(source.completeTo)} (${how})` : "end not known";
  return `${what} from ${source.agencyName}: ${end}`;
}

/** What could not be counted; nothing when all could. */
export function leftOutWords(leftOut: LeftOut, subject: Subject): readonly string[] {
  const words: string[] = [];
  if (leftOut.vague > 0) {
    words.push(
      `${counted(leftOut.vague, "event", "events")} known only to the month or year ${leftOut.vague === 1 ? "is" : "are"} in neither rate (${subject.events}).`,
    );
  }
  if (leftOut.suspected > 0) {
    words.push(
      `${counted(leftOut.suspected, "event", "events")} that ${leftOut.suspected === 1 ? "is" : "are"} only suspected ${leftOut.suspected === 1 ? "is" : "are"} in neither rate.`,
    );
  }
  if (leftOut.custody > 0) {
    words.push(
      `${counted(leftOut.custody, "stay", "stays")} in custody known only to the month or year, or only suspected, ${leftOut.custody === 1 ? "is" : "are"} not taken out of the time at risk: nobody knows which days.`,
    );
  }
  return words;
}
