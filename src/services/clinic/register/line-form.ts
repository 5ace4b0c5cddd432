import { type Result, refuse } from "../../../kernel/result.ts";
import type { Instant, LocalDate } from "../../../kernel/time.ts";
import { type Field, type Form, type FormValues, textOf } from "../../../web/form.tsx";
import type { ClinicProduct, Micrograms } from "../products.ts";
import type { Authority } from "./authority-store.ts";
import type { Details, Line, LineKey } from "./line.ts";
import { readQuantity, sayQuantity, strengthWords, unitsOf } from "./quantity-rules.ts";
import type { Requisition } from "./requisition-store.ts";
import type { Book } from "./store.ts";

/** Stock that two people have set aside in a line, and how much of it is left. */
export type SetAside = {
  readonly key: LineKey;
  readonly seq: number;
  readonly lot: string;
  readonly allOfIt: boolean;
  readonly left: Micrograms;
};

/** A solution of a book by its label: until when it is used, and since when that is counted. Both go along when it is moved. */
export type Solution = { readonly lot: string; readonly usedUntil: Instant; readonly madeUpAt: Instant };

/** Stock that left other premises for a book and was not counted there yet. */
export type OnTheWay = {
  /** Key of the line by which it left. */
  readonly key: LineKey;
  readonly seq: number;
  readonly from: string;
  readonly sent: Micrograms;
  readonly since: Instant;
  /** What goes along with it: of a solution its label, and until when it is used. */
  readonly along: Details;
};

/** Everything a form of a line must know. */
export type LineContext = {
  readonly book: Book;
  /** The other books of the agency. */
  readonly others: readonly Book[];
  /** Authorities to destroy that hold today, with who witnesses, and what each lists. */
  readonly authorities: readonly Pick<Authority, "reference" | "witness" | "listed">[];
  /** Stock that is set aside, until it is destroyed. */
  readonly setAside: readonly SetAside[];
  /** What is on its way here, the longest first. */
  readonly onTheWay: readonly OnTheWay[];
  /** Solutions made up into this book or moved into it. */
  readonly solutions: readonly Solution[];
  /** By how much a count of a solution may differ and open no difference, as the clinic has signed it. */
  readonly tolerance: Micrograms;
  /** Requisitions for this book on which something may still come. */
  readonly requisitions: readonly Requisition[];
  /** Years for which the clinic's protocol has an invoice kept. */
  readonly invoiceYears: number;
  /** Name of whoever fills it in. */
  readonly me: string;
};

/** What is wrong with an answer, beside its question. */
export type Wrong = { readonly code: "wrong"; readonly field: string; readonly words: string };
export const wrong = (field: string, words: string): Result<never, Wrong> =>
  refuse({ code: "wrong", field, words });

/** What a filled-in form comes to: one line, or two on two pages. */
export type Filled = { readonly lines: readonly Line[]; readonly incident?: { readonly words: string } };
/** Drawn when the form is made: of the line, of the one on the other page, of an incident; and the day on which it happened. */
export type Keys = {
  readonly key: LineKey;
  readonly pair: LineKey;
  readonly incident: string;
  readonly day: LocalDate;
};

/** The form of one kind of line: what it asks, and the lines it comes to. */
export type LineForm = {
  readonly title: string;
  readonly intro: string;
  readonly fields: (context: LineContext) => Form;
  readonly build: (context: LineContext, values: FormValues<Form>, keys: Keys) => Result<Filled, Wrong>;
  /** It says what is there now, and cannot have happened earlier. */
  readonly isNow?: true;
  /** It says what is gone already: entered whatever the clock of the device shows. */
  readonly isGone?: true;
};

/** Declares a form, with its answers typed where it is built from them. */
export const lineForm = <F extends Form>(of: {
  readonly title: string;
  readonly intro: string;
  readonly isNow?: true;
  readonly isGone?: true;
  readonly fields: (context: LineContext) => F;
  readonly build: (context: LineContext, values: FormValues<F>, keys: Keys) => Result<Filled, Wrong>;
}): LineForm => ({
  ...of,
  build: (context, values, keys) => of.build(context, values as FormValues<F>, keys),
});

/** A quantity with its unit; nothing only where that can be. */
export const quantity = (
  label: string,
  product: ClinicProduct,
  more: { readonly hint?: string; readonly mayBeNothing?: true } = {},
): Field<Micrograms> => ({
  draw: "day",
  label,
  hint: more.hint ?? `With its unit: ${unitsOf(product)}. This book is of ${strengthWords(product)}`,
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { error: "Enter how much, with its unit" };
    const read = readQuantity(given, product);
    if (!read.ok) return { error: sayQuantity(read.refusal) };
    return read.value === 0 && !more.mayBeNothing
      ? { error: sayQuantity({ code: "nothing" }) }
      : { value: read.value };
  },
});

/** One line in the book of the form. */
export const one = (
  { book }: LineContext,
  { key }: Keys,
  kind: Line["kind"],
  quantityIs: Micrograms,
  details: Details,
  more: Partial<Line> = {},
): Filled => ({ lines: [{ book: book.id, key, kind, quantity: quantityIs, details, ...more }] });

/** Whether it is a whole number of ampoules or vials, where that is what it comes in. */
export const isWhole = ({ strength }: ClinicProduct, micrograms: Micrograms): boolean =>
  strength.per === "ml" || micrograms % strength.micrograms === 0;
export const NOT_WHOLE = "That is no whole number of them. Enter what is there, unopened and opened apart";
