import { BodyText, InsetText, SummaryList } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { longDate } from "../../kernel/time.ts";
import { grouped } from "../../kernel/words.ts";
import { percent } from "../changed/figures.ts";
import { FiguresTable } from "../changed/figures-table.tsx";
import { KEPT_BACK } from "../publish/read.ts";
import { FEW_ABOVE, periodOf, type ReleaseDocument, restatedWords } from "./document.ts";

/** A release as it is read: what it is, the table, its rates, what was restated. Says what its files say. */
export function ReleaseView({ document }: { readonly document: ReleaseDocument }): ReactElement {
  return (
    <>
      {document.restated ? (
        <InsetText>
          <p>{restatedWords(document.restated)}</p>
        </InsetText>
      ) : null}
      <FiguresTable model={tableOf(document)} />
      <BodyText>{document.note}</BodyText>
      <Rates document={document} />
      <RestatedCells document={document} />
      <SummaryList>
        {factsOf(document).map(([key, value]) => (
          <SummaryList.Row key={key}>
            <SummaryList.Key>{key}</SummaryList.Key>
            <SummaryList.Value>{value}</SummaryList.Value>
          </SummaryList.Row>
        ))}
      </SummaryList>
    </>
  );
}

const tableOf = (document: ReleaseDocument) => ({
  caption: document.title,
  columns: [document.rowNames.join(" / "), ...document.columns],
  rows: document.lines.map(({ labels, counts }) => [
    labels.filter((one) => one !== "").join(" / "),
    ...counts.map((count) => (count === null ? KEPT_BACK : grouped(count))),
  ]),
});

const factsOf = (document: ReleaseDocument): readonly (readonly [string, string])[] => [
  ["Definition", document.definition],
  ["Source", document.source],
  ["Period", periodOf(document)],
  ["Figures taken on", longDate(Temporal.PlainDate.from(document.figuresTaken))],
  ...document.cautions.map((words) => ["What it cannot tell", words] as const),
];

function Rates({ document }: { readonly document: ReleaseDocument }): ReactElement | null {
  const { rates } = document;
  if (!rates || rates.rows.length === 0) return null;
  return (
    <FiguresTable
      model={{
        caption: `${rates.name}, by ${document.rowNames.join(" / ").toLowerCase()}`,
        columns: [
          document.rowNames.join(" / "),
          "Above the line",
          "Below the line",
          "Share",
          "95 % interval",
          "Note",
        ],
        rows: rates.rows.map((one) => [
          one.row,
          grouped(one.above),
          grouped(one.below),
          percent(one.share),
          `${percent(one.low)} to ${percent(one.high)}`,
          one.few ? FEW_ABOVE : "–",
        ]),
      }}
    />
  );
}

function RestatedCells({ document }: { readonly document: ReleaseDocument }): ReactElement | null {
  const cells = document.restated?.cells ?? [];
  if (cells.length === 0) return null;
  return (
    <FiguresTable
      model={{
        caption: `What was restated of version ${document.restated?.of}`,
        columns: ["Figure", "Before", "Now"],
        rows: cells.map((one) => [`${one.row}, ${one.column}`, one.before, one.now]),
      }}
    />
  );
}
