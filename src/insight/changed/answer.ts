import type { Tx } from "../../kernel/database/door.ts";
import type { Result } from "../../kernel/result.ts";
import type { Catalogue } from "./catalogue.ts";
import { type Changed, type ChangedRefusal, whatChanged } from "./changed.ts";
import { type SmallRefusal, shownOf } from "./disclosure.ts";
import type { Subject } from "./messages.ts";
import {
  type Asked,
  type OfferedService,
  type Question,
  type QuestionRefusal,
  readQuestion,
  subjectOf,
} from "./question.ts";
import { completeToOf, firstDayOf, type Source, type SourceRefusal } from "./sources.ts";
import { enteredWith, offeredServices, sourcesOf } from "./store.ts";

/** What is not counted because nobody knows the day, or whether it happened. */
export type LeftOut = {
  /** Events around an entry of which only the month or year is known. */
  readonly vague: number;
  /** Events around an entry that are only suspected. */
  readonly suspected: number;
  /** Stays in custody around an entry that are either: nobody knows which days they take out of the time at risk. */
  readonly custody: number;
};

export const NOTHING_LEFT_OUT: LeftOut = { vague: 0, suspected: 0, custody: 0 };

/** What came of a question that could be read: the figures or why there are none, and what they rest on. */
export type Answer = {
  readonly question: Question;
  readonly subject: Subject;
  readonly sources: readonly Source[];
  readonly leftOut: LeftOut;
  readonly changed: Result<Changed, ChangedRefusal | SourceRefusal | SmallRefusal>;
};

/** Everything the page, the downloads and the command line need. */
export type Answered = {
  readonly offered: readonly OfferedService[];
  readonly answer: Result<Answer, QuestionRefusal>;
};

/**
 * Answers what changed for everyone who entered a service: reads the question, the sources and the people, and counts.
 * Notes in the access log that figures were read; no person is named there, since none is shown.
 */
export async function answerFor(tx: Tx, asked: Asked, catalogue: Catalogue): Promise<Answered> {
  const offered = await offeredServices(tx);
  const question = readQuestion(asked, offered, catalogue);
  if (!question.ok) return { offered, answer: question };
  const subject = subjectOf(question.value);
  tx.log({
    what: "listed",
    about: `what changed: ${subject.events} of ${subject.who}`,
    people: [],
    basis: "figures without names",
  });
  const { counted, ...basis } = await countedFor(tx, question.value, catalogue);
  const changed = counted.ok ? shownOf(counted.value) : counted;
  return { offered, answer: { ok: true, value: { ...basis, subject, question: question.value, changed } } };
}

/** What was counted before it is said what of it may be shown. */
export type CountedAnswer = Pick<Answer, "sources" | "leftOut"> & {
  readonly counted: Result<Changed, ChangedRefusal | SourceRefusal>;
};

/** Reads the sources and the people of one question, and counts. Whoever shows it must keep small numbers back. */
export async function countedFor(
  tx: Tx,
  question: Question,
  { services }: Catalogue,
): Promise<CountedAnswer> {
  const sources = await sourcesOf(tx, question.event.code);
  const completeTo = completeToOf(sources);
  if (!completeTo.ok) return { sources, leftOut: NOTHING_LEFT_OUT, counted: completeTo };
  const { people, laterEntries, leftOut } = await enteredWith(tx, question, services);
  const { windowDays } = question;
  const firstOn = firstDayOf(sources);
  const counted = whatChanged({ people, laterEntries, windowDays, completeTo: completeTo.value, firstOn });
  return { sources, leftOut, counted };
}
