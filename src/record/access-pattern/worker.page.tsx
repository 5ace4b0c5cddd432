import { BodyText, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { StaffId } from "../../kernel/id.ts";
import { accept, refuse } from "../../kernel/result.ts";
import { type LocalDate, londonDay, shortDate, weekdayAndDate } from "../../kernel/time.ts";
import { counted, grouped, listed } from "../../kernel/words.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { DaysBack, spanOf } from "./loading.ts";
import { Spans } from "./spans.tsx";
import { type WorkerDay, workerIn } from "./store.ts";

/** What one worker opened, searched and changed, day by day. */
export const workerPage = page({
  path: "/access/workers/:worker",
  allow: "access-log:read",
  params: z.object({ worker: StaffId.schema }),
  query: z.object({ days: DaysBack }),
  load: async (tx, { params, query, now }) => {
    const span = spanOf(query.days, now);
    tx.log({ what: "read", about: "what one worker did", people: [], basis: "governance" });
    const worker = await workerIn(tx, params.worker, span);
    return worker
      ? accept({ worker, first: londonDay(span.from), last: londonDay(now) })
      : refuse({ code: "not-there" as const });
  },
  view: ({ worker, first, last }, { params, query }) => ({
    title: `What ${worker.staff_name} opened`,
    body: (
      <>
        <Title caption={worker.agency_name}>{`What ${worker.staff_name} opened`}</Title>
        <Spans at={`/access/workers/${params.worker}`} days={query.days}>
          {worker.username ? <a href={`/access?who=${worker.username}`}>Their lines in the log</a> : null}
          <a href={`/access/patterns?days=${query.days}`}>Unusual patterns</a>
        </Spans>
        {worker.days.length === 0 ? (
          <InsetText>
            <p>No lines in these days. A line is written each time they open, list, search or change.</p>
          </InsetText>
        ) : (
          <>
            <BodyText>{inAll(worker.days, query.days)}</BodyText>
            <DayBars days={worker.days} first={first} last={last} />
            <DayTable days={worker.days} />
          </>
        )}
      </>
    ),
  }),
});

function inAll(days: readonly WorkerDay[], back: number): string {
  const total = (of: (day: WorkerDay) => number): number => days.reduce((sum, day) => sum + of(day), 0);
  const did = listed([
    `${counted(
      total((day) => day.openings),
      "opening",
    )} of records`,
    counted(
      total((day) => day.searches),
      "search",
      "searches",
    ),
    counted(
      total((day) => day.changes),
      "change",
    ),
  ]);
  return `In the last ${back} days: ${did}, on ${counted(days.length, "day")}. One page is one opening; a record counts once a day.`;
}

const DayTable = ({ days }: { days: readonly WorkerDay[] }): ReactElement => (
  <DataTable
    caption="Day by day, the newest first"
    heads={[
      { words: "Day" },
      { words: "Records", numeric: true },
      { words: "Openings", numeric: true },
      { words: "Searches", numeric: true },
      { words: "Changes", numeric: true },
    ]}
    rows={days.toReversed().map((day) => ({
      key: day.day.toString(),
      cells: [
        weekdayAndDate(day.day),
        grouped(day.records),
        grouped(day.openings),
        grouped(day.searches),
        grouped(day.changes),
      ],
    }))}
  />
);

const [WIDTH, HEIGHT, LEFT, TOP, FLOOR] = [720, 150, 34, 14, 122];

/** Records opened on each day, as bars. The table says the same. */
function DayBars(props: { days: readonly WorkerDay[]; first: LocalDate; last: LocalDate }): ReactElement {
  const { days, first, last } = props;
  const span = first.until(last).days + 1;
  const most = Math.max(1, ...days.map((day) => day.records));
  const step = (WIDTH - LEFT) / span;
  const tall = (records: number): number => ((FLOOR - TOP) * records) / most;
  return (
    <svg
      className="day-bars"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Records opened on each day from ${shortDate(first)} to ${shortDate(last)}: ${most} at most.`}
    >
      {days.map((day) => (
        <rect
          key={day.day.toString()}
          x={LEFT + first.until(day.day).days * step + step * 0.1}
          width={step * 0.8}
          y={FLOOR - tall(day.records)}
          height={tall(day.records)}
        />
      ))}
      <line x1={LEFT} x2={WIDTH} y1={FLOOR} y2={FLOOR} />
      <text x={LEFT - 6} y={TOP + 6} textAnchor="end">
        {most}
      </text>
      <text x={LEFT - 6} y={FLOOR} textAnchor="end">
        0
      </text>
      <text x={LEFT} y={HEIGHT - 8}>
        {shortDate(first)}
      </text>
      <text x={WIDTH} y={HEIGHT - 8} textAnchor="end">
        {shortDate(last)}
      </text>
    </svg>
  );
}
