import type { Figures, Method, Ours } from "./method.ts";

/** What R said of one data set: figures, or its error; with the warnings that it gave. */
export type Theirs = {
  readonly figures?: Figures;
  readonly error?: string;
  readonly warnings: readonly string[];
};

/** The figure that is furthest apart, and by how much of what is allowed (1 is just allowed). */
export type Apart = {
  readonly figures: number;
  readonly worst: number;
  readonly share: number;
  readonly of: string;
};

const NEAR: Readonly<Record<Method["kind"], { readonly value: number; readonly error: number }>> = {
  closed: { value: 1e-9, error: 1e-9 },
  iterative: { value: 1e-6, error: 1e-5 },
};

/** How near a figure must be: limits, errors and p-values of an iterative fit follow its standard errors. */
export const nearness = (kind: Method["kind"], name: string): number =>
  /\.(low|high|se|p)$/.test(name) ? NEAR[kind].error : NEAR[kind].value;

/**
 * Compares all figures of both sides. Differences are relative to R's figure, and to a millionth where that is smaller still
 * (to a thousandth for p-values, whose last digits nobody reads). NaN agrees with NaN and with what the other side leaves out.
 */
export function apart(kind: Method["kind"], ours: Figures, theirs: Figures): Apart {
  let found: Apart = { figures: 0, worst: 0, share: 0, of: "" };
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const difference = differenceOf(name, ours[name] ?? Number.NaN, theirs[name] ?? Number.NaN);
    const share = difference / nearness(kind, name);
    found = {
      figures: found.figures + 1,
      worst: Math.max(found.worst, difference),
      share: Math.max(found.share, share),
      of: share > found.share ? `${name}: ${ours[name]} against R's ${theirs[name]}` : found.of,
    };
  }
  return found;
}

function differenceOf(name: string, ours: number, theirs: number): number {
  if (Object.is(ours, theirs) || ours === theirs) return 0;
  if (!(Number.isFinite(ours) && Number.isFinite(theirs))) return Number.POSITIVE_INFINITY;
  return Math.abs(ours - theirs) / Math.max(Math.abs(theirs), name.endsWith(".p") ? 1e-3 : 1e-6);
}

/** How one method fared over its ordinary data sets. */
export type Fared = {
  readonly sets: number;
  /** How many of our refusals have each code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly compared: number;
  readonly figures: number;
  readonly worst: number;
  readonly share: number;
  readonly wrong: readonly string[];
};

/** Holds answers of both sides against one another, set by set. */
export function fared(kind: Method["kind"], ours: readonly Ours[], theirs: readonly Theirs[]): Fared {
  const refused: Record<string, number> = {};
  const wrong: string[] = [];
  let [compared, figures, worst, share] = [0, 0, 0, 0];
  for (const [i, own] of ours.entries()) {
    const other = theirs[i];
    if (!own.ok) refused[own.refusal.code] = (refused[own.refusal.code] ?? 0) + 1;
    else if (!other?.figures) wrong.push(`set ${i + 1}: R gives none (${other?.error})`);
    else {
      const found = apart(kind, own.value.figures, other.figures);
      compared += 1;
      figures += found.figures;
      worst = Math.max(worst, found.worst);
      share = Math.max(share, found.share);
      if (found.share > 1) wrong.push(`set ${i + 1}: ${found.of}`);
    }
  }
  return { sets: ours.length, refused, compared, figures, worst, share, wrong };
}

/** R writes what has no number as text. */
export const fromR = (figures: Readonly<Record<string, number | string>>): Figures =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      value === "Inf"
        ? Number.POSITIVE_INFINITY
        : value === "-Inf"
          ? Number.NEGATIVE_INFINITY
          : Number(value),
    ]),
  );
