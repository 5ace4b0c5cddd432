import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { grouped } from "../../../kernel/words.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { Title } from "../../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../../web/page.ts";
import { isInjected } from "../products.ts";
import { standsAgainstIssue } from "./actions.ts";
import { authoritiesToday } from "./authority-store.ts";
import { BookId } from "./line.ts";
import type { LineContext } from "./line-form.ts";
import { type FormKind, formsFor, LINE_FORMS } from "./line-forms.ts";
import { linesBetween, linesOf, type StandingLine, stockIn } from "./lines-store.ts";
import type { RegisterRefusal } from "./messages.ts";
import { bothWords, headingOf } from "./quantity-rules.ts";
import {
  AtThePerson,
  BesideBalance,
  BookHeading,
  partyOf,
  Quantity,
  SignedBy,
  sayFrom,
  saysOf,
  What,
  When,
} from "./register-parts.tsx";
import { openRequisitions } from "./requisition-store.ts";
import { allBooks, type Book, bookOf } from "./store.ts";

const LINES_A_PAGE = 50;
const params = z.object({ book: BookId.schema });
const number = z.coerce.number().int().min(1).max(1_000_000_000);

/** What a form of this book must know; undefined when the book is not there. */
export async function contextOf(tx: Tx, id: BookId): Promise<LineContext | undefined> {
  const books = await allBooks(tx);
  const book = books.find((one) => one.id === id);
  if (!book) return undefined;
  return {
    book,
    others: books.filter((one) => one.id !== id),
    authorities: await authoritiesToday(tx, book.premisesId),
    requisitions: await openRequisitions(tx, book),
    ...(await stockIn(tx, id)),
    me: tx.asking.staff_name ?? "",
  };
}

type OpenBook = {
  readonly context: LineContext;
  readonly lines: readonly StandingLine[];
  readonly stands: RegisterRefusal | undefined;
  readonly keeps: boolean;
  readonly gives: boolean;
};

async function load(tx: Tx, id: BookId, upTo: number): Promise<Result<OpenBook, NotThere>> {
  const context = await contextOf(tx, id);
  if (!context) return refuse({ code: "not-there" });
  tx.log({ what: "visited", about: "register", people: [] });
  return accept({
    context,
    lines: await linesOf(tx, id, upTo, LINES_A_PAGE),
    stands: await standsAgainstIssue(tx, id),
    keeps: tx.asking.may.includes("register:keep"),
    gives: tx.asking.may.includes("dose"),
  });
}

/** One book, the newest line first: nothing of it can be changed, and what corrects a line points at it. */
const bookPage = page({
  path: "/register/books/:book",
  allow: "register:read",
  params,
  query: z.object({ before: number.optional().catch(undefined) }),
  load: (tx, { params: { book }, query: { before } }) => load(tx, book, (before ?? 1_000_000_001) - 1),
  view: ({ context, lines, stands, keeps, gives }) => {
    const { book } = context;
    const oldest = lines.at(-1)?.seq ?? 1;
    return {
      title: headingOf(book.product),
      wide: true,
      live: true,
      body: (
        <>
          <Title caption="Controlled-drug register">
            {book.balance === undefined
              ? "Not opened yet"
              : `Balance ${bothWords(book.product, book.balance)}`}
          </Title>
          <BookHeading book={book} />
          <BesideBalance context={context} stands={stands} />
          {isInjected(book.product) ? null : <AtThePerson book={book} gives={gives} />}
          {keeps ? <Acts book={book} forms={formsFor(context)} /> : null}
          <Lines book={book} lines={lines} />
          {oldest > 1 ? (
            <p className="no-print">
              <a href={`?before=${oldest}`}>Lines before {oldest}</a>
            </p>
          ) : null}
          {book.head ? (
            <p>
              Head of the book after line {grouped(book.lines)}:{" "}
              <span className="head-hash">{book.head}</span>
            </p>
          ) : null}
        </>
      ),
    };
  },
});

function Acts({ book, forms }: { readonly book: Book; readonly forms: readonly FormKind[] }): ReactElement {
  return (
    <p className="person-acts no-print">
      {forms.map((kind) => (
        <a key={kind} className="person-acts__one" href={`/register/books/${book.id}/enter/${kind}`}>
          {LINE_FORMS[kind].title}
        </a>
      ))}
      <a className="person-acts__one" href={`/register/books/${book.id}/print`}>
        Print pages
      </a>
    </p>
  );
}

function Lines({
  book,
  lines,
}: {
  readonly book: Book;
  readonly lines: readonly StandingLine[];
}): ReactElement {
  if (lines.length === 0)
    return <InsetText>No line yet. The first is the opening stock, signed by two.</InsetText>;
  return (
    <div className="book-table">
      <DataTable
        caption={`Lines ${grouped(lines.at(-1)?.seq ?? 0)} to ${grouped(lines[0]?.seq ?? 0)} of ${grouped(book.lines)}, the newest first`}
        heads={[
          { words: "Line", numeric: true },
          { words: "When" },
          { words: "What" },
          { words: "Obtained", numeric: true },
          { words: "Supplied or gone", numeric: true },
          { words: "Balance", numeric: true },
          { words: "Signed by" },
        ]}
        rows={lines.map((line) => ({
          key: String(line.seq),
          cells: [
            String(line.seq),
            <When key="when" line={line} />,
            <What key="what" line={line} agency={book.agency} />,
            <Quantity key="in" line={line} product={book.product} shown={line.quantity > 0} />,
            <Quantity key="out" line={line} product={book.product} shown={line.quantity < 0} />,
            bothWords(book.product, line.balance),
            <SignedBy key="by" line={line} />,
          ],
        }))}
      />
    </div>
  );
}

const MOST_PRINTED = 500;

/** Pages of a book as the law lays them out, to be printed or kept, a heading on each sheet. */
const printPage = page({
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

/** A book, and its pages to be printed. */
export const bookRoutes: readonly Route[] = [bookPage, printPage];
