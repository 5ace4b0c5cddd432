import type { PlotOptions } from "@observablehq/plot";
import { percent } from "../changed/figures.ts";
import { type Drawing, drawn } from "../charts/drawn.ts";
import type { Split } from "./report.ts";

const WAYS = ["better", "the same", "worse"] as const;
/** Readable in grey: light, dark and hatched by its border; the share is written in each part that has room for it. */
const FILLS = ["var(--changed-after, #333)", "transparent", "currentColor"] as const;

/** Bars of who fared better, the same and worse, each of its own people. Nothing without a bar. Its numbers are in the tables. */
export async function splitChart(splits: readonly Split[]): Promise<string | undefined> {
  if (splits.length === 0) return undefined;
  const label = splits
    .map(
      ({ name, parts }) =>
        `${name}: ${parts.map((one, i) => `${WAYS[i]} ${percent(one.value ?? 0)}`).join(", ")}`,
    )
    .join(". ");
  return drawn((plot, document) => optionsOf(plot, document, splits), `${label}.`);
}

function optionsOf(plot: Drawing["plot"], document: Document, splits: readonly Split[]): PlotOptions {
  const bars = splits.flatMap(({ name, people, parts }) => {
    let from = 0;
    return parts.map((one, i) => {
      const share = one.value ?? 0;
      const bar = {
        name: `${name} (${people})`,
        way: WAYS[i],
        fill: FILLS[i],
        from,
        to: from + share,
        share,
        ink: i === 1 ? "currentColor" : "var(--paper, white)",
      };
      from += share;
      return bar;
    });
  });
  return {
    document,
    className: "changed-chart",
    width: 700,
    height: 60 + splits.length * 34,
    marginLeft: 220,
    marginBottom: 36,
    marginTop: 8,
    x: {
      domain: [0, 1],
      tickFormat: "%",
      label: "Share of those who can be compared with themselves",
      labelAnchor: "center",
      labelArrow: "none",
    },
    y: { label: null, domain: splits.map(({ name, people }) => `${name} (${people})`) },
    marks: [
      plot.barX(bars, {
        x1: "from",
        x2: "to",
        y: "name",
        fill: "fill",
        stroke: "currentColor",
        strokeWidth: 1,
        insetTop: 3,
        insetBottom: 3,
      }),
      plot.text(
        bars.filter(({ share }) => share > 0.12),
        {
          x: (one: (typeof bars)[number]) => (one.from + one.to) / 2,
          y: "name",
          text: (one: (typeof bars)[number]) => `${one.way} ${percent(one.share)}`,
          fill: "ink",
          fontSize: 12,
        },
      ),
    ],
  };
}
