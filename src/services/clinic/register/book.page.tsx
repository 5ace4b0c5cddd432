import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { grouped } from "../../../kernel/words.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { Title } from "../../../web/layout.tsx";
import { type NotThere, page } from "../../../web/page.ts";
import { isInjected } from "../products.ts";
import { standsAgainstIssue } from "./actions.ts";
import { authoritiesToday } from "./authority-store.ts";
import { BookId } from "./line.ts";
import type { LineContext } from "./line-form.ts";
import { type FormKind, formsFor, LINE_FORMS } from "./line-forms.ts";
import { linesOf, type StandingLine, stockIn } from "./lines-store.ts";
import type { RegisterRefusal } from "./messages.ts";
import { bothWords, headingOf } from "./quantity-rules.ts";
import {
  AtThePerson,
  BesideBalance,
  BookHeading,
  Quantity,
  SignedBy,
  What,
  When,
} from "./register-parts.tsx";
import { openRequisitions } from "./requisition-store.ts";
import { allBooks, type Book } from "./store.ts";

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
export const bookPage = page({
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
          <Acts book={book} forms={keeps ? formsFor(context) : []} />
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

/** What may be entered by whoever keeps the book; whoever reads it prints it and takes it out. */
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
      <a className="person-acts__one" href={`/register/books/${book.id}/export.jsonl`}>
        Take it out to be verified
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
