import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import type { Instant } from "../../kernel/time.ts";
import { grouped } from "../../kernel/words.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { BackupsStanding } from "../backup/standing.tsx";
import { TodayList } from "../diary/diary.page.tsx";
import { Age, agoInWords } from "../handover/board-cards.tsx";
import type { Block } from "./blocks.ts";
import type { Home } from "./home.page.tsx";
import { Emergencies, RulesToSign } from "./home-governance.tsx";
import { type Part, People, Referrals, Section, SHOWN } from "./home-people.tsx";

/** One block of a home page besides the work list. */
export function BlockOf({
  block,
  home,
  now,
}: {
  block: Exclude<Block, "work">;
  home: Home;
  now: Instant;
}): ReactNode {
  switch (block) {
    case "today":
      return <Today home={home} now={now} />;
    case "sessions":
      return <Sessions />;
    case "referrals":
      return <Referrals home={home} now={now} />;
    case "people":
      return <People home={home} now={now} />;
    case "standing":
      return <Standing home={home} now={now} />;
    case "late":
      return <Late home={home} now={now} />;
    case "rules":
      return <RulesToSign home={home} />;
    case "emergencies":
      return <Emergencies home={home} now={now} />;
    case "identity":
      return <Reviews home={home} now={now} />;
    case "imports":
      return <Imports home={home} now={now} />;
    case "staff":
      return <Staff home={home} now={now} />;
    case "looks":
      return <Looks home={home} />;
    case "insight":
      return <Insight />;
  }
}

/** Whom the worker meets today; each is marked here. */
function Today({ home: { diary }, now }: Part): ReactNode {
  if (!diary) return null;
  const count = diary.appointments.filter((one) => !one.session_id).length + diary.sessions.length;
  return (
    <Section title={`My appointments today (${count})`}>
      {count === 0 ? (
        <p>Nothing is booked with you today. Appointments are booked from a person's page.</p>
      ) : (
        <TodayList diary={diary} now={now} />
      )}
      <p>
        <a href="/diary">My diary</a> · <a href="/caseload">My caseload, what matters today first</a>
      </p>
    </Section>
  );
}

/** Of whoever works at sessions alone: the way there. */
const Sessions = (): ReactNode => (
  <Section title="Sessions of the clinic">
    <p>
      <a href="/dosing">Today’s sessions</a>
    </p>
  </Section>
);

function Standing({ home: { standing }, now }: Part): ReactNode {
  if (standing.length === 0) return null;
  return (
    <Section
      title={standing.length === 1 ? "How the service stands" : `How the services stand (${standing.length})`}
    >
      <DataTable
        caption="Counts, by service name"
        captionHidden
        heads={[
          { words: "Service" },
          { words: "With them now", numeric: true },
          { words: "To answer", numeric: true },
          { words: "On the way", numeric: true },
          { words: "Late", numeric: true },
          { words: "Oldest late" },
        ]}
        rows={standing.map((line) => ({
          key: line.service_id,
          cells: [
            line.service_name,
            line.open_episodes ?? "under 5",
            line.offered,
            line.accepted,
            line.late > 0 ? (
              <span key="late" className="late">
                {line.late}
              </span>
            ) : (
              0
            ),
            line.oldest_due ? (
              <Age key="oldest" due={line.oldest_due} from={line.oldest_due} now={now} />
            ) : (
              "none"
            ),
          ],
        }))}
      />
    </Section>
  );
}

