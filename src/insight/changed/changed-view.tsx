import { Details, InsetText, Table, WarningCallout } from "nhsuk-react-components";
import type { ReactNode } from "react";
import type { Changed } from "./changed.ts";
import {
  monthsTable,
  peopleTable,
  ratiosTable,
  stayedMissing,
  type TableModel,
  windowsTable,
} from "./changed-tables.ts";
import { definition, finding, percentageWords, type Subject, sayWarning, shortFinding } from "./messages.ts";

/** What the page is handed. */
export type ChangedViewProps = {
  readonly changed: Changed;
  readonly subject: Subject;
  /** The drawing from `changedChart`. Without one the tables stand alone. */
  readonly chartSvg?: string | undefined;
  /** Links to the downloads, made by the page that knows their addresses. */
  readonly download?: ReactNode;
};

/** What changed, on a page: finding, plot, tables, how it was counted, what it cannot tell, download. */
export function ChangedView({ changed, subject, chartSvg, download }: ChangedViewProps) {
  const missing = stayedMissing(changed);
  const few = changed.warnings.find((warning) => warning.code === "few-people");
  const cautions = changed.warnings.filter((warning) => warning !== few);
  return (
    <>
      <p className="nhsuk-lede-text">{finding(changed.everyone, subject)}</p>
      <p>{percentageWords(changed.everyone.percentage)}</p>
      {few && (
        <WarningCallout>
          <WarningCallout.Heading>Very few people</WarningCallout.Heading>
          <p>{sayWarning(few, subject)}</p>
        </WarningCallout>
      )}
      {chartSvg && (
        <figure className="changed-figure">
          <figcaption>
            <h2 className="nhsuk-heading-m">{shortFinding(changed.everyone, subject)}</h2>
            <p>
              Each circle is a month counted from entry: hollow before, solid after. Upright lines are 95 %
              intervals, level lines the rate of the whole time before and after.
            </p>
          </figcaption>
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own drawing, serialised by a document that escapes its text; an img could not take the page's colour. */}
          <div dangerouslySetInnerHTML={{ __html: chartSvg }} />
        </figure>
      )}
      <h2 className="nhsuk-heading-m">The figures</h2>
      <FiguresTable model={windowsTable(changed, subject)} />
      <FiguresTable model={ratiosTable(changed)} />
      {missing && <InsetText>{missing}</InsetText>}
      <p>
        Those who stayed chose to, or managed to: they are no fair sample of everyone who entered, so the
        finding is about everyone.
      </p>
      <FiguresTable model={peopleTable(changed)} />
      <Details>
        <Details.Summary>The figures by month</Details.Summary>
        <Details.Text>
          <FiguresTable model={monthsTable(changed, subject)} />
        </Details.Text>
      </Details>
      <h2 className="nhsuk-heading-m">What it cannot tell</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {cautions.map((warning) => (
          <li key={warning.code}>{sayWarning(warning, subject)}</li>
        ))}
      </ul>
      <h2 className="nhsuk-heading-m">How it was counted</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {definition(changed, subject).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {download && (
        <>
          <h2 className="nhsuk-heading-m">Download</h2>
          {download}
        </>
      )}
    </>
  );
}

/** A table of figures in a region that scrolls on a narrow screen: the first cell names the row, the rest stand to the right. */
function FiguresTable({ model }: { readonly model: TableModel }) {
  return (
    <div className="nhsuk-scroll">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without it the region cannot be scrolled by keyboard where scripts are off. */}
      <section className="nhsuk-scroll__content" aria-label={model.caption} tabIndex={0}>
        <Table caption={model.caption} captionProps={{ size: "s" }} firstCellIsHeader>
          <Table.Head>
            <Table.Row>
              {model.columns.map((column, place) => (
                <Table.Cell key={column} format={place === 0 ? undefined : "numeric"}>
                  {column}
                </Table.Cell>
              ))}
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {model.rows.map(([name, ...cells]) => (
              <Table.Row key={name}>
                <Table.Cell>{name}</Table.Cell>
                {cells.map((cell, place) => (
                  <Table.Cell key={model.columns[place + 1]} format="numeric">
                    {cell}
                  </Table.Cell>
                ))}
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </section>
    </div>
  );
}
