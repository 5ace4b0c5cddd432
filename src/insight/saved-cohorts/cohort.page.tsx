import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { insideCsv } from "../../web/inside.tsx";
import { type Ask, act, type Moved, type NotThere, page, type Route } from "../../web/page.ts";
import type { Catalogue } from "../changed/catalogue.ts";
import { answerCohort, type NoAnswer } from "./answer.ts";
import { type LovePair, loveOf } from "./balance-view.tsx";
import { CohortView } from "./cohort-view.tsx";

import { cohortServices, numberIn } from "./define.ts";
import { answerCsv, readAnswer } from "./document.ts";
import { readRecordDesign } from "./read-design.ts";
import { answersOf, type KeptAnswer, keepAnswer, type SavedVersion, versionsOf } from "./store.ts";

const PERMISSION = "insight:read";

/** One version with its answers, and the other versions of its cohort. */
export type LoadedCohort = {
  readonly shown: SavedVersion;
  readonly versions: readonly SavedVersion[];
  readonly answers: readonly KeptAnswer[];
};

/** The same with the pictures of its newest answer, one an outcome. */
export type DrawnCohort = LoadedCohort & { readonly drawings: readonly (LovePair | undefined)[] };

type Asking = Pick<Ask, "params">;

/** The version that an address names, or the newest. */
async function loadCohort(tx: Tx, { params }: Asking): Promise<Result<LoadedCohort, NotThere>> {
  const versions = await versionsOf(tx, numberIn(params.number));
  const wanted = params.version === undefined ? versions[0]?.version : numberIn(params.version);
  const shown = versions.find(({ version }) => version === wanted);
  if (!shown) return refuse({ code: "not-there" });
  tx.log({
    what: "listed",
    about: `cohort ${shown.number}: ${shown.title}`,
    people: [],
    basis: "figures without names",
  });
  return accept({ shown, versions, answers: await answersOf(tx, shown.number, shown.version) });
}

async function loadDrawn(tx: Tx, asking: Asking): Promise<Result<DrawnCohort, NotThere>> {
  const loaded = await loadCohort(tx, asking);
  if (!loaded.ok) return loaded;
  const [last] = loaded.value.answers;
  const outcomes = last ? readAnswer(last.answer).outcomes : [];
  const drawings = await Promise.all(outcomes.map(({ balance }) => loveOf(balance)));
  return accept({ ...loaded.value, drawings });
}

async function loadAnswer(tx: Tx, asking: Asking) {
  const loaded = await loadCohort(tx, asking);
  if (!loaded.ok) return loaded;
  const { shown, answers } = loaded.value;
  const answer = answers.find(({ id }) => id === asking.params.answer);
  return answer ? accept({ shown, answer }) : refuse({ code: "not-there" as const });
}

/** A cohort with its answer, its versions, asking again, and its files. */
export const cohortRoutes = (catalogue: Catalogue): readonly Route[] => [
  askPage("/cohorts/:number", catalogue),
  askPage("/cohorts/:number/versions/:version", catalogue),
  page({
    path: "/cohorts/:number/versions/:version/design.yaml",
    allow: PERMISSION,
    load: loadCohort,
    view: ({ shown }) => ({
      type: "application/yaml; charset=utf-8",
      body: shown.design,
      fileName: `cohort-${shown.number}-version-${shown.version}.yaml`,
    }),
  }),
  page({
    path: "/cohorts/:number/versions/:version/answers/:answer/answer.json",
    allow: PERMISSION,
    load: loadAnswer,
    view: ({ shown, answer }) => ({
      type: "application/json; charset=utf-8",
      body: answer.answer,
      fileName: `cohort-${shown.number}-version-${shown.version}-answer.json`,
    }),
  }),
  page({
    path: "/cohorts/:number/versions/:version/answers/:answer/answer.csv",
    allow: PERMISSION,
    load: loadAnswer,
    view: ({ shown, answer }) => ({
      type: "text/csv; charset=utf-8",
      body: insideCsv("by-themselves", answerCsv(readAnswer(answer.answer))),
      fileName: `cohort-${shown.number}-version-${shown.version}-answer.csv`,
    }),
  }),
];

/** The page of a version, whose button asks the record. */
const askPage = (path: string, catalogue: Catalogue): Route =>
  act({
    path,
    allow: PERMISSION,
    load: loadDrawn,
    form: () => ({}),
    view: (loaded, { errors }) => ({
      title: `Cohort ${loaded.shown.number}: ${loaded.shown.title}`,
      body: <CohortView loaded={loaded} errors={errors} />,
    }),
    perform: async (tx, _ask, _values, { shown, answers }): Promise<Result<Moved, NoAnswer>> => {
      const read = readRecordDesign(shown.design, await cohortServices(tx), catalogue);
      if (!read.ok) return refuse({ code: "no-answer", words: read.refusal.words });
      const { number, version } = shown;
      const answer = await answerCohort(
        tx,
        { number, version, designPrint: shown.design_print },
        read.value,
        catalogue,
      );
      if (!answer.ok) return answer;
      if (!(await keepAnswer(tx, shown, answer.value)))
        return refuse({ code: "no-answer", words: "You may not ask this of the record." });
      const [last] = answers;
      return accept({
        to: version === shown.newest ? `/cohorts/${number}` : `/cohorts/${number}/versions/${version}`,
        done:
          last === undefined
            ? "The record has answered."
            : sameOrNot(last.data_print === answer.value.dataPrint),
      });
    },
    say: ({ words }) => words,
  });

const sameOrNot = (same: boolean): string =>
  same
    ? "The record has answered again. The data are the same as the last time."
    : "The record has answered again. The data have changed since the last time.";
