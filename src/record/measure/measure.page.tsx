import { BodyText, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDate } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import { aboutPerson, loadWhose, type Whose } from "../sharing/whose-page.ts";
import { categoriesOf } from "../staff/role-categories.ts";
import type { MeasureDefinition } from "./definition.ts";
import { measures } from "./definitions/index.ts";
import { type Series, SeriesCharts, SeriesTable, seriesOf } from "./measure-list.tsx";
import { newMeasurePage } from "./measure-new.page.tsx";
import { measurePage, withdrawMeasurePage } from "./measure-one.page.tsx";
import { measuresOf } from "./store.ts";

/** Definitions whose category this role's work needs; a role with none has no measures tab. */
const definitionsFor = (role: string | null): readonly MeasureDefinition[] =>
  measures.filter((definition) => categoriesOf(role).includes(definition.category));

type Listed = {
  readonly whose: Whose;
  readonly offered: readonly MeasureDefinition[];
  readonly series: readonly Series[];
};

/** The record and definitions this reader works with, or the one answer for everything else. */
async function loadList(tx: Tx, person: PersonId, now: Instant): Promise<Result<Listed, NotThere>> {
  const offered = definitionsFor(tx.asking.role);
  const whose = offered.length > 0 ? await loadWhose(tx, person, now) : undefined;
  if (!whose?.reads) return refuse({ code: "not-there" });
  return accept({ whose, offered, series: seriesOf(measures, await measuresOf(tx, person)) });
}

const listPage = page({
  path: "/people/:person/measures",
  allow: "person:read",
  params: z.object({ person: PersonId.schema }),
  query: z.object({ of: z.string().optional() }),
  load: (tx, { params, now }) => loadList(tx, params.person, now),
  view: (listed, { query }) =>
    aboutPerson(listed.whose, "measures", {
      title: "Measures",
      live: true,
      body: (
        <>
          <Title>Measures</Title>
          {listed.whose.known ? <TakeOne whose={listed.whose} offered={listed.offered} /> : null}
          <Chips listed={listed} chosen={query.of} />
          {listed.series.length === 0 ? (
            <InsetText>
              <p>
                No measure has been taken yet. Each one taken by this service, or shared with it, is listed
                and drawn here.
              </p>
            </InsetText>
          ) : (
            listed.series
              .filter((series) => query.of === undefined || series.definition.code === query.of)
              .map((series) => (
                <OneSeries
                  key={series.definition.code}
                  whose={listed.whose}
                  series={series}
                  alone={series.definition.code === query.of}
                />
              ))
          )}
        </>
      ),
    }),
});

function TakeOne(props: { whose: Whose; offered: readonly MeasureDefinition[] }): ReactElement {
  return (
    <section className="no-print" aria-labelledby="take-one">
      <h2 id="take-one" className="nhsuk-heading-s">
        Record a measure
      </h2>
      <p className="person-acts">
        {props.offered.map((definition) => (
          <a
            key={definition.code}
            className="person-acts__one"
            href={`/people/${props.whose.id}/measures/${definition.code}/new`}
          >
            {definition.name}
          </a>
        ))}
      </p>
    </section>
  );
}

function Chips({ listed, chosen }: { listed: Listed; chosen: string | undefined }): ReactElement | null {
  if (listed.series.length < 2) return null;
  const here = `/people/${listed.whose.id}/measures`;
  return (
    <nav aria-label="Which measure" className="no-print">
      <ul className="chips">
        <li>
          <a href={here} aria-current={chosen === undefined ? "true" : undefined}>
            All
          </a>
        </li>
        {listed.series.map(({ definition, taken }) => (
          <li key={definition.code}>
            <a
              href={`${here}?of=${definition.code}`}
              aria-current={chosen === definition.code ? "true" : undefined}
            >
              {`${definition.name} (${taken.length})`}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function OneSeries(props: { whose: Whose; series: Series; alone: boolean }): ReactElement {
  const { whose, series, alone } = props;
  const { definition, taken } = series;
  const here = `/people/${whose.id}/measures`;
  const latest = taken.find((one) => !one.withdrawn);
  return (
    <section className="measure-series" aria-labelledby={`series-${definition.code}`}>
      <h2 id={`series-${definition.code}`} className="nhsuk-heading-m">
        {definition.name}
      </h2>
      <BodyText className="nhsuk-u-margin-bottom-2">
        {latest ? `Last taken ${longDate(latest.takenOn)}.` : "Every one taken was withdrawn."}
      </BodyText>
      <div className="measure-series__parts">
        <SeriesTable series={series} at={(one) => `${here}/taken/${one.id}`} />
        {definition.scores.length === 1 ? <SeriesCharts series={series} withoutTable /> : null}
      </div>
      {definition.scores.length > 1 ? (
        alone ? (
          <SeriesCharts series={series} />
        ) : (
          <BodyText>
            <a href={`${here}?of=${definition.code}`}>{`Charts of its ${definition.scores.length} scores`}</a>
          </BodyText>
        )
      ) : null}
    </section>
  );
}

/** Measures of a person: the list with its charts, taking one, one as taken, withdrawing one. */
export const measureRoutes: readonly Route[] = [listPage, newMeasurePage, measurePage, withdrawMeasurePage];
