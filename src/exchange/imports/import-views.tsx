import { SummaryList, Table, Tag } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { fromNow, longDateTime } from "../../kernel/time.ts";
import { capital, counted, grouped } from "../../kernel/words.ts";
import { type BadCell, goodRows, type ImportRun, type RunState } from "./run.ts";
import { KIND_NAMES, STATE_WORDS, sayCounts, sayReason } from "./run-messages.ts";

const STATE_COLOURS = {
  waiting: "grey",
  running: "blue",
  done: "green",
  failed: "red",
  stopped: "yellow",
} as const satisfies Record<RunState, string>;

/** Whether its columns are still to be checked, before anything of it is read. */
export const isUnchecked = (run: ImportRun): boolean => run.state === "waiting" && run.jobId === undefined;

/** How a run stands, in words and colour. */
export const StateTag = ({ run }: { run: ImportRun }): ReactNode => (
  <Tag modifier={STATE_COLOURS[run.state]}>
    {isUnchecked(run) ? "Columns to check" : STATE_WORDS[run.state]}
  </Tag>
);

type AtTime = { readonly run: ImportRun; readonly now: Temporal.Instant };

const whenAndWho = ({ run, now }: AtTime): string =>
  `${fromNow(run.startedAt, now).replace(/^now$/, "just now")} (${longDateTime(run.startedAt)}) by ${run.startedBy}${run.through === "command-line" ? ", on the command line" : ""}`;

/** One run in the list. */
export function RunLine({ run, now }: AtTime): ReactNode {
  return (
    <li className="imports__line">
      <div className="imports__head">
        <a className="imports__name" href={`/imports/${run.id}`} data-item>
          {run.fileName}
        </a>
        <StateTag run={run} />
      </div>
      <p>
        {KIND_NAMES[run.kind].name} from {run.agencyName}
        {run.dryRun ? ", only checked" : ""}. {isUnchecked(run) || run.dryRun ? "Sent" : "Brought in"}{" "}
        {whenAndWho({ run, now })}.
      </p>
      {run.counts.read > 0 ? <p>{sayCounts(run.counts)}</p> : null}
    </li>
  );
}

/** How far a run has come. */
export function Progress({ run }: { run: ImportRun }): ReactNode {
  const percent = run.bytesAll > 0 ? Math.floor((100 * run.bytesDone) / run.bytesAll) : 0;
  return (
    <div className="imports__progress">
      <progress max={100} value={percent} aria-label="How much of the file is read" />
      <p>
        {run.state === "waiting"
          ? "Waiting for its turn. This page shows when it begins; you may leave it."
          : `${percent} % of the file read, ${grouped(run.counts.read)} rows so far. You may leave this page; it goes on.`}
      </p>
    </div>
  );
}

/** The counts of a run, which add up. */
export function Counts({ run }: { run: ImportRun }): ReactNode {
  const { counts } = run;
  const rows: readonly (readonly [string, number])[] = [
    [run.dryRun ? "Would be new" : "New", counts.fresh],
    [run.dryRun ? "Would bring something newer" : "Brought something newer", counts.changed],
    ["Here already", counts.known],
    ["Repeat a row of the same file", counts.repeated],
    ["Something wrong", counts.bad],
    ["All rows read", counts.read],
  ];
  return (
    <Table
      caption={`The rows: ${grouped(goodRows(counts))} good of ${grouped(counts.read)}`}
      captionProps={{ size: "s" }}
      firstCellIsHeader
      className="imports__counts"
    >
      <Table.Head>
        <Table.Row>
          <Table.Cell>Rows that</Table.Cell>
          <Table.Cell format="numeric">How many</Table.Cell>
        </Table.Row>
      </Table.Head>
      <Table.Body>
        {rows.map(([words, n]) => (
          <Table.Row key={words}>
            <Table.Cell>{words}</Table.Cell>
            <Table.Cell format="numeric">{grouped(n)}</Table.Cell>
          </Table.Row>
        ))}
      </Table.Body>
    </Table>
  );
}

/** What was wrong, by reason. */
export function Reasons({
  why,
}: {
  why: readonly { readonly code: string; readonly n: number }[];
}): ReactNode {
  return (
    <ul className="nhsuk-list nhsuk-list--bullet">
      {why.map(({ code, n }) => (
        <li key={code}>
          {sayReason(code)}: {grouped(n)}
        </li>
      ))}
    </ul>
  );
}

/** Each thing that was wrong, with its place in the file. */
export function BadRows({ bad, all }: { bad: readonly BadCell[]; all: number }): ReactNode {
  const caption =
    all > bad.length
      ? `The first ${grouped(bad.length)} of ${grouped(all)}, in the file's order`
      : `${counted(all, "thing")} wrong, in the file's order`;
  return (
    // On a phone each cell says what it is, which the component cannot do without scripts.
    <table className="nhsuk-table nhsuk-table-responsive">
      <caption className="nhsuk-table__caption nhsuk-table__caption--s">{caption}</caption>
      <thead className="nhsuk-table__head">
        <tr>
          {BAD_HEADINGS.map((heading) => (
            <th key={heading} scope="col" className="nhsuk-table__header">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="nhsuk-table__body">
        {bad.map((cell, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row of a file may be wrong twice in one column; the list never moves
          <tr key={i} className="nhsuk-table__row">
            {[
              String(cell.line),
              cell.column || "The whole row",
              cell.value || "(empty)",
              capital(cell.words),
            ].map((words, place) => (
              <td key={BAD_HEADINGS[place]} className="nhsuk-table__cell imports__value">
                <span className="nhsuk-table-responsive__heading" aria-hidden="true">
                  {BAD_HEADINGS[place]}{" "}
                </span>
                {words}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const BAD_HEADINGS = ["Line", "Column", "Value", "What is wrong"] as const;

/** What a run was told. */
export function RunFacts(at: AtTime): ReactNode {
  const { run } = at;
  const facts: readonly (readonly [string, string])[] = [
    ["Holds", KIND_NAMES[run.kind].name],
    [
      "From",
      run.source && run.source !== run.agencyName ? `${run.agencyName} (${run.source})` : run.agencyName,
    ],
    ...(run.serviceCode ? [["Service", run.serviceCode] as const] : []),
    ["Size", `${grouped(Math.ceil(run.bytesAll / 1000))} kB`],
    [isUnchecked(run) || run.dryRun ? "Sent" : "Brought in", whenAndWho(at)],
    ...(run.endedAt ? [["Ended", longDateTime(run.endedAt)] as const] : []),
  ];
  return (
    <SummaryList>
      {facts.map(([name, value]) => (
        <SummaryList.Row key={name}>
          <SummaryList.Key>{name}</SummaryList.Key>
          <SummaryList.Value>{value}</SummaryList.Value>
        </SummaryList.Row>
      ))}
    </SummaryList>
  );
}
