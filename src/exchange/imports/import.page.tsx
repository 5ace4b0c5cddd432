import { BodyText, Button, ErrorSummary, InsetText } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { csvRow } from "../../kernel/csv.ts";
import { accept, refuse } from "../../kernel/result.ts";
import { counted, grouped } from "../../kernel/words.ts";
import type { ServiceKinds } from "../../record/episode/service-kind.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import { columnsPage } from "./columns.page.tsx";
import { completePage } from "./complete.page.tsx";
import {
  BadRows,
  Counts,
  isUnchecked,
  Progress,
  Reasons,
  RunFacts,
  RunLine,
  StateTag,
} from "./import-views.tsx";
import { newImportPage } from "./new.page.tsx";
import type { ImportRun } from "./run.ts";
import { sayCompleteness, sayCounts, sayGood, sayTrial } from "./run-messages.ts";
import { countRuns, readRun, recentRuns } from "./run-store.ts";
import { badCells, reasons } from "./store.ts";

const RUNS_SHOWN = 100;
const BAD_SHOWN = 200;
const BAD_IN_CSV = 200_000;

/** The address of a run names it and nothing else. */
const RunParams = z.object({ run: z.uuid() });

const listPage = page({
  path: "/imports",
  allow: "import",
  load: async (tx) => {
    const runs = await recentRuns(tx, RUNS_SHOWN);
    tx.log({ what: "listed", about: "imports", people: [], basis: "import" });
    return accept({ runs, all: await countRuns(tx) });
  },
  view: ({ runs, all }, { now }) => ({
    title: "Imports",
    live: true,
    body: (
      <>
        <Title>Imports</Title>
        <Button href="/imports/new" className="no-print">
          Bring in a file
        </Button>
        {runs.length === 0 ? (
          <InsetText>
            No file was brought in yet. Client lists, treatment episodes, offences and custody periods that
            agencies send are listed here, with what came of each.
          </InsetText>
        ) : (
          <>
            <BodyText>
              {counted(all, "import")}, newest first
              {all > runs.length ? `; the newest ${runs.length} are shown` : ""}.
            </BodyText>
            <ul className="imports" data-list>
              {runs.map((run) => (
                <RunLine key={run.id} run={run} now={now} />
              ))}
            </ul>
          </>
        )}
      </>
    ),
  }),
});

const runPage = page({
  path: "/imports/:run",
  allow: "import",
  params: RunParams,
  load: async (tx, { params }) => {
    const run = await readRun(tx, params.run);
    if (!run) return refuse({ code: "not-there" });
    tx.log({ what: "listed", about: "what was wrong with an imported file", people: [], basis: "import" });
    return accept({ run, why: await reasons(tx, run.id), bad: await badCells(tx, run.id, BAD_SHOWN) });
  },
  view: ({ run, why, bad }, { now }) => {
    const wrong = why.reduce((sum, { n }) => sum + n, 0);
    const moving = run.state === "running" || (run.state === "waiting" && run.jobId !== undefined);
    return {
      title: `Import of ${run.fileName}`,
      live: true,
      // Outside the part that refreshes itself: without scripts the page asks again by this.
      bar: moving ? (
        <noscript>
          <meta httpEquiv="refresh" content="3" />
        </noscript>
      ) : undefined,
      body: (
        <>
          <Title caption={run.dryRun ? "Check of a file, nothing written" : "Import"}>{run.fileName}</Title>
          <BodyText>
            <StateTag run={run} />
          </BodyText>
          {run.failure ? (
            <ErrorSummary>
              <ErrorSummary.Title>The file could not be brought in</ErrorSummary.Title>
              <p>{run.failure}</p>
            </ErrorSummary>
          ) : null}
          {isUnchecked(run) ? (
            <>
              <BodyText>Nothing is read until its columns are checked.</BodyText>
              <Button href={`/imports/${run.id}/columns`}>Check the columns</Button>
            </>
          ) : null}
          {moving ? <Progress run={run} /> : null}
          {run.counts.read > 0 ? (
            <>
              <p className="nhsuk-lede-text">{sayCounts(run.counts)}</p>
              <BodyText>{sayGood(run.counts, run.dryRun)}</BodyText>
              {sayTrial(run) ? <BodyText>{sayTrial(run)}</BodyText> : null}
              <Completeness run={run} />
              <Counts run={run} />
            </>
          ) : null}
          {wrong > 0 ? (
            <>
              <h2 className="nhsuk-heading-m">What is wrong</h2>
              <Reasons why={why} />
              <p className="no-print">
                <a href={`/imports/${run.id}/errors.csv`}>
                  Download {wrong > BAD_IN_CSV ? `the first ${grouped(BAD_IN_CSV)} of` : "all"}{" "}
                  {grouped(wrong)} as CSV
                </a>
              </p>
              <BadRows bad={bad} all={wrong} />
            </>
          ) : run.state === "done" ? (
            <BodyText>Nothing is wrong with any row.</BodyText>
          ) : null}
          <h2 className="nhsuk-heading-m">About this import</h2>
          <RunFacts run={run} now={now} />
          <p className="no-print">
            <a href="/imports">All imports</a>
          </p>
        </>
      ),
    };
  },
});

/** How far the source is complete, and where that is corrected. */
function Completeness({ run }: { run: ImportRun }): ReactNode {
  const words = sayCompleteness(run);
  // A client list tells of no day.
  const settled = run.state === "done" && !run.dryRun && run.kind !== "people";
  if (!words && !settled) return null;
  return (
    <BodyText>
      {words ?? "To which day it is complete is not known."}
      {settled ? (
        <span className="no-print">
          {" "}
          <a href={`/imports/${run.id}/complete`}>{words ? "Correct this day" : "State the day"}</a>
        </span>
      ) : null}
    </BodyText>
  );
}

const errorsPage = page({
  path: "/imports/:run/errors.csv",
  allow: "import",
  params: RunParams,
  load: async (tx, { params }) => {
    const run = await readRun(tx, params.run);
    if (!run) return refuse({ code: "not-there" });
    tx.log({
      what: "downloaded",
      about: "what was wrong with an imported file",
      people: [],
      basis: "import",
    });
    return accept(await badCells(tx, run.id, BAD_IN_CSV));
  },
  view: (bad) => ({
    type: "text/csv; charset=utf-8",
    fileName: "import-errors.csv",
    // The mark is what makes spreadsheets read it as UTF-8.
    body: `\ufeff${csvRow(["Line", "Column", "Value", "What is wrong"])}${bad
      .map((cell) => csvRow([cell.line, cell.column, cell.value, cell.words]))
      .join("")}`,
  }),
});

/** Bringing agencies' files in: the list, a new file, its columns, what came of it. */
export const importRoutes = (kinds: ServiceKinds): readonly Route[] => [
  listPage,
  newImportPage(kinds),
  columnsPage,
  runPage,
  completePage,
  errorsPage,
];
