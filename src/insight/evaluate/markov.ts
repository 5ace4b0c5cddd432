import { accept, invariant } from "../../kernel/result.ts";
import { normalReach } from "./distributions.ts";
import type { Estimate, Found, Numbers } from "./finding.ts";
import { exponential, slope } from "./generator.ts";
import { addTo, cell, type Matrix, zeros } from "./matrix.ts";
import { cannot, type Warned, warn } from "./messages.ts";
import { exactRate } from "./rate.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";

/** Stays of people in states: in which state, how long, and into which they went; -1 where they were in it still when last seen. */
export type Stays = {
  readonly states: readonly string[];
  readonly from: Numbers;
  readonly time: Numbers;
  readonly to: Numbers;
};

/** Below so many moves from one state to another the rate between them is hardly known. */
const FEW_MOVES = 10;
/** Nearer to nobody or everybody than this no limits are given: of so small a rest they would be rounding. */
const WHOLE = 1e-6;

/**
 * Who is where after a time: shares of people in each state, from the state that they begin in, by P(t) = exp(Q·t), Q being the rates of
 * moving from each state to each other: moves over time in the state. Rates that compete are taken together; 1 − exp(−rate) for each alone
 * would send more people away than there are. Variance by the delta method from moves as Poisson counts, limits on the logit.
 * Times are in the unit of the stays. A state that nobody leaves keeps whom it has.
 * Source: Kalbfleisch and Lawless 1985; moves seen exactly: Andersen and Keiding 2002.
 */
export function markov(
  stays: Stays,
  asked: { readonly start: number; readonly at: readonly number[]; readonly level?: number },
): Found {
  const level = asked.level ?? USUAL_LEVEL;
  const early = asked.at.find((time) => !(time >= 0));
  if (early !== undefined) return cannot("before-start", { value: early });
  const counted = count(stays);
  if ("ok" in counted) return counted;
  const { moves, spent } = counted;
  const { states } = stays;
  const q = rates(moves, spent);
  const shares = asked.at.flatMap((time) => sharesAt(stays, counted, q, { ...asked, level, time }));
  const all = states.flatMap((from, i) =>
    states.flatMap((to, j) =>
      i !== j && cell(moves, i, j) > 0 ? [{ from, to, moves: cell(moves, i, j), i }] : [],
    ),
  );
  return accept({
    method: "markov",
    level,
    estimates: shares,
    counts: {
      stays: stays.time.length,
      moves: all.reduce((sum, one) => sum + one.moves, 0),
      "stays still going on": stays.time.length - all.reduce((sum, one) => sum + one.moves, 0),
      states: states.length,
    },
    assumptions: [
      "How soon somebody moves on depends on the state they are in alone: not on how long they have been there, nor on where they were before.",
      "Rates stay what they were while these people were followed, and people are alike.",
      "Stays are independent of each other, those of one person too.",
    ],
    warnings: warningsOf(all, states, spent),
    tables: [
      {
        name: "rates of moving",
        columns: ["from", "to", "moves", "time", "rate", "low", "high"],
        rows: all.map(({ from, to, moves, i }) => {
          const time = spent[i] ?? Number.NaN;
          const exact = exactRate({ events: moves, personYears: time }, level);
          invariant(exact.ok, "moves were counted over time");
          return [from, to, moves, time, exact.value.rate, exact.value.low, exact.value.high];
        }),
      },
      ...asked.at.map((time) => {
        const p = exponential(q, time);
        return {
          name: `shares after ${time}, by the state begun in`,
          columns: ["begun in", ...states],
          rows: states.map((name, i) => [name, ...(p[i] ?? [])]),
        };
      }),
    ],
  });
}

type Counted = { readonly moves: Matrix; readonly spent: Float64Array };

