import type { PlotOptions } from "@observablehq/plot";
import { percent } from "../changed/figures.ts";
import { type Drawing, drawn } from "../charts/drawn.ts";
import { funnelPlot } from "../charts/funnel-plot.ts";
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
  const dots = funnel.units.map(({ name, of, share }, place) => ({
    of,
    value: share,
    label: named ? name : letterOf(place),
  }));
  return funnelPlot(plot, document, {
    dots,
    lines: funnelLines(funnel),
    pooled: funnel.pooled.share,
    shape,
    size: "People counted",
    kind: "share",
  });
}
