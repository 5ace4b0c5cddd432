import type { Tx } from "../../kernel/database/door.ts";
import type { Result } from "../../kernel/result.ts";
import type { Catalogue } from "./catalogue.ts";
import { type Changed, type ChangedRefusal, whatChanged } from "./changed.ts";
import type { Subject } from "./messages.ts";
import {
  type Asked,
  type OfferedService,
  type Question,
  type QuestionRefusal,
  readQuestion,
  subjectOf,
} from "./question.ts";
import { completeToOf, type Source, type SourceRefusal } from "./sources.ts";
import { enteredWith, offeredServices, sourcesOf } from "./store.ts";

/** Events that are in no rate because nobody knows the day, or whether they happened. */
export type LeftOut = { readonly vague: number; readonly suspected: number };

/** What came of a question that could be read: the figures or why there are none, and what they rest on. */
export type Answer = {
  readonly question: Question;
  readonly subject: Subject;
  readonly sources: readonly Source[];
  readonly leftOut: LeftOut;
  readonly changed: Result<Changed, ChangedRefusal | SourceRefusal>;
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
  const sources = await sourcesOf(tx, question.value.event.code);
  const completeTo = completeToOf(sources);
  const base = { question: question.value, subject, sources };
  if (!completeTo.ok) {
    const value = { ...base, leftOut: { vague: 0, suspected: 0 }, changed: completeTo };
    return { offered, answer: { ok: true, value } };
  }
  const { people, laterEntries, vague, suspected } = await enteredWith(
    tx,
    question.value,
    catalogue.services,
  );
  const { windowDays } = question.value;
  const changed = whatChanged({ people, laterEntries, windowDays, completeTo: completeTo.value });
  return { offered, answer: { ok: true, value: { ...base, leftOut: { vague, suspected }, changed } } };
}
