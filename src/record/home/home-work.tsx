import type { ReactNode } from "react";
import type { Instant } from "../../kernel/time.ts";
import { PostButton } from "../../web/layout.tsx";
import { dueShort } from "../task/messages.ts";
import { byWhen, type Line } from "./lines.ts";

/** What is to be done, by when a person would do it: now, today, this week, and how much later. */
export function Work({
  lines,
  boards,
  now,
}: {
  lines: readonly Line[];
  boards: boolean;
  now: Instant;
}): ReactNode {
  const due = byWhen(lines, now);
  return (
    <>
      <Group
        title="Now"
        lines={due.now}
        now={now}
        empty="Nothing is late or due within the hour. What nobody answered in time shows here first."
      />
      <Group
        title="Today"
        lines={due.today}
        now={now}
        empty="Nothing more is due today."
        first={SHOWN_AT_FIRST}
      />
      <Group
        title="This week"
        lines={due.week}
        now={now}
        empty="Nothing is due in the next seven days. Tasks and handovers with a time come here by themselves."
        first={SHOWN_AT_FIRST}
      />
      {due.later > 0 ? (
        <p>
          {due.later} more {due.later === 1 ? "is" : "are"} due later: see <a href="/tasks">Tasks</a>
          {boards ? (
            <>
              {" "}
              and <a href="/boards/team">your team's board</a>
            </>
          ) : null}
          .
        </p>
      ) : null}
    </>
  );
}

/** What is not pressing shows so many lines, and the rest folded below them, so that each heading is near. */
const SHOWN_AT_FIRST = 12;

function Group({
  title,
  lines,
  empty,
  now,
  first = lines.length,
}: {
  title: string;
  lines: readonly Line[];
  empty: string;
  now: Instant;
  first?: number;
}): ReactNode {
  const rest = lines.slice(first);
  const list = (some: readonly Line[], words: string): ReactNode => (
    <ul className="lines" data-list="" aria-label={words}>
      {some.map((line) => (
        <LineView key={line.key} line={line} now={now} />
      ))}
    </ul>
  );
  return (
    <section className="home__group">
      <h2 className="nhsuk-heading-m">
        {title} ({lines.length})
      </h2>
      {lines.length === 0 ? (
        <p className="home__empty">{empty}</p>
      ) : (
        <>
          {list(lines.slice(0, first), `${title}, the soonest due first`)}
          {rest.length === 0 ? null : (
            <details className="nhsuk-details">
              <summary className="nhsuk-details__summary">
                <span className="nhsuk-details__summary-text">{rest.length} more, due after these</span>
              </summary>
              {list(rest, `${title}, the rest`)}
            </details>
          )}
        </>
      )}
    </section>
  );
}

function LineView({ line, now }: { line: Line; now: Instant }): ReactNode {
  const late = Temporal.Instant.compare(line.due, now) < 0;
  const { act } = line;
  const about = (
    <span className="nhsuk-u-visually-hidden">
      : {line.who}
      {line.what ? `, ${line.what}` : ""}
    </span>
  );
  return (
    <li className={late ? "lines__line lines__line--late" : "lines__line"} data-card="">
      <span className="lines__what">
        {line.href ? (
          <a href={line.href} data-item="">
            {line.who}
          </a>
        ) : (
          line.who
        )}
        {line.what ? (
          <>
            <br />
            {line.what}
          </>
        ) : null}
        {line.more ? <span className="lines__who">{line.more}</span> : null}
      </span>
      <span className={late ? "lines__when late" : "lines__when"}>{dueShort(line.due, now)}</span>
      <span className="lines__act">
        {act.does === "post" ? (
          <PostButton
            action={act.action}
            fields={{ back: "/" }}
            className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
          >
            {act.words}
            {about}
          </PostButton>
        ) : (
          <a className="nhsuk-button nhsuk-button--small" href={act.href}>
            {act.words}
            {about}
          </a>
        )}
      </span>
    </li>
  );
}
