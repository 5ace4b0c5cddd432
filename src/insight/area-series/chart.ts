import type { PlotOptions } from "@observablehq/plot";
import { type Drawing, drawn } from "../charts/drawn.ts";
import type { Finding } from "../evaluate/finding.ts";
import { firstAfter } from "../evaluate/month-series.ts";
import type { Series } from "./answer.ts";
import type { Moment } from "./series.ts";

const SHAPES = {
  wide: { width: 940, height: 380, ticks: 10 },
  narrow: { width: 358, height: 320, ticks: 4 },
} as const;

/** A picture for a desk and one for a phone. */
export type Drawings = { readonly wide: string; readonly narrow: string };

type Point = { readonly at: Date; readonly seen: number; readonly line?: number; readonly without?: number };

/** What the picture is drawn from: months as instants, what was seen, and the method's two lines where it has them. */
function pointsOf({ months }: Series, finding: Finding | undefined): readonly Point[] {
  const lines = finding?.tables.find(({ name }) => name === "line")?.rows;
  return months.map(({ month, counted }, i) => {
    const at = new Date(Date.UTC(month.year, month.month - 1, 1));
    const [, , line, without] = lines?.[i] ?? [];
    return typeof line === "number" && typeof without === "number"
      ? { at, seen: counted, line, without }
      : { at, seen: counted };
  });
}

/** One series month by month: dots as counted, the line of the method, and dashed where it would have gone. Its numbers are in the table of months. */
export async function seriesCharts(
  series: Series,
  moment: Moment | undefined,
  finding: Finding | undefined,
): Promise<Drawings | undefined> {
  const points = pointsOf(series, finding);
  if (points.length === 0) return undefined;
  const began = moment && firstAfter(moment.on);
  const after = began && new Date(Date.UTC(began.year, began.month - 1, 1));
  const label = `${series.measure.name} in ${series.of.areaName}, ${points.length} months${moment ? `; a line marks ${moment.what}` : ""}. The same numbers are in the table of months.`;
  const of = (shape: keyof typeof SHAPES) =>
    drawn((plot, document) => optionsOf(plot, document, points, after, series, SHAPES[shape]), label);
  const [wide, narrow] = await Promise.all([of("wide"), of("narrow")]);
  return { wide, narrow };
}

function optionsOf(
  plot: Drawing["plot"],
  document: Document,
  points: readonly Point[],
  after: Date | undefined,
  series: Series,
  shape: (typeof SHAPES)[keyof typeof SHAPES],
): PlotOptions {
  const told = points.filter(({ line }) => line !== undefined);
  const [before, since] = [
    told.filter(({ at }) => after && at < after),
    told.filter(({ at }) => after && at >= after),
  ];
  const own = { stroke: "var(--changed-after, currentColor)", strokeWidth: 3 };
  return {
    document,
    className: "changed-chart",
    width: shape.width,
    height: shape.height,
    marginLeft: 50,
    marginBottom: 45,
    marginTop: 30,
    x: { type: "utc", label: "Month", labelAnchor: "center", labelArrow: "none", ticks: shape.ticks },
    y: { label: `${series.measure.unit}, a month`, labelArrow: "none", grid: true, ticks: 5, zero: true },
    marks: [
      plot.ruleY([0]),
      ...(after ? [plot.ruleX([after], { strokeDasharray: "2,3", strokeWidth: 2 })] : []),
      plot.dot(points, { x: "at", y: "seen", r: 3, fill: "currentColor" }),
      plot.line(before, { x: "at", y: "line", ...own }),
      plot.line(since, { x: "at", y: "line", ...own }),
      plot.line(since, {
        x: "at",
        y: "without",
        stroke: "currentColor",
        strokeWidth: 2,
        strokeDasharray: "6,5",
      }),
    ],
  };
}
