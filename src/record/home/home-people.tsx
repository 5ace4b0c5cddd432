import type { ReactNode } from "react";
import {
  daysBetween,
  daysInWords,
  type Instant,
  type LocalDate,
  londonDay,
  shortDate,
} from "../../kernel/time.ts";
import { agoInWords } from "../handover/board-cards.tsx";
import type { Home } from "./home.page.tsx";

/** Lines of a block on a home page; the rest is behind its link. */
export const SHOWN = 8;

/** What a block is drawn from. */
export type Part = { readonly home: Home; readonly now: Instant };

/** A block with its heading. */
export function Section({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <section className="home__group">
      <h2 className="nhsuk-heading-m">{title}</h2>
      {children}
    </section>
  );
}

/** What police or probation sent, as far as they may know. */
export function Referrals({ home: { referrals }, now }: Part): ReactNode {
  const words = { sent: "Sent, not answered yet", received: "Received", closed: "Closed" } as const;
  return (
    <Section title={`Referrals we sent (${referrals.length})`}>
      {referrals.length === 0 ? (
        <p>
          No referral is open. Find a person, open their episode here and offer a handover; what became of it
          shows here as sent, received or closed.
        </p>
      ) : (
        <>
          <p className="nhsuk-hint">
            Open ones first, then those closed in the last 14 days; newest first.{" "}
            <a href="/boards/team">All on the board</a>
          </p>
          <ul className="lines" data-list="">
            {referrals.slice(0, SHOWN).map((line) => (
              <li key={line.id} className="lines__line">
                <span className="lines__what">
                  <a href={`/people/${line.person_id}`} data-item="">
                    {line.person_name}
                  </a>
                  <span className="lines__who">To {line.to_service}</span>
                </span>
                <span className="lines__when">
                  {words[line.status]}
                  <span className="lines__who">sent {agoInWords(line.offered_at, now)}</span>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

/** `for 12 days (since 10 Nov 2026)` */
const stayed = (since: LocalDate, today: LocalDate): string =>
  since.equals(today)
    ? "since today"
    : `for ${daysInWords(daysBetween(since, today))} (since ${shortDate(since)})`;

/** My people, and everyone of my service by stage. */
export function People({ home: { people }, now }: Part): ReactNode {
  if (!people) return null;
  const { counts, mine, stages, place } = people;
  const today = londonDay(now);
  return (
    <>
      {mine.length === 0 ? null : (
        <Section title={`My people (${mine.length})`}>
          <p className="nhsuk-hint">
            Longest at their stage first. <a href="/boards/mine">All on my board</a>
          </p>
          <ul className="lines" data-list="">
            {mine.slice(0, SHOWN).map((line) => (
              <li key={line.episode_id} className="lines__line">
                <span className="lines__what">
                  <a href={`/people/${line.person_id}`} data-item="">
                    {line.person_name}
                  </a>
                </span>
                <span className="lines__when">
                  {stages.find((stage) => stage.code === line.stage)?.name ?? line.stage}
                  <span className="lines__who">
                    {stayed(line.since, today)}
                    {line.handing_over ? ", being handed over" : ""}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={`People with ${place} (${counts.all})`}>
        {counts.all === 0 ? (
          <p>
            Nobody is with this service now. People come here when they arrive by a handover, or when an
            episode is opened.
          </p>
        ) : (
          <>
            <p className="nhsuk-hint">
              By stage. <a href="/boards/team">On the board</a>
            </p>
            <dl className="figures">
              {stages.map((stage) => (
                <div key={stage.code} className="figures__one">
                  <dt>{stage.name}</dt>
                  <dd>{counts.atStage[stage.code] ?? 0}</dd>
                </div>
              ))}
              <div className="figures__one">
                <dt>No keyworker yet</dt>
                <dd>{counts.unnamed}</dd>
              </div>
            </dl>
          </>
        )}
      </Section>
    </>
  );
}
