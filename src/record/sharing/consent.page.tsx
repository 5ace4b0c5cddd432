import { Details, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept } from "../../kernel/result.ts";
import { type Instant, longDateTime } from "../../kernel/time.ts";
import { capital, counted, listed } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import { Openings } from "../emergency/openings.tsx";
import { openingsOf } from "../emergency/store.ts";
import { SharedWithoutConsent } from "../gateway/shared-without.tsx";
import { gatewaysOf } from "../gateway/store.ts";
import { recordConsentPage, withdrawConsentPage } from "./consent-acts.page.tsx";
import { audiencesOf, type ConsentLine, categoriesTo, type Pair, standingOf } from "./consent-rules.ts";
import { eyesRoutes } from "./eyes.page.tsx";
import { limitRoutes } from "./limits.page.tsx";
import { loadSharing, type Sharing } from "./load-sharing.ts";
import {
  type Sentence,
  sayAudience,
  sayCategory,
  sayEvidence,
  sayKinds,
  sayPurpose,
  saySentence,
  sentencesFrom,
} from "./messages.ts";
import { SightTable } from "./sight-table.tsx";
import { usePage } from "./use.page.tsx";
import { Uses } from "./uses.tsx";
import { usesOf } from "./uses-store.ts";
import { aboutPerson } from "./whose-page.ts";

const listPage = page({
  path: "/people/:person/consents",
  allow: "consent:record",
  params: z.object({ person: PersonId.schema }),
  load: async (tx, { params, now }) => {
    const sharing = await loadSharing(tx, params.person, now);
    if (!sharing.ok) return sharing;
    const [openings, without] = [await openingsOf(tx, params.person), await gatewaysOf(tx, params.person)];
    const uses = sharing.value.asksUses ? await usesOf(tx, params.person) : undefined;
    return accept({ ...sharing.value, openings, without, uses });
  },
  view: (sharing, { now }) =>
    aboutPerson(sharing.whose, "consents", {
      title: "Sharing and consent",
      live: true,
      body: (
        <>
          <Title>Sharing and consent</Title>
          <Acts sharing={sharing} now={now} />
          <Standings sharing={sharing} now={now} />
          <SightTable rules={sharing.rules} lines={sharing.lines} now={now} />
          {sharing.uses ? (
            <Uses decided={sharing.uses} at={`/people/${sharing.whose.id}/consents/use`} />
          ) : null}
          <SharedWithoutConsent
            all={sharing.without}
            endAt={(one) => `/people/${sharing.whose.id}/consents/without/${one.id}/end`}
          />
          <Openings openings={sharing.openings} whose="this" />
          <History lines={sharing.lines} />
        </>
      ),
    }),
});

type Shown = { readonly sharing: Sharing; readonly now: Instant };

function Acts({ sharing, now }: Shown): ReactElement {
  const here = `/people/${sharing.whose.id}/consents`;
  const any = sharing.needed.some((pair) => standingOf(sharing.lines, pair, now).state === "in-force");
  return (
    <p className="person-acts no-print">
      <a className="person-acts__one" href={`${here}/record`}>
        Record consent
      </a>
      {any ? (
        <a className="person-acts__one" href={`${here}/withdraw`}>
          Withdraw consent
        </a>
      ) : null}
      {sharing.care ? (
        <a className="person-acts__one" href={`${here}/named`}>
          Named workers
        </a>
      ) : null}
      {sharing.care ? (
        <a className="person-acts__one" href={`${here}/eyes`}>
          What would they see?
        </a>
      ) : null}
      {sharing.care ? (
        <a className="person-acts__one" href={`${here}/without/ask`}>
          Share without consent
        </a>
      ) : null}
    </p>
  );
}

/** What is in force, what was decided otherwise, and what nobody has asked, each with how many. */
export function Standings({ sharing, now }: Shown): ReactElement {
  const standings = sharing.needed.map((pair) => ({ pair, standing: standingOf(sharing.lines, pair, now) }));
  const sentences = sentencesFrom(standings);
  const inForce = sentences.filter((each) => each.standing.state === "in-force");
  const others = sentences.filter((each) => each.standing.state !== "in-force");
  const notAsked = standings.filter(({ standing }) => standing.state === "not-asked").map(({ pair }) => pair);
  return (
    <>
      <h2 className="nhsuk-heading-m">In force now</h2>
      {inForce.length === 0 ? (
        <InsetText>
          <p>
            No consent is in force. Agencies that look after this person see only what law and direct care
            allow; the table below shows it.
          </p>
        </InsetText>
      ) : (
        <Sentences sentences={inForce} names={sharing.names} />
      )}
      {others.length > 0 ? (
        <>
          <h2 className="nhsuk-heading-m">Refused, withdrawn or ended</h2>
          <Sentences sentences={others} names={sharing.names} />
        </>
      ) : null}
      {notAsked.length > 0 ? <NotAsked pairs={notAsked} /> : null}
    </>
  );
}

function Sentences(props: {
  sentences: readonly Sentence[];
  names: ReadonlyMap<string, readonly string[]>;
}): ReactElement {
  return (
    <ul className="consents" data-list>
      {props.sentences.map((sentence) => (
        <li key={`${sentence.readerKind} ${sentence.purpose} ${sentence.categories.join()}`}>
          {saySentence(sentence, props.names.get(sentence.readerKind))}
          <span className="consents__evidence">{sayEvidence(sentence.standing.line)}</span>
        </li>
      ))}
    </ul>
  );
}

function NotAsked({ pairs }: { pairs: readonly Pair[] }): ReactElement {
  const audiences = audiencesOf(pairs);
  return (
    <Details>
      <Details.Summary>{`Not asked yet (${counted(audiences.length, "kind of agency", "kinds of agency")})`}</Details.Summary>
      <Details.Text>
        <p>Nothing is shared with these until the person says yes.</p>
        <ul className="nhsuk-list nhsuk-list--bullet">
          {audiences.map((audience) => (
            <li key={`${audience.readerKind} ${audience.purpose}`}>
              {capital(sayAudience(audience, audiences))}:{" "}
              {listed(categoriesTo(pairs, audience).map(sayCategory))}
            </li>
          ))}
        </ul>
      </Details.Text>
    </Details>
  );
}

const DECIDED = { given: "Given", refused: "Refused", withdrawn: "Withdrawn" } as const;

function History({ lines }: { lines: readonly ConsentLine[] }): ReactElement | null {
  if (lines.length === 0) return null;
  return (
    <Details>
      <Details.Summary>{`Every decision (${lines.length})`}</Details.Summary>
      <Details.Text>
        <table className="nhsuk-table rows-as-cards">
          <caption className="nhsuk-table__caption">{`${lines.length} ${lines.length === 1 ? "decision" : "decisions"}, newest first`}</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Decision</th>
              <th scope="col">Evidence</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={`${line.at} ${line.category} ${line.readerKind} ${line.purpose}`}>
                <td data-label="When">{longDateTime(line.at)}</td>
                <td data-label="Decision">{`${DECIDED[line.decision]}: ${sayCategory(line.category)}, to ${sayKinds(line.readerKind)}, for ${sayPurpose(line.purpose)}`}</td>
                <td data-label="Evidence">{sayEvidence(line)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Details.Text>
    </Details>
  );
}

/** Sharing and consent of a person: what is in force, recording a decision, withdrawing one. */
export const consentRoutes: readonly Route[] = [
  listPage,
  recordConsentPage,
  withdrawConsentPage,
  usePage,
  ...limitRoutes,
  ...eyesRoutes,
];
