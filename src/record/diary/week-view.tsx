import classNames from "classnames";
import type { ReactNode } from "react";
import {
  clock,
  type Instant,
  type LocalDate,
  londonDateTime,
  londonDay,
  weekdayAndDate,
} from "../../kernel/time.ts";
import { PostButton } from "../../web/layout.tsx";
import { minutesOf } from "./actions.ts";
import type { SessionLine } from "./group-store.ts";
import { STATE_WORDS, sayHours, sayWhat, sayWhere } from "./messages.ts";
import { isOpenState } from "./rules.ts";
import type { Appointment } from "./store.ts";

/** A diary's page: its days, and what stands in them. */
export type DiaryDays = {
  readonly days: readonly LocalDate[];
  readonly appointments: readonly Appointment[];
  readonly sessions: readonly SessionLine[];
};

type Entry =
  | { readonly at: Instant; readonly until: Instant; readonly one: Appointment }
  | { readonly at: Instant; readonly until: Instant; readonly session: SessionLine };

const QUARTERS_MOST = 48;
const DAY_OPENS = 8;

/** So many quarters of an hour, as the style sheet knows them. */
const quarters = (minutes: number): number => Math.max(0, Math.min(QUARTERS_MOST, Math.round(minutes / 15)));
const between = (from: Instant, to: Instant): number =>
  (to.epochMilliseconds - from.epochMilliseconds) / 60_000;

/** The days side by side, each a list in the order of the day: a picture by styles alone, and a list without them. */
export function WeekView({
  diary,
  back,
  workers,
  now,
}: {
  readonly diary: DiaryDays;
  readonly back: string;
  /** Whether to say whose each is: in a team's or a room's diary. */
  readonly workers: boolean;
  readonly now: Instant;
}): ReactNode {
  const count = diary.appointments.filter((one) => !one.session_id).length + diary.sessions.length;
  return (
    <>
      <p className="count">
        {count === 0
          ? "Nothing stands here"
          : `${count} ${count === 1 ? "entry" : "entries"}, by day and time`}
      </p>
      <div className={classNames("week", `week--${diary.days.length}`)}>
        {diary.days.map((day) => (
          <section key={day.toString()} className="week__day" aria-label={weekdayAndDate(day)}>
            <h2 className={classNames("week__head", { "week__head--today": day.equals(londonDay(now)) })}>
              {weekdayAndDate(day).replace(/ \d{4}$/, "")}
              {day.equals(londonDay(now)) ? <span className="week__today"> Today</span> : null}
            </h2>
            <Day entries={entriesOf(diary, day)} back={back} workers={workers} now={now} />
          </section>
        ))}
      </div>
    </>
  );
}

/** What stands in one day: the lines of a register stand behind their session. */
function entriesOf({ appointments, sessions }: DiaryDays, day: LocalDate): readonly Entry[] {
  const single = appointments
    .filter((one) => !one.session_id && londonDay(one.starts_at).equals(day))
    .map((one): Entry => ({ at: one.starts_at, until: one.ends_at, one }));
  const groups = sessions
    .filter((session) => londonDay(session.starts_at).equals(day))
    .map((session): Entry => ({ at: session.starts_at, until: session.ends_at, session }));
  return [...single, ...groups].toSorted((a, b) => Temporal.Instant.compare(a.at, b.at));
}

function Day({
  entries,
  back,
  workers,
  now,
}: {
  readonly entries: readonly Entry[];
  readonly back: string;
  readonly workers: boolean;
  readonly now: Instant;
}): ReactNode {
  if (entries.length === 0) return <p className="week__empty">Nothing yet</p>;
  const opens = londonDateTime(entries[0]?.at ?? now).with({ hour: DAY_OPENS, minute: 0, second: 0 });
  let last = 0;
  return (
    <ol className="week__list" data-list="">
      {entries.map((entry) => {
        const from = londonDateTime(entry.at).since(opens).total("minutes");
        const gap = quarters(from - last);
        last = Math.max(last, from + between(entry.at, entry.until));
        return (
          <li
            key={"one" in entry ? entry.one.id : entry.session.id}
            className={classNames(
              "slot",
              `slot--gap-${gap}`,
              `slot--long-${quarters(between(entry.at, entry.until))}`,
            )}
            data-card=""
          >
            {"one" in entry ? (
              <Slot one={entry.one} back={back} workers={workers} now={now} />
            ) : (
              <GroupSlot session={entry.session} />
            )}
          </li>
        );
      })}
    </ol>
  );
}

function GroupSlot({ session }: { readonly session: SessionLine }): ReactNode {
  return (
    <div className="slot__card slot__card--group">
      <p className="slot__when">
        {clock(session.starts_at)} to {clock(session.ends_at)}
      </p>
      <p className="slot__who">
        <a href={`/groups/sessions/${session.id}`} data-item="">
          {session.group_name}
        </a>
      </p>
      <p className="slot__what">
        Group, {session.expected} expected{session.room_name ? ` · ${session.room_name}` : ""}
      </p>
    </div>
  );
}

/** One appointment in a diary: when, who, what, and the two presses by which somebody's coming is recorded. */
export function Slot({
  one,
  back,
  workers,
  now,
}: {
  readonly one: Appointment;
  readonly back: string;
  readonly workers: boolean;
  readonly now: Instant;
}): ReactNode {
  const begun = Temporal.Instant.compare(now, one.starts_at.subtract({ minutes: 60 })) >= 0;
  const open = isOpenState(one.state);
  return (
    <div className={classNames("slot__card", `slot__card--${one.state}`)}>
      <p className="slot__when">
        {sayHours(one)}
        <span className="nhsuk-u-visually-hidden">{`, ${minutesOf(one)} minutes`}</span>
      </p>
      <p className="slot__who">
        <a href={`/appointments/${one.id}`} data-item="">
          {one.person_name}
        </a>
      </p>
      <p className="slot__what">
        {sayWhat(one)}
        {sayWhere(one) ? ` · ${sayWhere(one)}` : ""}
        {workers
          ? ` · ${[one.staff_name, one.also_name].filter(Boolean).join(" and ") || "nobody named"}`
          : ""}
      </p>
      {one.state === "booked" ? null : <p className="slot__state">{STATE_WORDS[one.state]}</p>}
      {open && begun ? <Marking one={one} back={back} now={now} /> : null}
    </div>
  );
}

/** The presses by which somebody's coming is recorded. */
export function Marking({
  one,
  back,
  now,
}: {
  readonly one: Appointment;
  readonly back: string;
  readonly now: Instant;
}): ReactNode {
  const started = Temporal.Instant.compare(now, one.starts_at) >= 0;
  const of = <span className="nhsuk-u-visually-hidden">{`: ${one.person_name}, ${sayHours(one)}`}</span>;
  return (
    <div className="slot__acts no-print">
      <PostButton
        action={`/appointments/${one.id}/attended`}
        fields={{ back }}
        className="nhsuk-button nhsuk-button--small"
      >
        Attended{of}
      </PostButton>
      {started ? (
        <PostButton
          action={`/appointments/${one.id}/missed`}
          fields={{ back }}
          className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
        >
          Missed{of}
        </PostButton>
      ) : null}
      <a href={`/appointments/${one.id}/excused`}>Excused{of}</a>
    </div>
  );
}
