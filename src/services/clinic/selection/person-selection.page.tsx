import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept, type Result } from "../../../kernel/result.ts";
import { fromNow, type Instant, londonDay, longDate } from "../../../kernel/time.ts";
import { counted, listed } from "../../../kernel/words.ts";
import { personParams } from "../../../record/person/identity-bar.tsx";
import { loadToRead, type Subject, shownOf } from "../../../record/person/person-shown.tsx";
import { Title } from "../../../web/layout.tsx";
import { type NotThere, page } from "../../../web/page.ts";
import { type PanelWord, panelPapers } from "./panel-store.ts";
import { againWords, asksConsent, History, Papers, StateTag } from "./parts.tsx";
import { isOpen } from "./rules.ts";
import {
  type Agreement,
  agreementsOf,
  type Nomination,
  nominationsOf,
  type OwnNomination,
  ownNominations,
  type Step,
  stepsOf,
} from "./store.ts";

type Whole = {
  readonly nomination: Nomination;
  readonly steps: readonly Step[];
  readonly papers: readonly PanelWord[];
};
type Data = {
  readonly subject: Subject;
  readonly all: readonly Whole[];
  /** Of those the reader's agency nominated and may not read further: received, or closed. */
  readonly own: readonly OwnNomination[];
  readonly agreements: readonly Agreement[];
};

/** The tab of a person's page: who nominated them, where it stands, and what is next. */
export const personSelectionPage = page({
  path: "/people/:person/selection",
  allow: "work",
  params: personParams,
  load: async (tx, { params }): Promise<Result<Data, NotThere>> => {
    const subject = await loadToRead(tx, params.person, "selection for the clinic");
    if (!subject.ok) return subject;
    const all: Whole[] = [];
    for (const nomination of await nominationsOf(tx, params.person))
      all.push({
        nomination,
        steps: await stepsOf(tx, nomination.id),
        papers: nomination.ours ? await panelPapers(tx, nomination.id) : [],
      });
    const own = all.some(({ nomination }) => nomination.theirs)
      ? []
      : await ownNominations(tx, params.person);
    return accept({ subject: subject.value, all, own, agreements: await agreementsOf(tx, params.person) });
  },
  view: (data, { now }) =>
    shownOf(data.subject, now, "selection", {
      title: "Clinic selection",
      live: true,
      body: <Body data={data} now={now} />,
    }),
});

function Body({ data, now }: { readonly data: Data; readonly now: Instant }): ReactElement {
  const { identity, reader } = data.subject;
  const acts = identity.known && !identity.diedOn && reader.may.includes("work");
  const here = `/people/${identity.id}/selection`;
  return (
    <>
      <Title>Clinic selection</Title>
      <p>
        Heroin-assisted treatment is for people whom other treatment has repeatedly not helped. Any agency can
        nominate somebody; the person is asked, a panel advises, and only a doctor with a licence accepts.
      </p>
      {acts ? (
        <p className="person-acts no-print">
          <a className="person-acts__one" href={`${here}/new`}>
            Nominate for the clinic
          </a>
        </p>
      ) : null}
      {data.all.length + data.own.length === 0 ? (
        <InsetText>
          No nomination that you may see. One that your agency makes, or that comes to your clinic, stands
          here.
        </InsetText>
      ) : null}
      {data.own.map((one) => (
        <p key={one.at.toString()}>
          <strong>{one.status === "received" ? "Received" : "Closed"}</strong>: nominated to{" "}
          {one.service_name} on {longDate(londonDay(one.at))}.
        </p>
      ))}
      {data.all.map((whole) => (
        <OneNomination
          key={whole.nomination.id}
          whole={whole}
          acts={acts}
          may={reader.may}
          at={here}
          now={now}
        />
      ))}
      <Agreements agreements={data.agreements} />
    </>
  );
}

