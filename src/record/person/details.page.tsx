import { BodyText } from "nhsuk-react-components";
import type { ReactElement, ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDate, longDateTime } from "../../kernel/time.ts";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page, type Route } from "../../web/page.ts";
import { numberName, printedNumber, SEXES } from "./identity.ts";
import { personParams } from "./identity-bar.tsx";
import { sayCorrect } from "./messages.ts";
import { loadSubject, loadToRead, type Subject, shownOf } from "./person-shown.tsx";
import { endAlert, endNumber } from "./store-acts.ts";
import { type DeathDecision, deathDecisions } from "./store-death.ts";

type Details = { readonly subject: Subject; readonly deaths: readonly DeathDecision[] };

const detailsPage = page({
  path: "/people/:person/details",
  allow: "person:read",
  params: personParams,
  load: async (tx, { params }): Promise<Result<Details, NotThere>> => {
    const subject = await loadToRead(tx, params.person, "details");
    if (!subject.ok) return subject;
    return accept({ subject: subject.value, deaths: await deathDecisions(tx, params.person) });
  },
  view: ({ subject, deaths }, { now }) =>
    shownOf(subject, now, "details", {
      title: "Details",
      live: true,
      body: (
        <>
          <Title>Details</Title>
          <Names subject={subject} />
          <Numbers subject={subject} />
          <Alerts subject={subject} />
          <Deaths deaths={deaths} />
          {mayCorrect(subject) ? (
            <BodyText className="no-print">
              <a href={`/people/${subject.identity.id}/keeping`}>How long this is kept</a>
            </BodyText>
          ) : null}
        </>
      ),
    }),
});

const mayCorrect = ({ identity, reader }: Subject): boolean =>
  identity.known && reader.may.includes("person:correct");

function Part(props: { id: string; title: string; children: ReactNode }): ReactElement {
  return (
    <section aria-labelledby={props.id} className="details-part">
      <h2 id={props.id} className="nhsuk-heading-m">
        {props.title}
      </h2>
      {props.children}
    </section>
  );
}

const KINDS = { alias: "Also known as", "former-name": "Former name", nickname: "Nickname" } as const;

