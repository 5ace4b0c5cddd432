import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay } from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import { boxes, carried, choose, dayAndTime, FormFields, longText, optionalText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page, type Route } from "../../web/page.ts";
import { personParams } from "../person/identity-bar.tsx";
import { loadSubject, loadToRead, type Subject, shownOf } from "../person/person-shown.tsx";
import { type Step, stepsOf } from "../plan/store.ts";
import { typedMoment } from "../task/times.ts";
import { correctContact, recordContact } from "./actions.ts";
import { HOWS, type How, MODALITIES, SUB_INTERVENTIONS, WITH, type WithWhom } from "./codes.ts";
import { Contacts, Interventions, OneContact } from "./contact-shown.tsx";
import { interventionRoutes } from "./intervention.page.tsx";
import { sayContact } from "./messages.ts";
import { type Contact, contactsOf, type Intervention, interventionsOf } from "./store.ts";

type Data = {
  readonly subject: Subject;
  readonly contacts: readonly Contact[];
  readonly interventions: readonly Intervention[];
};

const listPage = page({
  path: "/people/:person/contacts",
  allow: "person:read",
  params: personParams,
  load: async (tx, { params }): Promise<Result<Data, NotThere>> => {
    const subject = await loadToRead(tx, params.person, "contacts");
    if (!subject.ok) return subject;
    const contacts = await contactsOf(tx, params.person);
    return accept({
      subject: subject.value,
      contacts,
      interventions: await interventionsOf(tx, params.person),
    });
  },
  view: ({ subject, contacts, interventions }, { now }) => {
    const person = subject.identity.id;
    const mayWrite = subject.identity.known && subject.reader.may.includes("work");
    return shownOf(subject, now, "contacts", {
      title: "Contacts",
      live: true,
      body: (
        <>
          <Title>Contacts</Title>
          {mayWrite ? (
            <p className="person-acts no-print">
              <a className="person-acts__one" href={`/people/${person}/contacts/new`}>
                Record contact
              </a>
              <a className="person-acts__one" href={`/people/${person}/interventions/new`}>
                Record intervention
              </a>
            </p>
          ) : null}
          <Contacts contacts={contacts} person={person} mayCorrect={mayWrite} />
          <Interventions
            interventions={interventions}
            contacts={contacts}
            person={person}
            mayChange={mayWrite}
            today={londonDay(now)}
          />
        </>
      ),
    });
  },
});

const hows = Object.entries(HOWS).map(([value, label]) => ({ value: value as How, label }));
const withs = Object.entries(WITH).map(([value, label]) => ({ value: value as WithWhom, label }));
const subs = SUB_INTERVENTIONS.map(({ code, modality, label }) => ({
  value: code,
  label: modality === "95" ? label : `${label} (recovery support)`,
}));

const contactForm = {
  how: choose("How?", hows, "Choose how you were in contact"),
  minutes: optionalText("How many minutes?", { longest: 10, sometimesNeeded: true, width: 4 }),
  words: longText("What was said and done?", "Write what was said and done", { longest: 8000 }),
  delivered: boxes("What was delivered?", subs, {
    hint: "Only what was really done. From this the national return is made",
  }),
  withWhom: choose("With whom?", withs, "Choose with whom"),
  happenedAt: dayAndTime("When?", "Enter when it was"),
} as const;

type Writing = { readonly subject: Subject; readonly steps: readonly Step[] };

const loadWriting = async (
  tx: Tx,
  { params }: { readonly params: { readonly person: PersonId } },
): Promise<Result<Writing, NotThere>> => {
  const subject = await loadSubject(tx, params.person, "contacts");
  if (!subject.ok) return subject;
  const steps = (await stepsOf(tx, params.person)).filter(
    (step) => step.ours && step.stands && (step.state === "to-do" || step.state === "under-way"),
  );
  return accept({ subject: subject.value, steps });
};

/** Where the plan has no open step of one's own, nothing is asked. */
const NO_STEPS = carried<readonly string[]>(() => []);

const newPage = act({
  path: "/people/:person/contacts/new",
  allow: "work",
  params: personParams,
  load: loadWriting,
  form: ({ steps }) => ({
    ...contactForm,
    steps:
      steps.length > 0
        ? boxes(
            "Which steps of the plan are done?",
            steps.map((step) => ({ value: step.id, label: step.words })),
          )
        : NO_STEPS,
  }),
  // The person, now: what is usual, and nothing clinical.
  start: (_data, { now }) => ({ withWhom: "person", happenedAt: typedMoment(now) }),
  view: ({ subject }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "contacts", {
      title: "Record contact",
      body: (
        <>
          <Title errors={errors}>Record contact</Title>
          <PostForm>
            <div className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
            </div>
            <button type="submit" className="nhsuk-button">
              Save contact
            </button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params, now }, { steps, ...told }) => {
    const kept = await recordContact(tx, params.person, told, steps ?? [], now);
    if (!kept.ok) return kept;
    const named = (codes: readonly (keyof typeof MODALITIES)[]) =>
      listed(codes.map((code) => MODALITIES[code].toLowerCase()));
    const { began, notYet } = kept.value;
    const more = [
      ...(began.length > 0 ? [`Begun with it: ${named(began)} intervention.`] : []),
      ...(notYet.length > 0
        ? [`The ${named(notYet)} intervention begins once triage is finished: record it then.`]
        : []),
    ];
    return accept({
      to: `/people/${params.person}/contacts`,
      done: ["The contact is saved.", ...more].join(" "),
    });
  },
  say: sayContact,
});

const correctForm = {
  ...contactForm,
  isVoid: boxes("Did it happen at all?", [
    { value: "yes", label: "No: it did not happen, or was somebody else's" },
  ]),
} as const;

type Correcting = { readonly subject: Subject; readonly contact: Contact };

const correctPage = act({
  path: "/people/:person/contacts/:contact/correct",
  allow: "work",
  params: z.object({ person: PersonId.schema, contact: z.uuid() }),
  load: async (tx, { params }): Promise<Result<Correcting, NotThere>> => {
    const subject = await loadSubject(tx, params.person, "contacts");
    if (!subject.ok) return subject;
    const contact = (await contactsOf(tx, params.person)).find((each) => each.id === params.contact);
    return contact?.ours ? accept({ subject: subject.value, contact }) : refuse({ code: "not-there" });
  },
  form: () => correctForm,
  start: ({ contact }) => ({
    how: contact.how,
    minutes: contact.minutes === null ? "" : String(contact.minutes),
    words: contact.words,
    delivered: contact.delivered,
    withWhom: contact.with_whom,
    happenedAt: typedMoment(contact.happened_at),
  }),
  view: ({ subject, contact }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "contacts", {
      title: "Correct a contact",
      body: (
        <>
          <Title errors={errors}>Correct a contact</Title>
          <p className="quiet-line">What was written first stays readable, marked as corrected.</p>
          <ol className="note-list">
            <OneContact contact={contact} person={subject.identity.id} mayCorrect={false} />
          </ol>
          <PostForm>
            <div className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
            </div>
            <button type="submit" className="nhsuk-button">
              Save correction
            </button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params, now }, { isVoid, ...told }) => {
    const wanted = { ...told, isVoid: isVoid.length > 0 };
    const saved = await correctContact(tx, params.person, params.contact, wanted, now);
    return saved.ok
      ? accept({ to: `/people/${params.person}/contacts`, done: "The correction is saved." })
      : saved;
  },
  say: sayContact,
});

/** Keywork: the list with what it adds up to, recording a contact, correcting one; and interventions. */
export const contactRoutes: readonly Route[] = [listPage, newPage, correctPage, ...interventionRoutes];
