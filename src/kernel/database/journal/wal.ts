// Places in PostgreSQL's log of changes, and the files that it lies in. A place is a number of bytes since the first change.

/** Bytes in one file of the log; a cluster that was made otherwise is not ours. */
export const SEGMENT = 16n * 1024n * 1024n;

/** A place as PostgreSQL writes it, `1/6B374D80`. Undefined where the text is none. */
export function placeOf(text: string): bigint | undefined {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text) ?? [];
  return high && low ? (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`) : undefined;
}

/** A place as PostgreSQL reads it. */
export const written = (place: bigint): string =>
  `${(place >> 32n).toString(16).toUpperCase()}/${(place & 0xffff_ffffn).toString(16).toUpperCase()}`;

/** Where the file that a place lies in begins. */
export const segmentStart = (place: bigint): bigint => place - (place % SEGMENT);

/** The name of the file that a place lies in. */
export function segmentName(timeline: number, place: bigint): string {
  const segment = place / SEGMENT;
  const inOne = 0x1_0000_0000n / SEGMENT;
  return [BigInt(timeline), segment / inOne, segment % inOne]
    .map((part) => part.toString(16).toUpperCase().padStart(8, "0"))
    .join("");
}
