import { InsetText } from "nhsuk-react-components";
import type { ReactElement, ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { fromNow, type Instant, londonDay, longDate } from "../../kernel/time.ts";
import { counted, listed } from "../../kernel/words.ts";
import { personParams } from "../../record/person/identity-bar.tsx";
import { loadSubject, loadToRead, shownOf } from "../../record/person/person-shown.tsx";
import { FormFields, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, page, type Route } from "../../web/page.ts";
import { saySource } from "./contents-shown.tsx";
import { SECTIONS, type Section } from "./format.ts";
import { sayDay } from "./telling.ts";
import { setAside, type Told, toldOf } from "./told-store.ts";

/** On the overview of somebody who moved here: that something was told elsewhere, and first of all the last dose that was seen there. */
export async function toldPart(tx: Tx, person: PersonId, now: Instant): Promise<ReactNode> {
  const told = await toldOf(tx, person);
  if (told.length === 0) return null;
  tx.log({ what: "read", about: "told by another partnership", people: [person] });
  const by = [...new Set(told.map(({ item }) => item.origin.name))];
  const dose = told.find(({ item, standing }) => standing && item.section === "last-dose")?.item;
  return (
    <InsetText>
      <p>
        <strong>{`Told by ${listed(by)}`}</strong>: {counted(told.length, "thing")} of before they moved here.{" "}
        <a href={`/people/${person}/told`}>Read what was told</a>
      </p>
      {dose ? (
        <p>
          Last dose that was seen there: {dose.words}
          {dose.at ? `, ${fromNow(Temporal.Instant.from(dose.at), now)}` : ""}. Told, not seen here.
        </p>
      ) : null}
    </InsetText>
  );
}

/** What other partnerships told of somebody, part by part. */
const toldPage: Route = page({
  path: "/people/:person/told",
  allow: "person:read",
  params: personParams,
  load: async (tx, { params }) => {
    const subject = await loadToRead(tx, params.person, "told by another partnership");
    return subject.ok ? accept({ subject: subject.value, told: await toldOf(tx, params.person) }) : subject;
  },
  view: ({ subject, told }, { now }) =>
    shownOf(subject, now, "", {
      title: "Told by another partnership",
      live: true,
      body: (
        <>
          <Title>Told by another partnership</Title>
          <p>
            This is what was known where they came from. Nobody here has seen it: ask the person, and record
            what you find as your own. A prescription here is history, and no order to give anything.
          </p>
          <Parts
            told={told}
            person={subject.identity.id}
            mayAct={subject.identity.known && subject.reader.may.includes("work")}
          />
        </>
      ),
    }),
});

function Parts(props: { told: readonly Told[]; person: PersonId; mayAct: boolean }): ReactElement {
  const { told, person, mayAct } = props;
  if (told.length === 0)
    return <p className="quiet-line">Nothing that your role reads was told by another partnership.</p>;
  return (
    <>
      <p className="count">{`${counted(told.length, "thing")}, the newest first in each part`}</p>
      {(Object.keys(SECTIONS) as Section[]).map((section) => {
        const those = told.filter(({ item }) => item.section === section);
        return those.length === 0 ? null : (
          <section key={section} aria-labelledby={`told-${section}`}>
            <h2
              id={`told-${section}`}
              className="nhsuk-heading-s"
            >{`${SECTIONS[section]} (${those.length})`}</h2>
            <ul className="event-list" data-list>
              {those.map((one) => (
                <One key={one.id} one={one} person={person} mayAct={mayAct} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function One({ one, person, mayAct }: { one: Told; person: PersonId; mayAct: boolean }): ReactElement {
  return (
    <li className="event-list__one">
      <span className="event-list__what transfer__words">
        {one.standing ? one.item.words : <s>{one.item.words}</s>}
        {one.setAsideBecause ? ` No longer so: ${one.setAsideBecause}` : ""}
      </span>
      <span className="event-list__when">{sayDay(one.item)}</span>
      <span className="event-list__source">
        {saySource(one.item)}; taken in by {one.takenInBy}, {longDate(londonDay(one.takenInAt))}
        {mayAct && one.ours && one.standing ? (
          <>
            {" "}
            <a className="no-print" href={`/people/${person}/told/${one.id}`} data-item>
              No longer so
              <span className="nhsuk-u-visually-hidden">{`: ${one.item.words.slice(0, 80)}`}</span>
            </a>
          </>
        ) : null}
      </span>
    </li>
  );
}

type Refusal = { readonly code: "said-already" };

/** Says of something told that it no longer holds: of an alert, mostly. What was told stays readable. */
const setAsidePage: Route = act({
  path: "/people/:person/told/:told",
  allow: "work",
  params: z.object({ person: PersonId.schema, told: z.uuid() }),
  load: async (tx, { params }) => {
    const subject = await loadSubject(tx, params.person, "told by another partnership");
    if (!subject.ok) return subject;
    const one = (await toldOf(tx, params.person)).find(
      ({ id, ours, standing }) => id === params.told && ours && standing,
    );
    return one ? accept({ subject: subject.value, one }) : refuse({ code: "not-there" as const });
  },
  form: () => ({
    because: text("Why does it no longer hold?", "Say why it no longer holds", { longest: 500 }),
  }),
  view: ({ subject, one }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "", {
      title: "No longer so",
      body: (
        <>
          <Title errors={errors} caption={SECTIONS[one.item.section]}>
            No longer so
          </Title>
          <p className="transfer__words">{one.item.words}</p>
          <p>
            {saySource(one.item)}. What was told stays readable, struck through; an alert leaves the top of
            the page.
          </p>
          <PostForm>
            <div className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
            </div>
            <button type="submit" className="nhsuk-button">
              It is no longer so
            </button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params }, { because }): Promise<Result<Moved, Refusal>> =>
    (await setAside(tx, params.person, params.told, because))
      ? accept({ to: `/people/${params.person}/told`, done: "Recorded." })
      : refuse({ code: "said-already" }),
  say: () => "Somebody has said so already.",
});

/** What other partnerships told of a person. */
export const toldRoutes: readonly Route[] = [toldPage, setAsidePage];
