import type { PlotOptions } from "@observablehq/plot";
import { count, percent } from "../changed/figures.ts";
import { type Drawing, drawn } from "../charts/drawn.ts";
import { hatching } from "../charts/hatch.ts";
import type { Drawings } from "./curve-chart.ts";
import type { Figure } from "./figure.ts";
import { type Split, WAYS } from "./report.ts";

const SHAPES = {
  wide: { width: 700, row: 48, names: "left", marginLeft: 220, bar: [24, 4], labels: -11, apart: " " },
  narrow: { width: 358, row: 84, names: "above", marginLeft: 10, bar: [54, 8], labels: -6, apart: "\n" },
} as const;
type Shape = keyof typeof SHAPES;

/** What the parts look like, in words: no two are told apart by colour alone, so that a sheet printed in grey says the same. */
export const SPLIT_KEY = "Solid: better. Empty: the same. Hatched: worse. In brackets: people.";
/** Better, the same, worse. */
const fillsOf = (shape: Shape) =>
  ["var(--changed-after, #333)", "transparent", `url(#${hatchOf(shape)})`] as const;
const hatchOf = (shape: Shape): string => `programme-worse-${shape}`;

/** A share of few among many is rounded to nought, and is not none. */
const shareOf = ({ value = 0 }: Figure): string =>
  value > 0 && value < 0.005 ? "under 1 %" : percent(value);

/** `worse 3 % (12)`; on a phone in two lines, so that three of them stand side by side. */
const labelOf = (one: Figure, way: string, apart = " "): string =>
  `${way}${apart}${shareOf(one)} (${count(one.numerator ?? 0)})`;

/** Bars of who fared better, the same and worse, each of its own people. Nothing without a bar. Its numbers are those of `splitsTable`. */
export async function splitCharts(splits: readonly Split[]): Promise<Drawings | undefined> {
  if (splits.length === 0) return undefined;
  const told = splits.map(
    ({ name, people, parts }) =>
      `${name}, of ${count(people)} people: ${parts.map((one, i) => labelOf(one, WAYS[i] ?? "")).join(", ")}`,
  );
  const label = `${told.join(". ")}. The same numbers are in the table of better, the same and worse.`;
  const of = (shape: Shape) => drawn((plot, document) => optionsOf(plot, document, splits, shape), label);
  const [wide, narrow] = await Promise.all([of("wide"), of("narrow")]);
  return { wide, narrow };
}

const nameOf = ({ name, people }: Split): string => `${name} (${count(people)})`;

/** The three parts of each bar from left to right, with where each begins and ends. */
function partsOf(splits: readonly Split[], shape: Shape) {
  const fills = fillsOf(shape);
  return splits.flatMap((split) => {
    let from = 0;
    return split.parts.map((one, i) => {
      const part = {
        name: nameOf(split),
        label: labelOf(one, WAYS[i] ?? "", SHAPES[shape].apart),
        place: i,
        fill: fills[i],
        from,
        to: from + (one.value ?? 0),
      };
      from = part.to;
      return part;
    });
  });
}

function optionsOf(
  plot: Drawing["plot"],
  document: Document,
  splits: readonly Split[],
  shape: Shape,
): PlotOptions {
  const { width, row, names, marginLeft, bar, labels } = SHAPES[shape];
  const parts = partsOf(splits, shape);
  return {
    document,
    className: "changed-chart",
    width,
    height: splits.length * row + 48,
    marginLeft,
    marginRight: 20,
    marginBottom: 40,
    marginTop: 8,
    x: {
      domain: [0, 1],
      ticks: 5,
      tickFormat: "%",
      label: "Share of those who can be compared",
      labelAnchor: "center",
      labelArrow: "none",
    },
    y: {
      label: null,
      domain: splits.map(nameOf),
      padding: 0,
      axis: names === "left" ? "left" : null,
      tickSize: 0,
    },
    marks: [
      hatching(hatchOf(shape), document),
      plot.barX(
        parts.filter(({ from, to }) => to > from),
        {
          x1: "from",
          x2: "to",
          y: "name",
          fill: "fill",
          stroke: "currentColor",
          strokeWidth: 1,
          insetTop: bar[0],
          insetBottom: bar[1],
        },
      ),
      // Above the bar and not in it: however small a part is, its words are there, and those of worse are as large as those of better.
      ...(["start", "middle", "end"] as const).map((textAnchor, place) =>
        plot.text(
          parts.filter((one) => one.place === place),
          { x: () => place / 2, y: "name", text: "label", textAnchor, dy: labels, fontSize: 12 },
        ),
      ),
      ...(names === "above"
        ? [
            plot.text(splits, {
              x: () => 0,
              y: nameOf,
              text: nameOf,
              textAnchor: "start",
              dy: -31,
              fontWeight: "bold",
            }),
          ]
        : []),
    ],
  };
}
