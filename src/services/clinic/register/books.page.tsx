import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept } from "../../../kernel/result.ts";
import { fromNow, type Instant, longDateTime } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { minutesOf, PARAMETERS } from "../../../record/parameters.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { Title } from "../../../web/layout.tsx";
import { page } from "../../../web/page.ts";
import { type Difference, openDifferences, releaseOf } from "./difference-store.ts";
import type { BookId } from "./line.ts";
import type { OnTheWay } from "./line-form.ts";
import { lastCounts, onTheWayTo } from "./lines-store.ts";
import { bothWords, headingOf } from "./quantity-rules.ts";
import { sayWaiting } from "./register-parts.tsx";
import { allBooks, type Book } from "./store.ts";
import { type Waiting, waitingLines } from "./waiting-store.ts";

type Shelf = {
  readonly books: readonly Book[];
  readonly counts: ReadonlyMap<BookId, Instant>;
  readonly waiting: readonly Waiting[];
  readonly differences: readonly Difference[];
  readonly onTheWay: readonly { readonly to: Book; readonly one: OnTheWay }[];
  readonly may: readonly string[];
};

async function load(tx: Tx): Promise<Shelf> {
  tx.log({ what: "visited", about: "register", people: [] });
  const books = await allBooks(tx);
  const onTheWay = [];
  for (const to of books) for (const one of await onTheWayTo(tx, to.id)) onTheWay.push({ to, one });
  return {
    books,
    onTheWay,
    counts: await lastCounts(tx),
    waiting: await waitingLines(tx),
    differences: await openDifferences(tx),
    may: tx.asking.may,
  };
}

/** The register: every book with its balance, what waits for a second signature, and what does not agree. */
export const booksPage = page({
  path: "/register",
  allow: "register:read",
  load: async (tx) => accept(await load(tx)),
  view: (shelf, { now }) => ({
    title: "Register",
    live: true,
    body: (
      <>
        <Title>Controlled-drug register</Title>
        <WaitingList waiting={shelf.waiting} keeps={shelf.may.includes("register:keep")} now={now} />
        <DifferenceList differences={shelf.differences} books={shelf.books} now={now} />
        <OnTheWayList onTheWay={shelf.onTheWay} keeps={shelf.may.includes("register:keep")} now={now} />
        <Books shelf={shelf} now={now} />
        <Elsewhere may={shelf.may} />
      </>
    ),
  }),
});

const WAITS_MINUTES = minutesOf(PARAMETERS["sign-a-waiting-line"]);
const ARRIVE_MINUTES = minutesOf(PARAMETERS["receive-a-transfer"]);
const COUNT_MINUTES = minutesOf(PARAMETERS["count-stock-every"]);

type WaitingListProps = {
  readonly waiting: readonly Waiting[];
  readonly keeps: boolean;
  readonly now: Instant;
};

