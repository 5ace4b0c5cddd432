import type { ReactElement } from "react";
import { type Connector, pathOf } from "./journey-connectors.ts";
import type { EventRow } from "./journey-events.ts";
import type { Bar, Lane, MeasureRow } from "./journey-layout.ts";

/** The stays of one lane. */
export function LaneBars({ lane, id }: { lane: Lane; id: string }): ReactElement {
  return (
    <g>
      {lane.bars.map((bar) => (
        <StayBar key={`${bar.x} ${bar.y}`} bar={bar} id={id} />
      ))}
    </g>
  );
}

function StayBar({ bar, id }: { bar: Bar; id: string }): ReactElement {
  const { x, y, width, height } = bar;
  const middle = y + height / 2;
  const tip = x + width;
  return (
    <g className={bar.open ? "journey__stay journey__stay--open" : "journey__stay journey__stay--ended"}>
      <title>{bar.title}</title>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={3}
        fill={bar.open ? `url(#${id}-open)` : undefined}
      />
      {bar.open ? (
        <path className="journey__arrow" d={`M${tip + 2} ${middle - 6}l8 6l-8 6M${tip - 8} ${middle}h17`} />
      ) : null}
      {bar.label ? (
        <text x={x + 9} y={middle + 4.5}>
          {bar.label}
        </text>
      ) : null}
    </g>
  );
}

/** One handover: offered, accepted and arrived as dots of a line; what waits is dashed, what is late says so. */
export function HandoverLine({ connector }: { connector: Connector }): ReactElement {
  const { offered, accepted, end, look } = connector;
  const waits = look === "open" || look === "late";
  return (
    <g className={`journey__handover journey__handover--${look}`}>
      <title>{connector.title}</title>
      <path className="journey__handover-halo" d={pathOf(connector)} />
      <path className="journey__handover-line" d={pathOf(connector)} />
      <circle className="journey__offered" cx={offered.x} cy={offered.y} r={4} />
      {accepted ? <circle className="journey__accepted" cx={accepted.x} cy={accepted.y} r={4} /> : null}
      {look === "arrived" ? <circle className="journey__arrived" cx={end.x} cy={end.y} r={4} /> : null}
      {look === "closed" ? (
        <path
          className="journey__cross"
          d={`M${end.x - 4} ${end.y - 4}l8 8M${end.x + 4} ${end.y - 4}l-8 8`}
        />
      ) : null}
      {waits ? <circle className="journey__waiting" cx={end.x} cy={end.y} r={4} /> : null}
      {look === "late" ? (
        <g className="journey__late">
          <rect x={end.x - 42} y={end.y - 9} width={34} height={18} rx={9} />
          <text x={end.x - 25} y={end.y + 4} textAnchor="middle">
            late
          </text>
        </g>
      ) : null}
    </g>
  );
}

/** Squares for offending, diamonds for health, circles for the rest: shapes first, colour second. */
export function EventMarks({ row, id }: { row: EventRow; id: string }): ReactElement {
  const middle = row.base - 9;
  const grave = row.kind.code === "overdose" ? " journey__event--danger" : "";
  return (
    <g className={`journey__event journey__event--${row.kind.category}${grave}`}>
      {row.marks.map((mark) => (
        <path
          key={`${mark.x} ${mark.title}`}
          className={mark.exact ? "journey__mark" : "journey__mark journey__mark--about"}
          d={markShape(row.kind.category, mark.x, middle)}
        >
          <title>{mark.title}</title>
        </path>
      ))}
      {row.spells.map((spell) => (
        <g key={`${spell.x} ${spell.title}`} className="journey__spell">
          <title>{spell.title}</title>
          <rect
            className="journey__spell-ground"
            x={spell.x}
            y={middle - 7}
            width={spell.width}
            height={14}
            rx={2}
          />
          <rect
            fill={`url(#${id}-hatch)`}
            x={spell.x}
            y={middle - 7}
            width={spell.width}
            height={14}
            rx={2}
          />
        </g>
      ))}
      {row.tallies.map((tally) => (
        <g key={tally.x} className="journey__tally">
          <title>{tally.title}</title>
          <rect x={tally.x} y={row.base - tally.height} width={tally.width} height={tally.height} rx={1.5} />
          <text x={tally.x + tally.width / 2} y={row.base - tally.height - 3} textAnchor="middle">
            {tally.count}
          </text>
        </g>
      ))}
    </g>
  );
}

function markShape(category: string, x: number, y: number): string {
  if (category === "offending") return `M${x - 5} ${y - 5}h10v10h-10z`;
  if (category === "health") return `M${x} ${y - 7}l7 7l-7 7l-7 -7z`;
  return `M${x - 6} ${y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z`;
}

/** One score as a line, with its first and last value. */
export function MeasureLine({ row }: { row: MeasureRow }): ReactElement {
  const [first] = row.points;
  const last = row.points.at(-1);
  const path = row.points
    .map((point, index) => `${index === 0 ? "M" : "L"}${point.x.toFixed(1)} ${point.y.toFixed(1)}`)
    .join("");
  return (
    <g className="journey__measure">
      {row.points.length > 1 ? <path d={path} /> : null}
      {row.points.map((point) => (
        <circle key={`${point.x} ${point.title}`} cx={point.x} cy={point.y} r={3.5}>
          <title>{point.title}</title>
        </circle>
      ))}
      {first && last !== first ? (
        <text x={first.x - 8} y={first.y + 4.5} textAnchor="end">
          {first.value}
        </text>
      ) : null}
      {last ? (
        <text x={last.x + 8} y={last.y + 4.5}>
          {last.value}
        </text>
      ) : null}
    </g>
  );
}
