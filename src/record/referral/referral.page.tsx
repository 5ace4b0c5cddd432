import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept, type Result } from "../../kernel/result.ts";
import { longDate, longDateTime } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import { kindOf, type ServiceKinds } from "../episode/service-kind.ts";
import type { Identity } from "../person/identity.ts";
import { personParams } from "../person/identity-bar.tsx";
import { loadToRead, type Subject, shownOf } from "../person/person-shown.tsx";
import { ownServices } from "../staff/teams-store.ts";
import { AGREED, correctPage } from "./correct.page.tsx";
import { SOURCES, type Source, sourceNamed, takesBy } from "./sources.ts";
import { type Draft, nameOf, ownDrafts, type Referral, referralsOf } from "./store.ts";
import { takeRoutes } from "./take.page.tsx";
import { answersInWords } from "./take-shown.tsx";

type Doors = { readonly sources: readonly Source[]; readonly drafts: readonly Draft[] };

const doorsPage = (kinds: ServiceKinds): Route =>
  page({
    path: "/referrals",
    allow: "person:register",
    load: async (tx): Promise<Result<Doors, NotThere>> => {
      const services = await ownServices(tx);
      const sources = SOURCES.filter((source) =>
        services.some((each) => takesBy(kindOf(kinds, each.kind), source)),
      );
      tx.log({ what: "listed", about: "referrals being taken down", people: [] });
      return accept({ sources, drafts: await ownDrafts(tx) });
    },
    view: ({ sources, drafts }) => ({
      title: "Take a referral",
      body: (
        <>
          <Title>Take a referral</Title>
          <Drafts drafts={drafts} />
          {sources.length === 0 ? (
            <InsetText>
              Your agency has no service that takes people from outside the partnership. Whoever works in it
              offers a handover instead, which stands on your board.
            </InsetText>
          ) : (
            <>
              <h2 className="nhsuk-heading-m">Who refers them?</h2>
              <p className="quiet-line">
                An agency of this partnership offers a handover instead: it stands on your board.
              </p>
              <ul className="looked" data-list>
                {sources.map((source) => (
                  <li key={source.code}>
                    <a href={`/referrals/new/${source.code}`} data-item>
                      {source.name}
                    </a>
                    <span className="looked__when">{source.hint}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      ),
    }),
  });

function Drafts({ drafts }: { drafts: readonly Draft[] }): ReactElement | null {
  if (drafts.length === 0) return null;
  return (
    <section aria-labelledby="drafts">
      <h2 id="drafts" className="nhsuk-heading-m">
        Saved and not recorded yet
        <span className="count"> {drafts.length}, the last saved first</span>
      </h2>
      <ul className="looked" data-list>
        {drafts.map((draft) => (
          <li key={draft.id}>
            <a href={`/referrals/drafts/${draft.id}`} data-item>
              {nameOf(draft)}
            </a>
            <span className="looked__when">
              {sourceNamed(draft.source)?.name ?? draft.source}, saved {longDateTime(draft.saved_at)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Known = { readonly subject: Subject; readonly referrals: readonly Referral[] };

const listPage = page({
  path: "/people/:person/referrals",
  allow: "person:read",
  params: personParams,
  load: async (tx, { params }): Promise<Result<Known, NotThere>> => {
    const subject = await loadToRead(tx, params.person, "referrals");
    return subject.ok
      ? accept({ subject: subject.value, referrals: await referralsOf(tx, params.person) })
      : subject;
  },
  view: ({ subject, referrals }, { now }) =>
    shownOf(subject, now, "episodes", {
      title: "How they came",
      body: (
        <>
          <Title caption="Episodes">How they came</Title>
          {referrals.length === 0 ? (
            <InsetText>
              No referral from outside the partnership that you may see. Those between its services are
              handovers, in the journey.
            </InsetText>
          ) : (
            <p className="count">
              {referrals.length === 1 ? "1 referral" : `${referrals.length} referrals, the newest first`}
            </p>
          )}
          <ol className="note-list" data-list>
            {referrals.map((one) => (
              <OneReferral key={one.id} referral={one} person={subject.identity} />
            ))}
          </ol>
        </>
      ),
    }),
});

function OneReferral({ referral, person }: { referral: Referral; person: Identity }): ReactElement {
  const source = sourceNamed(referral.source);
  return (
    <li className={referral.corrected ? "note note--corrected" : "note"}>
      <p className="note__head">
        <strong>{longDate(referral.referred_on)}</strong>
        {referral.corrected ? <Tag modifier="grey">Corrected by a later entry</Tag> : null}
        {referral.corrects ? <span>Corrects an earlier entry</span> : null}
        <span>{source?.name ?? referral.source}</span>
        {referral.service ? <span>To {referral.service}</span> : null}
        <span>{AGREED[referral.agreed]}</span>
        <span>
          Taken down by {referral.staff ?? "a colleague"}, {referral.agency}, {longDateTime(referral.at)}
        </span>
      </p>
      <p className="note__words">{referral.words}</p>
      <dl>
        {answersInWords(source, referral.answers).map(([label, words]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{words}</dd>
          </div>
        ))}
        {referral.first_contact_by ? (
          <div>
            <dt>First contact was due by</dt>
            <dd>{longDateTime(referral.first_contact_by)}</dd>
          </div>
        ) : null}
      </dl>
      {referral.ours && !referral.corrected && person.known ? (
        <p className="note__foot no-print">
          <a href={`/people/${person.id}/referrals/${referral.id}/correct`} data-item>
            Correct this referral
            <span className="nhsuk-u-visually-hidden">{` of ${longDate(referral.referred_on)}`}</span>
          </a>
        </p>
      ) : null}
    </li>
  );
}

/** Referrals from outside the partnership: the doors, one screen each, and how somebody came. */
export const referralRoutes = (kinds: ServiceKinds): readonly Route[] => [
  doorsPage(kinds),
  ...takeRoutes(kinds),
  listPage,
  correctPage,
];
