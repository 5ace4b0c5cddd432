import type { ReactNode } from "react";
import { z } from "zod";
import { PersonId } from "../../../kernel/id.ts";
import { accept, refuse } from "../../../kernel/result.ts";
import {
  clock,
  type Instant,
  type LocalDate,
  londonDay,
  parseDay,
  weekdayAndDate,
} from "../../../kernel/time.ts";
import { contactMade } from "../../../record/diary/ladder.ts";
import { Title } from "../../../web/layout.tsx";
import { page, type Route } from "../../../web/page.ts";
import { SLOTS } from "../prescribing/order.ts";
import { marked } from "../protocol/marked.tsx";
import * as acts from "./acts-store.ts";
import { loadBoard } from "./board-data.ts";
import { AnybodyHere, Columns, EmergenciesHere } from "./board-view.tsx";
import { ClockNote } from "./clock.page.tsx";
import { jumpsInDoubt } from "./clock-store.ts";
import { type EmergencyHere, emergenciesHere } from "./emergency-store.ts";
import { NotForClinicalUse, sessionName } from "./frame.tsx";
import { sayDosing } from "./messages.ts";
import { type PaperState, paperStates } from "./paper-store.ts";
import { PaperNote } from "./paper-view.tsx";
import { DUTIES } from "./session-rules.ts";
import { ownPremises, type Premises, sessionsOn } from "./session-store.ts";
import { ShortNote } from "./shift-note.tsx";
import { NobodyTold } from "./told.page.tsx";
import { DosingSessionId, type OnShift, type Session } from "./visit.ts";

const params = z.object({ session: DosingSessionId.schema });

/** The sessions of a day at every premises: of today those that go on, and what can be opened; of a day before, to read. */
const dayPage = page({
  path: "/dosing",
  allow: "dose:board",
  query: z.object({ day: z.string().optional() }),
  load: async (tx, { now, query }) => {
    const today = londonDay(now);
    const asked = parseDay(query.day ?? "") ?? today;
    const isToday = Temporal.PlainDate.compare(asked, today) >= 0;
    const premises = await ownPremises(tx);
    const at = isToday ? premises.map(({ id }) => id) : [];
    return accept({
      day: isToday ? today : asked,
      isToday,
      sessions: await sessionsOn(tx, isToday ? today : asked, isToday),
      premises,
      jumps: await jumpsInDoubt(tx),
      here: await emergenciesHere(tx, at),
      papers: await paperStates(tx, at),
      opens: isToday && tx.asking.may.includes("dose"),
      accounts: tx.asking.may.includes("dose:account"),
    });
  },
  view: ({ day, isToday, sessions, premises, jumps, papers, here, opens, accounts }, { now }) => ({
    title: "Dosing",
    live: isToday,
    body: (
      <>
        <Title caption={weekdayAndDate(day)}>Dosing</Title>
        {isToday ? <ClockNote jumps={jumps} says={accounts} /> : null}
        {isToday && accounts ? <AllSessions /> : null}
        <Days day={day} isToday={isToday} />
        {premises.length === 0 ? (
          <p>Your clinic has no premises yet. The controlled-drugs lead records them.</p>
        ) : null}
        {premises.map((place) => (
          <Place
            key={place.id}
            place={place}
            isToday={isToday}
            sessions={sessions.filter((one) => one.premises === place.id)}
            paper={accounts ? papers.find((one) => one.premises === place.id) : undefined}
            here={here.filter((one) => one.premises === place.id)}
            now={now}
            opens={opens}
          />
        ))}
      </>
    ),
  }),
});

/** To the day before, and from a day that is over to the one after it. */
const Days = ({ day, isToday }: { readonly day: LocalDate; readonly isToday: boolean }): ReactNode => (
  <p className="acts__more no-print">
    <a href={`/dosing?day=${day.subtract({ days: 1 })}`}>The day before</a>{" "}
    {isToday ? null : (
      <>
        <a href={`/dosing?day=${day.add({ days: 1 })}`}>The day after</a> <a href="/dosing">Today</a>
      </>
    )}
  </p>
);

/** The ways to what is kept of all sessions. */
const AllSessions = (): ReactNode => (
  <p className="acts__more no-print">
    <a href="/dosing/incidents">Incidents</a> <a href="/dosing/attendance">Attendance</a>{" "}
    <a href="/dosing/downtime">Downtime</a> <a href="/clinic/ending">If the clinic cannot go on</a>{" "}
    <a href="/dosing/late">Record a dose given otherwise</a> <a href="/dosing/clock">The clock</a>
  </p>
);

