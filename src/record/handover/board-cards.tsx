import type { ReactNode } from "react";
import {
  clock,
  daysBetween,
  daysInWords,
  fromNow,
  type Instant,
  type LocalDate,
  londonDay,
  longDateTime,
  shortDate,
} from "../../kernel/time.ts";
import type { Stage } from "../episode/service-kind.ts";
import { dueShort } from "../task/messages.ts";
import type { AgeingLine, CaseCounts, CaseLine, HandoverLine, ReferralLine } from "./board-store.ts";
import { isPast } from "./board-store.ts";

/** Hours late from which the bar is one step longer: half a shift, a day, three days, a week. */
const LATE_STEPS = [4, 24, 72, 168] as const;

/** How long the bar of something due is, from 1 to 5: by how late it is, or by how much of its time is used. */
export function barLength(due: Instant, from: Instant, now: Instant): 1 | 2 | 3 | 4 | 5 {
  const hours = (a: Instant, b: Instant): number => (b.epochMilliseconds - a.epochMilliseconds) / 3_600_000;
  if (isPast(due, now)) {
    const late = hours(due, now);
    return [1, 2, 3, 4, 5].find((_, i) => late < (LATE_STEPS[i] ?? Number.POSITIVE_INFINITY)) as
      | 1
      | 2
      | 3
      | 4
      | 5;
  }
  const used = hours(from, now) / Math.max(hours(from, due), 0.01);
  return Math.min(5, Math.max(1, Math.ceil(used * 5))) as 1 | 2 | 3 | 4 | 5;
}

/** When something is due, as words and a bar: amber once it is late. */
export function Age({ due, from, now }: { due: Instant; from: Instant; now: Instant }): ReactNode {
  const late = isPast(due, now);
  return (
    <span className={late ? "age age--late" : "age"}>
      <span className={late ? "late" : undefined}>{dueShort(due, now)}</span>
      <span className={`age__bar age__bar--${barLength(due, from, now)}`} aria-hidden="true" />
    </span>
  );
}

/** A past moment as people say it, with the exact one beside it: `2 hours ago (14:30)`. */
export const agoInWords = (at: Instant, now: Instant): string =>
  `${fromNow(at, now)} (${londonDay(at).equals(londonDay(now)) ? clock(at) : longDateTime(at)})`;

/** Whether a board shows names, or from across a room initials and a number. */
export type Face = "names" | "wall";

/** A column of a board: a state, how many are in it, and its cards. */
export function Column(props: {
  title: string;
  hint: string;
  empty: string;
  count: number;
  children: ReactNode;
}): ReactNode {
  return (
    <section className="board__column" aria-label={`${props.title}, ${props.count}`}>
      <h2 className="nhsuk-heading-s board__title">
        {props.title} <span className="board__count">{props.count}</span>
      </h2>
      <p className="board__hint">{props.hint}</p>
      {props.count === 0 ? (
        <p className="board__empty">{props.empty}</p>
      ) : (
        <ul className="board__cards" data-list="">
          {props.children}
        </ul>
      )}
    </section>
  );
}

/** A handover on a board. */
export function HandoverCard({
  line,
  side,
  face,
  now,
}: {
  line: HandoverLine;
  side: "to" | "from";
  face: Face;
  now: Instant;
}): ReactNode {
  const { handover } = line;
  const due = handover.state === "offered" || handover.state === "accepted" ? handover.dueAt : undefined;
  return (
    <li className="card" data-card="">
      <Heading
        href={`/handovers/${handover.id}`}
        face={face}
        name={line.personName}
        initials={line.initials}
        reference={line.reference}
      />
      <p className="card__line">{side === "to" ? `From ${line.fromService}` : `To ${line.toService}`}</p>
      <p className="card__line card__quiet">{holder(line)}</p>
      {due ? <Age due={due} from={handover.offeredAt} now={now} /> : null}
    </li>
  );
}

/** Who has it now, and whom it would have been. */
export function holder(line: HandoverLine): string {
  if (line.staffName) return `${line.staffName}, ${line.teamName}`;
  return line.awayName ? `${line.teamName} (${line.awayName} is away)` : `${line.teamName}, nobody named`;
}

