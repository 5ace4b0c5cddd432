import type { Rows } from "../evaluate/finding.ts";
import { asFile, drawn } from "./drawn.ts";

/** The same for a desk and for a phone, so that its words stay readable. */
const SHAPES = {
  wide: {
    width: 940,
    marginLeft: 220,
    ticks: undefined,
    axis: "Standardised difference, treated less others: empty before, full after",
  },
  narrow: { width: 358, marginLeft: 185, ticks: 3, axis: "Empty before, full after" },
} as const;

/**
 * The love plot: each column's standardised difference before (empty) and after (full) matching or weighting, with rules at
 * nought and at the usual limit on both sides. Its numbers are the balance table it is drawn from.
 */
export const lovePlot = async (rows: Rows, limit: number): Promise<string> =>
  asFile(await loveDrawing(rows, limit));

/** The same as it stands in a page. */
export async function loveDrawing(
  { rows }: Rows,
  limit: number,
  shape: keyof typeof SHAPES = "wide",
): Promise<string> {
  const { width, marginLeft, ticks, axis } = SHAPES[shape];
  const points = rows.flatMap(([column, before, after]) =>
    (
      [
        ["before", before],
        ["after", after],
      ] as const
    ).flatMap(([when, difference]) =>
      typeof difference === "number" && Number.isFinite(difference)
        ? [{ column: String(column), when, difference }]
        : [],
    ),
  );
  const of = (when: string) => points.filter((one) => one.when === when);
  const reach = Math.max(2 * limit, ...points.map(({ difference }) => Math.abs(difference))) * 1.1;
  const still = of("after").filter(({ difference }) => Math.abs(difference) > limit);
  const label = `Standardised differences of ${rows.length} columns before and after; ${still.length} still beyond ${limit} after. The same numbers are in the table balance.`;
  return drawn(
    (plot, document) => ({
      document,
      className: "changed-chart",
      width,
      height: 110 + 32 * rows.length,
      marginLeft,
      marginTop: 40,
      marginBottom: 50,
      x: {
        label: axis,
        ...(ticks === undefined ? {} : { ticks }),
        labelAnchor: "center",
        labelArrow: "none",
        domain: [-reach, reach],
      },
      y: { type: "point", label: null, domain: rows.map(([column]) => String(column)), grid: true },
      marks: [
        plot.ruleX([0], { strokeWidth: 1.5 }),
        plot.ruleX([-limit, limit], { strokeDasharray: "4,4" }),
        plot.link(
          rows.filter((row) => row.slice(1, 3).every((each) => Number.isFinite(each))),
          { x1: "1", x2: "2", y: "0", stroke: "currentColor", strokeWidth: 1 },
        ),
        plot.dot(of("before"), {
          x: "difference",
          y: "column",
          r: 6,
          fill: "white",
          stroke: "currentColor",
          strokeWidth: 2,
        }),
        plot.dot(of("after"), { x: "difference", y: "column", r: 5, fill: "currentColor" }),
      ],
    }),
    label,
  );
}
