import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { FormFields, longText, pick } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page, type Route } from "../../web/page.ts";
import { personParams } from "../person/identity-bar.tsx";
import { personAct } from "../person/person-act.tsx";
import { loadSubject, loadToRead, type Subject, shownOf } from "../person/person-shown.tsx";
import { categoriesOf } from "../staff/role-categories.ts";
import { correctNote, writeNote } from "./actions.ts";
import { sayCorrection, sayNote } from "./messages.ts";
import { isNoteCategory, NOTE_CATEGORIES, type NoteCategory, noteCategoriesOf } from "./rules.ts";
import { MOST_NOTES, type Note, noteCounts, noteNamed, notesOf } from "./store.ts";

type Notes = {
  readonly subject: Subject;
  readonly notes: readonly Note[];
  readonly counts: ReadonlyMap<string, number>;
};

const offered = (subject: Subject): readonly NoteCategory[] =>
  noteCategoriesOf(categoriesOf(subject.reader.role));

const chosen = (of: string | undefined): NoteCategory | undefined =>
  of !== undefined && isNoteCategory(of) ? of : undefined;

const listPage = page({
  path: "/people/:person/notes",
  allow: "person:read",
  params: personParams,
  query: z.object({ of: z.string().optional() }),
  load: async (tx, { params, query }): Promise<Result<Notes, NotThere>> => {
    const subject = await loadToRead(tx, params.person, "notes");
    if (!subject.ok) return subject;
    if (offered(subject.value).length === 0) return refuse({ code: "not-there" });
    const [notes, counts] = await Promise.all([
      notesOf(tx, params.person, chosen(query.of)),
      noteCounts(tx, params.person),
    ]);
    return accept({ subject: subject.value, notes, counts });
  },
  view: (data, { query, now }) =>
    shownOf(data.subject, now, "notes", {
      title: "Notes",
      live: true,
      body: (
        <>
          <Title>Notes</Title>
          {data.subject.identity.known ? (
            <p className="person-acts no-print">
              <a className="person-acts__one" href={`/people/${data.subject.identity.id}/notes/new`}>
                Add note
              </a>
            </p>
          ) : null}
          <Chips data={data} of={chosen(query.of)} />
          <List data={data} of={chosen(query.of)} />
        </>
      ),
    }),
});

type Chosen = { readonly data: Notes; readonly of: NoteCategory | undefined };

function Chips({ data, of }: Chosen): ReactElement | null {
  const present = offered(data.subject).filter((category) => (data.counts.get(category) ?? 0) > 0);
  if (present.length < 2) return null;
  const here = `/people/${data.subject.identity.id}/notes`;
  const all = present.reduce((sum, category) => sum + (data.counts.get(category) ?? 0), 0);
  return (
    <nav aria-label="What the notes are about" className="no-print">
      <ul className="chips">
        <li>
          <a href={here} aria-current={of === undefined ? "true" : undefined}>{`All (${all})`}</a>
        </li>
        {present.map((category) => (
          <li key={category}>
            <a href={`${here}?of=${category}`} aria-current={of === category ? "true" : undefined}>
              {`${NOTE_CATEGORIES[category]} (${data.counts.get(category)})`}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function List({ data, of }: Chosen): ReactElement {
  const { notes, subject } = data;
  if (notes.length === 0) {
    return (
      <InsetText>
        {of === undefined
          ? "No notes yet. What you write with Add note is listed here, and what other services wrote where it is shared with yours."
          : "No notes about this. Choose All to see the others."}
      </InsetText>
    );
  }
  const count = notes.length === 1 ? "1 note" : `${notes.length} notes, the newest first`;
  return (
    <>
      <p className="count">
        {notes.length === MOST_NOTES ? `The newest ${MOST_NOTES} notes; older ones are kept` : count}
      </p>
      <ol className="note-list" data-list>
        {notes.map((note) => (
          <OneNote key={note.id} note={note} person={subject.identity.id} />
        ))}
      </ol>
    </>
  );
}

function OneNote({ note, person }: { note: Note; person: PersonId }): ReactElement {
  return (
    <li className={note.correctedBy ? "note note--corrected" : "note"} id={`note-${note.id}`}>
      <p className="note__head">
        <strong>{longDateTime(note.at)}</strong>
        <span>
          {note.staff ?? "A colleague"}, {note.agency}
        </span>
        <span>{NOTE_CATEGORIES[note.category]}</span>
        {note.correctedBy ? (
          <a href={`#note-${note.correctedBy}`}>
            <Tag modifier="grey">Corrected by a later note</Tag>
          </a>
        ) : null}
        {note.corrects ? <a href={`#note-${note.corrects}`}>Corrects an earlier note</a> : null}
      </p>
      <p className="note__words">{note.words}</p>
      {note.ours && !note.correctedBy ? (
        <p className="note__foot no-print">
          <a href={`/people/${person}/notes/${note.id}/correct`} data-item>
            Correct this note
            <span className="nhsuk-u-visually-hidden">{` of ${longDateTime(note.at)}`}</span>
          </a>
        </p>
      ) : null}
    </li>
  );
}

const newPage = personAct({
  path: "/people/:person/notes/new",
  allow: "person:read",
  about: "notes",
  at: "notes",
  title: "Add a note",
  button: "Save note",
  form: (subject) => ({
    category: pick(
      "What is it about?",
      offered(subject).map((value) => ({ value, label: NOTE_CATEGORIES[value] })),
      "Select what the note is about",
      { hint: "This decides who else may read it" },
    ),
    words: longText("Note", "Write the note", {
      hint: "Saved as you write it. It cannot be changed later; a correction is a new note that points at it.",
      longest: 20_000,
    }),
  }),
  perform: async (tx, _ask, values, { identity }) => {
    const written = await writeNote(tx, identity.id, values);
    return written.ok ? accept({ to: `/people/${identity.id}/notes`, done: "The note is saved." }) : written;
  },
  say: sayNote,
});

type Correcting = { readonly subject: Subject; readonly note: Note };

const correctForm = {
  words: longText("What it should have said", "Write what it should have said", {
    hint: "The first note stays readable, marked as corrected.",
    longest: 20_000,
  }),
} as const;

const correctPage = act({
  path: "/people/:person/notes/:note/correct",
  allow: "person:read",
  params: z.object({ person: PersonId.schema, note: z.uuid() }),
  load: async (tx, { params }): Promise<Result<Correcting, NotThere>> => {
    const subject = await loadSubject(tx, params.person, "notes");
    if (!subject.ok) return subject;
    const note = await noteNamed(tx, params.person, params.note);
    return note?.ours ? accept({ subject: subject.value, note }) : refuse({ code: "not-there" });
  },
  form: () => correctForm,
  view: ({ subject, note }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "notes", {
      title: "Correct a note",
      body: (
        <>
          <Title errors={errors}>Correct a note</Title>
          <ol className="note-list">
            <OneNote note={{ ...note, ours: false }} person={subject.identity.id} />
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
  perform: async (tx, { params }, values, { note }) => {
    const saved = await correctNote(tx, params.person, note, values.words);
    return saved.ok
      ? accept({ to: `/people/${params.person}/notes`, done: "The correction is saved." })
      : saved;
  },
  say: sayCorrection,
});

/** Notes of a person: the list by category, writing one, correcting one. */
export const noteRoutes: readonly Route[] = [listPage, newPage, correctPage];