/** A referral of police or probation on their board. */
export function ReferralCard({
  line,
  face,
  now,
}: {
  line: ReferralLine;
  face: Face;
  now: Instant;
}): ReactNode {
  return (
    <li className="card" data-card="">
      <Heading
        href={`/people/${line.person_id}`}
        face={face}
        name={line.person_name}
        initials={line.initials}
        reference={line.id.slice(-5).toUpperCase()}
      />
      <p className="card__line">To {line.to_service}</p>
      <p className="card__line card__quiet">Sent {agoInWords(line.offered_at, now)}</p>
      {line.due_at ? <Age due={line.due_at} from={line.offered_at} now={now} /> : null}
      {line.status === "closed" ? null : (
        <p className="card__line">
          <a href={`/handovers/${line.id}/withdraw`}>
            Withdraw<span className="nhsuk-u-visually-hidden"> this referral</span>
          </a>
        </p>
      )}
    </li>
  );
}

/** One person of a caseload on a board. */
function CaseCard({ line, face, today }: { line: CaseLine; face: Face; today: LocalDate }): ReactNode {
  const days = daysBetween(line.since, today);
  return (
    <li className="card card--small" data-card="">
      <Heading
        href={`/people/${line.person_id}`}
        face={face}
        name={line.person_name}
        initials={line.initials}
        reference={line.reference}
      />
      <p className="card__line card__quiet">
        {line.keyworker_name
          ? `${line.keyworker_name}${line.keyworker_available ? "" : " (away)"}`
          : "No keyworker yet"}
        {line.handing_over ? " · being handed over" : ""}
      </p>
      <p className="card__line card__quiet">
        {days === 0 ? "Since today" : `${daysInWords(days)} (since ${shortDate(line.since)})`}
      </p>
    </li>
  );
}

/** Cards of one stage that a board shows; the rest is a number. */
export const CASES_SHOWN = 12;

/** The people of a board by stage: how many at each, and those longest at it. */
export function Caseload(props: {
  title: string;
  stages: readonly Stage[];
  cases: readonly CaseLine[];
  counts: CaseCounts;
  face: Face;
  today: LocalDate;
}): ReactNode {
  const { counts, face, today } = props;
  return (
    <>
      <h2 className="nhsuk-heading-m">
        {props.title} by stage ({counts.all})
      </h2>
      <div className="board">
        {props.stages.map((stage) => {
          const lines = props.cases.filter((line) => line.stage === stage.code).slice(0, CASES_SHOWN);
          const count = counts.atStage[stage.code] ?? 0;
          return (
            <Column
              key={stage.code}
              title={stage.name}
              hint="Longest at this stage first"
              count={count}
              empty="Nobody is at this stage."
            >
              {lines.map((line) => (
                <CaseCard key={line.episode_id} line={line} face={face} today={today} />
              ))}
              {count > lines.length ? <li className="board__more">and {count - lines.length} more</li> : null}
            </Column>
          );
        })}
      </div>
    </>
  );
}

/** A handover past its time on the partnership's board: no name. */
export function AgeingCard({ line, now }: { line: AgeingLine; now: Instant }): ReactNode {
  return (
    <li className="card" data-card="">
      <p className="card__name">
        {line.initials ? `${line.initials} ` : ""}
        <span className="card__number">{line.reference}</span>
      </p>
      <p className="card__line">
        {line.from_service} to {line.to_service}
      </p>
      <p className="card__line card__quiet">
        {line.team}, lead {line.lead}
      </p>
      <Age due={line.due_at} from={line.offered_at} now={now} />
    </li>
  );
}

function Heading(props: {
  href: string;
  face: Face;
  name: string;
  initials: string;
  reference: string;
}): ReactNode {
  return (
    <p className="card__name">
      <a href={props.href} data-item="">
        {props.face === "wall" ? `${props.initials} ${props.reference}` : props.name}
      </a>
    </p>
  );
}
