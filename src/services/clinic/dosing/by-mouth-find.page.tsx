import { BackLink, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, refuse } from "../../../kernel/result.ts";
import { londonDay } from "../../../kernel/time.ts";
import { asksForSomething, readFind } from "../../../record/person/find-rules.ts";
import { PersonLine } from "../../../record/person/found-list.tsx";
import { type Found, findPeople, MOST_FOUND } from "../../../record/person/store-find.ts";
import { Title } from "../../../web/layout.tsx";
import { page } from "../../../web/page.ts";
import { BookId } from "../register/index.ts";
import { BookHeading } from "../register/register-parts.tsx";
import { booksByMouth } from "./by-mouth-store.ts";

type Looked = { readonly found: readonly Found[]; readonly more: boolean };

/** From a book of what is taken by mouth: finds for whom a dose is booked, among those whom the reader may see. */
export const findForByMouth = page({
  path: "/register/books/:book/dose-by-mouth",
  allow: "dose",
  params: z.object({ book: BookId.schema }),
  query: z.object({ find: z.string().max(300).optional() }),
  load: async (tx, { params, query, now }) => {
    const book = (await booksByMouth(tx)).find(({ id }) => id === params.book);
    if (!book) return refuse({ code: "not-there" as const });
    const typed = (query.find ?? "").trim();
    const wanted = readFind(typed, londonDay(now).year);
    const looked: Looked | undefined = asksForSomething(wanted) ? await findPeople(tx, wanted) : undefined;
    return accept({ book, typed, looked });
  },
  view: ({ book, typed, looked }, { now }) => ({
    title: "For whom was the dose by mouth?",
    body: (
      <>
        <BackLink href={`/register/books/${book.id}`}>Back to the book</BackLink>
        <Title caption="Controlled-drug register">For whom was the dose by mouth?</Title>
        <BookHeading book={book} />
        <SearchBox typed={typed} />
        {looked ? (
          <FoundHere book={book.id} looked={looked} today={londonDay(now)} />
        ) : typed === "" ? null : (
          <InsetText>Type more of their name, or their date of birth.</InsetText>
        )}
      </>
    ),
  }),
});

const SearchBox = ({ typed }: { readonly typed: string }): ReactElement => (
  <search className="find-box no-print">
    <form method="get">
      <label className="nhsuk-label nhsuk-label--s" htmlFor="find-here">
        Find the person
      </label>
      <p className="nhsuk-hint" id="find-hint">
        Any part of a name, a date of birth like 3/4/1985, or an NHS number.
      </p>
      <div className="find-box__row">
        <input
          className="nhsuk-input"
          id="find-here"
          name="find"
          type="text"
          inputMode="search"
          autoComplete="off"
          aria-describedby="find-hint"
          defaultValue={typed}
        />
        <button type="submit" className="nhsuk-button">
          Find
        </button>
      </div>
    </form>
  </search>
);

function FoundHere(props: {
  readonly book: BookId;
  readonly looked: Looked;
  readonly today: Temporal.PlainDate;
}): ReactElement {
  const { book, looked, today } = props;
  if (looked.found.length === 0)
    return (
      <InsetText>
        Nobody you may see matches. Try fewer letters, another spelling, or a date of birth. Whoever is not in
        treatment with your clinic is not found here until a stay of theirs is open.
      </InsetText>
    );
  return (
    <>
      {looked.more ? <p>The first {MOST_FOUND} are shown. Add a name or a date of birth.</p> : null}
      <ul className="person-list" data-list>
        {looked.found.map(({ identity }) => (
          <PersonLine key={identity.id} identity={identity} today={today}>
            <a href={`/people/${identity.id}/dose-by-mouth?book=${book}`}>Book a dose by mouth</a>
          </PersonLine>
        ))}
      </ul>
    </>
  );
}
