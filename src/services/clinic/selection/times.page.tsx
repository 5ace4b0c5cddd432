import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { type Instant, londonDay, longDate } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { InsideOnly, insideCsv, type KeptBack } from "../../../web/inside.tsx";
import { Title } from "../../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../../web/page.ts";
import { panelPeople } from "./panel-store.ts";
import { type End, endsOf, type Time, timesIn, toldCount } from "./rules.ts";
import { STATE_NAMES } from "./states.ts";
import { clinicNominations, historyOf, placesOf, selectionRules } from "./store.ts";

/** Who of those still in a state may be named to the reader, and where their name leads. */
type Named = ReadonlyMap<string, { readonly name: string; readonly href: string }>;
type Report = {
  readonly name: string;
  readonly times: readonly Time[];
  readonly all: number;
  readonly open: number;
  readonly ends: readonly End[];
  /** Whoever leads the panel and the clinic read small numbers; the board does not. */
  readonly entitled: boolean;
};
type Data = { readonly reports: readonly Report[]; readonly named: Named };

async function namesFor(tx: Tx): Promise<Named> {
  if (tx.asking.may.includes("selection"))
    return new Map(
      (await clinicNominations(tx)).map((one) => [
        one.id,
        { name: one.name, href: `/people/${one.person_id}/selection` },
      ]),
    );
  if (tx.asking.may.includes("panel"))
    return new Map(
      (await panelPeople(tx)).map((one) => [one.id, { name: one.name, href: `/panel/people/${one.id}` }]),
    );
  return new Map();
}

async function load(tx: Tx, now: Instant): Promise<Result<Data, NotThere>> {
  const { may } = tx.asking;
  if (!["selection", "panel:chair", "board:partnership"].some((one) => may.includes(one)))
    return refuse({ code: "not-there" });
  tx.log({ what: "read", about: "time in each state of selection", people: [] });
  const reports: Report[] = [];
  for (const rule of await selectionRules(tx)) {
    const history = await historyOf(tx, rule.service_id);
    const entitled = (await placesOf(tx, rule.service_id)) !== undefined;
    if (!entitled && !may.includes("board:partnership")) continue;
    reports.push({ name: rule.service_name, times: timesIn(history, now), ...endsOf(history), entitled });
  }
  return accept({ reports, named: await namesFor(tx) });
}

const days = (n: number | undefined): string => (n === undefined ? "" : String(n));

/** Whoever is entitled to small numbers reads them; others read them as under 5. */
const keptFor = (reports: readonly Report[]): KeptBack =>
  reports.some(({ entitled }) => entitled) ? "not" : "by-themselves";

/** Days are told to those not entitled to small numbers only where enough spells stand behind them. */
const FEWEST = 5;
const spread = (time: Time, entitled: boolean): { readonly median: string; readonly range: string } =>
  time.days.length === 0 || (!entitled && time.days.length < FEWEST)
    ? { median: "", range: "" }
    : { median: days(time.median), range: `${time.days[0]} to ${time.days.at(-1)}` };

function OneReport({ report, named }: { readonly report: Report; readonly named: Named }): ReactElement {
  const told = (n: number): string => toldCount(n, report.entitled);
  const waits = report.times
    .flatMap((time) => time.still.map((one) => ({ ...one, state: time.state })))
    .toSorted((a, b) => b.days - a.days);
  return (
    <section aria-label={report.name}>
      <h2 className="nhsuk-heading-m">{report.name}</h2>
      <p>
        {told(report.all)} nominated in all; {told(report.open)} of {told(report.all)} go on.
        {report.entitled ? "" : " Counts from 1 to 4 are told as under 5."}
      </p>
      <DataTable
        caption="Whole days in each state"
        heads={[
          { words: "State" },
          { words: "Ever in it", numeric: true },
          { words: "Stays that are over", numeric: true },
          { words: "Median days", numeric: true },
          { words: "Range", numeric: true },
          { words: "In it now", numeric: true },
        ]}
        rows={report.times.map((time) => ({
          key: time.state,
          cells: [
            STATE_NAMES[time.state],
            `${told(time.ever)} of ${told(report.all)}`,
            told(time.days.length),
            spread(time, report.entitled).median,
            spread(time, report.entitled).range,
            told(time.still.length),
          ],
        }))}
      />
      {report.entitled && waits.length > 0 ? (
        <>
          <h3 className="nhsuk-heading-s">Who waits longest in their state</h3>
          <ul className="event-list" data-list>
            {waits.slice(0, 10).map((one) => {
              const who = named.get(one.nomination);
              return (
                <li key={one.nomination} className="event-list__one">
                  {who ? <a href={who.href}>{who.name}</a> : "Somebody you may not see"}:{" "}
                  {STATE_NAMES[one.state]}, {counted(one.days, "day")}
                </li>
              );
            })}
          </ul>
        </>
      ) : null}
      <DataTable
        caption="How selections ended"
        heads={[{ words: "End" }, { words: "How many", numeric: true }, { words: "From which state" }]}
        rows={report.ends.map((end) => ({
          key: end.state,
          cells: [
            STATE_NAMES[end.state],
            `${told(end.n)} of ${told(report.all)}`,
            end.from.map((one) => `${STATE_NAMES[one.state]}: ${told(one.n)}`).join("; "),
          ],
        }))}
      />
    </section>
  );
}

const timesPage = page({
  path: "/selection-times",
  allow: "work",
  load: (tx, { now }) => load(tx, now),
  view: ({ reports, named }, { now }) => ({
    title: "Time in each state of selection",
    body: (
      <>
        <Title caption={`As of ${longDate(londonDay(now))}`}>Time in each state of selection</Title>
        <p>
          A day is 24 hours, whole days are counted. The median and range are of stays that are over; those
          that go on are counted apart, so a median can be shorter than waits will turn out. Who was put off
          twice has two stays.
        </p>
        {reports.length === 0 ? (
          <InsetText>No clinic has a panel yet, or none that you lead.</InsetText>
        ) : null}
        {reports.map((report) => (
          <OneReport key={report.name} report={report} named={named} />
        ))}
        <p className="no-print">
          <a href="/selection-times.csv">Download as a table (CSV)</a>
        </p>
        <InsideOnly kept={keptFor(reports)} />
      </>
    ),
  }),
});

const csvPage = page({
  path: "/selection-times.csv",
  allow: "work",
  load: (tx, { now }) => load(tx, now),
  view: ({ reports }) => ({
    type: "text/csv; charset=utf-8",
    fileName: "selection-times.csv",
    body: insideCsv(keptFor(reports), [
      [
        "clinic",
        "what",
        "state",
        "nominated in all",
        "ever in it or ended so",
        "stays over",
        "median days",
        "shortest",
        "longest",
        "in it now",
      ],
      ...reports.flatMap((report) => {
        const told = (n: number): string => toldCount(n, report.entitled);
        return [
          ...report.times.map((time) => {
            const { median, range } = spread(time, report.entitled);
            return [
              report.name,
              "time",
              STATE_NAMES[time.state],
              told(report.all),
              told(time.ever),
              told(time.days.length),
              median,
              range && days(time.days[0]),
              range && days(time.days.at(-1)),
              told(time.still.length),
            ];
          }),
          ...report.ends.map((end) => [
            report.name,
            "end",
            STATE_NAMES[end.state],
            told(report.all),
            told(end.n),
            "",
            "",
            "",
            "",
            "",
          ]),
        ];
      }),
    ]),
  }),
});

/** How long selections take, and how they end. */
export const timesRoutes: readonly Route[] = [timesPage, csvPage];
