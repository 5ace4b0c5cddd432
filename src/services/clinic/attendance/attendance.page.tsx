import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept } from "../../../kernel/result.ts";
import { type LocalDate, londonDay, shortDate } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { personParams } from "../../../record/person/identity-bar.tsx";
import { shownOf } from "../../../record/person/person-shown.tsx";
import { DataTable } from "../../../web/components/data-table.tsx";
import { Title } from "../../../web/layout.tsx";
import { page, type Route } from "../../../web/page.ts";
import { amountWords } from "../../medicines/amount-rules.ts";
import { attendanceOf, type SessionRow } from "../prescribing/attendance-rules.ts";
import { SLOTS } from "../prescribing/order.ts";
import { loadPlanSubject } from "../prescribing/parts.tsx";
import { sayReviewDue, waitingReviews } from "../prescribing/waiting-reviews-store.ts";
import { marked } from "../protocol/marked.tsx";
import { clinicPage } from "./clinic.page.tsx";
import { CODES, Definitions, SpanForm, spanOf, spanQuery } from "./parts.tsx";
import { type AttendedSession, everStarted, sessionsIn } from "./store.ts";
import { MEASURES, sayExcused, sayShare } from "./words.ts";

const personPage = page({
  path: "/people/:person/attendance",
  allow: "dose:account",
  params: personParams,
  query: spanQuery,
  load: async (tx, { params, query: asked, now }) => {
    const subject = await loadPlanSubject(tx, params.person);
    if (!subject.ok) return subject;
    const span = spanOf(asked, now);
    const [one] = await sessionsIn(tx, span, now, params.person);
    const [started] = await everStarted(tx, params.person);
    const reviews = (await waitingReviews(tx, [params.person], now)).get(params.person) ?? [];
    return accept({ subject: subject.value, span, sessions: one?.sessions ?? [], started, reviews });
  },
  view: ({ subject, span, sessions, started, reviews }, { now }) =>
    shownOf(subject, now, "medicines", {
      title: "Attendance",
      body: (
        <>
          <Title caption={`${shortDate(span.from)} to ${shortDate(span.to)}`}>Attendance</Title>
          {reviews.map((one) => (
            <InsetText key={one.kind}>
              <strong>{sayReviewDue(one)}.</strong>{" "}
              <a href={`/people/${subject.identity.id}/orders`}>The plan</a>
            </InsetText>
          ))}
          <SpanForm span={span} />
          {sessions.length === 0 ? (
            <InsetText>No session was scheduled in these days.</InsetText>
          ) : (
            <>
              <OnePerson sessions={sessions} />
              <p>{sayExcused(sessions)}</p>
              <Definitions />
              <Sessions sessions={sessions} />
            </>
          )}
          <p>{sayTreatment(started, londonDay(now))}</p>
        </>
      ),
    }),
});

/** How long somebody has been in treatment, by the doses that were seen. */
function sayTreatment(
  started: { readonly firstDose: LocalDate; readonly doses: readonly LocalDate[] } | undefined,
  today: LocalDate,
): string {
  const last = started?.doses.at(-1);
  if (!started || !last) return "No dose was seen here yet, so time in treatment has not begun.";
  const days = started.firstDose.until(today, { largestUnit: "days" }).days;
  const since = last.until(today, { largestUnit: "days" }).days;
  return `First dose seen here on ${shortDate(started.firstDose)}, ${counted(days, "day")} ago. Last dose seen here on ${shortDate(last)}, ${counted(since, "day")} ago.`;
}

function OnePerson({ sessions }: { readonly sessions: readonly SessionRow[] }): ReactElement {
  const all = attendanceOf(sessions);
  return (
    <DataTable
      caption={`${counted(sessions.length, "session")} scheduled`}
      heads={[{ words: "Measure" }, { words: "Percentage, with its numbers", numeric: true }]}
      rows={CODES.map((code) => ({ key: code, cells: [MEASURES[code], sayShare(all[code])] }))}
    />
  );
}

const STATE_WORDS = { arrived: "Came", "no-show": "Did not come", excused: "Excused" } as const;

const sessionOf = ({ day, slot }: AttendedSession): string =>
  `${shortDate(day)}, ${SLOTS[slot].toLowerCase()}`;

const Sessions = ({ sessions }: { readonly sessions: readonly AttendedSession[] }): ReactElement => (
  <DataTable
    caption="Each session, the newest first"
    heads={[
      { words: "Session" },
      { words: "What became of it" },
      { words: "Ordered", numeric: true },
      { words: "Injected", numeric: true },
    ]}
    rows={sessions.toReversed().map((one) => ({
      key: `${one.day} ${one.slot}`,
      cells: [
        one.visit ? (
          <a key="visit" href={`/dosing/visits/${one.visit}`}>
            {sessionOf(one)}
          </a>
        ) : (
          sessionOf(one)
        ),
        `${STATE_WORDS[one.state]}${one.excuse ? `: ${one.excuse}` : ""}`,
        amountWords(one.prescribed_ug),
        one.state === "arrived" ? (one.injected_ug === 0 ? "nothing" : amountWords(one.injected_ug)) : "",
      ],
    }))}
  />
);

/** Attendance of a person, and of a clinic. */
export const attendanceRoutes: readonly Route[] = marked([personPage, clinicPage]);
