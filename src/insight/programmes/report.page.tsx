import { Details, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept } from "../../kernel/result.ts";
import { InsideOnly } from "../../web/inside.tsx";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import type { TableModel } from "../changed/changed-tables.ts";
import { FiguresTable } from "../changed/figures-table.tsx";
import { prepareChart } from "../charts/drawn.ts";
import { worthFor } from "../worth/load.ts";
import { worthSentences } from "../worth/report-words.ts";
import { curveCharts, type Drawings } from "./curve-chart.ts";
import type { Programmes } from "./entrants.ts";
import { type Programme, programmeFor } from "./load.ts";
import { recordAsAt } from "./people.ts";
import { Drawing, FileLinks, queryOf } from "./programme-view.tsx";
import { splitsOf, splitsTable } from "./report.ts";
import { sentencesOf } from "./report-sentences.ts";
import { SPLIT_KEY, splitCharts } from "./split-chart.ts";
import { curveTable, sayPeriod } from "./words.ts";

type Loaded = {
  readonly programme: Programme;
  readonly curve: Drawings | undefined;
  readonly splits: Drawings | undefined;
  /** Whether it pays, in sentences. */
  readonly worth: readonly string[];
};

/** One page for whoever decides: a few sentences and two pictures with their tables, to be printed. */
export const reportRoute = (catalogue: Programmes): Route =>
  page({
    path: "/programmes/:service/report",
    allow: "insight:read",
    load: async (tx, { params, query, now }) => {
      prepareChart();
      const asked = { service: params.service ?? "", query, now };
      const found = await programmeFor(tx, asked, catalogue);
      if (!found.ok) return found;
      const programme = found.value;
      const worth = programme.figures.length > 0 ? await worthFor(tx, asked, catalogue) : undefined;
      return accept<Loaded>({
        programme,
        worth: worth?.ok ? worthSentences(worth.value) : [],
        curve: await curveCharts(programme.retention),
        splits: await splitCharts(splitsOf(programme)),
      });
    },
    view: (loaded) => ({
      title: `Report: ${loaded.programme.service.name}`,
      body: <Report loaded={loaded} />,
    }),
  });

function Report({ loaded: { programme, curve, splits, worth } }: { readonly loaded: Loaded }): ReactElement {
  const { service, figures, entered } = programme;
  return (
    <div className="changed-main programme-report">
      <Title caption={`${service.kindName}, ${service.agencyName}`}>
        {service.name}: what became of those who entered
      </Title>
      <p className="changed-download no-print">
        <a href={`/programmes/${service.code}?${queryOf(programme)}`}>Every figure, with its definition</a>
        {figures.length > 0 ? (
          <>
            <a href={`/programmes/${service.code}/worth?${queryOf(programme)}`}>What it is worth</a>
            <FileLinks programme={programme} />
          </>
        ) : null}
      </p>
      {figures.length > 0 ? <InsideOnly kept="by-themselves" releases printed /> : null}
      {figures.length === 0 ? (
        <InsetText>
          <p>
            {programme.wrongPeriod
              ? sayPeriod(programme.wrongPeriod)
              : "Too few people entered for a report: figures of so few would say something of one of them."}
          </p>
        </InsetText>
      ) : (
        <>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {sentencesOf(programme, worth).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          {curve ? (
            <>
              <Drawing
                of={curve}
                title="Share of everyone who entered who are still there, with 95 % limits"
              />
              <Numbers of="who is still there" model={curveTable(programme.retention.points)} />
            </>
          ) : null}
          {splits ? (
            <>
              <Drawing of={splits} title="Better, the same and worse" drawnAs={SPLIT_KEY} />
              <Numbers of="better, the same and worse" model={splitsTable(splitsOf(programme))} />
            </>
          ) : null}
          <p className="programme-report__basis">
            Counted from {recordAsAt(entered)}, people without names; numbers of one to four are kept back.
            Definitions, sources and every interval stand on the programme’s page and in its data file.
          </p>
        </>
      )}
    </div>
  );
}

/** A picture's numbers below it: folded on the screen, where the sentences come first, and open on the printed sheet. */
function Numbers({ of, model }: { readonly of: string; readonly model: TableModel }): ReactElement {
  return (
    <Details>
      <Details.Summary>The picture’s numbers as a table: {of}</Details.Summary>
      <Details.Text>
        <FiguresTable model={model} />
      </Details.Text>
    </Details>
  );
}
