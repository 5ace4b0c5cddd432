import { BodyText, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, SIGNED_IN } from "../../web/page.ts";
import { LinesTable, Totals } from "./log-tables.tsx";
import { type Look, looksFrom, placeAfter, readPlace } from "./rules.ts";
import { type Line, linesOf, type Total, totalsOf } from "./store.ts";

/** Lines about one record on one page. */
const PAGE = 200;

/** Who opened or changed one record, and how often each agency did. */
export type WhoLooked = {
  readonly person: PersonId;
  readonly lines: readonly Line[];
  readonly more: boolean;
  readonly totals: readonly Total[];
};

/**
 * Who looked at one record: for the person it is about and the information-governance lead; not there for anyone else.
 * Lists in which the person merely appeared count in the totals and are not lines of their own.
 */
export async function loadWhoLooked(
  tx: Tx,
  person: PersonId,
  after: string | undefined,
): Promise<Result<WhoLooked, NotThere>> {
  const themselves = tx.asking.person_id === person;
  if (!themselves && !tx.asking.may.includes("access-log:read")) return refuse({ code: "not-there" });
  const basis = themselves ? "own record" : "governance";
  tx.log({ what: "read", about: "access log", people: [person], basis });
  const lines = await linesOf(tx, { person, openedOnly: true }, readPlace(after), PAGE + 1);
  const totals = await totalsOf(tx, { person });
  return accept({ person, lines: lines.slice(0, PAGE), more: lines.length > PAGE, totals });
}

/** Who looked at one record. The lead reads every line with its worker; the person reads agencies, roles and days. */
export const whoLookedPage = page({
  path: "/people/:person/who-looked",
  allow: SIGNED_IN,
  params: z.object({ person: PersonId.schema }),
  query: z.object({ after: z.string().optional() }),
  load: async (tx, { params, query }) => {
    const looked = await loadWhoLooked(tx, params.person, query.after);
    if (!looked.ok) return looked;
    return accept({ looked: looked.value, lead: tx.asking.may.includes("access-log:read") });
  },
  view: ({ looked, lead }) => ({
    title: "Who looked at this record",
    body: lead ? <ForTheLead looked={looked} /> : <ForThePerson looked={looked} />,
  }),
});

function ForTheLead({ looked }: { looked: WhoLooked }): ReactElement {
  return (
    <>
      <Title caption={`Record …${looked.person.slice(-6)}`}>Who looked at this record</Title>
      <Totals totals={looked.totals} caption="By agency, since the record was made" />
      {looked.lines.length === 0 ? (
        <InsetText>
          <p>Nobody has opened this record yet. Each opening and each change is a line here.</p>
        </InsetText>
      ) : (
        <LinesTable
          lines={looked.lines}
          caption={`${counted(looked.lines.length, "line")}${looked.more ? " on this page" : ""}, newest first`}
          whoAddress={(line) => line.username && `/access?who=${line.username}&person=${looked.person}`}
        />
      )}
      <Older looked={looked} at={`/people/${looked.person}/who-looked`} />
    </>
  );
}

/** The same for the person, in plain words. Their own visits are left out and counted. */
export function ForThePerson({ looked, at }: { looked: WhoLooked; at?: string }): ReactElement {
  const { looks, own } = looksFrom(looked.lines);
  return (
    <>
      <Title>Who has looked at my record</Title>
      <BodyText>
        Everyone who opens your record or changes it is written down here, with the day. You see the agency
        and the job of whoever looked. To ask for a name, or why they looked, ask any of your workers for the
        information governance lead.
      </BodyText>
      {looks.length === 0 ? (
        <InsetText>
          <p>Nobody but you has opened your record yet.</p>
        </InsetText>
      ) : (
        <>
          <BodyText className="nhsuk-u-margin-bottom-2">
            {counted(looks.length, "line")}, newest first. One line is one agency, one job, one day.
          </BodyText>
          <ul className="looked" data-list>
            {looks.map((look) => (
              <li key={`${look.day} ${look.agencyName} ${look.roleName}`}>
                <strong>{look.agencyName}</strong>
                {look.roleName ? `, ${look.roleName.toLowerCase()}` : ""}
                <span className="looked__when">{sayLook(look)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {own > 0 ? (
        <BodyText>{`You opened it yourself ${own === 1 ? "once" : `${own} times`}.`}</BodyText>
      ) : null}
      <Older looked={looked} at={at ?? `/people/${looked.person}/who-looked`} />
    </>
  );
}

function sayLook(look: Look): string {
  const often = look.times === 0 ? ", left open" : look.times === 1 ? "" : `, ${look.times} times`;
  return `${longDate(look.day)}${often}${look.changed ? "; added or changed something" : ""}`;
}

function Older({ looked, at }: { looked: WhoLooked; at: string }): ReactElement | null {
  const last = looked.lines.at(-1);
  if (!looked.more || !last) return null;
  return (
    <BodyText className="no-print">
      <a href={`${at}?after=${encodeURIComponent(placeAfter(last))}`}>Older</a>
    </BodyText>
  );
}
