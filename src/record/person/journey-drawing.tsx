import { type ReactElement, useId } from "react";
import type { Frame } from "./journey-axis.ts";
import { FADE_FROM, type JourneyLayout, type Lane, layoutJourney } from "./journey-layout.ts";
import { EventMarks, HandoverLine, LaneBars, MeasureLine } from "./journey-marks.tsx";
import { type Journey, journeyFinding } from "./journey-model.ts";

/** What a character of a row's name is taken to be wide, in drawing units. */
const NAME_CHARACTER = 7.5;
const SMALL_CHARACTER = 6.5;

/** The journey as one drawing at one width. Colours, weights and print come from `journey.css`. */
export function JourneyDrawing(props: {
  readonly journey: Journey;
  readonly frame: Frame;
  readonly className: string;
}): ReactElement {
  const id = useId();
  const layout = layoutJourney(props.journey, props.frame);
  return (
    <svg
      className={`journey__drawing ${props.className}`}
      viewBox={`0 0 ${layout.frame.width} ${layout.height}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-words`}
    >
      <title id={`${id}-title`}>{`The journey. ${journeyFinding(props.journey)}`}</title>
      <desc id={`${id}-words`}>
        Stays, handovers, events and scores on one time axis. The same facts stand in the table below.
      </desc>
      <Definitions id={id} />
      <Stripes layout={layout} />
      <Grid layout={layout} />
      <Custody layout={layout} id={id} />
      {layout.lanes.map((lane) => (
        <LaneBars key={lane.service} lane={lane} id={id} />
      ))}
      {layout.events.map((row) => (
        <EventMarks key={row.kind.code} row={row} id={id} />
      ))}
      {layout.measures.map((row) => (
        <MeasureLine key={row.code} row={row} />
      ))}
      <Moments layout={layout} />
      {layout.connectors.map((connector) => (
        <HandoverLine key={connector.key} connector={connector} />
      ))}
      {[...layout.lanes, ...layout.events, ...layout.measures].map((row) => (
        <RowName
          key={row.top}
          row={row}
          frame={layout.frame}
          oneLine={"oneLine" in row ? row.oneLine : layout.frame.namesAbove}
        />
      ))}
    </svg>
  );
}

function Definitions({ id }: { id: string }): ReactElement {
  return (
    <defs>
      <pattern
        id={`${id}-hatch`}
        width="7"
        height="7"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <line className="journey__hatch" x1="0" y1="0" x2="0" y2="7" />
      </pattern>
      <linearGradient id={`${id}-open`} x1="0" x2="1" y1="0" y2="0">
        <stop className="journey__open-start" offset="0" />
        <stop className="journey__open-start" offset={FADE_FROM} />
        <stop className="journey__open-end" offset="1" />
      </linearGradient>
    </defs>
  );
}

/** Every other row is faintly shaded, so that the eye keeps its line across a wide page. */
function Stripes({ layout }: { layout: JourneyLayout }): ReactElement {
  const rows = [...layout.lanes, ...layout.events, ...layout.measures];
  return (
    <g>
      {rows.map((row, index) =>
        index % 2 === 0 ? (
          <rect
            key={row.top}
            className="journey__stripe"
            x={0}
            y={row.top}
            width={layout.frame.width}
            height={row.height}
            rx={3}
          />
        ) : null,
      )}
    </g>
  );
}

function Grid({ layout }: { layout: JourneyLayout }): ReactElement {
  const { axis, axisBottom, frame } = layout;
  return (
    <g className="journey__axis">
      {axis.months.map((tick) => (
        <g key={tick.x}>
          <line
            className="journey__month-line"
            x1={tick.x}
            x2={tick.x}
            y1={axisBottom - 6}
            y2={layout.height}
          />
          <text className="journey__month" x={tick.x + 3} y={axisBottom - 9}>
            {tick.label}
          </text>
        </g>
      ))}
      {axis.years.map((tick) => (
        <g key={tick.x}>
          {tick.isYear ? (
            <line
              className="journey__year-line"
              x1={tick.x}
              x2={tick.x}
              y1={axisBottom - 32}
              y2={layout.height}
            />
          ) : null}
          <text className="journey__year" x={tick.x + 3} y={axisBottom - 26}>
            {tick.label}
          </text>
        </g>
      ))}
      <line
        className="journey__year-line"
        x1={frame.left}
        x2={frame.right}
        y1={axisBottom - 4}
        y2={axisBottom - 4}
      />
    </g>
  );
}

function Custody({ layout, id }: { layout: JourneyLayout; id: string }): ReactElement {
  const last = layout.lanes.at(-1);
  const bottom = last ? last.top + last.height : layout.axisBottom;
  return (
    <g>
      {layout.custody.map((band) => (
        <rect
          key={`${band.x} ${band.title}`}
          className="journey__custody"
          fill={`url(#${id}-hatch)`}
          x={band.x}
          y={layout.axisBottom}
          width={band.width}
          height={bottom - layout.axisBottom}
        >
          <title>{band.title}</title>
        </rect>
      ))}
    </g>
  );
}

/** A row's name with its standing: beside the row on a wide page, above it on a phone. Drawn last, over every line. */
function RowName(props: {
  readonly row: Pick<Lane, "name" | "standing" | "nameY">;
  readonly frame: Frame;
  readonly oneLine: boolean;
}): ReactElement {
  const { row, frame, oneLine } = props;
  if (oneLine) {
    const width = frame.namesAbove ? frame.width : frame.left - 14;
    const room = Math.floor((width - row.name.length * NAME_CHARACTER - 16) / SMALL_CHARACTER);
    const standing = room > 3 || row.standing.length <= room ? cut(row.standing, room) : "";
    return (
      <text className="journey__name" x={frame.namesAbove ? frame.left + 2 : 6} y={row.nameY}>
        {cut(row.name, Math.floor(width / NAME_CHARACTER))}
        {standing ? (
          <tspan className="journey__standing" dx={7}>
            {standing}
          </tspan>
        ) : null}
      </text>
    );
  }
  return (
    <g>
      <text className="journey__name" x={6} y={row.nameY}>
        <title>{row.name}</title>
        {cut(row.name, Math.floor((frame.left - 14) / NAME_CHARACTER))}
      </text>
      <text className="journey__standing" x={6} y={row.nameY + 16}>
        {cut(row.standing, Math.floor((frame.left - 14) / SMALL_CHARACTER))}
      </text>
    </g>
  );
}

const cut = (words: string, most: number): string =>
  words.length <= most ? words : `${words.slice(0, most - 1).trimEnd()}…`;

/** Today, and a death, run through the whole picture. */
function Moments({ layout }: { layout: JourneyLayout }): ReactElement {
  const { today, death, frame, height, axisBottom } = layout;
  const anchorOf = (x: number) => (x > frame.width - 60 ? "end" : "middle");
  return (
    <g>
      <g className="journey__today">
        <title>{today.title}</title>
        <line x1={today.x} x2={today.x} y1={axisBottom - 38} y2={height} />
        <text x={today.x} y={axisBottom - 42} textAnchor={anchorOf(today.x)}>
          Today
        </text>
      </g>
      {death ? (
        <g className="journey__death">
          <title>{death.title}</title>
          <line x1={death.x} x2={death.x} y1={axisBottom - 4} y2={height} />
        </g>
      ) : null}
    </g>
  );
}
