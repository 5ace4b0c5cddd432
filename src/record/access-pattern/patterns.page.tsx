import { BodyText, Details, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { capital, counted, grouped } from "../../kernel/words.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import { KINDS } from "./kinds.ts";
import { DaysBack, type Found, loadFound } from "./loading.ts";
import { lookIntoPage } from "./look-into.page.tsx";
import { linesAt, sayPattern, sayThreshold, sayUsual, sayWhose } from "./messages.ts";
import { keyOf, type Pattern } from "./rules.ts";
import { Spans } from "./spans.tsx";
import { workerPage } from "./worker.page.tsx";

/** Records named beside one pattern before it only says how many more there are. */
const MOST_NAMED = 5;

const patternsPage = page({
  path: "/access/patterns",
  allow: "access-log:read",
  query: z.object({ days: DaysBack }),
  load: async (tx, { query, now }) => accept(await loadFound(tx, query.days, now)),
  view: (found, { query }) => ({
    title: "Unusual patterns of access",
    body: (
      <>
        <Title>Unusual patterns of access</Title>
        <BodyText>
          What stands out in the access log, counted by the rules below. A pattern is a question to ask
          somebody, not a finding: there is often a good reason. People are shown by a short form of their
          record’s id.
        </BodyText>
        <Spans at="/access/patterns" days={query.days}>
          <a href="/access">Access log</a>
        </Spans>
        <WhatWasCounted found={found} />
        {found.open.length === 0 ? (
          <InsetText>
            <p>
              Nothing unusual that has not been looked into. {grouped(found.workers)} workers and{" "}
              {grouped(found.recordsOpened)} records were counted, for the {KINDS.length} patterns below.
            </p>
          </InsetText>
        ) : null}
        {KINDS.map((kind) => {
          const of = found.open.filter((pattern) => pattern.kind === kind);
          if (of.length === 0) return null;
          return (
            <section key={kind.code} aria-labelledby={kind.code}>
              <h2 id={kind.code} className="nhsuk-heading-m">
                {kind.name} ({of.length})
              </h2>
              <ul className="looked" data-list>
                {of.map((pattern) => (
                  <One key={keyOf(pattern)} pattern={pattern} days={query.days} />
                ))}
              </ul>
            </section>
          );
        })}
        <LookedInto found={found} />
        <WhatIsLookedFor found={found} />
      </>
    ),
  }),
});

function WhatWasCounted({ found: { asked, span } }: { found: Found }): ReactElement {
  const cut = Temporal.Instant.compare(asked.from, span.from) < 0;
  return (
    <BodyText>
      Counted from {longDateTime(span.from)} to {longDateTime(span.to)}.
      {cut ? " The log has more lines than are counted at once: what is older is left out." : ""}
    </BodyText>
  );
}

function One({ pattern, days }: { pattern: Pattern; days: number }): ReactElement {
  const { worker, people } = pattern;
  const usual = sayUsual(pattern);
  return (
    <li>
      <strong>{sayWhose(pattern)}</strong>
      <br />
      {sayPattern(pattern)}
      {usual ? <span className="looked__when">{usual}</span> : null}
      <span className="pattern__links">
        {people.slice(0, MOST_NAMED).map((person) => (
          <a key={person} href={linesAt(pattern, person)}>
            Lines on …{person.slice(-6)}
          </a>
        ))}
        {people.length > MOST_NAMED ? `and ${counted(people.length - MOST_NAMED, "more record")} ` : null}
        {worker ? (
          <a href={`/access/workers/${worker.staffId}?days=${days}`}>{worker.staffName}, day by day</a>
        ) : null}
        <a href={`/access/patterns/${days}/${keyOf(pattern)}`} data-item>
          Record what you found out
        </a>
      </span>
    </li>
  );
}

function LookedInto({ found: { settled } }: { found: Found }): ReactElement | null {
  if (settled.length === 0) return null;
  return (
    <section aria-labelledby="looked-into">
      <h2 id="looked-into" className="nhsuk-heading-m">
        Looked into ({settled.length})
      </h2>
      <BodyText>One of these comes back as soon as more is counted than when it was looked into.</BodyText>
      <ul className="looked">
        {settled.map(({ pattern, review }) => (
          <li key={keyOf(pattern)}>
            <strong>{sayWhose(pattern)}</strong>: {pattern.kind.name.toLowerCase()}.
            <br />
            {review.note}
            <span className="looked__when">
              {review.madeBy}, {longDateTime(review.at)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function WhatIsLookedFor({ found: { alone } }: { found: Found }): ReactElement {
  return (
    <>
      <DataTable
        caption="What is looked for"
        heads={[
          { words: "Pattern" },
          { words: "What is counted" },
          { words: "Shown from" },
          { words: "Standing" },
        ]}
        rows={KINDS.map((kind) => ({
          key: kind.code,
          cells: [
            kind.name,
            capital(kind.counts),
            sayThreshold(kind),
            `${capital(kind.status)}, version ${kind.version}`,
          ],
        }))}
      />
      <Details>
        <Details.Summary>How it is counted, and what it cannot tell</Details.Summary>
        <Details.Text>
          <BodyText>
            A page that was left open and asked again by itself does not count, nor do looks by those who
            watch over the log. One page is one opening, however many parts of a record it shows. Colleagues
            are who did anything in the same role at the same agency in these days; where they are fewer than
            three, in the same role at any agency.
          </BodyText>
          <BodyText>
            {alone.length === 0
              ? "Everybody could be compared with colleagues."
              : `${counted(alone.length, "worker")} had too few colleagues in their role to be compared with: they are never shown for opening, searching or looking without work more than others.`}{" "}
            The log says that somebody looked, not why. Somebody who looks up one acquaintance, once, in the
            course of their work is found by none of these rules.
          </BodyText>
        </Details.Text>
      </Details>
    </>
  );
}

/** Unusual patterns of access, looking into one, and what one worker did day by day. */
export const accessPatternRoutes: readonly Route[] = [patternsPage, lookIntoPage, workerPage];