function Names({ subject }: { subject: Subject }): ReactElement {
  const { identity } = subject;
  const lines: readonly (readonly [string, string])[] = [
    ["Family name", identity.familyName],
    ["Given names", identity.givenNames],
    ["Known as", identity.knownAs ?? "–"],
    ["Date of birth", longDate(identity.bornOn)],
    ["Sex", SEXES[identity.sex]],
    ...identity.aliases.map((alias) => [KINDS[alias.kind], `${alias.name}, from ${alias.agency}`] as const),
  ];
  return (
    <Part id="names" title="Names and birth">
      <dl className="pairs">
        {lines.map(([label, value]) => (
          <div key={`${label} ${value}`}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {mayCorrect(subject) ? (
        <p className="person-acts no-print">
          <a className="person-acts__one" href={`/people/${identity.id}/correct`}>
            Correct details
          </a>
          <a className="person-acts__one" href={`/people/${identity.id}/names/new`}>
            Add another name
          </a>
        </p>
      ) : null}
    </Part>
  );
}

function Numbers({ subject }: { subject: Subject }): ReactElement {
  const { identity } = subject;
  return (
    <Part id="numbers" title="Numbers">
      {identity.numbers.length === 0 ? (
        <BodyText>No number that you may see. An NHS, PNC or prison number tells two people apart.</BodyText>
      ) : (
        <dl className="pairs">
          {identity.numbers.map((number) => (
            <div key={number.id}>
              <dt>{numberName(number.scheme)}</dt>
              <dd>
                <strong>{printedNumber(number)}</strong>, from {number.agency}{" "}
                {number.ours && mayCorrect(subject) ? (
                  <a className="no-print" href={`/people/${identity.id}/numbers/${number.id}/end`}>
                    This number is wrong
                    <span className="nhsuk-u-visually-hidden">{`: ${numberName(number.scheme)}`}</span>
                  </a>
                ) : null}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {mayCorrect(subject) ? (
        <p className="person-acts no-print">
          <a className="person-acts__one" href={`/people/${identity.id}/numbers/new`}>
            Add a number
          </a>
        </p>
      ) : null}
    </Part>
  );
}

function Alerts({ subject }: { subject: Subject }): ReactElement {
  const { identity } = subject;
  return (
    <Part id="alerts" title="Alerts">
      {identity.alerts.length === 0 ? (
        <BodyText>No alert that you may see. One added here stands beside the name on every page.</BodyText>
      ) : (
        <dl className="pairs">
          {identity.alerts.map((alert) => (
            <div key={alert.id}>
              <dt>{alert.words}</dt>
              <dd>
                from {alert.agency}{" "}
                {alert.ours && mayCorrect(subject) ? (
                  <a className="no-print" href={`/people/${identity.id}/alerts/${alert.id}/end`}>
                    No longer true
                    <span className="nhsuk-u-visually-hidden">{`: ${alert.words}`}</span>
                  </a>
                ) : null}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {mayCorrect(subject) ? (
        <p className="person-acts no-print">
          <a className="person-acts__one" href={`/people/${identity.id}/alerts/new`}>
            Add an alert
          </a>
        </p>
      ) : null}
    </Part>
  );
}

function Deaths({ deaths }: { deaths: readonly DeathDecision[] }): ReactElement | null {
  if (deaths.length === 0) return null;
  return (
    <Part id="deaths" title="Death">
      <ul className="nhsuk-list">
        {deaths.map((death) => (
          <li key={`${death.at} ${death.what}`}>
            {death.what === "recorded"
              ? `Death on ${longDate(death.diedOn)} recorded`
              : `The record of a death on ${longDate(death.diedOn)} reversed`}{" "}
            {longDateTime(death.at)} by {death.staff ?? "a colleague"}, {death.agency}: {death.reason}
          </li>
        ))}
      </ul>
    </Part>
  );
}

type Ending = {
  readonly path: string;
  readonly title: string;
  readonly words: string;
  readonly button: string;
  readonly done: string;
  readonly what: (subject: Subject, id: string) => string | undefined;
  readonly end: (tx: Tx, person: PersonId, id: string) => Promise<Result<PersonId, NotThere>>;
};

/** One line of ours that stops being true: shown in full, then ended by one press. */
const endPage = (ending: Ending): Route =>
  act({
    path: ending.path,
    allow: "person:correct",
    params: z.object({ person: PersonId.schema, line: z.uuid() }),
    load: async (tx, { params }): Promise<Result<{ subject: Subject; what: string }, NotThere>> => {
      const subject = await loadSubject(tx, params.person, "details");
      if (!subject.ok) return subject;
      const what = ending.what(subject.value, params.line);
      return what === undefined ? refuse({ code: "not-there" }) : accept({ subject: subject.value, what });
    },
    form: () => ({}),
    view: ({ subject, what }, { errors }, { now }) =>
      shownOf(subject, now, "details", {
        title: ending.title,
        body: (
          <>
            <Title errors={errors}>{ending.title}</Title>
            <p className="stop__what">{what}</p>
            <BodyText>{ending.words}</BodyText>
            <PostForm>
              <button type="submit" className="nhsuk-button">
                {ending.button}
              </button>
            </PostForm>
            <BodyText>
              <a href={`/people/${subject.identity.id}/details`}>Leave it as it is</a>
            </BodyText>
          </>
        ),
      }),
    perform: async (tx, { params }) => {
      const ended = await ending.end(tx, params.person, params.line);
      return ended.ok ? accept({ to: `/people/${params.person}/details`, done: ending.done }) : ended;
    },
    say: sayCorrect,
  });

const endNumberPage = endPage({
  path: "/people/:person/numbers/:line/end",
  title: "This number is wrong",
  words:
    "It is no longer shown, and the person is no longer found by it. That it was recorded stays in the log.",
  button: "End this number",
  done: "The number is ended.",
  what: ({ identity }, id) => {
    const number = identity.numbers.find((each) => each.id === id && each.ours);
    return number && `${numberName(number.scheme)} ${printedNumber(number)}`;
  },
  end: endNumber,
});

const endAlertPage = endPage({
  path: "/people/:person/alerts/:line/end",
  title: "This alert is no longer true",
  words: "It is no longer shown beside the name.",
  button: "End this alert",
  done: "The alert is ended.",
  what: ({ identity }, id) => identity.alerts.find((each) => each.id === id && each.ours)?.words,
  end: endAlert,
});

/** Who someone is in full, and ending what was found wrong. */
export const detailsRoutes: readonly Route[] = [detailsPage, endNumberPage, endAlertPage];