function WaitingList({ waiting, keeps, now }: WaitingListProps): ReactElement {
  return (
    <>
      <h2 className="nhsuk-heading-m">Waiting for a second signature ({waiting.length})</h2>
      {waiting.length === 0 ? (
        <p>Nothing waits. What one person has filled in and signed stands here until a second signs it.</p>
      ) : (
        <ul className="lines" data-list>
          {waiting.map((one) => (
            <li key={one.line.key} className="lines__line">
              <span className="lines__what">
                {keeps ? (
                  <a href={`/register/waiting/${one.line.key}`} data-item>
                    {sayWaiting(one)}
                  </a>
                ) : (
                  sayWaiting(one)
                )}
                {one.mismatches > 0 ? (
                  <>
                    {" "}
                    <Tag color="orange">{counted(one.mismatches, "entry", "entries")} did not agree</Tag>
                  </>
                ) : null}
              </span>
              <span className="lines__when">
                {fromNow(one.since, now)}
                {now.since(one.since).total("minutes") > WAITS_MINUTES ? (
                  <>
                    {" "}
                    <Tag color="orange">Late</Tag>
                  </>
                ) : null}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

type DifferenceListProps = {
  readonly differences: readonly Difference[];
  readonly books: readonly Book[];
  readonly now: Instant;
};

function DifferenceList({ differences, books, now }: DifferenceListProps): ReactElement | null {
  if (differences.length === 0) return null;
  return (
    <>
      <h2 className="nhsuk-heading-m">Does not agree ({differences.length})</h2>
      <ul className="lines" data-list>
        {differences.map((one) => {
          const book = books.find(({ id }) => id === one.book);
          return book ? (
            <li key={one.id} className="lines__line">
              <span className="lines__what">
                <a href={`/register/differences/${one.id}`} data-item>
                  {headingOf(book.product)}, {book.premises}: {sayDifference(one, book)}
                </a>
                {releaseOf(one) ? (
                  <>
                    {" "}
                    <Tag color="orange">Released, not explained</Tag>
                  </>
                ) : null}
              </span>
              <span className="lines__when">{fromNow(one.openedAt, now)}</span>
            </li>
          ) : null;
        })}
      </ul>
    </>
  );
}

/** What left other premises and was not counted here yet. */
function OnTheWayList({
  onTheWay,
  keeps,
  now,
}: Pick<Shelf, "onTheWay"> & { readonly keeps: boolean; readonly now: Instant }): ReactElement | null {
  if (onTheWay.length === 0) return null;
  return (
    <>
      <h2 className="nhsuk-heading-m">On the way ({onTheWay.length})</h2>
      <ul className="lines" data-list>
        {onTheWay.map(({ to, one }) => (
          <li key={one.key} className="lines__line">
            <span className="lines__what">
              {headingOf(to.product)}, from {one.from} (their line {one.seq}) to {to.premises}.{" "}
              {keeps ? (
                <a href={`/register/books/${to.id}/enter/transfer-in`} data-item>
                  Enter what arrived
                </a>
              ) : null}
              {now.since(one.since).total("minutes") > ARRIVE_MINUTES ? (
                <>
                  {" "}
                  <Tag color="orange">Late</Tag>
                </>
              ) : null}
            </span>
            <span className="lines__when">{fromNow(one.since, now)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What does not agree, in words. */
export function sayDifference({ because, difference }: Difference, { product }: Book): string {
  const amount = bothWords(product, Math.abs(difference));
  if (because === "pending")
    return `a line is kept beside the book, whose balance would be ${amount} below zero`;
  return `${amount} ${difference > 0 ? "over" : "short"} at a count`;
}

function Books({
  shelf: { books, counts, differences },
  now,
}: {
  readonly shelf: Shelf;
  readonly now: Instant;
}): ReactElement {
  if (books.length === 0)
    return (
      <InsetText>
        No book yet. A book is begun for each drug, form and strength at each premises, and opened with the
        stock that two people count.
      </InsetText>
    );
  return (
    <DataTable
      caption={`Books (${books.length}), by premises and drug`}
      heads={[
        { words: "Book" },
        { words: "Premises" },
        { words: "Balance", numeric: true },
        { words: "Lines", numeric: true },
        { words: "Last counted" },
      ]}
      rows={books.map((book) => ({
        key: book.id,
        cells: [
          <a key="book" href={`/register/books/${book.id}`}>
            {headingOf(book.product)}
          </a>,
          book.premises,
          book.balance === undefined ? "not opened" : bothWords(book.product, book.balance),
          String(book.lines),
          <Counted
            key="counted"
            at={counts.get(book.id)}
            now={now}
            differences={differences.filter((one) => one.book === book.id)}
          />,
        ],
      }))}
    />
  );
}

type CountedProps = {
  readonly at: Instant | undefined;
  readonly now: Instant;
  readonly differences: readonly Difference[];
};

function Counted({ at, now, differences }: CountedProps): ReactElement {
  if (!at) return <>never</>;
  const isDue = now.since(at).total("minutes") > COUNT_MINUTES;
  return (
    <>
      {fromNow(at, now)} ({longDateTime(at)}) {isDue ? <Tag color="orange">Count due</Tag> : null}
      {differences.some((one) => !releaseOf(one)) ? (
        <Tag color="red">Does not agree: frozen</Tag>
      ) : differences.length > 0 ? (
        <Tag color="orange">Does not agree: released</Tag>
      ) : null}
    </>
  );
}

function Elsewhere({ may }: { readonly may: readonly string[] }): ReactElement {
  const links: readonly (readonly [string, string, boolean])[] = [
    ["/register/balance", "Balance of the day", true],
    ["/register/keys", "Keys", true],
    ["/register/requisitions", "Requisitions", true],
    ["/register/returns", "Brought back by patients", true],
    ["/register/incidents", "Incidents and the quarterly report", true],
    ["/register/oversight", "What the accountable officer looks at", true],
    ["/register/session-incidents", "Incidents at sessions", may.includes("register:oversee")],
    ["/register/authorities", "Authorities to destroy", true],
    ["/register/checkpoints", "Checkpoints", true],
    ["/register/begin", "Begin a book", may.includes("register:keep")],
  ];
  return (
    <ul className="nhsuk-list no-print">
      {links.flatMap(([href, words, is]) =>
        is ? (
          <li key={href}>
            <a href={href}>{words}</a>
          </li>
        ) : (
          []
        ),
      )}
    </ul>
  );
}