function Late({ home: { late }, now }: Part): ReactNode {
  return (
    <Section title={`Late handovers of the partnership (${late.length})`}>
      {late.length === 0 ? (
        <p>No handover is past its time.</p>
      ) : (
        <>
          <p className="nhsuk-hint">
            Longest late first. <a href="/boards/ageing">All on the board</a>
          </p>
          <ul className="lines" data-list="">
            {late.slice(0, SHOWN).map((line) => (
              <li key={`${line.reference} ${line.due_at.toString()}`} className="lines__line">
                <span className="lines__what">
                  {line.initials ? `${line.initials} ` : ""}
                  {line.reference}: {line.from_service} to {line.to_service}
                  <span className="lines__who">
                    {line.team}, lead {line.lead}
                  </span>
                </span>
                <span className="lines__when">
                  <Age due={line.due_at} from={line.offered_at} now={now} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function Reviews({ home: { reviews }, now }: Part): ReactNode {
  const open = reviews?.open ?? 0;
  return (
    <Section title={`Possible duplicates (${open})`}>
      {open === 0 ? (
        <p>
          None waits. One comes here when somebody registers a person whom they may not see to be known
          already.
        </p>
      ) : (
        <>
          <p>
            {open} {open === 1 ? "pair waits" : "pairs wait"} for you
            {reviews?.oldest ? `, the oldest raised ${agoInWords(reviews.oldest, now)}` : ""}.
          </p>
          <Button as="a" href="/identity">
            Review duplicates
          </Button>
        </>
      )}
    </Section>
  );
}

function Imports({ home: { imports }, now }: Part): ReactNode {
  const words: Readonly<Record<string, string>> = {
    waiting: "Not read yet",
    running: "Running",
    done: "Done",
    failed: "Failed",
    stopped: "Stopped before the end",
  };
  return (
    <Section title={`Files brought in lately (${imports.length})`}>
      {imports.length === 0 ? (
        <p>No file has been brought in. Police, custody and treatment files come in under Imports.</p>
      ) : (
        <>
          <p className="nhsuk-hint">The newest first.</p>
          <ul className="lines" data-list="">
            {imports.map((line) => (
              <li key={line.id} className="lines__line">
                <span className="lines__what">
                  <a href={`/imports/${line.id}`} data-item="">
                    {line.file_name}
                  </a>
                  <span className="lines__who">{agoInWords(line.started_at, now)}</span>
                </span>
                <span className="lines__when">
                  {line.dry_run ? "Checked only" : (words[line.state] ?? line.state)}
                  {line.rows_good + line.rows_bad > 0
                    ? `: ${grouped(line.rows_good)} good, ${grouped(line.rows_bad)} with something wrong`
                    : ""}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <Button as="a" href="/imports" secondary>
        Bring in a file
      </Button>
    </Section>
  );
}

/** A few counts side by side, each under its words. */
function Figures({ of }: { of: readonly (readonly [words: string, count: number])[] }): ReactNode {
  return (
    <dl className="figures">
      {of.map(([words, count]) => (
        <div key={words} className="figures__one">
          <dt>{words}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </dl>
  );
}

function Staff({ home: { staff, backups }, now }: Part): ReactNode {
  if (!staff) return null;
  const figures = [
    ["Agencies", staff.agencies],
    ["Services", staff.services],
    ["Staff", staff.staff],
    ["Away today", staff.away],
    ["Teams whose lead has left", staff.led_by_nobody_here],
  ] as const;
  return (
    <Section title="The partnership's staff">
      <Figures of={figures} />
      <Button as="a" href="/staff" secondary>
        Manage staff
      </Button>
      {backups ? <BackupsStanding known={backups} now={now} /> : null}
    </Section>
  );
}

function Looks({ home: { looks } }: { home: Home }): ReactNode {
  if (!looks) return null;
  const figures = [
    ["Looks and changes", looks.lines],
    ["Searches", looks.searches],
    ["Changes", looks.changes],
    ["People looked at", looks.people],
    ["Accounts that looked", looks.readers],
  ] as const;
  return (
    <Section title="Who looked today">
      <Figures of={figures} />
      <Button as="a" href="/access" secondary>
        Open the access log
      </Button>
      <p>
        <a href="/access/patterns">Unusual patterns of access</a>
      </p>
    </Section>
  );
}

const Insight = (): ReactNode => (
  <Section title="What changed">
    <p>
      Recorded offences per person-year before and after people entered each service, with everyone who
      entered beside those who stayed.
    </p>
    <Button as="a" href="/what-changed" secondary>
      See what changed
    </Button>
    <p>
      <a href="/programmes">Programmes</a>: each service with who entered, how long they stay and what became
      of them
    </p>
    <p>
      <a href="/cohorts">Saved cohorts</a>: defined once, in words and in code, and asked of the record again
    </p>
  </Section>
);
