import { BodyText, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept } from "../../kernel/result.ts";
import { fromNow, type Instant, londonDay, longDateTime } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { asksForSomething, readFind, type Wanted } from "./find-rules.ts";
import { PersonLine } from "./found-list.tsx";
import { sayMatched, sayMistyped, sayWanted } from "./messages.ts";
import { type Found, findPeople, MOST_FOUND, type Recent, recentPeople } from "./store-find.ts";

const MOST_RECENT = 20;

type Search = {
  readonly typed: string;
  readonly mayRegister: boolean;
  readonly mayOpen: boolean;
  readonly wanted: Wanted;
  readonly result?: { readonly found: readonly Found[]; readonly more: boolean };
  readonly recent?: readonly Recent[];
};

/** Find a person: one box, and below it what was found, or those opened lately when nothing was typed. */
export const findPage = page({
  path: "/people",
  allow: "person:find",
  query: z.object({ find: z.string().max(300).optional() }),
  load: async (tx, { query, now }) => {
    const typed = (query.find ?? "").trim();
    const wanted = readFind(typed, londonDay(now).year);
    const mayRegister = tx.asking.may.includes("person:register");
    const base = { typed, wanted, mayRegister, mayOpen: tx.asking.may.includes("emergency:open") };
    if (typed === "") return accept<Search>({ ...base, recent: await recentPeople(tx, MOST_RECENT) });
    if (!asksForSomething(wanted)) return accept<Search>(base);
    return accept<Search>({ ...base, result: await findPeople(tx, wanted) });
  },
  view: (search, { now }) => ({
    title: search.typed === "" ? "People" : "Search results",
    body: (
      <>
        <Title>People</Title>
        <SearchBox typed={search.typed} />
        {search.result ? <Results search={search} result={search.result} now={now} /> : null}
        {search.typed !== "" && !search.result ? <NotRead search={search} /> : null}
        {search.recent ? <Lately recent={search.recent} now={now} /> : null}
        {search.mayRegister ? <RegisterInstead search={search} /> : null}
        {search.mayOpen ? (
          <p className="no-print">
            Is somebody in danger whose record you cannot see? <a href="/emergency">Emergency access</a>
          </p>
        ) : null}
      </>
    ),
  }),
});

function SearchBox({ typed }: { typed: string }): ReactElement {
  return (
    <search className="find-box no-print">
      <form action="/people" method="get">
        <label className="nhsuk-label nhsuk-label--s" htmlFor="find-here">
          Find a person
        </label>
        <p className="nhsuk-hint" id="find-hint">
          Any part of a name, in any order, spelt as well as you can; a date of birth like 3/4/1985; or an
          NHS, PNC, prison or CRO number in any spacing.
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
}

type Shown = { search: Search; result: NonNullable<Search["result"]>; now: Instant };

function Results({ search, result, now }: Shown): ReactElement {
  const { found, more } = result;
  if (found.length === 0) {
    return (
      <InsetText>
        <p>
          Nobody you may see matches <strong>{sayWanted(search.wanted)}</strong>. People appear here once your
          agency has registered them, opened an episode, or been offered a handover.
        </p>
        <p>Try fewer letters, another spelling, or a number.</p>
      </InsetText>
    );
  }
  const people = found.length === 1 ? "1 person" : `${found.length} people`;
  return (
    <section aria-labelledby="results">
      <div role="status">
        <h2 id="results" className="nhsuk-heading-s">
          {more ? `The first ${MOST_FOUND} people` : people} for {sayWanted(search.wanted)}, closest match
          first
        </h2>
      </div>
      {more ? <BodyText>There are more. Add a name, a date of birth or a number.</BodyText> : null}
      <ul className="person-list" data-list>
        {found.map(({ identity, matched }) => (
          <PersonLine key={identity.id} identity={identity} today={londonDay(now)}>
            <span className="person-line__why">{sayMatched(matched)}</span>
          </PersonLine>
        ))}
      </ul>
    </section>
  );
}

function NotRead({ search }: { search: Search }): ReactElement {
  return (
    <InsetText>
      <p>
        {search.wanted.mistyped
          ? sayMistyped(search.wanted.mistyped)
          : "Type at least one letter, a date or a number."}
      </p>
    </InsetText>
  );
}

function Lately({ recent, now }: { recent: readonly Recent[]; now: Instant }): ReactElement {
  if (recent.length === 0) {
    return (
      <InsetText>
        The people whose records you open are listed here, the latest first, so that you can go back to them.
      </InsetText>
    );
  }
  return (
    <section aria-labelledby="lately">
      <h2 id="lately" className="nhsuk-heading-s">
        {recent.length === 1 ? "1 person" : `${recent.length} people`} you opened lately, the latest first
      </h2>
      <ul className="person-list" data-list>
        {recent.map(({ identity, at }) => (
          <PersonLine key={identity.id} identity={identity} today={londonDay(now)}>
            <span className="person-line__why">
              Opened <time title={longDateTime(at)}>{fromNow(at, now)}</time> ({longDateTime(at)})
            </span>
          </PersonLine>
        ))}
      </ul>
    </section>
  );
}

function RegisterInstead({ search }: { search: Search }): ReactElement {
  const words = search.result && !search.wanted.number ? search.wanted.name : "";
  const address = words === "" ? "/people/register" : `/people/register?name=${encodeURIComponent(words)}`;
  return (
    <p className="no-print find-register">
      {search.result ? "Not listed? " : ""}
      <a className="nhsuk-button nhsuk-button--secondary" href={address}>
        Register a person
      </a>{" "}
      <a className="nhsuk-button nhsuk-button--secondary" href="/referrals">
        Take a referral
      </a>
    </p>
  );
}
