import {
  controlLimits,
  FUNNEL_LEVELS,
  type Lies,
  type Limits,
  liesIn,
  rateLimits,
} from "../evaluate/control-limits.ts";
import { exactRate } from "../evaluate/rate.ts";
import { clopperPearson } from "../evaluate/two-by-two.ts";
import { isFew } from "./keep-back.ts";

/** What is compared: shares of people, or rates over time or sessions. */
export type FunnelKind = "share" | "rate";

/** So many of so many at one place, or so many in so much time, with how many people they happened to where one can have several. */
export type Unit = {
  readonly name: string;
  readonly count: number;
  readonly of: number;
  readonly people?: number;
};

/** One place in the funnel. */
export type FunnelUnit = Unit & {
  /** Its share or rate. */
  readonly value: number;
  /** Its own exact interval. */
  readonly own: Limits;
  readonly usual: Limits;
  readonly wide: Limits;
  readonly lies: Lies;
};

/** A comparison that ranks nobody: places by name against their pooled share or rate. */
export type Funnel = {
  readonly kind: FunnelKind;
  readonly pooled: { readonly count: number; readonly of: number; readonly value: number };
  readonly units: readonly FunnelUnit[];
  /** Names of places whose numbers are too small to be shown; they are not in the pool either, so that it does not give them away. */
  readonly keptBack: readonly string[];
};

const { usual: USUAL, wide: WIDE } = FUNNEL_LEVELS;

/** Limits of chance around the pooled value, exact: binomial of a share, Poisson of a rate. */
const chanceOf = (kind: FunnelKind) => (kind === "share" ? controlLimits : rateLimits);

function ownOf(kind: FunnelKind, { count, of }: Unit): Limits {
  if (kind === "share") return clopperPearson(count, of);
  const rate = exactRate({ events: count, personYears: of });
  return rate.ok ? rate.value : { low: Number.NaN, high: Number.NaN };
}

/** Whether a place's numbers say something of one to four people: those counted, or, of a share, those who are not. */
const isSmall = (kind: FunnelKind, { count, of, people }: Unit): boolean =>
  isFew(count) || isFew(people ?? 0) || (kind === "share" && (isFew(of) || isFew(of - count)));

/**
 * The funnel of services of one kind, or of areas: each share or rate with exact 95 % and 99.8 % limits around the pooled one, sorted by name and
 * never by size. Places of which one to four people, or all but one to four, are counted are kept back, unless what is counted is nobody in
 * particular (`inFull`). Nothing where fewer than two can be shown. Source: Spiegelhalter 2005, with exact limits instead of normal ones.
 */
export function funnelOf(
  units: readonly Unit[],
  kind: FunnelKind = "share",
  inFull = false,
): Funnel | undefined {
  const sorted = units.toSorted((a, b) => a.name.localeCompare(b.name, "en-GB"));
  const small = (one: Unit): boolean => !inFull && isSmall(kind, one);
  const shown = sorted.filter((one) => one.of > 0 && !small(one));
  const keptBack = sorted.filter(small).map(({ name }) => name);
  if (shown.length < 2) return undefined;
  const [count, of] = [
    shown.reduce((sum, one) => sum + one.count, 0),
    shown.reduce((sum, one) => sum + one.of, 0),
  ];
  const pooled = count / of;
  const limits = chanceOf(kind);
  return {
    kind,
    pooled: { count, of, value: pooled },
    keptBack,
    units: shown.map((one) => {
      const [usual, wide] = [limits(one.of, pooled, USUAL), limits(one.of, pooled, WIDE)];
      const value = one.count / one.of;
      return { ...one, value, own: ownOf(kind, one), usual, wide, lies: liesIn(value, { usual, wide }) };
    }),
  };
}

/** Points of the limits' lines. */
const STEPS = 120;

/** The limits' lines: of shares from few people, of rates from half the smallest place, to more than any has. */
export function funnelLines({
  kind,
  units,
  pooled,
}: Funnel): readonly { readonly n: number; readonly usual: Limits; readonly wide: Limits }[] {
  const most = Math.max(...units.map(({ of }) => of)) * 1.1;
  const least = Math.min(...units.map(({ of }) => of)) / 2;
  const step = Math.max(1, Math.round(Math.ceil(most) / STEPS));
  const sizes =
    kind === "share"
      ? Array.from({ length: Math.ceil((Math.ceil(most) - 4) / step) }, (_, i) => 5 + i * step)
      : Array.from({ length: STEPS + 1 }, (_, i) => least + ((most - least) * i) / STEPS);
  const limits = chanceOf(kind);
  return sizes.map((n) => ({
    n,
    usual: limits(n, pooled.value, USUAL),
    wide: limits(n, pooled.value, WIDE),
  }));
}
