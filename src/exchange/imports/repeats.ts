import { hash } from "node:crypto";

/** What an earlier row of the file was, seen from a later one. */
export type Earlier = { readonly line: number; readonly same: boolean };

/** Remembers every reference of a file and what stood beside it. */
export type Repeats = {
  /** The first row of this reference, or undefined when this is the first and is now remembered. */
  meet(key: string, fingerprint: string, line: number): Earlier | undefined;
};

/** 128 bits of SHA-256, in hexadecimal: enough that two different rows practically never share one. */
export const fingerprintOf = (content: string): string => hash("sha256", content, "hex").slice(0, 32);

/** Numbers kept for each reference: two of its hash, two of its content's, and the line. */
const SLOT = 5;
const SLOTS_AT_FIRST = 1024;
/** Above this share of slots taken, looking one up becomes slow. */
const FULL = 0.6;

/**
 * Remembers references in one flat table of numbers: 20 bytes a slot, at most 67 bytes a reference, whatever the rows
 * hold. Two different references share a hash of 64 bits about once in 40 million files of a million rows.
 */
export function rememberReferences(): Repeats {
  let slots = SLOTS_AT_FIRST;
  let table = new Uint32Array(slots * SLOT);
  let taken = 0;

  /** The slot of this hash, or the empty one where it belongs. A line of 0 means empty. */
  const slotOf = (within: Uint32Array, count: number, high: number, low: number): number => {
    let slot = low % count;
    for (;;) {
      const at = slot * SLOT;
      if (within[at + 4] === 0 || (within[at] === high && within[at + 1] === low)) return at;
      slot = (slot + 1) % count;
    }
  };
  const grow = (): void => {
    const larger = new Uint32Array(slots * 2 * SLOT);
    for (let at = 0; at < table.length; at += SLOT) {
      if (table[at + 4] === 0) continue;
      larger.set(
        table.subarray(at, at + SLOT),
        slotOf(larger, slots * 2, table[at] ?? 0, table[at + 1] ?? 0),
      );
    }
    slots *= 2;
    table = larger;
  };

  return {
    meet(key, fingerprint, line) {
      const [high, low] = halves(fingerprintOf(key));
      const [contentHigh, contentLow] = halves(fingerprint);
      const at = slotOf(table, slots, high, low);
      const seen = table[at + 4] ?? 0;
      if (seen !== 0)
        return { line: seen, same: table[at + 2] === contentHigh && table[at + 3] === contentLow };
      table.set([high, low, contentHigh, contentLow, line], at);
      taken += 1;
      if (taken > slots * FULL) grow();
      return undefined;
    },
  };
}

const halves = (hash: string): readonly [number, number] => [
  Number.parseInt(hash.slice(0, 8), 16),
  Number.parseInt(hash.slice(8, 16), 16),
];
