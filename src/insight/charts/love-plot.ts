import type { Rows } from "../evaluate/finding.ts";
import { asFile, drawn } from "./drawn.ts";

/**
 * The love plot: each column's standardised difference before (empty) and after (full) matching or weighting, with rules at
 * nought and at the usual limit on both sides. Its numbers are the balance table it is drawn from.
 */
export async function lovePlot({ rows }: Rows, limit: number): Promise<string> {
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
  const drawing = await drawn(
    (plot, document) => ({
      document,
      width: 940,
      height: 110 + 32 * rows.length,
      marginLeft: 220,
      marginTop: 40,
      marginBottom: 50,
      x: {
        label: "Standardised difference, treated less others: empty before, full after",
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
  return asFile(drawing);
}
