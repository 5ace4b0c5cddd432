import { Table } from "nhsuk-react-components";
import { type ReactElement, useId } from "react";
import { daysBetween, longDate, shortDate } from "../../kernel/time.ts";
import type { Band, ScoreDefinition } from "./definition.ts";
import { isCode, type Reading, sayFinding, sayScore } from "./messages.ts";

/** Drawing units; the drawing scales to its column, and stays readable at the width of a phone. */
const FRAME = { width: 400, height: 220, left: 34, right: 14, top: 16, bottom: 30 } as const;
const PLOT_WIDTH = FRAME.width - FRAME.left - FRAME.right;
const PLOT_HEIGHT = FRAME.height - FRAME.top - FRAME.bottom;
/** Room at the right for the names of the bands, clear of the readings. */
const BAND_NAMES = 118;
/** Two labels nearer than this would touch. */
const LABEL_GAP = 26;
/** Band names need this much height to stand in. */
const BAND_LABEL_HEIGHT = 13;

/**
 * Where a value stands from the top. A scale fills the plot from its lowest value to its highest; a code stands in the
 * middle of its band.
 */
export function heightOf(score: ScoreDefinition, value: number): number {
  const margin = isCode(score) ? 0.5 : 0;
  return FRAME.top + PLOT_HEIGHT * (1 - (value - score.min + margin) / (score.max - score.min + 2 * margin));
}

/** Where a day stands from the left: the first and last readings are the ends. A single reading stands in the middle. */
export function acrossOf(score: ScoreDefinition, readings: readonly Reading[], index: number): number {
  const first = readings[0]?.on;
  const last = readings.at(-1)?.on;
  const on = readings[index]?.on;
  const span = first && last ? daysBetween(first, last) : 0;
  const share = first && on && span > 0 ? daysBetween(first, on) / span : 0.5;
  const width = PLOT_WIDTH - 20 - (score.bands.length > 0 ? BAND_NAMES : 0);
  return FRAME.left + 10 + width * share;
}

/**
 * One score of one person over time: the finding as its title, the drawing, and the same numbers in a table.
 * Readings come in any order of days; of two on one day the one entered later comes first, as in every list. Needs `measure.css`.
 */
export function MeasureChart(props: {
  readonly score: ScoreDefinition;
  readonly readings: readonly Reading[];
  /** Left out only where the same numbers stand in a table beside it. */
  readonly withoutTable?: boolean;
}): ReactElement {
  const { score } = props;
  const readings = props.readings.toReversed().toSorted((a, b) => Temporal.PlainDate.compare(a.on, b.on));
  if (readings.length === 0) {
    return (
      <p className="measure-chart__empty">
        {score.name} has not been recorded yet. Each reading taken is drawn here.
      </p>
    );
  }
  return (
    <figure className="measure-chart">
      <figcaption className="measure-chart__finding">{sayFinding(score, readings)}</figcaption>
      <Drawing score={score} readings={readings} />
      {props.withoutTable ? null : <ReadingsTable score={score} readings={readings} />}
    </figure>
  );
}

type Parts = { readonly score: ScoreDefinition; readonly readings: readonly Reading[] };

function Drawing({ score, readings }: Parts): ReactElement {
  const id = useId();
  return (
    <svg
      className="measure-chart__drawing"
      viewBox={`0 0 ${FRAME.width} ${FRAME.height}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-desc`}
    >
      <title id={`${id}-title`}>{sayFinding(score, readings)}</title>
      <desc id={`${id}-desc`}>{inWords(score, readings)}</desc>
      {score.bands.map((band, index) => (
        <BandShade key={band.label} score={score} band={band} index={index} />
      ))}
      <Axis score={score} readings={readings} />
      {readings.length > 1 ? <path className="measure-chart__line" d={lineThrough(score, readings)} /> : null}
      {pointsOf(score, readings).map(({ key, x, reading }) => (
        <circle key={key} className="measure-chart__point" cx={x} cy={heightOf(score, reading.value)} r={4.5}>
          <title>{`${sayScore(score, reading.value)} on ${longDate(reading.on)}`}</title>
        </circle>
      ))}
      {isCode(score) ? null : <PointLabels score={score} readings={readings} />}
    </svg>
  );
}

function inWords(score: ScoreDefinition, readings: readonly Reading[]): string {
  const way = { "higher-is-better": "Higher is better.", "higher-is-worse": "Higher is worse.", none: "" }[
    score.direction
  ];
  return `${readings.length} ${readings.length === 1 ? "reading" : "readings"}. ${way} The same numbers stand in the table below.`;
}

/** Readings with their place; two on one day keep keys of their own. */
const pointsOf = (score: ScoreDefinition, readings: readonly Reading[]) =>
  readings.map((reading, index) => ({
    key: `${index} ${reading.on}`,
    x: acrossOf(score, readings, index),
    reading,
  }));

