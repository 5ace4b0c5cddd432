import type { Reader } from "./partnership.ts";

/**
 * Who tries to write to each table: everybody where the scorecard is run. In passing, of those who may write something there, and of those
 * who may not, no more than one of each kind of agency, at each table another one in turn.
 */
export type WhoTries = "everybody" | "one of each kind";

/** One of each kind of agency, and one person in treatment. */
export function oneOfEachKind(readers: readonly Reader[], turn: number): ReadonlySet<Reader> {
  const kinds = new Map<string, Reader[]>();
  for (const reader of readers) {
    const kind = reader.agency?.kind ?? "person";
    kinds.set(kind, [...(kinds.get(kind) ?? []), reader]);
  }
  return new Set([...kinds.values()].flatMap((all) => all.slice(turn % all.length).slice(0, 1)));
}
