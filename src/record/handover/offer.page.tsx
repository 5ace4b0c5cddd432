import { Button, SummaryList } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { EpisodeId, HandoverId, PersonId, ServiceId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { choose, dayAndTime, FormFields, longText } from "../../web/form.tsx";
import { PostButton, PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, page, type Route } from "../../web/page.ts";
import { firstContactHours, kindOf, type ServiceKinds } from "../episode/service-kind.ts";
import { episodesOf, type ShownEpisode, whoIs } from "../episode/store.ts";
import { allServices, ownServices, type ServiceLine } from "../staff/teams-store.ts";
import { typedMoment } from "../task/task.page.tsx";
import { type ActRefusal, isEnforcement, offerable, offerHandover, takeBack } from "./actions.ts";
import { sayAct } from "./answer.page.tsx";
import { handoverLine, referralsSent } from "./board-store.ts";
import { type Draft, DraftId, draftById, dropDraft, finishDraft, insertDraft, saveDraft } from "./draft-store.ts";
import { usualTimes } from "./offer-rules.ts";

const OfPerson = z.object({ person: PersonId.schema });
const OfDraft = z.object({ person: PersonId.schema, draft: DraftId.schema });
type OfDraft = z.output<typeof OfDraft>;

/** The pages by which a person is offered to a service: where to, what to say, check, offer. Kept between them. */
export function offerRoutes(kinds: ServiceKinds): readonly Route[] {
  return [choosing(kinds), writing(kinds), checking, offering(kinds), dropping, withdrawing(kinds)];
}

type Senders = { readonly name: string; readonly episodes: readonly ShownEpisode[]; readonly services: readonly (readonly [ShownEpisode, ServiceLine])[] };

async function loadSenders(tx: Tx, kinds: ServiceKinds, person: PersonId): Promise<Senders | undefined> {
  const who = await whoIs(tx, person);
  if (!who) return undefined;
  tx.log({ what: "read", about: "name, to offer a handover", people: [person] });
  const own = (await ownServices(tx)).map((each) => each.id);
  const episodes = (await episodesOf(tx, person)).filter(({ episode }) => episode.state === "open" && own.includes(episode.serviceId));
  const services: (readonly [ShownEpisode, ServiceLine])[] = [];
  for (const shown of episodes) {
    const { serviceId, kind } = shown.episode;
    for (const service of await offerable(tx, kinds, { serviceId, kind })) services.push([shown, service]);
  }
  return { name: who.name, episodes, services };
}

/** First decision: which service. Each says what it is for and how soon it makes first contact. */
const choosing = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/handovers/offer",
    allow: "work",
    params: OfPerson,
    load: async (tx, { params }) => {
      const found = await loadSenders(tx, kinds, params.person);
      return found ? accept(found) : refuse({ code: "not-there" });
    },
    form: ({ episodes, services }) => ({
      to: choose(
        "Which service?",
        services.map(([from, service]) => ({
          value: `${from.episode.id}:${service.id}`,
          label: episodes.length > 1 ? `${service.name}, from ${from.serviceName}` : service.name,
          hint: serviceHint(kinds, service, from.episode.kind),
        })),
        "Choose the service you want to hand this person over to",
      ),
    }),
    view: ({ name, episodes, services }, { form, typed, errors }, { params }) => ({
      title: "Offer a handover",
      body: (
        <>
          <a className="nhsuk-back-link" href={`/people/${params.person}`}>Back</a>
          <Title caption={name} errors={errors}>Offer a handover</Title>
          {episodes.length === 0 ? (
            <p>Your service has no open episode with this person, so it cannot hand them over. <a href={`/people/${params.person}/episodes/open`}>Open an episode</a> first.</p>
          ) : services.length === 0 ? (
            <p>No service of this partnership takes people from yours.</p>
          ) : (
            <PostForm className="narrow">
              <p>You stay responsible until they arrive there.</p>
              <FormFields form={form} typed={typed} errors={errors} />
              <Button>Continue</Button>
            </PostForm>
          )}
        </>
      ),
    }),
    perform: async (tx, { params: { person } }, values, found): Promise<Result<Moved, ActRefusal>> => {
      const [from, to] = values.to.split(":");
      const pair = found.services.find(([shown, service]) => shown.episode.id === from && service.id === to);
      const [episode, service] = [EpisodeId.parse(from ?? ""), ServiceId.parse(to ?? "")];
      if (!pair || !episode || !service) return refuse({ code: "not-there" });
      const draft = await insertDraft(tx, { person, episode, to: service });
      tx.log({ what: "changed", about: "referral begun", people: [person] });
      return accept({ to: `/people/${person}/handovers/offer/${draft}`, done: "" });
    },
    say: sayAct(kinds),
  });