/** Straight lines between readings of a scale; steps where each value is a state that lasts until the next. */
function lineThrough(score: ScoreDefinition, readings: readonly Reading[]): string {
  return readings
    .map((reading, index) => {
      const x = acrossOf(score, readings, index).toFixed(1);
      const y = heightOf(score, reading.value).toFixed(1);
      if (index === 0) return `M${x} ${y}`;
      return isCode(score) ? `H${x}V${y}` : `L${x} ${y}`;
    })
    .join("");
}

function BandShade({
  score,
  band,
  index,
}: {
  score: ScoreDefinition;
  band: Band;
  index: number;
}): ReactElement {
  const top = Math.max(FRAME.top, heightOf(score, band.to + 0.5));
  const bottom = Math.min(FRAME.top + PLOT_HEIGHT, heightOf(score, band.from - 0.5));
  const named = bottom - top >= BAND_LABEL_HEIGHT;
  return (
    <g>
      <rect
        className={`measure-chart__band measure-chart__band--${index % 2 === 0 ? "plain" : "shaded"}`}
        x={FRAME.left}
        y={top}
        width={PLOT_WIDTH}
        height={bottom - top}
      />
      {named ? (
        <text
          className="measure-chart__band-name"
          x={FRAME.left + PLOT_WIDTH - BAND_NAMES + 10}
          y={(top + bottom) / 2 + 4}
        >
          {band.label}
        </text>
      ) : null}
    </g>
  );
}

function Axis({ score, readings }: Parts): ReactElement {
  const base = FRAME.top + PLOT_HEIGHT;
  const first = readings[0];
  const last = readings.at(-1);
  const middle = (score.min + score.max) / 2;
  const marks = isCode(score) ? [] : [score.min, ...(Number.isInteger(middle) ? [middle] : []), score.max];
  return (
    <g className="measure-chart__axis">
      <line x1={FRAME.left} x2={FRAME.width - FRAME.right} y1={base} y2={base} />
      {marks.map((mark) => (
        <g key={mark}>
          <line x1={FRAME.left - 4} x2={FRAME.left} y1={heightOf(score, mark)} y2={heightOf(score, mark)} />
          <text x={FRAME.left - 7} y={heightOf(score, mark) + 4} textAnchor="end">
            {mark}
          </text>
        </g>
      ))}
      {first && last && readings.length > 1 ? (
        <>
          <text x={FRAME.left} y={base + 20}>
            {shortDate(first.on)}
          </text>
          <text x={acrossOf(score, readings, readings.length - 1) + 10} y={base + 20} textAnchor="end">
            {shortDate(last.on)}
          </text>
        </>
      ) : (
        <text x={FRAME.left + PLOT_WIDTH / 2} y={base + 20} textAnchor="middle">
          {first ? shortDate(first.on) : ""}
        </text>
      )}
    </g>
  );
}

/** Values beside their points; where points crowd, those that would touch a neighbour's are left to the table. */
function PointLabels({ score, readings }: Parts): ReactElement {
  const last = readings.length - 1;
  const shown: number[] = [];
  for (const index of readings.keys()) {
    const x = acrossOf(score, readings, index);
    const before = shown.at(-1);
    const clear = before === undefined || x - acrossOf(score, readings, before) >= LABEL_GAP;
    const clearOfLast = index === last || acrossOf(score, readings, last) - x >= LABEL_GAP;
    if (index === last || (clear && clearOfLast)) shown.push(index);
  }
  return (
    <g className="measure-chart__values">
      {shown.map((index) => {
        const value = readings[index]?.value ?? score.min;
        const y = heightOf(score, value);
        const below = y < FRAME.top + 18;
        return (
          <text
            key={index}
            x={acrossOf(score, readings, index)}
            y={below ? y + 20 : y - 10}
            textAnchor="middle"
          >
            {value}
          </text>
        );
      })}
    </g>
  );
}

function ReadingsTable({ score, readings }: Parts): ReactElement {
  return (
    <Table
      caption={`${score.name}: ${readings.length} ${readings.length === 1 ? "reading" : "readings"}, newest first`}
      captionProps={{ size: "s" }}
    >
      <Table.Head>
        <Table.Row>
          <Table.Cell>Day</Table.Cell>
          <Table.Cell>{score.name}</Table.Cell>
        </Table.Row>
      </Table.Head>
      <Table.Body>
        {pointsOf(score, readings)
          .toReversed()
          .map(({ key, reading }) => (
            <Table.Row key={key}>
              <Table.Cell>{longDate(reading.on)}</Table.Cell>
              <Table.Cell>{sayScore(score, reading.value)}</Table.Cell>
            </Table.Row>
          ))}
      </Table.Body>
    </Table>
  );
}
