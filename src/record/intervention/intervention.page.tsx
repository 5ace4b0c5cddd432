import type { ReactElement } from "react";
import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { typedDay } from "../../kernel/time.ts";
import { choose, day, FormFields, optionalDay, optionalPick, pick } from "../../web/form.tsx";
import { PostButton, PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, type Route } from "../../web/page.ts";
import { personAct } from "../person/person-act.tsx";
import { loadSubject, type Subject, shownOf } from "../person/person-shown.tsx";
import { keepIntervention } from "./actions.ts";
import { EXITS, type Exit, MODALITIES, type Modality, SETTINGS, type Setting } from "./codes.ts";
import { sayDays } from "./messages.ts";
import type { Days } from "./rules.ts";
import { type Intervention, interventionsOf } from "./store.ts";

const modalities = Object.entries(MODALITIES).map(([value, label]) => ({ value: value as Modality, label }));
const settings = Object.entries(SETTINGS).map(([value, label]) => ({ value: value as Setting, label }));
const exits = Object.entries(EXITS).map(([value, label]) => ({ value, label }));

const form = {
  modality: choose("Which intervention?", modalities, "Choose which intervention"),
  setting: pick("Where is it given?", settings, "Choose where it is given"),
  referredOn: day("Asked for on", "Enter the day it was asked for"),
  offeredOn: optionalDay("First appointment offered for"),
  startedOn: optionalDay("Began on"),
  endedOn: optionalDay("Ended on"),
  exit: optionalPick("How did it end?", exits, { none: "It goes on" }),
} as const;

const isExit = (code: string): code is Exit => Object.hasOwn(EXITS, code);
const daysFrom = ({ exit, ...days }: Omit<Days, "exit"> & { readonly exit: string }): Days => ({
  ...days,
  exit: isExit(exit) ? exit : undefined,
});

const newPage = personAct({
  path: "/people/:person/interventions/new",
  allow: "work",
  about: "interventions",
  at: "contacts",
  title: "Record intervention",
  button: "Save intervention",
  form: () => form,
  intro: (): ReactElement => (
    <p className="quiet-line">
      For what no contact begins by itself: a pharmacological intervention, or one asked for and not begun.
    </p>
  ),
  perform: async (tx, { now }, { modality, setting, ...days }, { identity }) => {
    const wanted = { modality, setting, days: daysFrom(days), isVoid: false };
    const kept = await keepIntervention(tx, identity.id, wanted, undefined, now);
    return kept.ok
      ? accept({ to: `/people/${identity.id}/contacts`, done: "The intervention is saved." })
      : kept;
  },
  say: sayDays,
});

const OfIntervention = z.object({ person: PersonId.schema, intervention: z.uuid() });
type Data = { readonly subject: Subject; readonly one: Intervention };

const changePage = act({
  path: "/people/:person/interventions/:intervention",
  allow: "work",
  params: OfIntervention,
  load: async (tx, { params }): Promise<Result<Data, NotThere>> => {
    const subject = await loadSubject(tx, params.person, "interventions");
    if (!subject.ok) return subject;
    const one = (await interventionsOf(tx, params.person)).find((each) => each.id === params.intervention);
    return one?.ours ? accept({ subject: subject.value, one }) : refuse({ code: "not-there" });
  },
  form: () => form,
  start: ({ one }) => ({
    modality: one.modality,
    setting: one.setting,
    referredOn: typedDay(one.referred_on),
    offeredOn: one.offered_on ? typedDay(one.offered_on) : "",
    startedOn: one.started_on ? typedDay(one.started_on) : "",
    endedOn: one.ended_on ? typedDay(one.ended_on) : "",
    exit: one.exit ?? "",
  }),
  view: ({ subject, one }, state, { now }) =>
    shownOf(subject, now, "contacts", {
      title: "End or correct an intervention",
      body: (
        <>
          <a className="nhsuk-back-link" href={`/people/${subject.identity.id}/contacts`}>
            Contacts
          </a>
          <Title errors={state.errors}>End or correct an intervention</Title>
          <PostForm>
            <div className="narrow">
              <FormFields {...state} />
            </div>
            <button type="submit" className="nhsuk-button">
              Save intervention
            </button>
          </PostForm>
          <PostButton
            action={`/people/${subject.identity.id}/interventions/${one.id}/void`}
            className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
          >
            It was not given at all
          </PostButton>
        </>
      ),
    }),
  perform: async (tx, { params, now }, { modality, setting, ...days }) => {
    const wanted = { modality, setting, days: daysFrom(days), isVoid: false };
    const kept = await keepIntervention(tx, params.person, wanted, params.intervention, now);
    return kept.ok
      ? accept({ to: `/people/${params.person}/contacts`, done: "The intervention is saved." })
      : kept;
  },
  say: sayDays,
});

/** What was entered in error: it stays, and counts no more. */
const voidRoute: Route = {
  path: "/people/:person/interventions/:intervention/void",
  allow: "work",
  post: async (tx, ask) => {
    const params = OfIntervention.safeParse(ask.params);
    if (!params.success) return refuse({ code: "not-there" });
    const { person, intervention } = params.data;
    const subject = await loadSubject(tx, person, "interventions");
    const one = subject.ok
      ? (await interventionsOf(tx, person)).find((each) => each.id === intervention)
      : undefined;
    if (!one) return refuse({ code: "not-there" });
    const days = {
      referredOn: one.referred_on,
      offeredOn: one.offered_on ?? undefined,
      startedOn: one.started_on ?? undefined,
      endedOn: one.ended_on ?? undefined,
      exit: one.exit ?? undefined,
    };
    const wanted = { modality: one.modality, setting: one.setting, days, isVoid: true };
    const kept = await keepIntervention(tx, person, wanted, intervention, ask.now);
    const to = `/people/${person}/contacts`;
    return kept.ok
      ? accept({ to, done: "Marked as not given. It counts no more." })
      : refuse({ code: "elsewhere", to, done: "This was changed while you had the page open." });
  },
};

/** Interventions recorded by hand, ended, corrected. */
export const interventionRoutes: readonly Route[] = [newPage, changePage, voidRoute];
