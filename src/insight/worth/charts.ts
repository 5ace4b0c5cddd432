import type { PlotOptions } from "@observablehq/plot";
import { percent } from "../changed/figures.ts";
import { type Drawing, drawn } from "../charts/drawn.ts";
import type { Answer } from "../economics/answer.ts";
import { pounds } from "../economics/money.ts";
import type { Bar } from "../economics/one-way.ts";
import type { Drawings } from "../programmes/curve-chart.ts";

const SHAPES = {
  wide: { width: 940, height: 360, ticks: 8 },
  narrow: { width: 358, height: 320, ticks: 3 },
} as const;
type Shape = keyof typeof SHAPES;

const both = async (draw: (shape: Shape) => Promise<string>): Promise<Drawings> => {
  const [wide, narrow] = await Promise.all([draw("wide"), draw("narrow")]);
  return { wide, narrow };
};

/** Pounds on an axis: £5k. */
const short = (amount: number): string => {
  const [size, sign] = [Math.abs(amount), amount < 0 ? "−" : ""];
  if (size >= 1e6) return `${sign}£${Number((size / 1e6).toPrecision(3))}m`;
  return size >= 1000 ? `${sign}£${Number((size / 1000).toPrecision(3))}k` : `${sign}£${Math.round(size)}`;
};

/** How often each way is best by what one outcome is worth (CEAC), and how sure the one to choose is (CEAF). Nothing with one worth alone. */
export async function acceptabilityCharts({ acceptability: rows }: Answer): Promise<Drawings | undefined> {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last || rows.length < 2) return undefined;
  const label = `The programme is best in ${percent(first.probability[1] ?? 0)} of draws where one outcome is worth ${pounds(first.worth)}, and in ${percent(last.probability[1] ?? 0)} where it is worth ${pounds(last.worth)}. The same numbers are in the table of the curve.`;
  return both((shape) => drawn((plot, document) => curveOptions(plot, document, rows, SHAPES[shape]), label));
}

function curveOptions(
  plot: Drawing["plot"],
  document: Document,
  rows: Answer["acceptability"],
  shape: (typeof SHAPES)[Shape],
): PlotOptions {
  const of = (strategy: number) =>
    rows.map(({ worth, probability }) => ({ worth, share: probability[strategy] ?? 0 }));
  const chosen = rows.map(({ worth, frontier }) => ({ worth, share: frontier }));
  return {
    document,
    className: "changed-chart",
    width: shape.width,
    height: shape.height,
    marginLeft: 45,
    marginRight: 24,
    marginBottom: 45,
    marginTop: 30,
    x: {
      label: "What one person who stays may be worth",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: shape.ticks,
      tickFormat: short,
    },
    y: { label: "Share of draws", labelArrow: "none", domain: [0, 1], tickFormat: "%", grid: true, ticks: 5 },
    marks: [
      plot.ruleY([0]),
      plot.line(of(1), { x: "worth", y: "share", stroke: "currentColor", strokeWidth: 3 }),
      plot.line(of(0), {
        x: "worth",
        y: "share",
        stroke: "currentColor",
        strokeWidth: 2,
        strokeDasharray: "6 5",
      }),
      plot.dot(chosen, {
        x: "worth",
        y: "share",
        r: 6,
        fill: "var(--paper, white)",
        stroke: "currentColor",
        strokeWidth: 2,
      }),
    ],
  };
}

/** So many bars are drawn, the widest; all of them are in the file. */
export const MOST_BARS = 10;
const BAR = 44;

/** What moving one number alone does to the net benefit (tornado). Nothing where every number is known. */
export async function tornadoCharts(answer: Answer): Promise<Drawings | undefined> {
  const bars = answer.tornado.slice(0, MOST_BARS);
  const [widest] = bars;
  if (!widest) return undefined;
  const net = answer.balance.netBenefit.value;
  const label = `Net benefit as stated is ${pounds(net)}. Moving ${widest.name} alone between its limits takes it from ${pounds(Math.min(widest.netAtLow, widest.netAtHigh))} to ${pounds(Math.max(widest.netAtLow, widest.netAtHigh))}, the widest. The same numbers are in the table of the bars.`;
  return both((shape) =>
    drawn((plot, document) => tornadoOptions(plot, document, bars, net, SHAPES[shape]), label),
  );
}

function tornadoOptions(
  plot: Drawing["plot"],
  document: Document,
  bars: readonly Bar[],
  net: number,
  { width, ticks }: (typeof SHAPES)[Shape],
): PlotOptions {
  const ends = bars.flatMap(({ netAtLow, netAtHigh }) => [netAtLow, netAtHigh]);
  const from = Math.min(...ends, net);
  return {
    document,
    className: "changed-chart",
    width,
    height: bars.length * BAR + 60,
    marginLeft: 16,
    marginRight: 24,
    marginBottom: 45,
    marginTop: 8,
    x: {
      label: "Net benefit",
      labelAnchor: "center",
      labelArrow: "none",
      ticks,
      tickFormat: short,
      domain: [from, Math.max(...ends, net)],
      grid: true,
    },
    y: { label: null, domain: bars.map(({ name }) => name), axis: null, padding: 0 },
    marks: [
      plot.barX(bars, {
        x1: "netAtLow",
        x2: "netAtHigh",
        y: "name",
        fill: "currentColor",
        fillOpacity: 0.25,
        stroke: "currentColor",
        insetTop: 22,
        insetBottom: 4,
      }),
      plot.ruleX([net], { stroke: "currentColor", strokeWidth: 2, strokeDasharray: "4 3" }),
      plot.text(bars, { x: () => from, y: "name", text: "name", textAnchor: "start", dy: -12, fontSize: 12 }),
    ],
  };
}
