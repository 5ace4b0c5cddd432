import type { ReactElement } from "react";
import type { Changed, Month } from "./changed.ts";
import { monthName } from "./changed-tables.ts";
import { count, counted } from "./figures.ts";

/** What differs between a desk and a phone; lengths in the drawing's own units, which are pixels at full width. */
const SHAPES = {
  wide: { width: 940, height: 240, tick: 3 },
  narrow: { width: 358, height: 220, tick: 6 },
} as const;
const [LEFT, RIGHT, TOP, BOTTOM] = [28, 8, 44, 58];

/** One person's events month by month from entry, with the days on which nothing could have been counted below. */
export function MonthBars(props: {
  readonly changed: Changed;
  readonly label: string;
  readonly shape: keyof typeof SHAPES;
}): ReactElement {
  const { changed, label, shape } = props;
  const { width, height, tick } = SHAPES[shape];
  const { months, windowDays } = changed;
  const step = (width - LEFT - RIGHT) / months.length;
  const floor = height - BOTTOM;
  const most = Math.max(3, ...months.map((month) => month.events));
  const tall = (events: number): number => ((floor - TOP) * events) / most;
  const xOf = (month: number): number => LEFT + (month + months.length / 2) * step;
  const full = (2 * windowDays) / months.length;
  const ticks = months.map(({ month }) => month).filter((month) => month % tick === 0);
  return (
    <svg className="changed-bars" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {months.map((month) => (
        <Bar
          key={month.month}
          month={month}
          x={xOf(month.month)}
          step={step}
          floor={floor}
          tall={tall}
          full={full}
        />
      ))}
      <line x1={LEFT} x2={width - RIGHT} y1={floor} y2={floor} />
      <line x1={xOf(0)} x2={xOf(0)} y1={TOP - 26} y2={floor + 14} strokeDasharray="4,3" />
      <text x={xOf(0)} y={TOP - 30} textAnchor="middle">
        Entry
      </text>
      {[...ticks, months.length / 2].map((month) => (
        <text key={month} x={xOf(month)} y={floor + 32} textAnchor="middle">
          {String(month).replace("-", "−")}
        </text>
      ))}
      <text x={(LEFT + width - RIGHT) / 2} y={height - 4} textAnchor="middle">
        Months from entry
      </text>
    </svg>
  );
}

function Bar(props: {
  readonly month: Month;
  readonly x: number;
  readonly step: number;
  readonly floor: number;
  readonly tall: (events: number) => number;
  readonly full: number;
}): ReactElement {
  const { month, x, step, floor, tall, full } = props;
  const height = tall(month.events);
  const away = Math.min(1, Math.max(0, 1 - month.days / full));
  return (
    <g>
      <title>{`${monthName(month.month)}: ${count(month.events)}, ${counted(month.days, "day", "days")} at risk`}</title>
      {month.events > 0 && (
        <>
          <rect
            className={month.month < 0 ? "changed-bars__before" : "changed-bars__after"}
            x={x + step * 0.15}
            y={floor - height}
            width={step * 0.7}
            height={height}
          />
          <text x={x + step / 2} y={floor - height - 5} textAnchor="middle">
            {count(month.events)}
          </text>
        </>
      )}
      {away > 0.04 && (
        <rect
          className="changed-bars__inside"
          x={x + (step * (1 - away)) / 2}
          y={floor + 4}
          width={step * away}
          height={9}
        />
      )}
    </g>
  );
}
