import { z } from "zod";
import { rowsOf } from "./reference.ts";

/** Which version of the mapping this is, who signs it, and when somebody has to look at it again. A row that somebody signed carries their name. */
export const EVENT_CODES = {
  version: 1,
  signs: "the partnership’s analyst with whoever answers for the police’s and the hospital’s data",
  checkBy: "2027-04-01",
} as const;

/** The mapping among the values that somebody is to look at again. */
export const EVENT_CODES_REVIEWED = {
  name: "which words of the record stand for which unit cost",
  checkBy: EVENT_CODES.checkBy,
};

const nights = z.preprocess(
  (cell) => (cell === "" ? undefined : cell),
  z.coerce.number().int().nonnegative().optional(),
);

const Row = z
  .strictObject({
    kind: z.string().min(1),
    /** In small letters with single spaces; empty where the kind alone, or how long it lasted, decides. */
    words: z.string(),
    nights_from: nights,
    nights_to: nights,
    code: z.string().min(1),
    status: z.enum(["proposed", "signed"]),
    signed_by: z.string(),
    source: z.string().min(1),
    note: z.string(),
  })
  .refine(({ status, signed_by }) => (status === "signed") === (signed_by !== ""), {
    error: "a signed row says who signed it, and no other does",
  });

/** What of the record stands for which code of a unit cost, or of an event that is counted and not costed. */
export type EventCode = z.infer<typeof Row>;

/** Every row of the mapping. */
export const eventCodes = (): readonly EventCode[] => rowsOf("event-codes.csv", Row);

/** Words as the mapping has them: small letters, single spaces. The database reads the record's words the same way. */
export const mappedWords = (words: string): string => words.trim().replaceAll(/\s+/g, " ").toLowerCase();

/**
 * The code that an event of the record is priced or counted under.
 *
 * @param byWords the code of its words, where the mapping has them
 * @param nights how many nights it lasted, where it is over
 * @returns the kind's own code, which is counted and not costed, where nothing in the mapping fits.
 */
export function codeOfEvent(
  mapping: readonly EventCode[],
  { kind, byWords, nights }: { readonly kind: string; readonly byWords?: string; readonly nights?: number },
): string {
  if (byWords !== undefined) return byWords;
  const fits = ({ nights_from: from, nights_to: to }: EventCode): boolean =>
    from === undefined || (nights !== undefined && nights >= from && nights <= (to ?? nights));
  return (
    mapping.find((row) => row.kind === kind && row.words === "" && fits(row))?.code ?? kind.toUpperCase()
  );
}
