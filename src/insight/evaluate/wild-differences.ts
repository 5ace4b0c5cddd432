import { type Design, designOf } from "./design.ts";
import type { Panel } from "./difference-in-differences.ts";
import { fitModel, POISSON } from "./glm.ts";
import { leastSquares } from "./least-squares.ts";
import { type Matrix, zeros } from "./matrix.ts";
import { offsetOf } from "./poisson.ts";
import { type Pulls, type Wild, wildP } from "./wild-bootstrap.ts";

/** Beyond so many areas or people clustered errors are trusted, and turning signs would take long. */
const WILD_UP_TO = 200;

/** The wild bootstrap's p of the ratio and of the difference; nothing without clusters, where they are many, or where the smaller model has no fit. */
export function wildDifferences(
  panel: Panel,
  time: Float64Array,
  design: Design,
  howMany: number,
): { readonly ratio: Wild; readonly difference: Wild } | undefined {
  if (!panel.cluster || howMany > WILD_UP_TO) return undefined;
  const clusters = membersOf(panel.cluster);
  const smaller = designOf(panel.count.length, [
    { name: "treated", values: panel.treated },
    { name: "after", values: panel.after },
  ]);
  if (!smaller.ok) return undefined;
  const ratio = scoresOfRatio(panel, smaller.value, design, clusters);
  const difference = pullsOfDifference(panel, time, smaller.value, design, clusters);
  return ratio && difference ? { ratio: wildP(ratio), difference: wildP(difference) } : undefined;
}

type Members = readonly (readonly number[])[];

function membersOf(cluster: ArrayLike<number>): Members {
  const members = new Map<number, number[]>();
  for (let i = 0; i < cluster.length; i++) {
    const rows = members.get(cluster[i] as number) ?? [];
    rows.push(i);
    members.set(cluster[i] as number, rows);
  }
  return [...members.values()];
}

/** The line through rates without the product: what each cluster's residuals pull at every column of the full line. */
function pullsOfDifference(
  { count }: Panel,
  time: Float64Array,
  smaller: Design,
  design: Design,
  clusters: Members,
): Pulls | undefined {
  const rate = time.map((t, i) => (count[i] as number) / t);
  const [without, full] = [leastSquares(smaller, rate, time), leastSquares(design, rate, time)];
  if (!without.ok || !full.ok) return undefined;
  const p = design.names.length;
  const at = (i: number, j: number): number => design.x[i * p + j] as number;
  const { residuals } = without.value;
  return {
    scores: clusters.map((rows) =>
      Float64Array.from({ length: p }, (_, j) =>
        rows.reduce((sum, i) => sum + (time[i] as number) * (residuals[i] as number) * at(i, j), 0),
      ),
    ),
    crossed: clusters.map((rows): Matrix => {
      const crossed = zeros(p);
      for (const i of rows)
        for (let j = 0; j < p; j++)
          for (let k = 0; k < p; k++) {
            const line = crossed[j] as Float64Array;
            line[k] = (line[k] as number) + (time[i] as number) * at(i, j) * at(i, k);
          }
      return crossed;
    }),
    weights: full.value.bread[3] as Float64Array,
    bread: full.value.bread,
  };
}

/** Poisson without the product: the scores of the product less what the other columns explain of it, cluster by cluster. */
function scoresOfRatio(
  { count, time, treated, after }: Panel,
  smaller: Design,
  design: Design,
  clusters: Members,
): Pulls | undefined {
  const fit = fitModel(smaller, count, POISSON, { offset: offsetOf(time) });
  if (!fit.ok) return undefined;
  const { means } = fit.value;
  const product = Float64Array.from(
    { length: design.rows },
    (_, i) => (treated[i] as number) * (after[i] as number),
  );
  const rest = leastSquares(smaller, product, means);
  if (!rest.ok) return undefined;
  const { residuals } = rest.value;
  return {
    scores: clusters.map((rows) =>
      Float64Array.of(
        rows.reduce(
          (sum, i) => sum + (residuals[i] as number) * ((count[i] as number) - (means[i] as number)),
          0,
        ),
      ),
    ),
    weights: Float64Array.of(1),
  };
}
