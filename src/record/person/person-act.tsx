import type { ReactNode } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { Result } from "../../kernel/result.ts";
import { type Form, FormFields, type FormValues, type Typed } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { type Ask, act, type Moved, type Route, type Said } from "../../web/page.ts";
import { personParams } from "./identity-bar.tsx";
import { loadSubject, type Subject, shownOf } from "./person-shown.tsx";

/**
 * One act about one person: who they are above, what the system knows beside what it asks, one button that says the
 * act. Only for people the reader's agency knows.
 */
export function personAct<F extends Form, R extends { readonly code: string }>(definition: {
  readonly path: string;
  readonly allow: string;
  /** The part of the record it is about, for the log of reads, and the tab it belongs to. */
  readonly about: string;
  readonly at: string;
  readonly title: string;
  readonly button: string;
  readonly form: (subject: Subject) => F;
  readonly start?: (subject: Subject, ask: Ask<{ person: PersonId }>) => Typed;
  readonly intro?: (subject: Subject, ask: Ask<{ person: PersonId }>) => ReactNode;
  readonly perform: (
    tx: Tx,
    ask: Ask<{ person: PersonId }>,
    values: FormValues<F>,
    subject: Subject,
  ) => Promise<Result<Moved, R>>;
  readonly say: (refusal: R) => Said;
  readonly keep?: (refusal: R, typed: Typed) => Typed;
}): Route {
  return act<Subject, F, R, { person: PersonId }>({
    path: definition.path,
    allow: definition.allow,
    params: personParams,
    load: (tx, { params }) => loadSubject(tx, params.person, definition.about),
    form: definition.form,
    ...(definition.start ? { start: definition.start } : {}),
    view: (subject, { form, typed, errors }, ask) =>
      shownOf(subject, ask.now, definition.at, {
        title: definition.title,
        body: (
          <>
            <Title errors={errors}>{definition.title}</Title>
            {definition.intro?.(subject, ask)}
            <PostForm>
              <div className="narrow">
                <FormFields form={form} typed={typed} errors={errors} />
              </div>
              <button type="submit" className="nhsuk-button">
                {definition.button}
              </button>
            </PostForm>
          </>
        ),
      }),
    perform: definition.perform,
    say: definition.say,
    ...(definition.keep ? { keep: definition.keep } : {}),
  });
}
