import { createHash } from "node:crypto";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { leftOutWords, saySource, sourceWords } from "../changed/answer-messages.ts";
import { type Catalogue, inSentence } from "../changed/catalogue.ts";
import type { Question } from "../changed/question.ts";
import { completeToOf } from "../changed/sources.ts";
import { enteredWith, sourcesOf } from "../changed/store.ts";
import { caution } from "../cohorts/cautions.ts";
import type { Design } from "../cohorts/design.ts";
import { fewLeftOutUnknown, knownBefore } from "./alike.ts";
import type { Asked } from "./asked.ts";
import { ENTERED, NOT_OFFERED } from "./columns.ts";
import { type AskedOne, eachOutcome, type OneOutcome } from "./each-outcome.ts";
import {
  askedOfRecord,
  custodyIsClear,
  dataPrint,
  filesOf,
  type RecordPerson,
  type RecordRows,
} from "./table.ts";
import { toldOf } from "./told.ts";

/** Why a cohort has no answer today. */
export type NoAnswer = { readonly code: "no-answer"; readonly words: string };

/** The rows of the record that a cohort is asked of, with what they rest on. */
export type ReadRows = {
  readonly rows: RecordRows;
  /** People of the same service and period whom nothing can be asked about: their times in custody cannot be told. */
  readonly unclear: readonly RecordPerson[];
  /** Sources and what could not be counted, in words. */
  readonly basis: readonly string[];
};

const no = (words: string) => refuse<NoAnswer>({ code: "no-answer", words });

/** Reads the rows of one cohort through the views without names. */
export async function readRows(
  tx: Tx,
  asked: AskedOne,
  catalogue: Catalogue,
): Promise<Result<ReadRows, NoAnswer>> {
  const { service, event, windowDays, gapDays, from, to, comparison } = asked;
  const question: Question = {
    service: { by: "service", code: service.code, entered: service.name },
    event,
    windowDays: windowDays + gapDays,
    enteredIn: { from, to },
  };
  const sources = await sourcesOf(tx, event.code);
  const completeTo = completeToOf(sources);
  if (!completeTo.ok) return no(saySource(completeTo.refusal, event));
  const entered = await enteredWith(tx, question, catalogue.services);
  const others =
    comparison === "none" ? undefined : await enteredWith(tx, question, catalogue.services, "not-offered");
  const both = [...entered.people, ...(others?.people ?? [])];
  const known = await knownBefore(tx, asked, both, catalogue);
  const all: readonly RecordPerson[] = [
    ...entered.people.map((one) => ({ ...one, came: ENTERED, ...known(one) }) as const),
    ...(others?.people ?? []).map((one) => ({ ...one, came: NOT_OFFERED, ...known(one) }) as const),
  ];
  const people = all.filter(custodyIsClear);
  return accept({
    rows: { service: service.code, people, completeTo: completeTo.value, event: event.code },
    unclear: all.filter((one) => !custodyIsClear(one)),
    basis: [
      ...sources.map((one) => `${sourceWords(one, question)}.`),
      ...leftOutWords(entered.leftOut, { who: "everyone who entered", events: inSentence(event.plural) }),
      ...(people.length < all.length
        ? ["People whose times in custody cannot be told (one ends before it begins) are left out."]
        : []),
    ],
  });
}

/** What a cohort answers, as it is kept, shown and downloaded: small numbers are in it nowhere, nor who asked or when. */
export type Answered = { readonly text: string; readonly dataPrint: string };

/** Asks one version of a cohort of the record as it stands. The same version on the same rows gives the same answer, to the byte. */
export async function answerCohort(
  tx: Tx,
  saved: { readonly number: number; readonly version: number; readonly designPrint: string },
  read: { readonly asked: Asked; readonly design: Design },
  catalogue: Catalogue,
): Promise<Result<Answered, NoAnswer>> {
  const { asked } = read;
  tx.log({
    what: "listed",
    about: `cohort ${saved.number}: ${asked.title}`,
    people: [],
    basis: "figures without names",
  });
  const parts: Awaited<ReturnType<typeof answerOne>>[] = [];
  for (const one of eachOutcome(read)) parts.push(await answerOne(tx, saved.designPrint, one, catalogue));
  const answered = parts.flatMap((one) => (one.ok ? [one.value] : []));
  const [first] = answered;
  const refused = parts.find((one) => !one.ok);
  if (!first) return refused ?? no("Nothing is asked.");
  const print = parts.length === 1 ? first.data_print : printOf(answered);
  const answer = {
    cohort: saved.number,
    version: saved.version,
    title: asked.title,
    question: asked.question,
    author: asked.author,
    design_date: asked.date,
    service: asked.service,
    entered_from: asked.from.toString(),
    entered_to: asked.to.toString(),
    design_print: saved.designPrint,
    data_print: print,
    // Of one outcome an answer is what it was before there could be several, to the byte.
    ...(parts.length === 1 ? first : several(asked, parts)),
  };
  return accept({ text: `${JSON.stringify(answer, undefined, 2)}\n`, dataPrint: print });
}

/** Asks one outcome, as a cohort of that outcome alone is asked. */
async function answerOne(tx: Tx, designPrint: string, { asked, design }: OneOutcome, catalogue: Catalogue) {
  const read = await readRows(tx, asked, catalogue);
  if (!read.ok) return read;
  const { rows, basis } = read.value;
  const files = filesOf(rows, design);
  const print = dataPrint(files, rows.completeTo);
  const whole = askedOfRecord(design, files, rows.completeTo, { design: designPrint, data: print });
  if (!whole.ok) return no(whole.refusal.sentence);
  return accept({
    data_print: print,
    complete_to: rows.completeTo.toString(),
    sources: basis,
    cohort_in_words: whole.value.evaluation.words,
    ...toldOf(asked, {
      whole: whole.value,
      people: files.people,
      completeTo: rows.completeTo,
      basis,
      withheld: fewLeftOutUnknown(design, files.people),
    }),
  });
}

/** One print of the rows of several outcomes. */
const printOf = (answered: readonly { readonly data_print: string }[]): string =>
  createHash("sha256")
    .update(answered.map(({ data_print }) => `${data_print}\n`).join(""))
    .digest("hex");

/** Several outcomes side by side, with how many were looked at. One that cannot be answered says why, and leaves the others theirs. */
const several = (
  { outcomes }: Asked,
  parts: readonly Result<Readonly<Record<string, unknown>>, NoAnswer>[],
) => ({
  before_you_believe_it: [caution("several-outcomes", { outcomes: outcomes.length }).sentence],
  outcomes: parts.map((part, i) => ({
    event: outcomes[i]?.event.code,
    name: outcomes[i]?.event.plural,
    ...(part.ok ? part.value : { not_shown: part.refusal.words }),
  })),
});