function serviceHint(kinds: ServiceKinds, service: ServiceLine, from: string): string {
  const kind = kindOf(kinds, service.kind);
  return `${kind.purpose} First contact within ${firstContactHours(kind, from)} hours. Run by ${service.agency_name}.`;
}

const loadDraft = async (tx: Tx, { params }: { params: OfDraft }) => {
  const draft = await draftById(tx, params.draft);
  if (draft?.person_id !== params.person) return refuse({ code: "not-there" });
  tx.log({ what: "read", about: "referral being written", people: [params.person] });
  return accept({ draft, enforcement: isEnforcement(tx) });
};

/** Second: what the receiver needs to know, what becomes of our episode, by when we want an answer. */
const writing = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/handovers/offer/:draft",
    allow: "work",
    params: OfDraft,
    load: loadDraft,
    form: ({ draft, enforcement }) => ({
      summary: longText("What do they need to know to answer?", "Enter what the receiving service needs to know to decide", {
        hint: "Only what they need to decide: they see this, the name and the date of birth until they accept",
      }),
      afterArrival: choose(
        "When the person has arrived there, what happens here?",
        enforcement
          ? [{ value: "keep", label: `${draft.from_service} goes on` }]
          : [
              { value: "close", label: `The episode at ${draft.from_service} closes` },
              { value: "keep", label: `${draft.from_service} goes on too` },
            ],
        "Choose what happens here when they have arrived",
      ),
      dueAt: dayAndTime("By when do you need an answer?", "Enter the day and time by which you need an answer"),
    }),
    start: ({ draft, enforcement }, { now }) => ({
      summary: draft.summary,
      afterArrival: draft.after_arrival ?? (enforcement ? "keep" : ""),
      dueAt: typedMoment(draft.due_at ?? usualTimes(kindOf(kinds, draft.to_kind), draft.from_kind, now).answerBy),
    }),
    view: ({ draft }, { form, typed, errors }, { params }) => ({
      title: `Handover to ${draft.to_service}`,
      body: (
        <>
          <a className="nhsuk-back-link" href={`/people/${params.person}/handovers/offer`}>Another service</a>
          <Title caption={draft.person_name} errors={errors}>Handover to {draft.to_service}</Title>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <p className="nhsuk-hint">
              The time proposed is half of the {firstContactHours(kindOf(kinds, draft.to_kind), draft.from_kind)} hours in which they make first contact.
            </p>
            <Button>Check your answers</Button>
          </PostForm>
        </>
      ),
    }),
    perform: async (tx, { params, now }, values): Promise<Result<Moved, ActRefusal>> => {
      if (Temporal.Instant.compare(values.dueAt, now) <= 0) return refuse({ code: "time-has-passed", time: values.dueAt });
      const { summary, afterArrival, dueAt } = values;
      await saveDraft(tx, params.draft, { summary, afterArrival: afterArrival === "close" ? "close" : "keep", dueAt });
      tx.log({ what: "changed", about: "referral being written", people: [params.person] });
      return accept({ to: `/people/${params.person}/handovers/offer/${params.draft}/check`, done: "" });
    },
    say: (refusal) => ({ field: refusal.code === "time-has-passed" ? "dueAt" : "_form", words: sayAct(kinds)(refusal) }),
  });

const checkPath = "/people/:person/handovers/offer/:draft/check";

/** Third: check your answers. */
const checking = page({
  path: checkPath,
  allow: "work",
  params: OfDraft,
  load: async (tx, ask) => {
    const found = await loadDraft(tx, ask);
    return found.ok && found.value.draft.due_at ? accept(found.value.draft) : refuse({ code: "not-there" });
  },
  view: (draft) => ({ title: "Check your answers", body: <Check draft={draft} /> }),
});

