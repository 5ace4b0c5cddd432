import type { PlotOptions } from "@observablehq/plot";
import { figure, percent } from "../changed/figures.ts";
import { type Drawing, drawn } from "../charts/drawn.ts";
import { funnelPlot } from "../charts/funnel-plot.ts";
import type { Limits } from "../evaluate/control-limits.ts";
import type { Drawings } from "./curve-chart.ts";
import { type Funnel, funnelLines } from "./funnel.ts";

const SHAPES = {
  wide: { width: 940, height: 420, named: true },
  narrow: { width: 358, height: 340, named: false },
} as const;

/** The letter by which a phone's drawing and the table call a place, in the order of names: there is no room for names. */
export const letterOf = (place: number): string => String.fromCharCode(65 + (place % 26));

/** How values of a funnel are told: by what a rate is multiplied, and what the axis of sizes counts. A share is multiplied by nothing. */
export type FunnelScale = { readonly times: number; readonly size: string };

/** A share as `40 %`, a rate as `1.20`, on its scale. */
export const valueSaid = ({ kind }: Pick<Funnel, "kind">, { times }: FunnelScale, value: number): string =>
  kind === "share" ? percent(value) : figure(value * times);

/** The funnel plot: shares or rates by size, the pooled one, and the exact limits around it. Its numbers are in the table beside it. */
export async function funnelCharts(funnel: Funnel, scale: FunnelScale): Promise<Drawings> {
  const said = (value: number): string => valueSaid(funnel, scale, value);
  const label = `Pooled ${said(funnel.pooled.value)}. ${funnel.units.map(({ name, value, lies }) => `${name} ${said(value)}, ${lies}`).join("; ")}.`;
  const of = (shape: keyof typeof SHAPES) =>
    drawn((plot, document) => optionsOf(plot, document, { funnel, scale }, SHAPES[shape]), label);
  const [wide, narrow] = await Promise.all([of("wide"), of("narrow")]);
  return { wide, narrow };
}

function optionsOf(
  plot: Drawing["plot"],
  document: Document,
  { funnel, scale: { times, size } }: { readonly funnel: Funnel; readonly scale: FunnelScale },
  { named, ...shape }: (typeof SHAPES)[keyof typeof SHAPES],
): PlotOptions {
  const scaled = ({ low, high }: Limits): Limits => ({ low: low * times, high: high * times });
  return funnelPlot(plot, document, {
    dots: funnel.units.map(({ name, of, value }, place) => ({
      of,
      value: value * times,
      label: named ? name : letterOf(place),
    })),
    lines: funnelLines(funnel).map(({ n, usual, wide }) => ({ n, usual: scaled(usual), wide: scaled(wide) })),
    pooled: funnel.pooled.value * times,
    shape,
    size,
    kind: funnel.kind,
  });
}
