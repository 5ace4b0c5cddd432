import type { ReactElement } from "react";
import { z } from "zod";
import { accept, refuse } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { Title } from "../../../web/layout.tsx";
import { page } from "../../../web/page.ts";
import { BookId } from "./line.ts";
import { linesBetween, type StandingLine } from "./lines-store.ts";
import { bothWords, headingOf } from "./quantity-rules.ts";
import { partyOf, sayFrom, saysOf } from "./register-parts.tsx";
import { type Book, bookOf } from "./store.ts";

const params = z.object({ book: BookId.schema });
const number = z.coerce.number().int().min(1).max(1_000_000_000);
const MOST_PRINTED = 500;

/** Pages of a book as the law lays them out, to be printed or kept, a heading on each sheet. */
export const printPage = page({
  path: "/register/books/:book/print",
  allow: "register:read",
  params,
  query: z.object({ from: number.optional().catch(undefined), to: number.optional().catch(undefined) }),
  load: async (tx, { params: { book: id }, query }) => {
    const book = await bookOf(tx, id);
    if (!book) return refuse({ code: "not-there" });
    const to = Math.min(query.to ?? book.lines, book.lines);
    const from = Math.max(query.from ?? 1, to - MOST_PRINTED + 1, 1);
    return accept({ book, from, to, lines: await linesBetween(tx, id, from, to) });
  },
  view: ({ book, from, to, lines }) => ({
    title: `Register: ${headingOf(book.product)}`,
    wide: true,
    body: (
      <div className="register-sheet">
        <Title caption={`Lines ${from} to ${to} of ${book.lines}`}>Register of controlled drugs</Title>
        <form className="no-print narrow" method="get">
          <label htmlFor="from">From line</label>{" "}
          <input
            id="from"
            name="from"
            className="nhsuk-input nhsuk-input--width-5"
            defaultValue={String(from)}
          />{" "}
          <label htmlFor="to">to line</label>{" "}
          <input id="to" name="to" className="nhsuk-input nhsuk-input--width-5" defaultValue={String(to)} />{" "}
          <button className="nhsuk-button nhsuk-button--small" type="submit">
            Show
          </button>
        </form>
        <Sheet book={book} lines={lines} />
        {to === book.lines && book.head ? (
          <p>
            Head after line {book.lines}: <span className="head-hash">{book.head}</span>
          </p>
        ) : null}
      </div>
    ),
  }),
});

const HEADS = [
  "Line",
  "Date and time",
  "Name and address from whom received or to whom supplied",
  "Authority to possess: prescriber or licence holder",
  "Person collecting; proof of identity asked / shown",
  "Quantity obtained",
  "Quantity supplied",
  "Balance",
  "What else; corrections",
  "Signed by two",
] as const;

function Sheet({
  book,
  lines,
}: {
  readonly book: Book;
  readonly lines: readonly StandingLine[];
}): ReactElement {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is moved along by keyboard
    <section className="table-scroll" tabIndex={0} aria-label="Pages of the register">
      <table className="nhsuk-table">
        <thead>
          <tr>
            <th colSpan={HEADS.length} scope="colgroup">
              {book.product.drugClass}. {headingOf(book.product)}. {book.agency}, {book.premises},{" "}
              {book.address}
            </th>
          </tr>
          <tr>
            {HEADS.map((words) => (
              <th key={words} scope="col">
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.seq}>
              {cellsOf(line, book).map((cell, place) => (
                <td key={HEADS[place]}>
                  {line.correctedBy.length > 0 && place > 0 && place < 7 ? <s>{cell}</s> : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function cellsOf(line: StandingLine, book: Book): readonly string[] {
  const { details, kind, quantity } = line;
  const isDose = kind === "administer";
  const note = [
    saysOf(line),
    line.corrects ? `Correction of line ${line.corrects}, ${longDateTime(line.enteredAt)}` : "",
    line.correctedBy.length + line.notedBy.length > 0
      ? `See line ${[...line.correctedBy, ...line.notedBy].toSorted((a, b) => a - b).join(", ")}`
      : "",
  ];
  return [
    String(line.seq),
    longDateTime(line.happenedAt),
    partyOf(line, book.agency),
    isDose ? `${String(details.prescriber)}, ${String(details.authority)}` : "",
    isDose ? `Patient; asked ${yesNo(details.id_asked)}, shown ${yesNo(details.id_shown)}` : "",
    quantity > 0 ? bothWords(book.product, quantity) : "",
    quantity < 0 ? bothWords(book.product, -quantity) : "",
    bothWords(book.product, line.balance),
    note.filter((words) => words !== "").join(". "),
    `${line.firstAs}; ${line.secondAs}. ${sayFrom(line.from)}`,
  ];
}

const yesNo = (value: unknown): string => (value === true ? "Y" : value === false ? "N" : "not written down");
