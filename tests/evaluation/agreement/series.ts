import type { Found } from "../../../src/insight/evaluate/finding.ts";
import { interruptedSeries } from "../../../src/insight/evaluate/interrupted-series.ts";
import { accept } from "../../../src/kernel/result.ts";
import type { Chance } from "../chance.ts";
import { figuresOf, method, type Ours, times } from "./method.ts";

/** Months with a trend, a season, neighbours that hang together, and something that begins. */
function seriesOf(chance: Chance, n: number) {
  const from = chance.random.between(Math.ceil(n / 3), Math.floor((2 * n) / 3));
  let drift = 0;
  const series = times(n, (i) => {
    drift = 0.5 * drift + 4 * chance.normal();
    return 120 - 0.5 * i + 8 * Math.sin(i / 2) + drift - (i + 1 >= from ? 15 : 0);
  });
  return { series, from, season: n > 30 && chance.random.chance(0.5) };
}
type Series = ReturnType<typeof seriesOf>;

const interrupted = ({ series, from, season }: Series, lag?: number): Found =>
  interruptedSeries(series, {
    from,
    ...(season ? { season: 12 } : {}),
    ...(lag === undefined ? {} : { lag }),
  });

/** The lines of one way of errors alone. */
const by = (found: Found, way: string): Found =>
  found.ok
    ? accept({
        ...found.value,
        estimates: found.value.estimates.filter((one) => one.by === undefined || one.by.startsWith(way)),
      })
    : found;

const LINES = {
  trend: "trend before",
  step: "step",
  bend: "change of trend",
  end: "difference at the last point",
} as const;

const itsOf = (set: Series, lag?: number): Ours =>
  figuresOf(by(interrupted(set, lag), "Newey–West"), { ...LINES, watson: "Durbin–Watson" });

const serialOf = (set: Series): Ours =>
  figuresOf(by(interrupted(set), "AR(1)"), { phi: "correlation of neighbours", ...LINES }, (finding) => {
    const rows = finding.tables.find(({ name }) => name === "errors")?.rows ?? [];
    return Object.assign(
      {},
      ...Object.entries(LINES).map(([name, what]) => {
        const row = rows.find(([of, way]) => of === what && String(way).startsWith("AR(1)"));
        return row ? { [`${name} plain.se`]: Number(row[3]), [`${name} degrees.se`]: Number(row[4]) } : {};
      }),
    );
  });

/** The same with the errors that the fit itself has, in place of the corrected ones. */
function withPlainErrors(found: Ours): Ours {
  if (!found.ok) return found;
  const { figures } = found.value;
  const plain = Object.keys(LINES).flatMap((name) => {
    const error = figures[`${name} plain.se`];
    return error === undefined ? [] : [[`${name}.se`, error]];
  });
  return accept({ ...found.value, figures: { ...figures, ...Object.fromEntries(plain) } });
}

const its = method({
  name: "its",
  by: "lm, NeweyWest(prewhite = FALSE, adjust = TRUE), dwtest",
  kind: "iterative",
  draw: (chance) => seriesOf(chance, chance.random.between(14, 120)),
  degenerate: {
    "nothing before": (chance) => ({ ...seriesOf(chance, 20), from: 1 }),
    "too short": (): Series => ({ series: [3, 4, 5, 6], from: 3, season: false }),
    "a month missing": (chance) => {
      const set = seriesOf(chance, 20);
      return { ...set, series: set.series.map((each, i) => (i === 4 ? Number.NaN : each)) };
    },
    "every month the same": (): Series => ({ series: new Array(20).fill(7), from: 10, season: false }),
  },
  ours: (set) => itsOf(set),
  faults: {
    "a lag of one more": (set) => itsOf(set, Math.floor(4 * (set.series.length / 100) ** (2 / 9)) + 1),
  },
});

const itsSerial = method({
  name: "its-serial",
  by: "nlme::gls(corAR1, REML); Kenward and Roger with every matrix written out",
  kind: "iterative",
  draw: (chance) => seriesOf(chance, chance.random.between(14, 120)),
  degenerate: {
    "every month the same": (): Series => ({ series: new Array(20).fill(7), from: 10, season: false }),
    "points on their line": (): Series => ({
      series: times(20, (i) => 3 + 2 * i),
      from: 10,
      season: false,
    }),
    "seven points": (): Series => ({ series: [3, 5, 4, 6, 2, 7, 4], from: 5, season: false }),
    "a walk that drifts": (chance) => {
      let at = 0;
      return { series: times(24, () => (at += chance.normal())), from: 13, season: false };
    },
    "up and down in turns": (chance) => ({
      series: times(24, (i) => (i % 2) * 8 + chance.normal() / 10),
      from: 13,
      season: false,
    }),
  },
  differs: { "seven points": "R has no floor; with fewer than four points more than columns none is told." },
  ours: serialOf,
  faults: {
    "errors before Kenward and Roger": (set) => withPlainErrors(serialOf(set)),
    "the last month forgotten": (set) => serialOf({ ...set, series: set.series.slice(0, -1) }),
    "something begins a month later": (set) => serialOf({ ...set, from: set.from + 1 }),
  },
});

/** A series that something interrupts. */
export const SERIES = [its, itsSerial];
