import { Button } from "nhsuk-react-components";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { EpisodeId, PersonId, ServiceId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { hoursInWords } from "../../kernel/time.ts";
import { choose, dayAndTime, FormFields, longText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { type About, barOf, loadAbout } from "../episode/about.tsx";
import { firstContactHours, kindOf, type ServiceKinds } from "../episode/service-kind.ts";
import { episodesOf, type ShownEpisode } from "../episode/store.ts";
import { ownServices, type ServiceLine, teamsForANo } from "../staff/teams-store.ts";
import { typedMoment } from "../task/times.ts";
import type { ActRefusal } from "./actions.ts";
import { sayAct } from "./answer-shown.tsx";
import type { Draft } from "./draft-store.ts";
import { insertDraft, saveDraft } from "./draft-store.ts";
import { checking, dropping, loadDraft, OfDraft, offering } from "./offer-check.page.tsx";
import { usualTimes } from "./offer-rules.ts";
import { offerable } from "./offerable.ts";
import { withdrawing } from "./withdraw.page.tsx";

const OfPerson = z.object({ person: PersonId.schema });

/** The pages by which a person is offered to a service: where to, what to say, check, offer. Kept between them. */
export function offerRoutes(kinds: ServiceKinds): readonly Route[] {
  return [choosing(kinds), writing(kinds), checking, offering(kinds), dropping, withdrawing(kinds)];
}

type Senders = {
  readonly about: About;
  readonly episodes: readonly ShownEpisode[];
  readonly services: readonly (readonly [ShownEpisode, ServiceLine])[];
};

async function loadSenders(tx: Tx, kinds: ServiceKinds, person: PersonId): Promise<Senders | undefined> {
  const about = await loadAbout(tx, person, "name, to offer a handover");
  if (!about) return undefined;
  const own = (await ownServices(tx)).map((each) => each.id);
  const episodes = (await episodesOf(tx, person)).filter(
    ({ episode }) => episode.state === "open" && own.includes(episode.serviceId),
  );
  const services: (readonly [ShownEpisode, ServiceLine])[] = [];
  for (const shown of episodes) {
    const { serviceId, kind } = shown.episode;
    for (const service of await offerable(tx, kinds, { serviceId, kind })) services.push([shown, service]);
  }
  return { about, episodes, services };
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
    view: ({ about, episodes, services }, { form, typed, errors }, { params, now }) => ({
      title: "Offer a handover",
      bar: barOf(about, now),
      body: (
        <>
          <a className="nhsuk-back-link" href={`/people/${params.person}`}>
            Back
          </a>
          <Title errors={errors}>Offer a handover</Title>
          {episodes.length === 0 ? (
            <p>
              Your service has no open episode with this person, so it cannot hand them over.{" "}
              <a href={`/people/${params.person}/episodes/open`}>Open an episode</a> first.
            </p>
          ) : services.length === 0 ? (
            <p>No service of this partnership takes people from yours.</p>
          ) : (
            <PostForm className="narrow">
              <p>
                {services.length} {services.length === 1 ? "service takes" : "services take"} people from
                yours, by name. You stay responsible until the person arrives there.
              </p>
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
      // Before anything is written: the offer itself would be refused for it.
      if ((await teamsForANo(tx, pair[0].episode.serviceId)).length === 0)
        return refuse({ code: "nobody-for-a-no" });
      const draft = await insertDraft(tx, { person, episode, to: service });
      tx.log({ what: "changed", about: "referral begun", people: [person] });
      return accept({ to: `/people/${person}/handovers/offer/${draft}`, done: "" });
    },
    say: sayAct(kinds),
  });

function serviceHint(kinds: ServiceKinds, service: ServiceLine, from: string): string {
  const kind = kindOf(kinds, service.kind);
  return `${kind.purpose} First contact within ${hoursInWords(firstContactHours(kind, from))}. Run by ${service.agency_name}.`;
}

/** An agency of enforcement goes on whatever happens: a close would tell it of an arrival. */
const afterChoices = ({ from_service: from }: Draft, enforcement: boolean) =>
  enforcement
    ? [{ value: "keep", label: `${from} goes on` }]
    : [
        { value: "close", label: `The episode at ${from} closes` },
        { value: "keep", label: `${from} goes on too` },
      ];

/** Second: what the receiver needs to know, what becomes of our episode, by when we want an answer. */
const writing = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/handovers/offer/:draft",
    allow: "work",
    params: OfDraft,
    load: loadDraft,
    form: ({ draft, enforcement }) => ({
      summary: longText(
        "What do they need to know to answer?",
        "Enter what the receiving service needs to know to decide",
        {
          hint: "Only what they need to decide: they see this, the name and the date of birth until they accept",
        },
      ),
      afterArrival: choose(
        "When the person has arrived there, what happens here?",
        afterChoices(draft, enforcement),
        "Choose what happens here when they have arrived",
      ),
      dueAt: dayAndTime(
        "By when do you need an answer?",
        "Enter the day and time by which you need an answer",
      ),
    }),
    start: ({ draft, enforcement }, { now }) => ({
      summary: draft.summary,
      afterArrival: draft.after_arrival ?? (enforcement ? "keep" : ""),
      dueAt: typedMoment(
        draft.due_at ?? usualTimes(kindOf(kinds, draft.to_kind), draft.from_kind, now).answerBy,
      ),
    }),
    view: ({ about, draft }, { form, typed, errors }, { params, now }) => ({
      title: `Handover to ${draft.to_service}`,
      bar: barOf(about, now),
      body: (
        <>
          <a className="nhsuk-back-link" href={`/people/${params.person}/handovers/offer`}>
            Another service
          </a>
          <Title caption="Offer a handover" errors={errors}>
            Handover to {draft.to_service}
          </Title>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <p className="nhsuk-hint">
              The time proposed is half of the{" "}
              {hoursInWords(firstContactHours(kindOf(kinds, draft.to_kind), draft.from_kind))} in which they
              make first contact.
            </p>
            <Button>Check your answers</Button>
          </PostForm>
        </>
      ),
    }),
    perform: async (tx, { params, now }, values): Promise<Result<Moved, ActRefusal>> => {
      if (Temporal.Instant.compare(values.dueAt, now) <= 0)
        return refuse({ code: "time-has-passed", time: values.dueAt });
      const { summary, afterArrival, dueAt } = values;
      const after = afterArrival === "close" ? "close" : "keep";
      await saveDraft(tx, params.draft, { summary, afterArrival: after, dueAt });
      tx.log({ what: "changed", about: "referral being written", people: [params.person] });
      return accept({ to: `/people/${params.person}/handovers/offer/${params.draft}/check`, done: "" });
    },
    say: (refusal) => ({
      field: refusal.code === "time-has-passed" ? "dueAt" : "_form",
      words: sayAct(kinds)(refusal),
    }),
  });
