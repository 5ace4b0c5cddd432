import type { ReactNode } from "react";
import { z } from "zod";
import { clock, fromNow, type Instant } from "../../../kernel/time.ts";
import { PostButton } from "../../../web/layout.tsx";
import { page, type Route } from "../../../web/page.ts";
import { earliestAfter } from "../prescribing/interval-rules.ts";
import { AssessForm } from "./assess-form.tsx";
import { CloseForm } from "./close.page.tsx";
import { CorrectionWaits, CorrectLinks } from "./correct.page.tsx";
import { Note, sayWhen } from "./frame.tsx";
import { HandOverForm } from "./hand-over.page.tsx";
import { Expected, NextForHelper, NotExpected } from "./helper-view.tsx";
import { endedOf, ObserveForm, Watched } from "./observe-form.tsx";
import { LeftOver, OutcomeForm } from "./outcome.page.tsx";
import { PrepareForm, WaitsForCheck } from "./prepare.page.tsx";
import { WhoWasTold } from "./told.page.tsx";
import { VisitId } from "./visit.ts";
import { isHelper, loadVisit, type VisitData } from "./visit-data.ts";
import { visitShown } from "./visit-view.tsx";
import { Watch } from "./watch.tsx";

/** What each state asks for next, as the heading of its page. */
const TITLES = {
  scheduled: "Expected",
  arrived: "Before the dose",
  identified: "Before the dose",
  cleared: "May be given",
  reduced: "Less may be given",
  deferred: "Wait, then look again",
  withheld: "Nothing now",
  prepared: "Prepared",
  "handed-over": "In the booth",
  observing: "Observation",
  "fit-to-leave": "Fit to leave",
  "left-early": "Left early",
  closed: "Done",
  "no-show": "Did not come",
  excused: "Excused",
  cancelled: "The session was cancelled",
} as const;

/** One visit: the next act is on the page itself, so that nothing is looked for. */
export const visitPage: Route = page({
  path: "/dosing/visits/:visit",
  allow: "dose:board",
  params: z.object({ visit: VisitId.schema }),
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  view: (data, { now }) =>
    visitShown(
      data,
      now,
      TITLES[data.visit.state],
      {},
      <>
        <CorrectionWaits data={data} />
        {isHelper(data) ? (
          <NextForHelper data={data} now={now} />
        ) : (
          <>
            <LeftOver data={data} />
            <Next data={data} now={now} />
          </>
        )}
        <WhoWasTold data={data} />
        <CorrectLinks data={data} />
        {isHelper(data) ? null : (
          <p className="no-print">
            <a href={`/dosing/visits/${data.visit.id}/incident`}>Record an incident</a>
          </p>
        )}
      </>,
    ),
});

function Next({ data, now }: { readonly data: VisitData; readonly now: Instant }): ReactNode {
  const { visit, session, duty } = data;
  if (duty === undefined && !["closed", "no-show", "excused", "cancelled"].includes(visit.state))
    return (
      <Note>
        You are not on shift in this session{session.closedAt ? ", which is closed" : ""}. You see where the
        visit stands; whoever is on shift goes on.
      </Note>
    );
  switch (visit.state) {
    case "scheduled":
      return <Expected data={data} />;
    case "arrived":
    case "identified":
      return <NotAssessed data={data} />;
    case "cleared":
    case "reduced":
    case "deferred":
    case "withheld":
      return <Decided data={data} now={now} />;
    case "prepared":
      return (
        <>
          <Watch data={data} ended={endedOf(data)} now={now} />
          <HandOverForm data={data} />
          <WaitsForCheck data={data} />
        </>
      );
    case "handed-over":
      return (
        <>
          <Watch data={data} ended={endedOf(data)} now={now} />
          <OutcomeForm data={data} />
        </>
      );
    case "observing":
      return (
        <>
          <Watch data={data} ended={endedOf(data)} now={now} />
          <ObserveForm data={data} now={now} />
          {data.toPrepare.length > 0 ? (
            <p>
              A further part of this session may follow:{" "}
              <a href={`/dosing/visits/${visit.id}/assess`}>assess them for it</a>.
            </p>
          ) : null}
        </>
      );
    case "fit-to-leave":
    case "left-early":
      return <CloseForm data={data} />;
    case "no-show":
      return (
        <p>
          Nobody came until the end of the session and its grace.{" "}
          <a href={`/dosing/visits/${visit.id}/excuse`}>Excuse it</a> once you know why.
        </p>
      );
    case "excused":
      return <NotExpected data={data} />;
    case "closed":
    case "cancelled":
      return null;
  }
}

