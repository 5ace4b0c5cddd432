import { BodyText, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { csvRow } from "../../kernel/csv.ts";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import { LinesTable, Totals } from "./log-tables.tsx";
import { sayWhat } from "./messages.ts";
import { lately, placeAfter, readFilter, readPlace, TOTAL_DAYS, WHATS } from "./rules.ts";
import { sealingStands } from "./seal-store.ts";
import { Seals } from "./seals-shown.tsx";
import { type Line, linesOf, type Total, totalsOf } from "./store.ts";
import { whoLookedPage } from "./who-looked.page.tsx";

const QUERY = z.object({
  who: z.string().optional(),
  day: z.string().optional(),
  what: z.string().optional(),
  person: PersonId.schema.optional(),
  after: z.string().optional(),
});
type Query = z.infer<typeof QUERY>;

/** Lines on one page. */
const PAGE = 100;
/** Lines in one file; a longer log is taken day by day. */
const MOST_IN_FILE = 50_000;

type Log = {
  readonly lines: readonly Line[];
  readonly more: boolean;
  readonly totals: readonly Total[];
  readonly notUnderstood: readonly string[];
  readonly seals: Awaited<ReturnType<typeof sealingStands>>;
};

async function loadLog(tx: Tx, query: Query, now: Instant): Promise<Result<Log, NotThere>> {
  const { filter, notUnderstood } = readFilter(query, query.person);
  // Reading the log is itself a read of whoever's lines were asked for.
  tx.log({
    what: "read",
    about: "access log",
    people: query.person ? [query.person] : [],
    basis: "governance",
  });
  const lines = await linesOf(tx, filter, readPlace(query.after), PAGE + 1);
  const totals = await totalsOf(tx, filter.from ? filter : { ...filter, ...lately(now) });
  const seals = await sealingStands(tx);
  return accept({ lines: lines.slice(0, PAGE), more: lines.length > PAGE, totals, notUnderstood, seals });
}

/** The address of the log with these choices; what is empty is left out. */
function addressOf(query: Query, change: Partial<Query> = {}, path = "/access"): string {
  const entries = Object.entries({ ...query, ...change }).filter(([, value]) => value);
  const asked = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
  return asked === "" ? path : `${path}?${asked}`;
}

const logPage = page({
  path: "/access",
  allow: "access-log:read",
  query: QUERY,
  load: (tx, { query, now }) => loadLog(tx, query, now),
  view: (log, { query }) => ({
    title: "Access log",
    wide: true,
    body: (
      <>
        <Title>Access log</Title>
        <BodyText>
          Every look at a record and every change, written in the same moment as the look or change itself;
          and who signed in or failed to, whose way in changed and what was refused. That a page about nobody
          was opened stands here too, when it is chosen under “What was done”. Nothing here can be changed. A
          page that was left open and asked again by itself says so. People are shown by a short form of their
          record's id, never by name. <a href="/access/patterns">Unusual patterns of access</a>
        </BodyText>
        <Filters query={query} notUnderstood={log.notUnderstood} />
        {query.person ? <OnePerson query={query} person={query.person} /> : null}
        {log.lines.length === 0 ? (
          <InsetText>
            <p>No lines. A line appears here each time someone opens, lists, searches or changes a record.</p>
          </InsetText>
        ) : (
          <LinesTable
            lines={log.lines}
            caption={`${counted(log.lines.length, "line")}${log.more ? " on this page" : ""}, newest first`}
            whoAddress={(line) =>
              line.username ? addressOf(query, { who: line.username, after: undefined }) : undefined
            }
            personAddress={(person) => addressOf(query, { person, after: undefined })}
          />
        )}
        <BodyText className="no-print log-foot">
          {log.more ? (
            <a href={addressOf(query, { after: lastPlace(log.lines) })}>Older lines</a>
          ) : query.after ? (
            <a href={addressOf(query, { after: undefined })}>Newest lines</a>
          ) : null}
          <a href={addressOf(query, { after: undefined }, "/access.csv")}>Download as CSV</a>
        </BodyText>
        <Totals
          totals={log.totals}
          caption={query.day ? `By agency, ${query.day}` : `By agency, the last ${TOTAL_DAYS} days`}
        />
        <Seals seals={log.seals} />
      </>
    ),
  }),
});

function lastPlace(lines: readonly Line[]): string | undefined {
  const last = lines.at(-1);
  return last && placeAfter(last);
}

function Filters({ query, notUnderstood }: { query: Query; notUnderstood: readonly string[] }): ReactElement {
  return (
    <>
      <form action="/access" method="get" className="filters">
        <div>
          <label htmlFor="who">User name</label>
          <input className="nhsuk-input" id="who" name="who" defaultValue={query.who} autoComplete="off" />
        </div>
        <div>
          <label htmlFor="day">Day</label>
          <input
            className="nhsuk-input"
            id="day"
            name="day"
            defaultValue={query.day}
            placeholder="27/3/2026"
            autoComplete="off"
          />
        </div>
        <div>
          <label htmlFor="what">What was done</label>
          <select className="nhsuk-select" id="what" name="what" defaultValue={query.what ?? ""}>
            <option value="">Anything, but not what is about nobody</option>
            {WHATS.map((what) => (
              <option key={what} value={what}>
                {sayWhat(what)}
              </option>
            ))}
          </select>
        </div>
        {query.person ? <input type="hidden" name="person" value={query.person} /> : null}
        <button type="submit" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
          Show
        </button>
        <a href="/access">Show all</a>
      </form>
      {notUnderstood.map((typed) => (
        <InsetText key={typed}>
          <p>“{typed}” is not a day, so every day is shown. Enter it like 27/3/2026.</p>
        </InsetText>
      ))}
    </>
  );
}

function OnePerson({ query, person }: { query: Query; person: PersonId }): ReactElement {
  return (
    <BodyText className="no-print">
      Lines about one record. <a href={`/people/${person}/who-looked`}>Who looked at it, in full</a> ·{" "}
      <a href={addressOf(query, { person: undefined, after: undefined })}>Everyone</a>
    </BodyText>
  );
}

const filePage = page({
  path: "/access.csv",
  allow: "access-log:read",
  query: QUERY,
  load: async (tx, { query }) => {
    const { filter } = readFilter(query, query.person);
    const people = query.person ? [query.person] : [];
    tx.log({ what: "downloaded", about: "access log", people, basis: "governance" });
    return accept(await linesOf(tx, filter, undefined, MOST_IN_FILE));
  },
  view: (lines) => ({
    type: "text/csv; charset=utf-8",
    fileName: "access-log.csv",
    body: [
      csvRow([
        "at",
        "user name",
        "name",
        "role",
        "agency",
        "what",
        "about",
        "page",
        "basis",
        "by itself",
        "records",
      ]),
      ...lines.map((line) =>
        csvRow([
          line.at.toString(),
          line.username,
          line.staffName,
          line.roleName,
          line.agencyName,
          line.what,
          line.about,
          line.route,
          line.basis,
          line.byItself ? "yes" : "no",
          line.people.join(" "),
        ]),
      ),
    ].join(""),
  }),
});

/** The access log for the information-governance lead, as a page and as a file; and who looked at one record. */
export const accessLogRoutes: readonly Route[] = [logPage, filePage, whoLookedPage];
