import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay } from "../../kernel/time.ts";
import { choose, FormFields, longText, optionalText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page, type Route } from "../../web/page.ts";
import { personParams } from "../person/identity-bar.tsx";
import { loadSubject, type Subject, shownOf } from "../person/person-shown.tsx";
import { staysOf } from "../person/store-journey.ts";
import { categoriesOf } from "../staff/role-categories.ts";
import { LetterList, LetterSheet, sayWhere } from "./letter-shown.tsx";
import { sayLetter } from "./messages.ts";
import { BASES, type Basis, decideDirected, decideSending, RECIPIENTS, type Recipient } from "./rules.ts";
import { insertLetter, type Letter, lettersOf, markSent, updateLetter } from "./store.ts";
import { type Filling, TEMPLATES, type Template, templateNamed } from "./templates.ts";

const choices = <C extends string>(of: Readonly<Record<C, string>>): { value: C; label: string }[] =>
  (Object.entries(of) as [C, string][]).map(([value, label]) => ({ value, label }));

const writable = (role: string | null): readonly Template[] =>
  TEMPLATES.filter((template) => categoriesOf(role).includes(template.category));

/** Letters are written by those who give care. */
async function loadWriter(tx: Tx, person: PersonId): Promise<Result<Subject, NotThere>> {
  const subject = await loadSubject(tx, person, "letters");
  if (!subject.ok) return subject;
  return writable(tx.asking.role).length > 0 ? subject : refuse({ code: "not-there" });
}

const listPage = page({
  path: "/people/:person/letters",
  allow: "clinical",
  params: personParams,
  load: async (tx, { params }) => {
    const subject = await loadWriter(tx, params.person);
    return subject.ok
      ? accept({ subject: subject.value, letters: await lettersOf(tx, params.person) })
      : subject;
  },
  view: ({ subject, letters }, { params, now }) =>
    shownOf(subject, now, "letters", {
      title: "Letters",
      live: true,
      body: (
        <>
          <Title>Letters</Title>
          <p className="person-acts no-print">
            {writable(subject.reader.role).map((template) => (
              <a
                key={template.code}
                className="person-acts__one"
                href={`/people/${params.person}/letters/new/${template.code}`}
              >
                {template.name}
              </a>
            ))}
          </p>
          <LetterList letters={letters} person={params.person} />
        </>
      ),
    }),
});

const letterForm = {
  toKind: choose("Who is it for?", choices<Recipient>(RECIPIENTS), "Choose who the letter is for", {
    hint: "Never police or probation: they are not written to about treatment",
  }),
  addressee: longText("Name and address", "Enter the name and address", { longest: 500 }),
  basis: choose("On which basis?", choices<Basis>(BASES), "Choose on which basis it is sent"),
  evidence: optionalText("How did the person consent?", {
    hint: "Needed where consent is the basis: told me today; signed form",
    sometimesNeeded: true,
  }),
  words: longText("The letter", "Write the letter", { longest: 20_000 }),
} as const;

async function fillingOf(tx: Tx, subject: Subject, today: Filling["today"]): Promise<Filling> {
  const { identity } = subject;
  const stay = (await staysOf(tx, identity.id)).find((each) => each.ours && !each.ended_on);
  return {
    name: `${identity.givenNames} ${identity.familyName}`,
    bornOn: identity.bornOn,
    nhsNumber: identity.numbers.find((each) => each.scheme === "nhs")?.value,
    agency: tx.asking.agency_name ?? "",
    writer: tx.asking.staff_name ?? "",
    service: stay ? { name: stay.service_name, since: stay.started_on } : undefined,
    today,
  };
}