function OneNomination(props: {
  readonly whole: Whole;
  readonly acts: boolean;
  readonly may: readonly string[];
  readonly at: string;
  readonly now: Instant;
}): ReactElement {
  const { nomination, steps, papers } = props.whole;
  const offered = props.acts ? actsOn(nomination, props.may) : [];
  return (
    <section aria-label={`Nomination to ${nomination.service_name}`}>
      <h2 className="nhsuk-heading-m">{`${nomination.service_name}, nominated by ${nomination.from_agency}`}</h2>
      <p>
        <StateTag state={nomination.state} /> since {longDate(londonDay(nomination.since))} (
        {fromNow(nomination.since, props.now)}).
        {nomination.place ? ` Place ${nomination.place} on the waiting list.` : ""}
        {againWords(nomination)}
        {nomination.licence
          ? ` Accepted under licence ${nomination.licence}, by protocol ${nomination.protocol} version ${nomination.protocol_version}.`
          : ""}
      </p>
      <p>Why: {nomination.why}</p>
      {nomination.named.length > 0 ? (
        <p>The person agreed to these on the panel: {listed(nomination.named)}.</p>
      ) : null}
      {offered.length > 0 ? (
        <nav
          className="person-acts no-print"
          aria-label={`What you can do about the nomination by ${nomination.from_agency}`}
        >
          {offered.map(([code, label]) => (
            <a key={code} className="person-acts__one" href={`${props.at}/${nomination.id}/${code}`}>
              {label}
            </a>
          ))}
        </nav>
      ) : null}
      {nomination.ours ? (
        <>
          <h3 className="nhsuk-heading-s">What was said for the panel ({String(papers.length)})</h3>
          <Papers words={papers} correct={(word) => `${props.at}/${nomination.id}/say?corrects=${word.id}`} />
        </>
      ) : null}
      <h3 className="nhsuk-heading-s">What happened, newest first ({String(steps.length)})</h3>
      <History steps={steps} now={props.now} />
    </section>
  );
}

/** What the reader may do next, the way it usually goes first. The database asks again. */
function actsOn(nomination: Nomination, may: readonly string[]): readonly (readonly [string, string])[] {
  const { state, ours, theirs } = nomination;
  const before = ["nominated", "consented", "panel", "deferred"].includes(state);
  const clinic = ours && may.includes("selection");
  const offers: readonly (readonly [string, string, boolean])[] = [
    ["consent", "Record consent to the panel", asksConsent(nomination) && may.includes("consent:record")],
    ["say", "Say something for the panel", before && may.includes("clinical")],
    ["assess", "Begin the clinical assessment", state === "shortlisted" && clinic],
    ["eligibility", "Eligibility checklist", clinic && nomination.episode_id !== null],
    ["exception", "Make an exception", state === "assessment" && clinic && may.includes("prescribe")],
    ["accept", "Accept for treatment", state === "assessment" && clinic && may.includes("prescribe")],
    ["agreement", "Agreement", clinic && ["accepted", "agreed"].includes(state)],
    ["begin", "Begin treatment", state === "agreed" && clinic],
    ["close", "Close", isOpen(state) && (clinic || (theirs && nomination.episode_id === null))],
  ];
  return offers.filter(([, , when]) => when).map(([code, label]) => [code, label] as const);
}

function Agreements({ agreements }: { readonly agreements: readonly Agreement[] }): ReactElement | null {
  if (agreements.length === 0) return null;
  return (
    <>
      <h2 className="nhsuk-heading-m">{counted(agreements.length, "signed agreement")}</h2>
      <ul className="event-list" data-list>
        {agreements.map((one) => (
          <li key={one.id} className="event-list__one">
            <span className="event-list__what">
              <strong>{longDate(one.signed_on)}</strong> signed “{one.signed_name}”{" "}
              {one.how === "paper" ? `on paper, kept ${one.kept_where}` : "on the screen"}, version{" "}
              {one.text_version}
            </span>
            <span className="event-list__source">
              Witness: {one.witness}. Entered by {one.by}.
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
