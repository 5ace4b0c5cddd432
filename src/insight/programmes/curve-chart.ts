import type { PlotOptions } from "@observablehq/plot";
import { percent } from "../changed/figures.ts";
import { type Drawing, drawn } from "../charts/drawn.ts";
import type { Retention } from "./retention.ts";

const SHAPES = {
  wide: { width: 940, height: 360, ticks: 8 },
  narrow: { width: 358, height: 300, ticks: 4 },
} as const;

/** A curve for a desk and one for a phone. */
export type Drawings = { readonly wide: string; readonly narrow: string };

/** The share still there by days after entry, with its limits as a band. Its numbers are those of `curveTable`. Nothing without a point. */
export async function curveCharts(retention: Retention): Promise<Drawings | undefined> {
  const last = retention.points.at(-1);
  if (!last) return undefined;
  const label = `${percent(last.share)} of everyone who entered were still there on day ${last.day}. The same numbers are in the table of the curve.`;
  const of = (shape: keyof typeof SHAPES) =>
    drawn((plot, document) => optionsOf(plot, document, retention, SHAPES[shape]), label);
  const [wide, narrow] = await Promise.all([of("wide"), of("narrow")]);
  return { wide, narrow };
}

function optionsOf(
  plot: Drawing["plot"],
  document: Document,
  { points }: Retention,
  shape: (typeof SHAPES)[keyof typeof SHAPES],
): PlotOptions {
  const curve = [{ day: 0, share: 1, low: 1, high: 1 }, ...points].map((one) => ({
    ...one,
    low: Number.isNaN(one.low) ? one.share : one.low,
    high: Number.isNaN(one.high) ? one.share : one.high,
  }));
  return {
    document,
    className: "changed-chart",
    width: shape.width,
    height: shape.height,
    marginLeft: 45,
    marginBottom: 45,
    marginTop: 30,
    x: {
      label: "Days after entry",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: shape.ticks,
      domain: [0, curve.at(-1)?.day ?? 1],
    },
    y: {
      label: "Share still there",
      labelArrow: "none",
      domain: [0, 1],
      tickFormat: "%",
      grid: true,
      ticks: 5,
    },
    marks: [
      plot.ruleY([0]),
      plot.areaY(curve, { x: "day", y1: "low", y2: "high", fill: "currentColor", fillOpacity: 0.15 }),
      plot.line(curve, {
        x: "day",
        y: "share",
        stroke: "var(--changed-after, currentColor)",
        strokeWidth: 3,
      }),
      plot.dot(curve.slice(1), { x: "day", y: "share", r: 4, fill: "var(--changed-after, currentColor)" }),
    ],
  };
}