function count({ states, from, time, to }: Stays): Counted | ReturnType<typeof cannot> {
  if (from.length !== time.length || to.length !== time.length) return cannot("unequal-lengths");
  if (time.length === 0) return cannot("nobody", { where: "in the file" });
  const moves = zeros(states.length);
  const spent = new Float64Array(states.length);
  let moved = 0;
  for (let row = 0; row < time.length; row++) {
    const [here, there, long] = [from[row] as number, to[row] as number, time[row] as number];
    if (!Number.isFinite(long)) return cannot("not-finite", { where: "The time", row: row + 1 });
    if (long < 0) return cannot("negative-time", { row: row + 1, value: long });
    if (here === there) return cannot("stays-itself", { row: row + 1, state: states[here] ?? "" });
    spent[here] = (spent[here] ?? 0) + long;
    if (there < 0) continue;
    addTo(moves, here, there, 1);
    moved++;
  }
  if (moved === 0)
    return cannot("no-events", { where: "in the file: nobody moved from one state to another" });
  for (const [i, name] of states.entries())
    if (!((spent[i] ?? 0) > 0) && (moves[i] ?? []).some((n) => n > 0))
      return cannot("no-time", { where: `“${name}”` });
  return { moves, spent };
}

/** Rates off the diagonal, less the sum of its row on it. */
function rates(moves: Matrix, spent: Float64Array): Float64Array[] {
  const q = zeros(moves.length);
  for (let i = 0; i < moves.length; i++)
    for (let j = 0; j < moves.length; j++) {
      if (i === j || cell(moves, i, j) === 0) continue;
      const rate = cell(moves, i, j) / (spent[i] as number);
      addTo(q, i, j, rate);
      addTo(q, i, i, -rate);
    }
  return q;
}

function sharesAt(
  { states }: Stays,
  { moves, spent }: Counted,
  q: Matrix,
  { start, time, level }: { readonly start: number; readonly time: number; readonly level: number },
): Estimate[] {
  const variance = new Float64Array(states.length);
  for (let i = 0; i < states.length; i++)
    for (let j = 0; j < states.length; j++) {
      const seen = i === j ? 0 : cell(moves, i, j);
      if (seen === 0) continue;
      const moved = slope(q, time, i, j)[start];
      for (let k = 0; k < states.length; k++)
        variance[k] = (variance[k] ?? 0) + ((moved?.[k] ?? 0) ** 2 * seen) / (spent[i] as number) ** 2;
    }
  const p = exponential(q, time)[start] ?? new Float64Array(states.length);
  return states.map((of, k) => {
    const value = p[k] as number;
    // Of a share near all of them, less would be left of 1 − share than of the others' sum.
    const rest = p.reduce((sum, share, other) => (other === k ? sum : sum + share), 0);
    const standardError = Math.sqrt(variance[k] ?? 0);
    return {
      what: `share after ${time}`,
      of,
      value,
      standardError,
      ...limits(value, rest, standardError, level),
    };
  });
}

/** On the logit; none where nobody or everybody is in it and nothing varies. */
function limits(
  value: number,
  rest: number,
  standardError: number,
  level: number,
): { low: number; high: number } {
  if (value < WHOLE || rest < WHOLE || !(standardError > 0)) return { low: Number.NaN, high: Number.NaN };
  const middle = Math.log(value / rest);
  const reach = (normalReach(level) * standardError) / (value * rest);
  const back = (logit: number): number => 1 / (1 + Math.exp(-logit));
  return { low: back(middle - reach), high: back(middle + reach) };
}

function warningsOf(
  all: readonly { readonly from: string; readonly to: string; readonly moves: number; readonly i: number }[],
  states: readonly string[],
  spent: Float64Array,
): readonly Warned[] {
  const few = all.filter(({ moves }) => moves < FEW_MOVES);
  const kept = states.filter((_, i) => (spent[i] ?? 0) > 0 && !all.some((one) => one.i === i));
  return [
    warn("no-memory"),
    ...(few.length > 0
      ? [
          warn("few-moves", {
            moves: few.map(({ from, to, moves }) => `${from} to ${to} (${moves})`).join(", "),
          }),
        ]
      : []),
    ...(kept.length > 0 ? [warn("never-left", { states: kept.join(", ") })] : []),
  ];
}
