import type { ReactNode } from "react";
import type { Instant } from "../../../kernel/time.ts";
import { PostButton } from "../../../web/layout.tsx";
import { Note } from "./frame.tsx";
import { endedOf, ObserveForm, Watched } from "./observe-form.tsx";
import { isHelper, type VisitData } from "./visit-data.ts";
import { EXCUSED, type Excuse } from "./visit-rules.ts";
import { WatchedBy } from "./watch.tsx";

// Somebody is expected or was let off, and comes: the one press of a visit that a recovery worker makes as a nurse does. And what a visit shows them.

type OfVisit = { readonly data: VisitData };

/** Let off, or held: they are seen all the same if they come while the session goes on. */
export const NotExpected = ({ data: { visit, session, duty } }: OfVisit): ReactNode => (
  <>
    <p>{EXCUSED[visit.steps.at(-1)?.code as Excuse] ?? "Excused"}: it does not count against them.</p>
    {session.closedAt || duty === undefined || duty === "doctor" ? null : (
      <PostButton
        action={`/dosing/${session.id}/arrived/${visit.person}`}
        className="nhsuk-button nhsuk-button--secondary"
      >
        They came after all
      </PostButton>
    )}
  </>
);

/** They are expected: they come, or it is known that they will not. */
export const Expected = ({ data }: OfVisit): ReactNode => (
  <div className="press">
    <PostButton action={`/dosing/${data.session.id}/arrived/${data.visit.person}`} className="nhsuk-button">
      Arrived
    </PostButton>
    {isHelper(data) ? null : <a href={`/dosing/visits/${data.visit.id}/excuse`}>Not expected after all</a>}
  </div>
);

/** What comes next for a recovery worker: they come, readings are taken; all else is a nurse's, and the page says so. */
export function NextForHelper({ data, now }: OfVisit & { readonly now: Instant }): ReactNode {
  const { visit, session, duty, thresholds } = data;
  if (duty === undefined)
    return (
      <Note>
        You are not on shift in this session{session.closedAt ? ", which is closed" : ""}. You see where the
        visit stands; whoever is on shift goes on.
      </Note>
    );
  if (visit.state === "scheduled") return <Expected data={data} />;
  if (visit.state === "excused") return <NotExpected data={data} />;
  const nurse = session.shift.some((one) => one.here && one.duty === "nurse");
  return (
    <>
      <WatchedBy
        watcher={visit.watcher?.name}
        state={visit.state}
        ended={endedOf(data)}
        now={now}
        thresholds={thresholds}
      />
      {nurse ? null : (
        <Note>
          <strong>No nurse is on shift.</strong> Readings are taken under a nurse: call one.
        </Note>
      )}
      {visit.state === "observing" ? (
        <ObserveForm data={data} now={now} />
      ) : endedOf(data) ? null : (
        <Watched data={data} now={now} />
      )}
      <Note>A nurse goes on from here. Where anything worries you, call the nurse, or press Emergency.</Note>
    </>
  );
}
