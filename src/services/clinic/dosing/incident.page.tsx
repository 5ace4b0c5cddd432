import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { FormFields, longText } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, page, type Route } from "../../../web/page.ts";
import { Note } from "./frame.tsx";
import { isUntold, sayFound, sayHarm } from "./harm.ts";
import { asksHarm, type HarmMissing, harmForm, readHarm } from "./harm-form.ts";
import { type Incident, incidents, type Review, reviewIncident } from "./incident-store.ts";
import { INCIDENT_NAMES } from "./incident-words.ts";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { IncidentId } from "./visit.ts";

const incidentsPage = page({
  path: "/dosing/incidents",
  allow: "dose:account",
  load: async (tx) => accept(await incidents(tx)),
  view: (found) => ({
    title: "Incidents",
    body: (
      <>
        <a className="nhsuk-back-link no-print" href="/dosing">
          Dosing
        </a>
        <Title>Incidents</Title>
        {found.length === 0 ? (
          <p>
            None. Whoever is on shift records one from the visit; an emergency, a spill, a dose recorded late,
            one that breaks a rule and a correction of what was injected raise theirs by themselves.
          </p>
        ) : (
          <>
            <p className="count">
              {found.length} {found.length === 1 ? "incident" : "incidents"}, those that wait for review first
            </p>
            <ul className="lines" data-list="">
              {found.map((one) => (
                <Line key={one.id} one={one} />
              ))}
            </ul>
          </>
        )}
      </>
    ),
  }),
});

const whereOf = ({ visit, emergency, person }: Incident): string =>
  emergency
    ? `/dosing/emergencies/${emergency}`
    : visit
      ? `/dosing/visits/${visit}`
      : `/people/${person}/medicines`;

/** `Reviewed by Dr Hester Vane, 1 December 2026 at 10:05: ...` */
const sayReview = ({ words, by, at }: Review): string =>
  `Reviewed by ${by ?? "somebody"}, ${longDateTime(at)}: ${words}`;

const Line = ({ one }: { readonly one: Incident }): ReactNode => (
  <li className={one.reviews.length > 0 ? "lines__line" : "lines__line lines__line--late"}>
    <span className="lines__what">
      <a href={whereOf(one)} data-item="">
        {one.name}
      </a>
      <span className="lines__who">
        {INCIDENT_NAMES[one.kind]}: {one.words} {one.adverse ? sayHarm(one.adverse) : null}{" "}
        {one.harm ? sayFound(one.harm) : null}
      </span>
      {one.reviews.map((each) => (
        <span key={each.at.toString()} className="lines__who">
          {sayReview(each)}
        </span>
      ))}
    </span>
    <span className="lines__when">{longDateTime(one.happenedAt)}</span>
    <span className="lines__act">
      <a href={`/dosing/incidents/${one.id}`}>
        {one.reviews.length === 0
          ? "Review"
          : isUntold(one.harm)
            ? "Reviewed; somebody is still to be told"
            : "Reviewed: read"}
      </a>
    </span>
  </li>
);

const reviewPage = act({
  path: "/dosing/incidents/:incident",
  allow: "dose:account",
  fresh: true,
  params: z.object({ incident: IncidentId.schema }),
  load: async (tx, { params }) => {
    const one = (await incidents(tx)).find(({ id }) => id === params.incident);
    return one ? accept(one) : refuse({ code: "not-there" as const });
  },
  form: (one) => ({
    words: longText("What was found, and what is done?", "Say what was found and what is done", {
      hint: "Without the name of anybody in treatment: the accountable officer and the quarterly report show it",
    }),
    ...((asksHarm(one) ? harmForm() : {}) as ReturnType<typeof harmForm>),
  }),
  view: (one, { form, typed, errors }) => ({
    title: "Review an incident",
    body: (
      <>
        <a className="nhsuk-back-link no-print" href="/dosing/incidents">
          Incidents
        </a>
        <Title errors={errors} caption={INCIDENT_NAMES[one.kind]}>
          Review an incident
        </Title>
        <p>
          {one.name}: {one.words} {one.adverse ? sayHarm(one.adverse) : null}{" "}
          {one.harm ? sayFound(one.harm) : null}
        </p>
        <p>
          <a href={whereOf(one)}>Where it happened</a>, {longDateTime(one.happenedAt)}
        </p>
        {one.reviews.map((each) => (
          <Note key={each.at.toString()}>{sayReview(each)}</Note>
        ))}
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>{one.reviews.length > 0 ? "Add to the review" : "Keep the review"}</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (
    tx,
    { now },
    { words, ...found },
    one,
  ): Promise<Result<Moved, DosingRefusal | HarmMissing>> => {
    const harm = asksHarm(one) ? readHarm(found, now) : undefined;
    if (harm && !harm.ok) return harm;
    const done = await reviewIncident(tx, one, words, harm?.value);
    return done.ok ? accept({ to: "/dosing/incidents", done: "The review is kept." }) : done;
  },
  say: (refusal) =>
    refusal.code === "harm-missing" ? { field: refusal.field, words: refusal.words } : sayDosing(refusal),
});

/** Incidents, and what came of them. */
export const incidentRoutes: readonly Route[] = [incidentsPage, reviewPage];