const newPage = act({
  path: "/people/:person/letters/new/:template",
  allow: "clinical",
  params: z.object({ person: PersonId.schema, template: z.string() }),
  load: async (tx, { params, now }) => {
    const subject = await loadWriter(tx, params.person);
    if (!subject.ok) return subject;
    const template = writable(tx.asking.role).find((each) => each.code === params.template);
    if (!template) return refuse({ code: "not-there" as const });
    const filling = await fillingOf(tx, subject.value, londonDay(now));
    return accept({ subject: subject.value, template, filling });
  },
  form: () => letterForm,
  start: ({ template, filling }) => ({
    words: template.words(filling),
    ...(template.code === "gp" ? { toKind: "gp", basis: "direct-care" } : {}),
    ...(template.code === "appointment"
      ? { toKind: "person", basis: "own-copy", addressee: filling.name }
      : {}),
  }),
  view: ({ subject, template }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "letters", {
      title: template.name,
      body: (
        <>
          <Title errors={errors}>{template.name}</Title>
          <p>
            Filled with what you may see. Change it as you need; you see it as it will be printed before it is
            sent. {template.plainOutside ? "Nothing on the outside says who writes or why." : ""}
          </p>
          <PostForm>
            <div className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
            </div>
            <button type="submit" className="nhsuk-button">
              Look it over
            </button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params }, values, { template }) => {
    const decision = decideDirected(values);
    if (!decision.ok) return decision;
    const id = await insertLetter(tx, params.person, template, decision.value);
    return accept({
      to: `/people/${params.person}/letters/${id}`,
      done: "Kept as a draft. Nothing is sent yet.",
    });
  },
  say: sayLetter,
});

const OfLetter = z.object({ person: PersonId.schema, letter: z.uuid() });
type OfLetter = { readonly subject: Subject; readonly letter: Letter };

async function loadLetter(tx: Tx, at: z.output<typeof OfLetter>): Promise<Result<OfLetter, NotThere>> {
  const subject = await loadWriter(tx, at.person);
  if (!subject.ok) return subject;
  const letter = (await lettersOf(tx, at.person)).find((each) => each.id === at.letter);
  return letter ? accept({ subject: subject.value, letter }) : refuse({ code: "not-there" });
}

const titleOf = (letter: Letter): string => templateNamed(letter.template)?.name ?? letter.template;

const onePage = page({
  path: "/people/:person/letters/:letter",
  allow: "clinical",
  params: OfLetter,
  load: (tx, { params }) => loadLetter(tx, params),
  view: ({ subject, letter }, { params, now }) =>
    shownOf(subject, now, "letters", {
      title: titleOf(letter),
      body: (
        <>
          <Title>{titleOf(letter)}</Title>
          <p className="no-print">{sayWhere(letter)}</p>
          {letter.ours && !letter.sentAt ? (
            <p className="person-acts no-print">
              <a className="person-acts__one" href={`/people/${params.person}/letters/${letter.id}/change`}>
                Change it
              </a>
              <a className="person-acts__one" href={`/people/${params.person}/letters/${letter.id}/send`}>
                Send it
              </a>
            </p>
          ) : null}
          <LetterSheet letter={letter} />
        </>
      ),
    }),
});

const draftOf = async (tx: Tx, at: z.output<typeof OfLetter>): Promise<Result<OfLetter, NotThere>> => {
  const found = await loadLetter(tx, at);
  return !found.ok || (found.value.letter.ours && !found.value.letter.sentAt)
    ? found
    : refuse({ code: "not-there" });
};

const changePage = act({
  path: "/people/:person/letters/:letter/change",
  allow: "clinical",
  params: OfLetter,
  load: (tx, { params }) => draftOf(tx, params),
  form: () => letterForm,
  start: ({ letter }) => ({
    toKind: letter.toKind,
    addressee: letter.addressee,
    basis: letter.basis,
    evidence: letter.evidence,
    words: letter.words,
  }),
  view: ({ subject, letter }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "letters", {
      title: `Change: ${titleOf(letter)}`,
      body: (
        <>
          <Title errors={errors}>Change the letter</Title>
          <PostForm>
            <div className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
            </div>
            <button type="submit" className="nhsuk-button">
              Look it over
            </button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params }, values) => {
    const decision = decideDirected(values);
    if (!decision.ok) return decision;
    return (await updateLetter(tx, params.person, params.letter, decision.value))
      ? accept({ to: `/people/${params.person}/letters/${params.letter}`, done: "Changed." })
      : refuse({ code: "sent-already" as const });
  },
  say: sayLetter,
});

const sendPage = act({
  path: "/people/:person/letters/:letter/send",
  allow: "clinical",
  params: OfLetter,
  load: (tx, { params }) => draftOf(tx, params),
  form: () => ({}),
  view: ({ subject, letter }, { errors }, { now }) =>
    shownOf(subject, now, "letters", {
      title: "Send this letter",
      body: (
        <>
          <Title errors={errors}>Send this letter</Title>
          <p>
            {sayWhere(letter)}. From then on it stays as it was sent. Print it from its page; offer the person
            a copy.
          </p>
          <LetterSheet letter={letter} />
          <PostForm>
            <button type="submit" className="nhsuk-button nhsuk-u-margin-top-4">
              Send: keep it as it is
            </button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params }, _values, { letter }) => {
    const decision = decideSending({ sent: letter.sentAt !== undefined, words: letter.words });
    if (!decision.ok) return decision;
    return (await markSent(tx, params.person, letter))
      ? accept({
          to: `/people/${params.person}/letters/${params.letter}`,
          done: "Kept as sent. Print it here.",
        })
      : refuse({ code: "sent-already" as const });
  },
  say: sayLetter,
});

/** Letters about a person: from a template to what was sent. */
export const letterRoutes: readonly Route[] = [listPage, newPage, onePage, changePage, sendPage];
