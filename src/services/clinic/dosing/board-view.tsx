import type { ReactNode } from "react";
import { clock, type Instant } from "../../../kernel/time.ts";
import { PostButton } from "../../../web/layout.tsx";
import type { DueReview } from "../prescribing/review-rules.ts";
import { sayReviewDue } from "../prescribing/waiting-reviews-store.ts";
import type { PremisesId } from "../register/index.ts";
import { thresholdsOfSession } from "./actions.ts";
import { byNeed, wantsOf } from "./board-rules.ts";
import type { Beside, Card } from "./board-store.ts";
import type { EmergencyHere } from "./emergency-store.ts";
import { Timer } from "./timer.tsx";
import type { Session, VisitId } from "./visit.ts";
import { COLUMNS, columnOf, EXCUSED, type Excuse } from "./visit-rules.ts";
import { WatchedBy } from "./watch.tsx";

type OfColumns = {
  readonly session: Session;
  readonly cards: readonly Card[];
  readonly beside: readonly Beside[];
  readonly alike: ReadonlyMap<VisitId, readonly string[]>;
  readonly reviews: ReadonlyMap<string, readonly DueReview[]>;
  readonly now: Instant;
  readonly wall?: boolean;
};

/** Columns are states, cards are people; whoever needs something next stands first. */
export function Columns({ session, cards, beside, alike, reviews, now, wall = false }: OfColumns): ReactNode {
  const thresholds = thresholdsOfSession(session);
  const sorted = byNeed(cards, now, thresholds);
  return (
    <div className={wall ? "board dosing-board dosing-board--wall" : "board dosing-board"} data-list="">
      {COLUMNS.map(({ code, label }) => {
        const here = sorted.filter((card) => columnOf(card.state) === code);
        return (
          <section key={code} className="board__column" aria-label={label}>
            <h2 className="nhsuk-heading-s board__title">
              {label} <span className="board__count">{here.length}</span>
            </h2>
            {here.length === 0 ? <p className="home__empty">{wall ? "" : "Nobody"}</p> : null}
            {here.map((card) => (
              <CardView
                key={card.visit}
                card={card}
                session={session}
                beside={beside.filter(({ person }) => person === card.person)}
                alike={alike.get(card.visit) ?? []}
                reviews={reviews.get(card.person) ?? []}
                now={now}
                wall={wall}
              />
            ))}
          </section>
        );
      })}
    </div>
  );
}

/** Emergencies of somebody not known that go on here. */
export const EmergenciesHere = ({ here }: { readonly here: readonly EmergencyHere[] }): ReactNode =>
  here.map(({ id, beganAt, kind }) => (
    <p key={id} className="alarm">
      <a className="nhsuk-button nhsuk-button--warning alarm__button" href={`/dosing/emergencies/${id}`}>
        {kind === "seizure" ? "Seizure" : "Emergency"} of somebody not known since {clock(beganAt)}: go on
      </a>
    </p>
  ));

/** One touch for whoever is not on the board: a visitor, somebody in the waiting room or the toilet. */
export function AnybodyHere({
  premises,
  here,
}: {
  readonly premises: PremisesId;
  readonly here: readonly EmergencyHere[];
}): ReactNode {
  return (
    <>
      <EmergenciesHere here={here} />
      <div className="alarm no-print">
        {(["overdose", "seizure"] as const).map((kind) => (
          <PostButton
            key={kind}
            action={`/dosing/premises/${premises}/emergency`}
            fields={{ kind }}
            className="nhsuk-button nhsuk-button--warning nhsuk-button--small alarm__button"
          >
            {kind === "overdose" ? "Emergency: somebody not known" : "Seizure: somebody not known"}
          </PostButton>
        ))}
      </div>
    </>
  );
}

type OfCard = {
  readonly card: Card;
  readonly session: Session;
  readonly beside: readonly Beside[];
  readonly alike: readonly string[];
  readonly reviews: readonly DueReview[];
  readonly now: Instant;
  readonly wall: boolean;
};

