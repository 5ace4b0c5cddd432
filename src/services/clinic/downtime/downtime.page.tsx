import type { ReactNode } from "react";
import { z } from "zod";
import { accept, refuse } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { PostButton, Title } from "../../../web/layout.tsx";
import { page, type Route } from "../../../web/page.ts";
import { mg } from "../dosing/amount-rules.ts";
import { BECAME, type Downtime, DowntimeId, FormSetId, type PaperForm } from "./downtime.ts";
import { saySet, sayStand } from "./downtimes.page.tsx";
import { formNumber, sayNumbers } from "./forms-rules.ts";
import { sayDowntime } from "./messages.ts";
import { downtimeById, formSetsOf, formsOf, takeFormsIn } from "./store.ts";

const params = z.object({ downtime: DowntimeId.schema });

/** A downtime: which numbers are missing, what each form became, what is to be done next. */
const onePage = page({
  path: "/dosing/downtime/:downtime",
  allow: "dose:account",
  params,
  load: async (tx, ask) => {
    const one = await downtimeById(tx, ask.params.downtime);
    if (!one) return refuse({ code: "not-there" });
    const sets = (await formSetsOf(tx)).filter((set) => set.premises === one.premises);
    return accept({
      one,
      forms: await formsOf(tx, one.id),
      used: sets.filter((set) => set.downtime === one.id),
      others: sets.filter((set) => !set.downtime).slice(0, 6),
      enters: tx.asking.may.includes("dose"),
      finishes: tx.asking.may.includes("dose:check"),
    });
  },
  view: ({ one, forms, used, others, enters, finishes }) => ({
    title: "Downtime",
    live: true,
    body: (
      <>
        <a className="nhsuk-back-link no-print" href="/dosing/downtime">
          Downtime
        </a>
        <Title caption={one.premisesName}>Downtime of {longDateTime(one.beganAt)}</Title>
        <Facts one={one} />
        <Missing one={one} forms={forms} enters={enters && !one.finishedAt} />
        {one.finishedAt ? null : (
          <p className="no-print person-acts">
            {enters && !one.endedAt ? (
              <a className="person-acts__one" href={`/dosing/downtime/${one.id}/end`}>
                End the downtime
              </a>
            ) : null}
            {enters ? (
              <a className="person-acts__one" href={`/dosing/downtime/${one.id}/tick`}>
                Tick off forms that are no dose
              </a>
            ) : null}
            {finishes && one.endedAt && one.missing === 0 && one.unsigned === 0 ? (
              <a className="person-acts__one" href={`/dosing/downtime/${one.id}/finish`}>
                Count the forms and finish
              </a>
            ) : null}
          </p>
        )}
        <Entered forms={forms} />
        <h2 className="nhsuk-heading-m">Sets of forms used: {used.length}</h2>
        <ul>
          {used.map((set) => (
            <li key={set.id}>{saySet(set)}</li>
          ))}
        </ul>
        {enters && !one.finishedAt && others.length > 0 ? (
          <details className="nhsuk-details no-print">
            <summary className="nhsuk-details__summary">
              <span className="nhsuk-details__summary-text">Other forms were used too</span>
            </summary>
            <ul>
              {others.map((set) => (
                <li key={set.id}>
                  {saySet(set)}{" "}
                  <PostButton
                    action={`/dosing/downtime/${one.id}/sets/${set.id}`}
                    className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                  >
                    These were used
                  </PostButton>
                </li>
              ))}
            </ul>
          </details>
        ) : null}
      </>
    ),
  }),
});

const Facts = ({ one }: { readonly one: Downtime }): ReactNode => (
  <>
    <p>{one.reason}</p>
    <p>
      Declared {longDateTime(one.declaredAt)} by {one.declaredBy}.{" "}
      {one.endedAt ? `Ended ${longDateTime(one.endedAt)} by ${one.endedBy ?? "somebody"}. ` : ""}
      {one.finishedAt
        ? `Finished ${longDateTime(one.finishedAt)} by ${one.finishedBy ?? "somebody"}, who counted ${one.counted ?? 0} forms with a dose.`
        : `Now: ${sayStand(one)}.`}
    </p>
  </>
);

