import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { choose, FormFields, longText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page, type Route } from "../../web/page.ts";
import { personParams } from "../person/identity-bar.tsx";
import { personAct } from "../person/person-act.tsx";
import { loadSubject, loadToRead, type Subject, shownOf } from "../person/person-shown.tsx";
import { keepsConcerns, raiseConcern } from "./actions.ts";
import { CONCERNS, type ConcernKind, concernWords, DONE, TOLD_TO, type ToldTo, toldWords } from "./kinds.ts";
import { leadPage } from "./lead.page.tsx";
import { type ConcernLine, concernsOf, insertConcern } from "./store.ts";

const AT = "safeguarding";
type Data = { readonly subject: Subject; readonly lines: readonly ConcernLine[] };

const listPage = page({
  path: "/people/:person/safeguarding",
  allow: "person:read",
  params: personParams,
  load: async (tx, { params }): Promise<Result<Data, NotThere>> => {
    if (!keepsConcerns(tx.asking.role)) return refuse({ code: "not-there" });
    const subject = await loadToRead(tx, params.person, "safeguarding");
    return subject.ok
      ? accept({ subject: subject.value, lines: await concernsOf(tx, params.person) })
      : subject;
  },
  view: ({ subject, lines }, { now }) =>
    shownOf(subject, now, AT, {
      title: "Safeguarding",
      live: true,
      body: (
        <>
          <Title>Safeguarding</Title>
          {subject.identity.known ? (
            <p className="person-acts no-print">
              <a className="person-acts__one" href={`/people/${subject.identity.id}/safeguarding/raise`}>
                Raise a concern
              </a>
            </p>
          ) : null}
          <p className="quiet-line">
            Read by roles that keep safeguarding records, and not by the person: what stands here could reach
            whoever harms them.
          </p>
          <Concerns person={subject.identity.id} lines={lines} />
        </>
      ),
    }),
});

function Concerns({ person, lines }: { person: PersonId; lines: readonly ConcernLine[] }): ReactElement {
  const concerns = lines.filter((line) => !line.follows);
  if (concerns.length === 0)
    return <InsetText>No concern has been raised that you may see. Raise a concern adds one.</InsetText>;
  return (
    <>
      <p className="count">
        {concerns.length === 1 ? "1 concern" : `${concerns.length} concerns, the newest first`}
      </p>
      <ol className="note-list" data-list>
        {concerns.map((concern) => {
          const done = lines.filter((line) => line.follows === concern.id).toReversed();
          return (
            <li key={concern.id} className="note">
              <Head line={concern} />
              <p className="note__words">{concern.words}</p>
              {done.length === 0 ? <p>Nothing is recorded as done yet.</p> : null}
              {done.map((line) => (
                <div key={line.id}>
                  <Head line={line} />
                  <p className="note__words">{line.words}</p>
                </div>
              ))}
              {concern.ours ? (
                <p className="note__foot no-print">
                  <a href={`/people/${person}/safeguarding/${concern.id}/done`} data-item>
                    Record what was done
                    <span className="nhsuk-u-visually-hidden">{` of ${longDateTime(concern.at)}`}</span>
                  </a>
                </p>
              ) : null}
            </li>
          );
        })}
      </ol>
    </>
  );
}

const Head = ({ line }: { line: ConcernLine }): ReactElement => (
  <p className="note__head">
    <strong>{concernWords(line.kind)}</strong>
    <span>{longDateTime(line.at)}</span>
    <span>
      {line.staff ?? "A colleague"}, {line.agency}
    </span>
    {line.told_to ? <Tag modifier="grey">{`Told: ${toldWords(line.told_to)}`}</Tag> : null}
  </p>
);

const kinds = Object.entries(CONCERNS).map(([value, label]) => ({ value: value as ConcernKind, label }));

const raisePage = personAct({
  path: "/people/:person/safeguarding/raise",
  allow: "person:read",
  about: "safeguarding",
  at: AT,
  title: "Raise a concern",
  button: "Raise concern",
  intro: ({ reader }) =>
    keepsConcerns(reader.role) ? null : (
      <p>
        What you write is read by those who keep safeguarding records. You will not find it in the record
        again: note for yourself that you raised it.
      </p>
    ),
  form: () => ({
    kind: choose("What is it about?", kinds, "Choose what the concern is about"),
    words: longText("What was seen or heard?", "Write what was seen or heard", {
      hint: "What happened, in their words where you can. If somebody is in danger now, ring 999 first",
    }),
  }),
  perform: async (tx, { now }, values, { identity }) => {
    const raised = await raiseConcern(tx, identity.id, values, now);
    return raised.ok
      ? accept({
          to: `/people/${identity.id}${keepsConcerns(tx.asking.role) ? "/safeguarding" : ""}`,
          done: `The concern is before your duty team, to be acted on by ${longDateTime(raised.value)}.`,
        })
      : raised;
  },
  say: () => "Your service has no duty team to take the concern. Ring your safeguarding lead now.",
});

const told = Object.entries(TOLD_TO).map(([value, label]) => ({ value: value as ToldTo, label }));
const doneForm = {
  toldTo: choose("Who was told?", told, "Choose who was told"),
  words: longText("What was done?", "Write what was done", {
    hint: "Who was spoken to, what was agreed, a reference number if there is one",
  }),
} as const;

const donePage = act({
  path: "/people/:person/safeguarding/:concern/done",
  allow: "person:read",
  params: z.object({ person: PersonId.schema, concern: z.uuid() }),
  load: async (tx, { params }): Promise<Result<{ subject: Subject; line: ConcernLine }, NotThere>> => {
    const subject = await loadSubject(tx, params.person, "safeguarding");
    if (!subject.ok) return subject;
    const line = (await concernsOf(tx, params.person)).find((each) => each.id === params.concern);
    return line?.ours && !line.follows
      ? accept({ subject: subject.value, line })
      : refuse({ code: "not-there" });
  },
  form: () => doneForm,
  view: ({ subject, line }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, AT, {
      title: "Record what was done",
      body: (
        <>
          <Title errors={errors}>Record what was done</Title>
          <ol className="note-list">
            <li className="note">
              <Head line={line} />
              <p className="note__words">{line.words}</p>
            </li>
          </ol>
          <PostForm>
            <div className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
            </div>
            <button type="submit" className="nhsuk-button">
              Save what was done
            </button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params }, values) => {
    await insertConcern(tx, params.person, { kind: DONE, ...values, follows: params.concern });
    return accept({ to: `/people/${params.person}/safeguarding`, done: "What was done is saved." });
  },
  say: (refusal: { readonly code: "not-there" }) => refusal.code,
});

/** Concerns for somebody's safety: the list, raising one, what was done about it. */
export const concernRoutes: readonly Route[] = [listPage, raisePage, donePage, leadPage];