function Place({
  place,
  isToday,
  sessions,
  paper,
  here,
  now,
  opens,
}: {
  readonly place: Premises;
  readonly isToday: boolean;
  readonly sessions: readonly Session[];
  readonly paper: PaperState | undefined;
  readonly here: readonly EmergencyHere[];
  readonly now: Instant;
  readonly opens: boolean;
}): ReactNode {
  return (
    <section aria-label={place.name}>
      <h2 className="nhsuk-heading-m">{place.name}</h2>
      {paper ? <PaperNote state={paper} now={now} /> : null}
      {isToday ? <AnybodyHere premises={place.id} here={here} /> : null}
      {sessions.length === 0 ? (
        <p>{isToday ? "No session has been opened today." : "No session was opened on this day."}</p>
      ) : null}
      <ul className="lines" data-list="">
        {sessions.map((session) => (
          <li key={session.id} className="lines__line">
            <span className="lines__what">
              <a href={`/dosing/${session.id}`} data-item="">
                {SLOTS[session.slot]}
              </a>
              <span className="lines__who">
                {session.shift.map(({ name, duty }) => `${name}, ${DUTIES[duty].toLowerCase()}`).join(" · ")}
              </span>
            </span>
            <span className="lines__when">
              {session.cancelledBecause
                ? "Cancelled"
                : session.closedAt
                  ? `Closed ${clock(session.closedAt)}`
                  : `Open until ${clock(session.endsAt)}`}
            </span>
            <span className="lines__act" />
          </li>
        ))}
      </ul>
      {opens ? (
        <p className="no-print">
          <a className="nhsuk-button nhsuk-button--secondary" href={`/dosing/open/${place.id}`}>
            Open a session
          </a>
        </p>
      ) : null}
    </section>
  );
}

/** The board of a session: columns are states, cards are people, whoever needs something next stands first. */
const boardPage = page({
  path: "/dosing/:session",
  allow: "dose:board",
  params,
  load: (tx, ask) => loadBoard(tx, ask.params.session, ask.now),
  view: ({ session, cards, beside, alike, paper, reviews, jumps, here, untold, accounts }, { now }) => ({
    title: sessionName(session),
    live: true,
    wide: true,
    body: (
      <>
        <a className="nhsuk-back-link no-print" href="/dosing">
          Dosing
        </a>
        <Title caption={weekdayAndDate(session.day)}>{sessionName(session)}</Title>
        <NotForClinicalUse session={session} />
        <ClockNote jumps={jumps} says={accounts} />
        <ShortNote session={session} />
        {paper && accounts ? <PaperNote state={paper} now={now} /> : null}
        <AnybodyHere premises={session.premises} here={here} />
        <Shift session={session} closes={accounts} />
        <NobodyTold untold={untold} />
        <Columns session={session} cards={cards} beside={beside} alike={alike} reviews={reviews} now={now} />
      </>
    ),
  }),
});

/** `, away from 10:05 to 10:40`. */
const sayAway = (away: OnShift["away"]): string =>
  away.map(([from, until]) => `, away from ${clock(from)} to ${clock(until)}`).join("");

function Shift({ session, closes }: { readonly session: Session; readonly closes: boolean }): ReactNode {
  const mine = session.shift.find((one) => one.mine);
  return (
    <div className="shift no-print">
      <p>
        {session.shift
          .filter(({ here }) => here)
          .map(
            ({ name, duty, confirmed, away }) =>
              `${name}, ${DUTIES[duty].toLowerCase()}${confirmed || session.closedAt ? "" : " (named)"}${sayAway(away)}`,
          )
          .join(" · ")}
        .{" "}
        {session.closedAt ? `Closed at ${clock(session.closedAt)}.` : `Open until ${clock(session.endsAt)}.`}
      </p>
      <p className="acts__more">
        <a href={`/dosing/${session.id}/wall`}>Wall view</a>
        {session.closedAt ? null : (
          <a href={`/dosing/${session.id}/shift`}>
            {mine?.here ? (mine.confirmed ? "Leave the shift" : "I am on shift") : "Come on shift"}
          </a>
        )}
        {session.closedAt || !closes ? null : <a href={`/dosing/${session.id}/close`}>Close or cancel</a>}
      </p>
    </div>
  );
}

/** Large, without names, for a room to read. */
const wallPage = page({
  path: "/dosing/:session/wall",
  allow: "dose:board",
  params,
  load: (tx, ask) => loadBoard(tx, ask.params.session, ask.now),
  view: ({ session, cards, jumps, here }, { now }) => ({
    title: sessionName(session),
    live: true,
    wide: true,
    body: (
      <>
        <Title caption={`${weekdayAndDate(session.day)}, ${clock(now)}`}>{sessionName(session)}</Title>
        <NotForClinicalUse session={session} />
        <ClockNote jumps={jumps} says={false} />
        <ShortNote session={session} />
        <EmergenciesHere here={here} />
        <Columns
          session={session}
          cards={cards}
          beside={[]}
          alike={new Map()}
          reviews={new Map()}
          now={now}
          wall
        />
        <p className="no-print">
          <a href={`/dosing/${session.id}`}>The board with names</a>
        </p>
      </>
    ),
  }),
});

const arrived: Route = {
  path: "/dosing/:session/arrived/:person",
  allow: "dose:look",
  post: async (tx, ask) => {
    const [session, person] = [
      DosingSessionId.parse(ask.params.session ?? ""),
      PersonId.parse(ask.params.person ?? ""),
    ];
    if (!session || !person) return refuse({ code: "not-there" });
    const done = await acts.arrive(tx, session, person);
    if (!done.ok)
      return done.refusal.code === "not-there"
        ? refuse({ code: "not-there" })
        : refuse({ code: "elsewhere", to: `/dosing/${session}`, done: sayDosing(done.refusal) });
    await contactMade(tx, person, "Came to a session");
    return accept({ to: `/dosing/visits/${done.value}`, done: "Arrived." });
  },
};

/** Sessions of the day and their boards. */
export const boardRoutes: readonly Route[] = [...marked([dayPage]), boardPage, wallPage, arrived];
