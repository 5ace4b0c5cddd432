import type { PlotOptions } from "@observablehq/plot";
import { percent } from "../changed/figures.ts";
import { type Drawing, drawn } from "../charts/drawn.ts";
import type { Drawings } from "./curve-chart.ts";
import { type Funnel, funnelLines } from "./funnel.ts";

const SHAPES = {
  wide: { width: 940, height: 420, named: true },
  narrow: { width: 358, height: 340, named: false },
} as const;

/** The letter by which a phone's drawing and the table call a service, in the order of names: there is no room for names. */
export const letterOf = (place: number): string => String.fromCharCode(65 + (place % 26));

/** The funnel plot: shares by number of people, the pooled share, and the exact limits around it. Its numbers are in the table beside it. */
export async function funnelCharts(funnel: Funnel): Promise<Drawings> {
  const label = `Pooled ${percent(funnel.pooled.share)}. ${funnel.units.map(({ name, share, lies }) => `${name} ${percent(share)}, ${lies}`).join("; ")}.`;
  const of = (shape: keyof typeof SHAPES) =>
    drawn((plot, document) => optionsOf(plot, document, funnel, SHAPES[shape]), label);
  const [wide, narrow] = await Promise.all([of("wide"), of("narrow")]);
  return { wide, narrow };
}

function optionsOf(
  plot: Drawing["plot"],
  document: Document,
  funnel: Funnel,
  { named, ...shape }: (typeof SHAPES)[keyof typeof SHAPES],
): PlotOptions {
  const lines = funnelLines(funnel);
  const units = funnel.units.map((one, place) => ({ ...one, label: named ? one.name : letterOf(place) }));
  const edges = (["usual", "wide"] as const).flatMap((which) =>
    (["low", "high"] as const).map((side) =>
      plot.line(
        lines.map((one) => ({ n: one.n, y: one[which][side] })),
        {
          x: "n",
          y: "y",
          stroke: "currentColor",
          strokeWidth: 1.5,
          ...(which === "wide" ? { strokeDasharray: "5,4" } : {}),
        },
      ),
    ),
  );
  return {
    document,
    className: "changed-chart",
    ...shape,
    marginLeft: 48,
    marginRight: 16,
    marginBottom: 45,
    marginTop: 28,
    x: {
      label: "People counted",
      labelAnchor: "center",
      labelArrow: "none",
      domain: [0, lines.at(-1)?.n ?? 1],
      ticks: 6,
    },
    y: { label: "Share", labelArrow: "none", domain: [0, 1], tickFormat: "%", grid: true, ticks: 5 },
    marks: [
      plot.ruleY([funnel.pooled.share], { strokeWidth: 2 }),
      ...edges,
      plot.dot(funnel.units, {
        x: "of",
        y: "share",
        r: 5,
        fill: "var(--changed-after, currentColor)",
        stroke: "currentColor",
      }),
      // Names of the largest services would run out of the picture to the right.
      ...(["start", "end"] as const).map((textAnchor) =>
        plot.text(
          units.filter((one) => one.of > (lines.at(-1)?.n ?? 1) / 2 === (textAnchor === "end")),
          { x: "of", y: "share", text: "label", dy: -12, fontSize: 12, textAnchor },
        ),
      ),
    ],
  };
}