function Check({ draft }: { draft: Draft }): ReactNode {
  const here = `/people/${draft.person_id}/handovers/offer`;
  const rows: readonly (readonly [string, ReactNode, string])[] = [
    ["To", draft.to_service, here],
    ["What they need to know", <span key="s" className="as-typed">{draft.summary}</span>, `${here}/${draft.id}`],
    ["After arrival", draft.after_arrival === "close" ? `The episode at ${draft.from_service} closes` : `${draft.from_service} goes on too`, `${here}/${draft.id}`],
    ["Answer needed by", draft.due_at ? longDateTime(draft.due_at) : "", `${here}/${draft.id}`],
  ];
  return (
    <>
      <Title caption={draft.person_name}>Check your answers before you offer this handover</Title>
      <SummaryList>
        {rows.map(([key, value, href]) => (
          <SummaryList.Row key={key}>
            <SummaryList.Key>{key}</SummaryList.Key>
            <SummaryList.Value>{value}</SummaryList.Value>
            <SummaryList.Action href={href} visuallyHiddenText={key.toLowerCase()}>Change</SummaryList.Action>
          </SummaryList.Row>
        ))}
      </SummaryList>
      <p>{draft.from_service} stays responsible until the person arrives. If nobody answers in time, their team's lead hears of it and it comes back to your list.</p>
      <PostForm action={`${here}/${draft.id}/offer`}>
        <Button>Offer handover</Button>
      </PostForm>
      <PostButton action={`${here}/${draft.id}/drop`} className="nhsuk-button nhsuk-button--secondary nhsuk-button--small">Throw this draft away</PostButton>
    </>
  );
}

/** The act itself: the draft becomes the handover. */
const offering = (kinds: ServiceKinds): Route => ({
  path: "/people/:person/handovers/offer/:draft/offer",
  allow: "work",
  post: async (tx, raw) => {
    const params = OfDraft.safeParse(raw.params);
    const found = params.success ? await loadDraft(tx, { params: params.data }) : refuse({ code: "not-there" as const });
    const to = found.ok ? (await allServices(tx)).find((each) => each.id === found.value.draft.to_service_id) : undefined;
    if (!found.ok || !to) return refuse({ code: "not-there" });
    const { draft } = found.value;
    if (!draft.due_at || !draft.after_arrival) return refuse({ code: "not-there" });
    const offered = await offerHandover(
      tx,
      kinds,
      { person: draft.person_id, episode: draft.from_episode_id, to, summary: draft.summary, afterArrival: draft.after_arrival, dueAt: draft.due_at },
      raw.now,
    );
    if (offered.ok) {
      await finishDraft(tx, draft.id, offered.value.id);
      return accept({ to: `/people/${draft.person_id}`, done: "The handover is offered. You stay responsible until they arrive." });
    }
    const words = sayAct(kinds)(offered.refusal);
    return refuse({
      code: "again",
      shown: { title: "Check your answers", body: <><Title errors={{ _form: words }}>The handover was not offered</Title><Check draft={draft} /></> },
    });
  },
});

const dropping: Route = {
  path: "/people/:person/handovers/offer/:draft/drop",
  allow: "work",
  post: async (tx, raw) => {
    const params = OfDraft.safeParse(raw.params);
    if (!params.success || !(await dropDraft(tx, params.data.draft))) return refuse({ code: "not-there" });
    return accept({ to: `/people/${params.data.person}`, done: "The draft is gone. Nothing was offered." });
  },
};

/** The sender takes it back, with a reason; police and probation too, who cannot read the handover itself. */
const withdrawing = (kinds: ServiceKinds): Route =>
  act({
    path: "/handovers/:handover/withdraw",
    allow: "work",
    params: z.object({ handover: HandoverId.schema }),
    load: async (tx, { params }) => {
      const line = await handoverLine(tx, params.handover);
      const own = (await ownServices(tx)).map((each) => each.id);
      const sent = line ? undefined : (await referralsSent(tx)).find((each) => each.id === params.handover);
      const of = line && own.includes(line.handover.from.serviceId)
        ? { person: line.handover.personId, name: line.personName, to: line.toService, back: `/handovers/${params.handover}` }
        : sent ? { person: sent.person_id, name: sent.person_name, to: sent.to_service, back: "/boards/team" } : undefined;
      if (!of) return refuse({ code: "not-there" });
      tx.log({ what: "read", about: "handover", people: [of.person] });
      return accept(of);
    },
    form: () => ({ reason: longText("Why do you take it back?", "Enter why you take it back", { longest: 1000 }) }),
    view: ({ name, to, back }, { form, typed, errors }) => ({
      title: "Withdraw this handover",
      body: (
        <>
          <a className="nhsuk-back-link" href={back}>Back</a>
          <Title caption={name} errors={errors}>Withdraw this handover</Title>
          <p>It was offered to {to}. The person stays with your service.</p>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Withdraw handover</Button>
          </PostForm>
        </>
      ),
    }),
    perform: async (tx, { params }, values, { person }): Promise<Result<Moved, ActRefusal>> => {
      const done = await takeBack(tx, { id: params.handover, person }, values.reason);
      return done.ok ? accept({ to: `/people/${person}`, done: "Withdrawn. The person stays with your service." }) : done;
    },
    say: sayAct(kinds),
  });
