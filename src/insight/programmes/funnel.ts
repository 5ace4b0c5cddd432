import { controlLimits, FUNNEL_LEVELS, type Lies, type Limits, liesIn } from "../evaluate/control-limits.ts";
import { clopperPearson } from "../evaluate/two-by-two.ts";
import { isFew } from "./keep-back.ts";

/** So many of so many at one service. */
export type Unit = { readonly name: string; readonly count: number; readonly of: number };

/** One service in the funnel. */
export type FunnelUnit = Unit & {
  readonly share: number;
  /** Its own exact interval. */
  readonly own: Limits;
  readonly usual: Limits;
  readonly wide: Limits;
  readonly lies: Lies;
};

/** A comparison that ranks nobody: services by name against their pooled share. */
export type Funnel = {
  readonly pooled: { readonly count: number; readonly of: number; readonly share: number };
  readonly units: readonly FunnelUnit[];
  /** Names of services whose numbers are too small to be shown; they are not in the pool either, so that it does not give them away. */
  readonly keptBack: readonly string[];
};

const { usual: USUAL, wide: WIDE } = FUNNEL_LEVELS;

/**
 * The funnel of services of one kind: each share with exact 95 % and 99.8 % limits around the pooled share, sorted by name and never by share.
 * Services of whom one to four people, or all but one to four, are counted are kept back. Nothing where fewer than two can be shown.
 * Source: Spiegelhalter 2005, with exact limits instead of normal ones.
 */
export function funnelOf(units: readonly Unit[]): Funnel | undefined {
  const sorted = units.toSorted((a, b) => a.name.localeCompare(b.name, "en-GB"));
  const small = (one: Unit): boolean => isFew(one.of) || isFew(one.count) || isFew(one.of - one.count);
  const shown = sorted.filter((one) => one.of > 0 && !small(one));
  const keptBack = sorted.filter(small).map(({ name }) => name);
  if (shown.length < 2) return undefined;
  const [count, of] = [
    shown.reduce((sum, one) => sum + one.count, 0),
    shown.reduce((sum, one) => sum + one.of, 0),
  ];
  const share = count / of;
  return {
    pooled: { count, of, share },
    keptBack,
    units: shown.map((one) => {
      const [usual, wide] = [controlLimits(one.of, share, USUAL), controlLimits(one.of, share, WIDE)];
      const own = one.count / one.of;
      return {
        ...one,
        share: own,
        own: clopperPearson(one.count, one.of),
        usual,
        wide,
        lies: liesIn(own, { usual, wide }),
      };
    }),
  };
}

/** The limits' lines, from few people to more than any service has. */
export function funnelLines({
  units,
  pooled,
}: Funnel): readonly { readonly n: number; readonly usual: Limits; readonly wide: Limits }[] {
  const most = Math.ceil(Math.max(...units.map(({ of }) => of)) * 1.1);
  const step = Math.max(1, Math.round(most / 120));
  const sizes = Array.from({ length: Math.ceil((most - 4) / step) }, (_, i) => 5 + i * step);
  return sizes.map((n) => ({
    n,
    usual: controlLimits(n, pooled.share, USUAL),
    wide: controlLimits(n, pooled.share, WIDE),
  }));
}
