import type { Markish, PlotOptions } from "@observablehq/plot";
import { type Drawing, drawn } from "../charts/drawn.ts";
import type { Changed, Month } from "./changed.ts";
import { figure } from "./figures.ts";
import { finding, type Subject, shortFinding } from "./messages.ts";

/** A chart ready to stand in a page. */
export type Chart = {
  /** The finding in a line; shown above the picture, not inside it. */
  readonly title: string;
  /** One `<svg role="img">`, its text escaped, in the colour of the text around it. */
  readonly svg: string;
};

/** How the page that holds the chart is served. */
export type ChartOptions = {
  /**
   * The nonce of the page's style policy. With it Plot's one `<style>` stays and carries it; without, the style is
   * taken out and the page's own sheet gives `.changed-chart` its rules (`CHART_STYLES`).
   */
  readonly nonce?: string | undefined;
  /** `narrow` is for a phone: the same figures, drawn so that its words stay readable. */
  readonly shape?: "wide" | "narrow";
};

/** What differs between a desk and a phone. `labelRoom` at the right is for the labels of the two lines. */
const SHAPES = {
  wide: { width: 940, height: 420, labelRoom: 110, tickMonths: 3, dot: 5, between: " " },
  narrow: { width: 358, height: 340, labelRoom: 68, tickMonths: 6, dot: 3.5, between: "\n" },
} as const;
type Shape = (typeof SHAPES)[keyof typeof SHAPES];

/** The page's own colours, and its ink where it has none: before is quiet, after is what the page is about. */
const BEFORE = "var(--changed-before, currentColor)";
const AFTER = "var(--changed-after, currentColor)";

/**
 * The monthly rate per person-year before and after entry, with exact intervals and the two windows' own rates.
 *
 * Grey print and colour blindness lose nothing: before is hollow, after is solid, and both are labelled in words.
 * Months in which nobody was at risk have no point. The numbers are those of `monthsTable`.
 */
export async function changedChart(
  changed: Changed,
  subject: Subject,
  options: ChartOptions = {},
): Promise<Chart> {
  const shape = SHAPES[options.shape ?? "wide"];
  const label = `${finding(changed.everyone, subject)} The same numbers are in the table by month.`;
  const svg = await drawn(
    (plot, document) => chartOf(plot, document, changed, subject, shape),
    label,
    options.nonce,
  );
  return { title: shortFinding(changed.everyone, subject), svg };
}

type Point = {
  readonly at: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly after: boolean;
};

function chartOf(
  plot: Drawing["plot"],
  document: Document,
  changed: Changed,
  subject: Subject,
  shape: Shape,
): PlotOptions {
  const points = changed.months.flatMap(pointOf);
  const half = changed.months.length / 2;
  const windows: readonly Window[] = [
    { from: -half, to: 0, rate: changed.everyone.before.rate.rate, name: "Before", colour: BEFORE },
    { from: 0, to: half, rate: changed.everyone.after.rate.rate, name: "After", colour: AFTER },
  ];
  const top = topOf(
    points,
    windows.map((window) => window.rate),
  );
  return {
    document,
    className: "changed-chart",
    width: shape.width,
    height: shape.height,
    marginRight: shape.labelRoom,
    marginLeft: 40,
    marginBottom: 45,
    marginTop: 35,
    x: {
      domain: [-half, half],
      label: "Months from entry",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: ticksOf(half, shape.tickMonths),
      tickFormat: "d",
    },
    y: {
      domain: [0, top],
      label: `${subject.events} per person-year at risk`,
      labelArrow: "none",
      grid: true,
      ticks: 6,
    },
    marks: [
      ...frameMarks(plot),
      ...monthMarks(plot, points, top, shape),
      ...windowMarks(plot, windows, top, shape),
    ],
  };
}

function frameMarks(plot: Drawing["plot"]): Markish[] {
  return [
    plot.ruleY([0]),
    plot.ruleX([0], { strokeDasharray: "4,3" }),
    plot.text([0], {
      x: (zero: number) => zero,
      frameAnchor: "top",
      text: () => "Entry",
      dy: -14,
      fontSize: 13,
    }),
  ];
}

function monthMarks(plot: Drawing["plot"], points: readonly Point[], top: number, shape: Shape): Markish[] {
  const colour = (point: Point): string => (point.after ? AFTER : BEFORE);
  return [
    plot.ruleX(points, {
      x: "at",
      y1: "low",
      y2: (point: Point) => Math.min(point.high, top),
      stroke: colour,
      strokeWidth: 1.5,
      strokeOpacity: 0.6,
    }),
    plot.dot(points, {
      x: "at",
      y: "rate",
      r: shape.dot,
      stroke: colour,
      strokeWidth: 2,
      fill: (point: Point) => (point.after ? AFTER : "var(--changed-paper, none)"),
    }),
  ];
}

function windowMarks(
  plot: Drawing["plot"],
  windows: readonly Window[],
  top: number,
  shape: Shape,
): Markish[] {
  return [
    plot.ruleY(windows, { y: "rate", x1: "from", x2: "to", stroke: "colour", strokeWidth: 3 }),
    plot.text(apart(windows, top, shape), {
      frameAnchor: "right",
      y: "y",
      text: "words",
      fill: "colour",
      textAnchor: "start",
      dx: 8,
      fontSize: 14,
      fontWeight: "bold",
    }),
  ];
}

function pointOf(month: Month): readonly Point[] {
  if (!month.rate) return [];
  const { rate, low, high } = month.rate;
  return [{ at: month.month + 0.5, rate, low, high, after: month.month >= 0 }];
}

/** The axis reaches the intervals, but one month with hardly anybody at risk may not flatten all the others. */
function topOf(points: readonly Point[], rates: readonly number[]): number {
  const highest = Math.max(...rates, ...points.map((point) => point.rate));
  const reach = Math.max(...points.map((point) => point.high), highest);
  return Math.min(reach, Math.max(highest * 2, 1)) * 1.05;
}

type Window = {
  readonly from: number;
  readonly to: number;
  readonly rate: number;
  readonly name: string;
  readonly colour: string;
};

/** The labels of the two lines, moved apart where they would lie on one another. */
function apart(
  windows: readonly Window[],
  top: number,
  { between }: Shape,
): readonly { y: number; words: string; colour: string }[] {
  const room = top * (between === " " ? 0.06 : 0.13);
  const labels = windows.map(({ rate, name, colour }) => ({
    y: rate,
    words: `${name}${between}${figure(rate)}`,
    colour,
  }));
  const [one, two] = labels;
  if (one && two && Math.abs(one.y - two.y) < room) {
    const middle = Math.min(Math.max((one.y + two.y) / 2, room / 2), top - room / 2);
    const up = one.y >= two.y ? 1 : -1;
    one.y = middle + (up * room) / 2;
    two.y = middle - (up * room) / 2;
  }
  return labels;
}

/** A tick every few months, or every month when the window is short. */
function ticksOf(half: number, months: number): readonly number[] {
  const step = half > 3 ? months : 1;
  const steps = Math.floor(half / step);
  return Array.from({ length: 2 * steps + 1 }, (_, i) => (i - steps) * step);
}
