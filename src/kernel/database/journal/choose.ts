import { accept, type Result, refuse } from "../../result.ts";
import type { Instant } from "../../time.ts";
import { type Base, type contentsOf, following, type Piece } from "./folder.ts";

/** Why nothing in a journal's folder brings a moment back. */
export type ChoiceRefusal =
  /** Nothing in it goes back so far; from when on it does, if it does at all. */
  | { readonly code: "no-base"; readonly oldest: Instant | undefined }
  /** What was asked for is later than the last piece that follows without a gap. */
  | { readonly code: "ends-earlier"; readonly end: Instant }
  /** A piece is missing, and later ones are there: whoever wants what was until then says so. */
  | { readonly code: "piece-missing"; readonly after: Instant };

/** A copy, and the pieces that complete it. */
export type Chosen = { readonly base: Base; readonly pieces: readonly Piece[]; readonly last: Piece };

/** The newest copy from before the moment, or at all, that its pieces complete. */
export function chosenFrom(
  { bases, pieces }: Awaited<ReturnType<typeof contentsOf>>,
  until: Instant | undefined,
): Result<Chosen, ChoiceRefusal> {
  const isBefore = (a: Instant, b: Instant): boolean => Temporal.Instant.compare(a, b) < 0;
  const complete = bases.flatMap((base): Chosen[] => {
    const chain = following(base, pieces);
    const last = chain.at(-1);
    return last && isBefore(base.at, last.at) ? [{ base, pieces: chain, last }] : [];
  });
  const found = complete.filter(({ base }) => !until || isBefore(base.at, until)).at(-1);
  if (!found) return refuse({ code: "no-base", oldest: complete[0]?.base.at });
  const newest = pieces.filter(({ timeline }) => timeline === found.base.timeline).at(-1);
  if (!until && newest && newest.to > found.last.to)
    return refuse({ code: "piece-missing", after: found.last.at });
  if (until && isBefore(found.last.at, until)) return refuse({ code: "ends-earlier", end: found.last.at });
  return accept(found);
}