const NotAssessed = ({ data }: { readonly data: VisitData }): ReactNode => (
  <>
    <AssessForm data={data} />
    <NothingGiven data={data} />
  </>
);

/** What comes next is more than the gap since the last dose leaves: it would be refused, so that it is not offered. */
const aboveTheGap = ({ gap, toPrepare: [next] }: VisitData): boolean =>
  gap !== undefined && gap.share !== "whole" && next !== undefined && next.part.micrograms > gap.most;

/** The decision and its reason, and what may follow it. */
function Decided({ data, now }: { readonly data: VisitData; readonly now: Instant }): ReactNode {
  const { visit } = data;
  const last = visit.assessments.at(-1);
  if (!last) return null;
  const old = Temporal.Instant.compare(last.validUntil, now) < 0;
  const given = visit.state === "cleared" || visit.state === "reduced";
  const order = data.due?.order;
  const waitsForOrder = last.decision === "reduce" && order?.kind === "standing" && !last.agreed;
  return (
    <>
      <Watch data={data} ended={endedOf(data)} now={now} />
      <div className={`decision decision--${last.decision}`}>
        <strong>{last.sentence}</strong>
        {last.agreed ? <p>{last.agreed.by} has agreed to the full dose.</p> : null}
      </div>
      {given ? (
        <p>
          The assessment holds until {clock(last.validUntil)} ({fromNow(last.validUntil, now)}).
        </p>
      ) : null}
      {old && given ? (
        <Note>The assessment is too old. Assess them again, just before the dose.</Note>
      ) : given && waitsForOrder ? (
        <Note>
          {last.decidedBy === "second-staff" ? (
            last.staffIsMe ? (
              "A second member of staff who sees them may agree, on their own sign-in. Otherwise a prescriber orders less for this session. "
            ) : (
              <>
                <a href={`/dosing/visits/${visit.id}/agree`}>You have seen them and agree to the full dose</a>
                .{" "}
              </>
            )
          ) : (
            "The prescriber orders what is given in this session, or nothing is. "
          )}
          <a href={`/people/${visit.person}/medicines`}>The plan and its orders</a>
        </Note>
      ) : given && aboveTheGap(data) ? (
        <Note>
          More is ordered than the gap leaves. A licensed doctor orders less for this session alone, or it is
          reduced within their range. <a href={`/people/${visit.person}/orders`}>The plan and its orders</a>
        </Note>
      ) : given && data.jumps.length > 0 ? (
        <Note>It is prepared here once two people have said what time it is.</Note>
      ) : given ? (
        <>
          <TooSoonYet data={data} now={now} assessedUntil={last.validUntil} />
          <PrepareForm data={data} />
        </>
      ) : null}
      <p className="no-print">
        <a href={`/dosing/visits/${visit.id}/assess`}>Assess again</a>
        {last.againAt ? `, from ${sayWhen(last.againAt, now)}` : ""}
      </p>
      {endedOf(data) ? null : <Watched data={data} now={now} />}
      <NothingGiven data={data} />
    </>
  );
}

/** What is prepared now and cannot be handed over yet is told before it is made up, not after. */
function TooSoonYet({
  data: { lastInjected, toPrepare },
  now,
  assessedUntil,
}: {
  readonly data: VisitData;
  readonly now: Instant;
  readonly assessedUntil: Instant;
}): ReactNode {
  const [next] = toPrepare;
  const from = next && earliestAfter(lastInjected, next.part);
  if (!from || !lastInjected || Temporal.Instant.compare(from, now) <= 0) return null;
  return (
    <Note>
      <strong>Not before {clock(from)}:</strong> {next.part.leastMinutes} minutes after the injection that
      ended at {clock(lastInjected)}.{" "}
      {Temporal.Instant.compare(from, assessedUntil) > 0
        ? "This assessment does not hold so long: assess them again then."
        : ""}
    </Note>
  );
}

function NothingGiven({ data }: { readonly data: VisitData }): ReactNode {
  if (endedOf(data))
    return (
      <PostButton
        action={`/dosing/visits/${data.visit.id}/go-on`}
        className="nhsuk-button nhsuk-button--secondary"
      >
        No further part: go on observing
      </PostButton>
    );
  return (
    <p className="no-print">
      <a href={`/dosing/visits/${data.visit.id}/close`}>Nothing is given: close the visit</a>
    </p>
  );
}
