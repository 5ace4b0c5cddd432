import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept } from "../../kernel/result.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import { prepareChart } from "../charts/drawn.ts";
import { Svg } from "../charts/svg.tsx";
import { curveCharts, type Drawings } from "./curve-chart.ts";
import type { Programmes } from "./entrants.ts";
import { type Programme, programmeFor } from "./load.ts";
import { recordAsAt } from "./people.ts";
import { Drawing, queryOf } from "./programme-view.tsx";
import { sentencesOf, splitsOf } from "./report.ts";
import { splitChart } from "./split-chart.ts";
import { sayPeriod } from "./words.ts";

type Loaded = {
  readonly programme: Programme;
  readonly curve: Drawings | undefined;
  readonly splits: string | undefined;
};

/** One page for whoever decides: a few sentences and two pictures, to be printed on one sheet. */
export const reportRoute = (catalogue: Programmes): Route =>
  page({
    path: "/programmes/:service/report",
    allow: "insight:read",
    load: async (tx, { params, query, now }) => {
      prepareChart();
      const found = await programmeFor(tx, { service: params.service ?? "", query, now }, catalogue);
      if (!found.ok) return found;
      const programme = found.value;
      return accept<Loaded>({
        programme,
        curve: await curveCharts(programme.retention),
        splits: await splitChart(splitsOf(programme)),
      });
    },
    view: (loaded) => ({
      title: `Report: ${loaded.programme.service.name}`,
      body: <Report loaded={loaded} />,
    }),
  });

function Report({ loaded: { programme, curve, splits } }: { readonly loaded: Loaded }): ReactElement {
  const { service, figures, entered } = programme;
  return (
    <div className="programme-report">
      <Title caption={`${service.kindName}, ${service.agencyName}`}>
        {service.name}: what became of those who entered
      </Title>
      <p className="nhsuk-body no-print">
        <a href={`/programmes/${service.code}?${queryOf(programme)}`}>Every figure, with its definition</a>
      </p>
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
            {sentencesOf(programme).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          {curve ? (
            <Drawing of={curve} title="Share of everyone who entered who are still there, with 95 % limits" />
          ) : null}
          {splits ? (
            <figure className="changed-figure">
              <figcaption>
                <p className="programme-drawing">
                  Better, the same and worse (in brackets: people who can be compared with themselves)
                </p>
              </figcaption>
              <Svg drawing={splits} />
            </figure>
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
