import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement, ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { fromNow, type Instant, longDate, longDateTime } from "../../../kernel/time.ts";
import { loadSubject, type Subject, shownOf } from "../../../record/person/person-shown.tsx";
import { type Form, type FormErrors, FormFields, type Typed } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import type { Moved, NotThere, Shown } from "../../../web/page.ts";
import { NOT_SIGNED_OFF, PART_NAMES, WORD_NAMES } from "./messages.ts";
import type { PanelWord } from "./panel-store.ts";
import { reasonWords, STATE_NAMES, type State } from "./states.ts";
import { type Nomination, NominationId, nominationsOf, type Step } from "./store.ts";

/** The address of one nomination of one person. */
export const ofNomination = z.object({ person: PersonId.schema, nomination: NominationId.schema });

/** Whose selection it is, and the nomination. */
export type Selected = { readonly subject: Subject; readonly nomination: Nomination };

/** One nomination of a person whom the reader's agency knows; `which` says which states and sides the act is for. */
export async function loadSelected(
  tx: Tx,
  at: z.output<typeof ofNomination>,
  which: (nomination: Nomination) => boolean,
): Promise<Result<Selected, NotThere>> {
  const subject = await loadSubject(tx, at.person, "selection for the clinic");
  if (!subject.ok) return subject;
  const nomination = (await nominationsOf(tx, at.person)).find((one) => one.id === at.nomination);
  return nomination && which(nomination)
    ? accept({ subject: subject.value, nomination })
    : refuse({ code: "not-there" });
}

/** Whether the person is to be asked about the panel: before it, or again on the waiting list after they took their consent back. */
export const asksConsent = ({ state, named }: Nomination): boolean =>
  state === "nominated" || (state === "shortlisted" && named.length === 0);

/** Where a person's selection stands. */
export const tabOf = (person: PersonId): string => `/people/${person}/selection`;

type State_ = { readonly form: Form; readonly typed: Typed; readonly errors: FormErrors };

/** One decision about a selection, with who it is about above it. */
export const actShown = (
  { subject }: Pick<Selected, "subject">,
  now: Instant,
  words: { readonly title: string; readonly button: string; readonly intro?: ReactNode },
  { form, typed, errors }: State_,
): Shown =>
  shownOf(subject, now, "selection", {
    title: words.title,
    body: (
      <div className="narrow">
        <a className="nhsuk-back-link" href={tabOf(subject.identity.id)}>
          Back to clinic selection
        </a>
        <Title errors={errors}>{words.title}</Title>
        {words.intro}
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <button type="submit" className="nhsuk-button">
            {words.button}
          </button>
        </PostForm>
      </div>
    ),
  });

/** What an act answered: where to go, or why not. */
export const moved = (said: string, to: string, done: string): Result<Moved, { readonly code: string }> =>
  said === "done" ? accept({ to, done }) : refuse({ code: said });

const GOOD: readonly State[] = ["shortlisted", "accepted", "agreed", "induction"];

/** Where a nomination stands, in words. */
export const StateTag = ({ state }: { readonly state: State | "received" }): ReactElement => (
  <Tag modifier={state !== "received" && GOOD.includes(state) ? undefined : "grey"}>
    {state === "received" ? "Received" : STATE_NAMES[state]}
  </Tag>
);

/** Data that nobody has signed off says so wherever it is used. */
export const NotSignedOff = ({ what }: { readonly what: string }): ReactElement => (
  <InsetText>
    <Tag modifier="red">{NOT_SIGNED_OFF}</Tag> {what} Nobody has signed it off.
  </InsetText>
);

const stepWords = (step: Step): string => {
  const what = {
    moved: STATE_NAMES[step.state],
    decided: `The panel decided: ${STATE_NAMES[step.state]}`,
    clashed: `Recorded at the same time, and does not hold: ${STATE_NAMES[step.state]}`,
    settled: `The panel settled which decision holds: ${STATE_NAMES[step.state]}`,
    placed: `Moved to place ${step.place} on the waiting list`,
    shifted: `Place ${step.place} on the waiting list, since another moved`,
  }[step.what];
  const place =
    step.place !== null && ["decided", "settled"].includes(step.what) ? `, place ${step.place}` : "";
  return `${what}${place}`;
};

/** Everything that happened to a nomination, the newest first. */
export function History({
  steps,
  now,
}: {
  readonly steps: readonly Step[];
  readonly now: Instant;
}): ReactElement {
  return (
    <ul className="event-list" data-list>
      {steps.map((step) => (
        <li key={step.id} className="event-list__one">
          <span className="event-list__what">
            <strong>{stepWords(step)}</strong>
          </span>
          <span className="event-list__source">
            {[reasonWords(step.state, step.reason), step.words].filter(Boolean).join(": ")}
          </span>
          <span className="event-list__source">
            {`${longDateTime(step.at)}, ${fromNow(step.at, now)}${step.staff ? `, by ${step.staff}` : ""}${step.agency ? `, ${step.agency}` : ""}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What was said for the panel; a line that was corrected stands struck through. */
export function Papers(props: {
  readonly words: readonly PanelWord[];
  readonly correct?: (word: PanelWord) => string | undefined;
}): ReactElement {
  const corrected = new Set(props.words.map((word) => word.corrects));
  if (props.words.length === 0)
    return (
      <p className="quiet-line">
        Nothing has been said yet. What each agency says for the panel is listed here.
      </p>
    );
  return (
    <ul className="event-list" data-list>
      {props.words.map((word) => (
        <li key={word.id} className="event-list__one">
          <span className="event-list__what">
            <strong>{WORD_NAMES[word.what]}</strong> ({PART_NAMES[word.part]})
          </span>
          <span className="event-list__source">
            {corrected.has(word.id) ? <s>{word.words}</s> : word.words}
          </span>
          <span className="event-list__source">
            {`${word.agency}, ${longDateTime(word.at)}${word.corrects ? ", a correction" : ""} `}
            {word.own && !corrected.has(word.id) && props.correct?.(word) ? (
              <a className="no-print" href={props.correct(word)}>
                Correct
                <span className="nhsuk-u-visually-hidden">{` ${WORD_NAMES[word.what]}`}</span>
              </a>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Until when something is put off. */
export const againWords = (nomination: Pick<Nomination, "look_again_on">): string =>
  nomination.look_again_on ? ` The panel looks again on ${longDate(nomination.look_again_on)}.` : "";
