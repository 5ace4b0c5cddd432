import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type LocalDate, longDate } from "../../kernel/time.ts";
import { leftOutWords, saySource, sourceWords } from "../changed/answer-messages.ts";
import { type Catalogue, inSentence } from "../changed/catalogue.ts";
import type { Question } from "../changed/question.ts";
import { completeToOf } from "../changed/sources.ts";
import { enteredWith, sourcesOf } from "../changed/store.ts";
import type { Design } from "../cohorts/design.ts";
import type { EvaluatedWhole } from "../cohorts/evaluated.ts";
import { figureJson } from "../programmes/export.ts";
import type { Figure } from "../programmes/figure.ts";
import { isFew } from "../programmes/keep-back.ts";
import type { Asked } from "./asked.ts";
import { ENTERED, NOT_OFFERED } from "./columns.ts";
import { flowFigures, outcomeFigures } from "./figures.ts";
import { cautionsSaid, methodSaid } from "./quiet.ts";
import { sexes } from "./rows-store.ts";
import {
  askedOfRecord,
  custodyIsClear,
  dataPrint,
  filesOf,
  type RecordPerson,
  type RecordRows,
} from "./table.ts";

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
  asked: Asked,
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
  const sex = comparison === "matched" ? await sexes(tx) : new Map<string, string>();
  const all: readonly RecordPerson[] = [
    ...entered.people.map((one) => ({ ...one, came: ENTERED, sex: sex.get(one.key) }) as const),
    ...(others?.people ?? []).map((one) => ({ ...one, came: NOT_OFFERED, sex: sex.get(one.key) }) as const),
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
  { asked, design }: { readonly asked: Asked; readonly design: Design },
  catalogue: Catalogue,
): Promise<Result<Answered, NoAnswer>> {
  tx.log({
    what: "listed",
    about: `cohort ${saved.number}: ${asked.title}`,
    people: [],
    basis: "figures without names",
  });
  const read = await readRows(tx, asked, catalogue);
  if (!read.ok) return read;
  const { rows, basis } = read.value;
  const files = filesOf(rows, design);
  const print = dataPrint(files, rows.completeTo);
  const whole = askedOfRecord(design, files, rows.completeTo, { design: saved.designPrint, data: print });
  if (!whole.ok) return no(whole.refusal.sentence);
  const told = toldOf(asked, whole.value, rows.completeTo, basis);
  const { evaluation } = whole.value;
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
    complete_to: rows.completeTo.toString(),
    sources: basis,
    cohort_in_words: evaluation.words,
    ...told,
  };
  return accept({ text: `${JSON.stringify(answer, undefined, 2)}\n`, dataPrint: print });
}

/** What a comparison with those not offered cannot tell apart. */
const NEVER_GOT_IN =
  "Those not offered it are the ones who never got in: whoever waited and entered later is among those who entered. They count from the day they were put forward, which is earlier in their trouble than a day of entry may be.";

function toldOf(
  asked: Asked,
  { evaluation, taken }: EvaluatedWhole,
  completeTo: LocalDate,
  basis: readonly string[],
) {
  const [outcome] = evaluation.outcomes;
  const [measured] = taken;
  const { groups, flow } = evaluation;
  const names = groups.length > 1 ? ["entered", "not offered"] : ["everyone who entered"];
  const few = groups.findIndex(({ people }) => people === 0 || isFew(people));
  const method = outcome
    ? {
        names: outcome.methods,
        chosen: `${outcome.chosen.by}: ${outcome.chosen.because}`,
        ...methodSaid(outcome),
      }
    : null;
  const source = basis.join(" ");
  const fresh = `complete to ${longDate(completeTo)}`;
  const figures: readonly Figure[] =
    few >= 0 || !outcome || !measured
      ? []
      : [
          ...flowFigures(
            flow,
            groups.map(({ people }, g) => ({ name: names[g] ?? "", people })),
            { source, fresh },
          ),
          ...outcomeFigures({
            told: outcome,
            cases: measured.cases,
            events: inSentence(asked.event.plural),
            windowDays: asked.windowDays,
            gapDays: asked.gapDays,
            source,
            fresh,
          }),
        ];
  return {
    not_shown:
      few < 0
        ? null
        : `Fewer than five people are ${names[few] ?? "in it"}: figures of so few would say something of one of them.`,
    method,
    figures: figures.map(figureJson),
    before_you_believe_it: [...cautionsSaid(evaluation), ...(groups.length > 1 ? [NEVER_GOT_IN] : [])],
  };
}