function CardView({ card, session, beside, alike, reviews, now, wall }: OfCard): ReactNode {
  const wants = wantsOf(card, now, thresholdsOfSession(session));
  const toSign = card.toSign
    ? `/dosing/corrections/${card.toSign}`
    : card.toSetAside && `/dosing/late/asides/${card.toSetAside}`;
  return (
    <article className={`dose-card dose-card--${wants.grave}`} data-card="">
      <h3 className="dose-card__who">
        {wall ? (
          <>
            {card.initials} <span className="dose-card__no">{card.visit.slice(-4)}</span>
          </>
        ) : (
          <a
            href={card.emergency ? `/dosing/emergencies/${card.emergency}` : `/dosing/visits/${card.visit}`}
            data-item=""
          >
            {card.name}
          </a>
        )}
      </h3>
      {wants.words ? (
        <p className="dose-card__wants">
          <strong>
            {wants.words}
            {wants.grave === "late" ? ": overdue" : ""}
          </strong>
          {wants.by ? <Timer by={wants.by} now={now} seconds={wants.grave === "rung"} /> : null}
        </p>
      ) : null}
      <WatchedBy
        watcher={card.watcher}
        state={card.state}
        ended={card.endedAt}
        now={now}
        thresholds={thresholdsOfSession(session)}
      />
      {toSign ? (
        <p className="dose-card__alike">
          <strong>Nothing is given:</strong>{" "}
          {wall ? "a correction waits to be signed" : <a href={toSign}>a correction waits to be signed</a>}
        </p>
      ) : null}
      {card.untold ? (
        <p className="dose-card__alike">
          <strong>Nobody was told yet</strong> that less or nothing was given
        </p>
      ) : null}
      {card.state === "excused" && card.code ? <p>{EXCUSED[card.code as Excuse]}</p> : null}
      {wall ? null : (
        <>
          <Known alike={alike} reviews={reviews} beside={beside} />
          <CardActs card={card} session={session} />
        </>
      )}
    </article>
  );
}

/** What is known of them besides: who is called like them, reviews that are due, what else is booked today. */
const Known = ({ alike, reviews, beside }: Pick<OfCard, "alike" | "reviews" | "beside">): ReactNode => (
  <>
    {alike.length > 0 ? (
      <p className="dose-card__alike">
        <strong>Name alert:</strong> also {alike.join(", ")}
      </p>
    ) : null}
    {reviews.map((one) => (
      <p key={one.kind} className="dose-card__beside">
        {sayReviewDue(one)}
      </p>
    ))}
    {beside.map(({ at, service }) => (
      <p key={`${at.epochNanoseconds}`} className="dose-card__beside">
        {clock(at)} {service}
      </p>
    ))}
  </>
);

function CardActs({ card, session }: { readonly card: Card; readonly session: Session }): ReactNode {
  const duty = session.shift.find(({ mine, here }) => mine && here)?.duty;
  // Wherever they stand in the session, and after it: somebody can collapse in the waiting room.
  if (session.closedAt || !duty)
    return (
      <div className="dose-card__acts no-print">
        <EmergencyButton card={card} />
      </div>
    );
  // A paragraph would end before the first form in it.
  return (
    <div className="dose-card__acts no-print">
      {(card.state === "scheduled" || card.state === "excused") && duty !== "doctor" ? (
        <PostButton
          action={`/dosing/${session.id}/arrived/${card.person}`}
          className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
        >
          {card.state === "excused" ? "Came after all" : "Arrived"}
          <span className="nhsuk-u-visually-hidden">: {card.name}</span>
        </PostButton>
      ) : null}
      {card.toCheck && duty === "checker" ? <a href={`/dosing/check/${card.toCheck}`}>Check it</a> : null}
      {card.toWitness && duty === "checker" ? (
        <a href={`/dosing/witness/${card.toWitness}`}>Witness what was left</a>
      ) : null}
      <EmergencyButton card={card} />
    </div>
  );
}

/** Who has not come or has gone is seldom the one who collapses: twenty red buttons would hide the five that matter. */
const ELSEWHERE: readonly Card["state"][] = [
  ...(["scheduled", "no-show", "excused", "cancelled"] as const),
  ...(["fit-to-leave", "left-early", "closed"] as const),
];

/** One touch for an overdose and one for a seizure: which it was decides what is offered, and what is counted after. */
const EmergencyButton = ({ card }: { readonly card: Card }): ReactNode =>
  (["overdose", "seizure"] as const).map((kind) => (
    <PostButton
      key={kind}
      action={`/dosing/visits/${card.visit}/emergency`}
      fields={{ kind }}
      className={`nhsuk-button nhsuk-button--small ${ELSEWHERE.includes(card.state) ? "nhsuk-button--secondary emergency--quiet" : "nhsuk-button--warning"}`}
    >
      {kind === "overdose" ? "Emergency" : "Seizure"}
      <span className="nhsuk-u-visually-hidden">: {card.name}</span>
    </PostButton>
  ));
