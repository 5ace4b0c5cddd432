import { BodyText, Button, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept } from "../../kernel/result.ts";
import { longDateTime, shortDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { type Listed, publishedTables, type Waiting, waitingDrafts } from "./list-store.ts";

const LONGEST_SEARCH = 100;

/** Every published table, and for those who prepare or approve the drafts that wait. */
export const releasesPage = page({
  path: "/releases",
  allow: "release:read",
  load: async (tx, { query }) => {
    const find = (query.find ?? "").trim().slice(0, LONGEST_SEARCH);
    const { may } = tx.asking;
    const decides = may.includes("release:prepare") || may.includes("release:approve");
    return accept({
      find,
      tables: await publishedTables(tx, find),
      waiting: decides ? await waitingDrafts(tx) : undefined,
      prepares: may.includes("release:prepare"),
    });
  },
  view: ({ find, tables, waiting, prepares }) => ({
    title: "Published tables",
    body: (
      <>
        <Title>Published tables</Title>
        <BodyText>
          Tables that left, each signed by two people. Small numbers in them are kept back or rounded. A newer
          version says what it restates; those before it stay to be read.
        </BodyText>
        {prepares ? (
          <Button href="/releases/new" className="no-print">
            Prepare a table
          </Button>
        ) : null}
        {waiting ? <WaitingDrafts waiting={waiting} /> : null}
        <h2 className="nhsuk-heading-m">Published</h2>
        <Search find={find} />
        <Tables tables={tables} find={find} />
      </>
    ),
  }),
});

function Search({ find }: { readonly find: string }): ReactElement {
  return (
    <form className="filters no-print" action="/releases" method="get">
      <div>
        <label htmlFor="find-table">Words of the title, definition or source</label>
        <input
          className="nhsuk-input"
          id="find-table"
          name="find"
          type="search"
          defaultValue={find}
          maxLength={LONGEST_SEARCH}
          autoComplete="off"
        />
      </div>
      <Button secondary type="submit">
        Find tables
      </Button>
    </form>
  );
}

function Tables({
  tables,
  find,
}: {
  readonly tables: readonly Listed[];
  readonly find: string;
}): ReactElement {
  if (tables.length === 0)
    return (
      <InsetText>
        <p>
          {find
            ? `No published table has “${find}” in its title, definition or source.`
            : "Nothing is published yet. Tables stand here once two people have signed them."}
        </p>
      </InsetText>
    );
  return (
    <table className="nhsuk-table rows-as-cards" data-list>
      <caption className="nhsuk-table__caption nhsuk-table__caption--s">
        {counted(tables.length, "table")}, the newest first
      </caption>
      <thead>
        <tr>
          <th scope="col">Table</th>
          <th scope="col">What</th>
          <th scope="col">Period</th>
          <th scope="col">Published</th>
        </tr>
      </thead>
      <tbody>
        {tables.map((one) => (
          <tr key={one.table_number}>
            <td data-label="Table">
              {one.table_number}, version {one.version}
            </td>
            <td data-label="What">
              <a href={`/releases/${one.table_number}`} data-item>
                {one.title}
              </a>
              {one.withdrawn ? " (withdrawn)" : one.restated ? " (restated)" : ""}
            </td>
            <td data-label="Period">
              {shortDate(one.from_on)} to {shortDate(one.to_on)}
            </td>
            <td data-label="Published">{longDateTime(one.published_at)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function WaitingDrafts({ waiting }: { readonly waiting: readonly Waiting[] }): ReactElement {
  return (
    <section className="no-print">
      <h2 className="nhsuk-heading-m">To be signed</h2>
      {waiting.length === 0 ? (
        <BodyText>No draft waits. What somebody prepares stands here until two have signed it.</BodyText>
      ) : (
        <ul className="nhsuk-list">
          {waiting.map((one) => (
            <li key={one.id}>
              <a href={`/releases/drafts/${one.id}`} data-item>
                {one.title}
              </a>
              , table {one.table_number}, version {one.version}: prepared by {one.prepared_by} on{" "}
              {longDateTime(one.prepared_at)},{" "}
              {one.signed ? "waits for its second signature" : "not signed yet"}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
