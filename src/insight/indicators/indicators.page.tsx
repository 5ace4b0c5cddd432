import { BodyText, Button, Details, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept } from "../../kernel/result.ts";
import { longDate } from "../../kernel/time.ts";
import { InsideOnly, insideCsv } from "../../web/inside.tsx";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import { FiguresTable } from "../changed/figures-table.tsx";
import { INDICATORS, VERSION } from "./definitions.ts";
import { type Asked, type Loaded, loadFigures, type Query } from "./load.ts";
import { sayMonths } from "./months.ts";
import { type NamesOf, peopleRoute } from "./people.page.tsx";
import type { TreatingKind } from "./store.ts";
import { changesTable, figuresTable, periodWords } from "./words.ts";

const PERMISSION = "insight:read";

/** The address of a page with what is asked there. */
export function addressOf(path: string, query: Query): string {
  const kept = Object.entries(query).filter(
    ([name, value]) => ["service", "from", "to"].includes(name) && value,
  );
  return kept.length === 0 ? path : `${path}?${new URLSearchParams(kept)}`;
}

/** The national indicators, their table as a file, and the people behind each for those who may see them. */
export const indicatorRoutes = (kinds: readonly TreatingKind[], namesOf: NamesOf): readonly Route[] => [
  page({
    path: "/indicators",
    allow: PERMISSION,
    load: async (tx, { query, now }) =>
      accept({
        ...(await loadFigures(tx, query, now, kinds)),
        mayMeet: tx.asking.may.includes("person:read"),
      }),
    view: (loaded, { query }) => ({
      title: "National indicators",
      body: <Indicators loaded={loaded} query={query} mayMeet={loaded.mayMeet} />,
    }),
  }),
  page({
    path: "/indicators.csv",
    allow: PERMISSION,
    load: async (tx, { query, now }) => accept(await loadFigures(tx, query, now, kinds)),
    view: ({ figures, changes, period }) => ({
      type: "text/csv; charset=utf-8",
      body: insideCsv(
        "by-months",
        [figuresTable(figures, period), changesTable(changes)].flatMap(({ caption, columns, rows }) => [
          [caption],
          columns,
          ...rows,
          [],
        ]),
      ),
      fileName: `indicators-${period.from}-${period.to}.csv`,
    }),
  }),
  peopleRoute(kinds, namesOf),
];

type Shown = { readonly loaded: Loaded; readonly query: Query; readonly mayMeet: boolean };

function Indicators({ loaded, query, mayMeet }: Shown): ReactElement {
  const { period, wrong, choice, basis, blocks } = loaded;
  const shown = { service: query.service ?? "", from: period.from.toString(), to: period.to.toString() };
  const why = sayMonths(blocks);
  return (
    <>
      <Title>National indicators</Title>
      <Filters asked={loaded} />
      {why ? <BodyText className="no-print">{why}</BodyText> : null}
      {wrong ? (
        <InsetText>
          <p>{wrong} Shown is the usual time.</p>
        </InsetText>
      ) : null}
      <BodyText>
        {choice?.name ?? "All structured treatment of adults in the community"}, {periodWords(period)}.
        Counted from the record as it stands on {longDate(basis.asAt)}, people without names.
      </BodyText>
      <FiguresTable model={figuresTable(loaded.figures, period)} />
      <BodyText className="no-print">
        <a href={addressOf("/indicators.csv", shown)}>Download as CSV</a>
      </BodyText>
      <InsideOnly kept="by-months" releases />
      {mayMeet ? <Behind query={shown} /> : null}
      <h2 className="nhsuk-heading-m">Change in use</h2>
      <FiguresTable model={changesTable(loaded.changes)} />
      <BodyText>
        From the outcomes profile at the start to the last review in the period, by days of the last 28.
        Whether fewer days are more than chance is not said: the thresholds are not published but for one
        substance.
      </BodyText>
      <HowCounted />
    </>
  );
}

function Filters({ asked }: { asked: Asked }): ReactElement {
  const { blocks, period } = asked;
  // Where nobody was in treatment yet there is nothing to tell apart.
  const edges = blocks.length > 0 ? blocks : [period];
  return (
    <form className="filters no-print" action="/indicators" method="get">
      <div>
        <label htmlFor="service">Service</label>
        <select className="nhsuk-select" id="service" name="service" defaultValue={asked.choice?.code ?? ""}>
          <option value="">All structured treatment</option>
          {asked.choices.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {(["from", "to"] as const).map((name) => (
        <div key={name}>
          <label htmlFor={name}>{name === "from" ? "First day" : "Last day"}</label>
          <select className="nhsuk-select" id={name} name={name} defaultValue={period[name].toString()}>
            {edges.map((one) => (
              <option key={one[name].toString()} value={one[name].toString()}>
                {longDate(one[name])}
              </option>
            ))}
          </select>
        </div>
      ))}
      <Button secondary type="submit">
        Show
      </Button>
    </form>
  );
}

/** The people behind each figure, as far as the reader's own agency has to do with them. */
function Behind({ query }: { query: Query }): ReactElement {
  return (
    <Details className="no-print">
      <Details.Summary>The people behind a figure</Details.Summary>
      <Details.Text>
        <p>Of those whom you may see. Who is seen is noted in the access log.</p>
        <ul>
          {INDICATORS.map(({ code, title }) => (
            <li key={code}>
              <a href={addressOf(`/indicators/${code}/people`, query)}>{title}</a>
            </li>
          ))}
        </ul>
      </Details.Text>
    </Details>
  );
}

function HowCounted(): ReactElement {
  return (
    <Details>
      <Details.Summary>How it was counted, and what it cannot tell</Details.Summary>
      <Details.Text>
        <p>
          A journey is one person’s continuous time in treatment: stays of which the next begins within 21
          days of the end of the last. It begins with the first intervention of structured treatment, or where
          none is recorded when a stay reaches a stage of treatment. Prison is left out. Intervals are
          Wilson’s. Numbers below five, and those that would tell them, are kept back.
        </p>
        <dl className="nhsuk-summary-list">
          {INDICATORS.map((one) => (
            <div className="nhsuk-summary-list__row" key={one.code}>
              <dt className="nhsuk-summary-list__key">{one.title}</dt>
              <dd className="nhsuk-summary-list__value">
                <p>
                  Above the line: {one.numerator}. Below: {one.denominator}. Better when{" "}
                  {one.better === "high" ? "higher" : "lower"}.
                </p>
                <p>
                  {one.cannotTell} Source: {one.source}.
                </p>
              </dd>
            </div>
          ))}
        </dl>
        <p>
          Definitions version {VERSION.version}, {VERSION.status}: {VERSION.source}. To be looked at again by{" "}
          {longDate(Temporal.PlainDate.from(VERSION.checkBy))}.
        </p>
      </Details.Text>
    </Details>
  );
}
