import { type Id, idOf, type PersonId } from "../../../kernel/id.ts";
import type { Instant } from "../../../kernel/time.ts";
import type { Micrograms } from "../products.ts";

export type PremisesId = Id<"premises">;
export const PremisesId = idOf("premises");
export type BookId = Id<"cd-book">;
export const BookId = idOf("cd-book");
/** Drawn when a line's form is made: the same key twice is one line. */
export type LineKey = Id<"cd-line">;
export const LineKey = idOf("cd-line");
export type SignatureId = Id<"cd-signature">;
export const SignatureId = idOf("cd-signature");

/** Every kind of line, as the register names it. */
export const LINE_KINDS = {
  opening: "Opening stock",
  receipt: "Received",
  reconstitute: "Made up into solution",
  administer: "Administered",
  "waste-part": "Part wasted",
  spill: "Spilled or broken",
  "return-unused": "Returned unused",
  "transfer-out": "Moved out",
  "transfer-in": "Moved in",
  destroy: "Stock destroyed",
  "set-aside": "Set aside",
  count: "Check of stock",
  correction: "Correction",
} as const;
export type LineKind = keyof typeof LINE_KINDS;
/** Is this the code of a kind of line? */
export const isLineKind = (code: string): code is LineKind => Object.hasOwn(LINE_KINDS, code);

/** What else a line says. It is signed and hashed as the very text that `detailsText` makes of it. */
export type Details = Readonly<Record<string, string | number | boolean | null>>;

/** A line as it is stated and signed, before it stands in its book. */
export type Line = {
  readonly book: BookId;
  readonly key: LineKey;
  readonly kind: LineKind;
  /** Whole micrograms: obtained above zero, supplied or gone below. */
  readonly quantity: Micrograms;
  readonly details: Details;
  /** To whom it is given. */
  readonly person?: PersonId | undefined;
  /** Where they live, or `no fixed abode`. */
  readonly address?: string | undefined;
  /** Number of the line that a correction is about. */
  readonly corrects?: number | undefined;
  /** Key of the line on the other page that belongs to it. */
  readonly pair?: LineKey | undefined;
};

/** A line with both its signatures, and when it happened. */
export type SignedLine = Line & {
  readonly first: SignatureId;
  readonly second: SignatureId;
  readonly happenedAt: Instant;
};

/** Where a signed line stands: in its book, or kept beside it since the balance would have been below zero. */
export type PostedLine =
  | {
      readonly state: "posted";
      /** The same line had been posted before; nothing was added. */
      readonly replayed: boolean;
      readonly seq: number;
      readonly balance: Micrograms;
      readonly hash: string;
      readonly enteredAt: Instant;
    }
  | { readonly state: "pending"; readonly keptAt: Instant };

/** The text of what a line says: names in order, so that the same is always the same text. */
export const detailsText = (details: Details): string =>
  JSON.stringify(Object.fromEntries(Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1))));
