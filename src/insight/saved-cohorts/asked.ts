import { stringify } from "yaml";
import type { LocalDate } from "../../kernel/time.ts";
import { longDate } from "../../kernel/time.ts";
import { type CountedEvent, inSentence } from "../changed/catalogue.ts";
import { USUAL_WINDOWS } from "../changed/disclosure.ts";
import { ENTERED, MATCHED_BY, NOT_OFFERED } from "./columns.ts";

/** Days after the window before that may be left out of it: people's worst time comes just before they enter. */
export const GAPS: readonly number[] = [0, 60];
/** Lengths of a window, in days: the same that any figure of few people may be asked of. */
export const WINDOWS = USUAL_WINDOWS;

/** With whom the record can truly compare. */
export const COMPARISONS = ["none", "eligible-not-offered", "matched"] as const;
export type ComparisonKind = (typeof COMPARISONS)[number];

/** One thing that is looked at before and after, and other methods than the usual; nothing where the usual will do. */
export type AskedOutcome = {
  readonly event: CountedEvent;
  readonly methods: readonly string[] | undefined;
};

/** The most that one cohort looks at: of more, one is sure to differ by chance before long. */
export const MOST_OUTCOMES = 4;

/** What a cohort of the record is asked: everything that may differ from one to the next. */
export type Asked = {
  readonly title: string;
  readonly question: string;
  readonly author: string;
  readonly date: string;
  /** Who they are, and what brings them in, in the author's words. */
  readonly words: string;
  readonly trigger: string | undefined;
  readonly service: { readonly code: string; readonly name: string };
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** One to four, in the order of the design. Each is answered by itself. */
  readonly outcomes: readonly AskedOutcome[];
  readonly windowDays: number;
  readonly gapDays: number;
  readonly comparison: ComparisonKind;
  /** Matched by sex and own rate before alone: saved before there was more to match by. */
  readonly bySexAlone?: true | undefined;
};

/** Who is in, where the author says nothing of their own. */
export const usualWords = ({ service, from, to }: Pick<Asked, "service" | "from" | "to">): string =>
  `everyone whose first stay with ${service.name} began from ${longDate(from)} to ${longDate(to)}`;

export const STAYED_WORDS =
  "still with the service at the end of what is followed, left it as planned, or died there";

/** How the events' source knows people, where it needs a number: whoever has none cannot be found there. */
const LINKED: Readonly<Record<CountedEvent["linkedBy"], string | undefined>> = {
  pnc: "the police's data cannot be searched for them: no PNC number is recorded",
  nhs: "hospitals' data cannot be searched for them: no NHS number is recorded",
  nothing: undefined,
};

/** Why somebody is left out whom the source of an outcome cannot be searched for; of several outcomes, in one sentence. */
export function linkedWords(outcomes: readonly Pick<AskedOutcome, "event">[]): string | undefined {
  const words = [...new Set(outcomes.flatMap(({ event }) => LINKED[event.linkedBy] ?? []))];
  return words.length > 1
    ? "the source of the outcome cannot be searched for them: no number by which it knows people is recorded"
    : words[0];
}

/** The design as a value: what the command line reads, with the record's columns. */
export function designOf(asked: Asked): Readonly<Record<string, unknown>> {
  const { service, from, to, outcomes, windowDays, gapDays, comparison } = asked;
  const alike = asked.bySexAlone ? { factors: ["sex"] } : { ...MATCHED_BY };
  const linked = linkedWords(outcomes);
  return {
    title: asked.title,
    question: asked.question,
    author: asked.author,
    date: asked.date,
    cohort: {
      words: asked.words,
      person: "person",
      entered: "entered",
      into: service.name,
      ...(asked.trigger ? { trigger: asked.trigger } : {}),
      only: [
        { column: "service", is: [service.code], because: "another service" },
        {
          column: "entered",
          from: from.toString(),
          to: to.toString(),
          because: "entered outside the period",
        },
        ...(linked ? [{ column: "linked", is: ["yes"], because: linked }] : []),
      ],
    },
    comparison:
      comparison === "none"
        ? { kind: "none" }
        : {
            kind: comparison,
            column: "came",
            programme: ENTERED,
            against: NOT_OFFERED,
            ...(comparison === "matched" ? alike : {}),
          },
    windows: {
      before: windowDays,
      ...(gapDays > 0 ? { gap: gapDays } : {}),
      after: windowDays,
      awayBefore: "custody_before",
      awayAfter: "custody_after",
    },
    followUp: { ends: ["died"] },
    stayed: { words: STAYED_WORDS, column: "stayed" },
    events: { person: "person", day: "day" },
    outcomes: outcomes.map(({ event, methods }) => ({
      name: inSentence(event.plural),
      kind: "events",
      better: event.hopedFor ? "higher" : "lower",
      ...(methods ? { methods } : {}),
      only: [{ column: "kind", is: [event.code], because: "another kind of event" }],
    })),
  };
}

/** The design as text: what is saved, downloaded, and printed by its hash. */
export const designText = (asked: Asked): string => stringify(designOf(asked), { lineWidth: 0 });
