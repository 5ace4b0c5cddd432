import { Details, InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { Svg } from "../charts/svg.tsx";
import { RESTS_ON_FEW } from "../programmes/words.ts";
import { FEW_PEOPLE } from "../publish/thresholds.ts";
import type { Changed, Comparison, Side } from "./changed.ts";
import { changedGroups } from "./changed-groups.ts";
import { monthsTable, peopleTable, ratiosTable, stayedMissing, windowsTable } from "./changed-tables.ts";
import { count, counted, figure, interval, years } from "./figures.ts";
import { FiguresTable } from "./figures-table.tsx";
import { definition, finding, percentageWords, type Subject, sayWarning, shortFinding } from "./messages.ts";
import { monthsAreShown } from "./warnings.ts";

/** The drawing for a desk and the one for a phone, from `changedChart`. */
export type ChartPair = { readonly wide: string; readonly narrow: string };

/** What the page is handed. */
export type ChangedViewProps = {
  readonly changed: Changed;
  readonly subject: Subject;
  /** Without one the tables stand alone. */
  readonly chart?: ChartPair | undefined;
  /** On which sources the figures rest, and what could not be counted: a sentence each. */
  readonly basis?: readonly string[];
  /** Links to the downloads, made by the page that knows their addresses. */
  readonly download?: ReactNode;
};

/** What changed, on a page: finding, plot, tables, how it was counted, what it cannot tell, download. */
export function ChangedView({ changed, subject, chart, basis = [], download }: ChangedViewProps) {
  const missing = stayedMissing(changed);
  const groups = changedGroups(changed, subject);
  const few = changed.warnings.find((warning) => warning.code === "few-people");
  const cautions = changed.warnings.filter((warning) => warning !== few);
  return (
    <div className="changed-main">
      <p className="nhsuk-lede-text changed-finding">{finding(changed.everyone, subject)}</p>
      <p>{percentageWords(changed.everyone.percentage)}</p>
      {few && (
        <WarningCallout>
          <WarningCallout.Heading headingLevel="h2">Very few people</WarningCallout.Heading>
          <p>{sayWarning(few, subject)}</p>
        </WarningCallout>
      )}
      <KeyFigures comparison={changed.everyone} subject={subject} />
      {chart && <Plot chart={chart} title={shortFinding(changed.everyone, subject)} />}
      <h2 className="nhsuk-heading-m">The figures</h2>
      <FiguresTable model={windowsTable(changed, subject)} />
      <FiguresTable model={ratiosTable(changed)} />
      {missing && <InsetText>{missing}</InsetText>}
      <p>
        Those who stayed chose to, or managed to: they are no fair sample of everyone who entered, so the
        finding is about everyone.
      </p>
      <h2 className="nhsuk-heading-m">Whose rate rose, and whose fell</h2>
      {groups.tables.map((model) => (
        <FiguresTable key={model.caption} model={model} />
      ))}
      <Sentences of={groups.notes} />
      <h2 className="nhsuk-heading-m">Who is counted</h2>
      <FiguresTable model={peopleTable(changed)} />
      {monthsAreShown(changed.everyone.people) ? (
        <Details>
          <Details.Summary>The figures by month</Details.Summary>
          <Details.Text>
            <FiguresTable model={monthsTable(changed, subject)} />
          </Details.Text>
        </Details>
      ) : (
        <InsetText>Months are not shown: with so few people, each would be about one of them.</InsetText>
      )}
      <h2 className="nhsuk-heading-m">What it cannot tell</h2>
      <Sentences of={cautions.map((warning) => sayWarning(warning, subject))} />
      <h2 className="nhsuk-heading-m">How it was counted</h2>
      {basis.length > 0 && (
        <>
          <h3 className="nhsuk-heading-s">From which sources</h3>
          <Sentences of={basis} />
          <h3 className="nhsuk-heading-s">By which definitions</h3>
        </>
      )}
      <Sentences of={definition(changed, subject)} />
      {download && (
        <div className="no-print">
          <h2 className="nhsuk-heading-m">Download</h2>
          {download}
        </div>
      )}
    </div>
  );
}

/** Sentences as a list. */
export function Sentences({ of }: { readonly of: readonly string[] }) {
  return (
    <ul className="nhsuk-list nhsuk-list--bullet">
      {of.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

/** The rates before and after and their ratio, each with what it rests on. */
function KeyFigures({ comparison, subject }: { readonly comparison: Comparison; readonly subject: Subject }) {
  const { before, after, ratio, clustered } = comparison;
  const people = counted(comparison.people, "person", "people");
  const rests = ({ events, personYears }: Side): string =>
    `${count(events)} ${subject.events} in ${years(personYears)} person-years at risk of ${people}${events < FEW_PEOPLE ? `; ${RESTS_ON_FEW}` : ""}`;
  return (
    <dl className="changed-key">
      <div>
        <dt>Before entry, per person-year</dt>
        <dd className="changed-key__figure">{figure(before.rate.rate)}</dd>
        <dd className="changed-key__rest">{rests(before)}</dd>
      </div>
      <div className="changed-key__after">
        <dt>After entry, per person-year</dt>
        <dd className="changed-key__figure">{figure(after.rate.rate)}</dd>
        <dd className="changed-key__rest">{rests(after)}</dd>
      </div>
      <div className="changed-key__ratio">
        <dt>After divided by before</dt>
        <dd className="changed-key__figure">
          {ratio.ok && Number.isFinite(ratio.value.ratio) ? figure(ratio.value.ratio) : "no ratio"}
        </dd>
        <dd className="changed-key__rest">
          {ratio.ok ? `95 % interval ${interval(ratio.value)}` : "nothing happened before or after"}
          {clustered.ok ? `; ${interval(clustered.value)} allowing for repeat offenders` : ""}
        </dd>
      </div>
    </dl>
  );
}

function Plot({ chart, title }: { readonly chart: ChartPair; readonly title: string }) {
  return (
    <figure className="changed-figure">
      <figcaption>
        <h2 className="nhsuk-heading-m">{title}</h2>
        <p>
          Each circle is a month counted from entry: hollow before, solid after. Upright lines are 95 %
          intervals, level lines the rate of the whole time before and after.
        </p>
      </figcaption>
      {(["wide", "narrow"] as const).map((shape) => (
        <Svg key={shape} className={`changed-plot--${shape}`} drawing={chart[shape]} />
      ))}
    </figure>
  );
}