function Missing(props: {
  readonly one: Downtime;
  readonly forms: readonly PaperForm[];
  readonly enters: boolean;
}): ReactNode {
  const missing = props.forms.filter(({ became }) => became === undefined);
  if (missing.length === 0)
    return <p>{props.forms.length === 0 ? "No set of forms is named yet." : "No number is missing."}</p>;
  const doses = missing.filter(({ isForDose }) => isForDose);
  return (
    <section aria-label="Missing numbers">
      <h2 className="nhsuk-heading-m">Numbers not accounted for: {missing.length}</h2>
      <p>{sayNumbers(missing.map(({ number }) => number))}</p>
      {props.enters && doses.length > 0 ? (
        <p className="no-print paper-numbers">
          Enter the dose on form:{" "}
          {doses.map(({ number }) => (
            <a key={number} href={`/dosing/downtime/${props.one.id}/forms/${number}`}>
              {formNumber(number)}
            </a>
          ))}
        </p>
      ) : null}
    </section>
  );
}

function Entered({ forms }: { readonly forms: readonly PaperForm[] }): ReactNode {
  const said = forms.filter(({ became }) => became !== undefined);
  const written = said.filter(({ became }) => became !== "blank");
  const blanks = said.filter(({ became }) => became === "blank").map(({ number }) => number);
  return (
    <section aria-label="Accounted for">
      <h2 className="nhsuk-heading-m">Accounted for: {said.length}, by number</h2>
      {blanks.length > 0 ? <p>Blank: {sayNumbers(blanks)}</p> : null}
      <ul className="lines" data-list="">
        {written.map((form) => (
          <FormLine key={form.number} form={form} />
        ))}
      </ul>
    </section>
  );
}

const FormLine = ({ form }: { readonly form: PaperForm }): ReactNode => (
  <li className={form.late && !form.second ? "lines__line lines__line--late" : "lines__line"}>
    <span className="lines__what">
      {formNumber(form.number)}:{" "}
      {form.person && form.ug ? (
        <a href={`/people/${form.person.id}/medicines`} data-item="">
          {mg(form.ug)}, {form.person.name}
        </a>
      ) : form.became ? (
        BECAME[form.became]
      ) : null}
      <span className="lines__who">
        {form.words ?? ""}
        {form.clashes.length > 0 ? "It breaks a rule: its incident is raised. " : ""}
      </span>
    </span>
    <span className="lines__when">
      {form.givenAt ? longDateTime(form.givenAt) : ""}
      <span className="lines__who">ticked off by {form.staff}</span>
    </span>
    <span className="lines__act">
      {form.late ? (
        form.second ? (
          `Signed also by ${form.second}`
        ) : (
          <a href={`/dosing/late/${form.late}`}>Sign as the second</a>
        )
      ) : null}
    </span>
  </li>
);

const usedAct: Route = {
  path: "/dosing/downtime/:downtime/sets/:set",
  allow: "dose",
  post: async (tx, ask) => {
    const [downtime, set] = [
      DowntimeId.parse(ask.params.downtime ?? ""),
      FormSetId.parse(ask.params.set ?? ""),
    ];
    if (!downtime || !set) return refuse({ code: "not-there" });
    const done = await takeFormsIn(tx, downtime, set);
    const to = `/dosing/downtime/${downtime}`;
    if (done.ok) return accept({ to, done: "Their numbers are to be accounted for too." });
    return done.refusal.code === "not-there"
      ? refuse({ code: "not-there" })
      : refuse({ code: "elsewhere", to, done: sayDowntime(done.refusal) });
  },
};

/** One downtime and its paper. */
export const downtimeRoutes: readonly Route[] = [onePage, usedAct];
