import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay, longDate } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { personParams } from "./identity-bar.tsx";
import { endingName, stageName } from "./journey-of.ts";
import { loadToRead, type Subject, shownOf } from "./person-shown.tsx";
import { type JourneyStay, staysOf } from "./store-journey.ts";
import { tabsFor } from "./tabs.ts";

type Stays = { readonly subject: Subject; readonly stays: readonly JourneyStay[] };

/** The stays of a person with services, each with its stages: those the reader may see, and no sign of others. */
export const episodesPage = (kinds: ServiceKinds): Route =>
  page({
    path: "/people/:person/episodes",
    allow: "person:read",
    params: personParams,
    load: async (tx, { params }): Promise<Result<Stays, NotThere>> => {
      const subject = await loadToRead(tx, params.person, "episodes");
      if (!subject.ok) return subject;
      if (!tabsFor(tx.asking, { known: true, reads: true }).some((tab) => tab.code === "episodes"))
        return refuse({ code: "not-there" });
      return accept({ subject: subject.value, stays: await staysOf(tx, params.person) });
    },
    view: ({ subject, stays }, { now }) =>
      shownOf(subject, now, "episodes", {
        title: "Episodes",
        live: true,
        body: (
          <>
            <Title>Episodes</Title>
            {stays.length === 0 ? (
              <InsetText>
                No episode yet. One begins when a service takes the person on, by itself or when a handover
                arrives.
              </InsetText>
            ) : (
              <>
                <p className="count">
                  {stays.length === 1 ? "1 episode" : `${stays.length} episodes, the newest first`}
                </p>
                <div data-list>
                  {stays.map((stay) => (
                    <Stay key={stay.id} stay={stay} kinds={kinds} person={subject.identity.id} />
                  ))}
                </div>
              </>
            )}
          </>
        ),
      }),
  });

function Stay(props: { stay: JourneyStay; kinds: ServiceKinds; person: string }): ReactElement {
  const { stay, kinds, person } = props;
  const kind = stay.service_kind;
  return (
    <article className="stay" aria-labelledby={`stay-${stay.id}`}>
      <h2 id={`stay-${stay.id}`} className="nhsuk-heading-s">
        {stay.ours ? (
          <a href={`/people/${person}/episodes/${stay.id}`} data-item>
            {stay.service_name}
          </a>
        ) : (
          stay.service_name
        )}{" "}
        {stay.ended_on ? <Tag modifier="grey">Ended</Tag> : <Tag modifier="green">Open</Tag>}
      </h2>
      <p className="stay__days">
        {stay.ended_on
          ? `${longDate(stay.started_on)} to ${longDate(stay.ended_on)}: ${endingName(kinds, kind, stay.ending ?? "")}`
          : `Since ${longDate(stay.started_on)}: ${stageName(kinds, kind, stay.stage)}`}
        {stay.end_reason ? `. ${stay.end_reason}` : ""}
      </p>
      <p className="stay__who">
        {stay.agency_name}, {stay.team_name}
        {stay.keyworker_name ? `, ${stay.keyworker_name}` : ""}
      </p>
      <ol className="stay__stages">
        {stay.history.map((step) => (
          <li key={`${step.at} ${step.what} ${step.stage}`}>
            <span>{longDate(londonDay(step.at))}</span> {stepWords(step, kinds, kind)}
          </li>
        ))}
      </ol>
    </article>
  );
}

function stepWords(step: JourneyStay["history"][number], kinds: ServiceKinds, kind: string): string {
  const stage = stageName(kinds, kind, step.stage);
  switch (step.what) {
    case "opened":
      return `Opened: ${stage}`;
    case "ended":
      return `Ended, at ${stage}`;
    case "reopened":
      return `Reopened: ${stage}`;
    case "corrected":
      return `Corrected: ${stage}`;
    default:
      return stage;
  }
}
