import { readdir } from "node:fs/promises";
import type { Instant } from "../../time.ts";
import { segmentStart } from "./wal.ts";

// What lies in a journal's folder: copies of the whole server to begin from, and pieces of its log of changes, which together bring back any
// moment since the oldest copy. Their names say what they are; what is in them is encrypted.

/** A piece of the log of changes: all that was written from one place to another, and when it had been read. */
export type Piece = {
  readonly file: string;
  readonly timeline: number;
  readonly from: bigint;
  readonly to: bigint;
  readonly at: Instant;
};
/** A copy of the whole server, to be completed by the pieces from a place on. */
export type Base = {
  readonly file: string;
  readonly timeline: number;
  readonly from: bigint;
  /** When it was complete: no earlier moment comes back from it. */
  readonly at: Instant;
};

const hex = (n: bigint): string => n.toString(16).toUpperCase().padStart(16, "0");
const line = (timeline: number): string => timeline.toString(16).toUpperCase().padStart(8, "0");
const moment = (at: Instant): string => at.round("millisecond").toString().replaceAll(":", "-");
const momentIn = (text: string): Instant =>
  Temporal.Instant.from(text.replace(/T(\d\d)-(\d\d)-(\d\d)/, "T$1:$2:$3"));

/** The name of a piece. Names sort as the pieces follow each other. */
export const pieceName = ({ timeline, from, to, at }: Omit<Piece, "file">): string =>
  `changes-${line(timeline)}-${hex(from)}-${hex(to)}-${moment(at)}.gz.age`;

/** The name of a copy. */
export const baseName = ({ timeline, from, at }: Omit<Base, "file">): string =>
  `base-${line(timeline)}-${hex(from)}-${moment(at)}.tar.gz.age`;

const PIECE = /^changes-([0-9A-F]{8})-([0-9A-F]{16})-([0-9A-F]{16})-(\d{4}-\d\d-\d\dT[\d.-]+Z)\.gz\.age$/;
const BASE = /^base-([0-9A-F]{8})-([0-9A-F]{16})-(\d{4}-\d\d-\d\dT[\d.-]+Z)\.tar\.gz\.age$/;

/** Everything whole in the folder, oldest first. What is of another name is not looked at. */
export async function contentsOf(
  folder: string,
): Promise<{ readonly bases: readonly Base[]; readonly pieces: readonly Piece[] }> {
  const [bases, pieces]: [Base[], Piece[]] = [[], []];
  for (const file of (await readdir(folder)).sort()) {
    const [, ofPiece, from, to, read] = PIECE.exec(file) ?? [];
    if (ofPiece)
      pieces.push({
        file,
        timeline: Number.parseInt(ofPiece, 16),
        from: BigInt(`0x${from}`),
        to: BigInt(`0x${to}`),
        at: momentIn(read ?? ""),
      });
    const [, ofBase, begins, made] = BASE.exec(file) ?? [];
    if (ofBase)
      bases.push({
        file,
        timeline: Number.parseInt(ofBase, 16),
        from: BigInt(`0x${begins}`),
        at: momentIn(made ?? ""),
      });
  }
  return { bases: bases.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at)), pieces };
}

/** From where on a copy needs the log of changes: PostgreSQL wants to see the beginning of the first file. */
export const neededFrom = ({ from }: Base): bigint => segmentStart(from);

/** The pieces that complete a copy, without a gap: as far as they go. */
export function following(base: Base, pieces: readonly Piece[]): readonly Piece[] {
  const chain: Piece[] = [];
  let [reached, began] = [neededFrom(base), false];
  for (const piece of pieces) {
    if (piece.timeline !== base.timeline || piece.to <= reached) continue;
    // The first may begin before the copy does; what a crash wrote twice overlaps.
    if (piece.from > reached) {
      if (began) break;
      return [];
    }
    chain.push(piece);
    [reached, began] = [piece.to, true];
  }
  return chain;
}
