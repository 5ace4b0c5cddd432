import type { PlotOptions } from "@observablehq/plot";
import type { Limits } from "../evaluate/control-limits.ts";
import { controlLimits, FUNNEL_LEVELS, rateLimits } from "../evaluate/control-limits.ts";
import type { Rows } from "../evaluate/finding.ts";
import { FUNNEL, FUNNEL_COLUMNS } from "../evaluate/funnel.ts";
import { asFile, type Drawing, drawn } from "./drawn.ts";

/** One place: over how many people or how long, its share or rate, and by what it is called in the drawing. */
export type Dot = { readonly of: number; readonly value: number; readonly label: string };
/** The limits' lines at one size. */
export type Line = { readonly n: number; readonly usual: Limits; readonly wide: Limits };

/** What a funnel is drawn from. */
export type FunnelDrawn = {
  readonly dots: readonly Dot[];
  readonly lines: readonly Line[];
  readonly pooled: number;
  readonly shape: { readonly width: number; readonly height: number };
  readonly size: string;
  /** Where the axis of sizes begins; at nought where it is not said. */
  readonly from?: number;
  readonly kind: "share" | "rate";
};

/** The funnel plot: values by size, the pooled one, and the exact limits around it: solid 95 %, dashed 99.8 %. */
export function funnelPlot(plot: Drawing["plot"], document: Document, of: FunnelDrawn): PlotOptions {
  const { dots, lines, pooled, shape, size, kind } = of;
  const [least, most] = [of.from ?? 0, lines.at(-1)?.n ?? 1];
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
  const highest = 1.1 * Math.max(...dots.map(({ value }) => value), ...lines.map(({ wide }) => wide.high));
  return {
    document,
    className: "changed-chart",
    ...shape,
    marginLeft: 48,
    marginRight: 16,
    marginBottom: 45,
    marginTop: 28,
    x: { label: size, labelAnchor: "center", labelArrow: "none", domain: [least, most], ticks: 6 },
    y:
      kind === "share"
        ? { label: "Share", labelArrow: "none", domain: [0, 1], tickFormat: "%", grid: true, ticks: 5 }
        : { label: "Rate", labelArrow: "none", domain: [0, highest], grid: true, ticks: 5, clamp: true },
    marks: [
      plot.ruleY([pooled], { strokeWidth: 2 }),
      ...edges,
      plot.dot(dots, {
        x: "of",
        y: "value",
        r: 5,
        fill: "var(--changed-after, currentColor)",
        stroke: "currentColor",
      }),
      // Names of the largest would run out of the picture to the right.
      ...(["start", "end"] as const).map((textAnchor) =>
        plot.text(
          dots.filter((one) => one.of > (least + most) / 2 === (textAnchor === "end")),
          { x: "of", y: "value", text: "label", dy: -12, fontSize: 12, textAnchor },
        ),
      ),
    ],
  };
}

/** Sizes at which limits are drawn, from half the smallest place to more than any has. */
function sizes(dots: readonly Dot[], kind: FunnelDrawn["kind"]): readonly number[] {
  const all = dots.map(({ of }) => of);
  const [least, most] = [Math.min(...all) / 2, Math.max(...all) * 1.1];
  const steps = 160;
  const spread = Array.from({ length: steps + 1 }, (_, i) => least + ((most - least) * i) / steps);
  // A share is of whole people.
  return kind === "share" ? [...new Set(spread.map(Math.ceil))] : spread;
}

/** The funnel of a finding as a file. Its numbers are the table it is drawn from. */
export async function funnelPicture({ rows, columns }: Rows): Promise<string> {
  const cell = (row: (typeof rows)[number], column: (typeof FUNNEL_COLUMNS)[number]) =>
    row[FUNNEL_COLUMNS.indexOf(column)];
  const dots = rows.map((row) => ({
    // Many places lie close together: those within the limits are named by the table alone.
    label: cell(row, "lies") === "within 95 %" ? "" : String(cell(row, "place")),
    of: Number(cell(row, "over")),
    value: Number(cell(row, "value")),
  }));
  const kind = columns.includes("time") ? ("rate" as const) : ("share" as const);
  const sum = (column: "events" | "over"): number =>
    rows.reduce((all, row) => all + Number(cell(row, column)), 0);
  const pooled = sum("events") / sum("over");
  const limits = kind === "share" ? controlLimits : rateLimits;
  const lines = sizes(dots, kind).map((n) => ({
    n,
    usual: limits(n, pooled, FUNNEL_LEVELS.usual),
    wide: limits(n, pooled, FUNNEL_LEVELS.wide),
  }));
  const outside = rows
    .filter((row) => cell(row, "lies") === "outside 99.8 %")
    .map((row) => cell(row, "place"));
  const label = `${dots.length} places around the pooled ${kind}; outside 99.8 %: ${outside.length === 0 ? "none" : outside.join(", ")}. The same numbers are in the table ${FUNNEL}.`;
  const size = kind === "share" ? "People counted" : "Time at risk";
  const shape = { width: 940, height: 420 };
  return asFile(
    await drawn(
      (plot, document) =>
        funnelPlot(plot, document, { dots, lines, pooled, shape, size, kind, from: lines[0]?.n ?? 0 }),
      label,
    ),
  );
}
