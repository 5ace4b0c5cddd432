import { BodyText, Button, InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDateTime } from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import { boxes, FormFields, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page, type Route } from "../../web/page.ts";
import {
  type Limit,
  type LimitRefusal,
  liftLimit,
  limitsOf,
  limitToNamed,
  workersToName,
} from "./limit-store.ts";
import { loadSharing } from "./load-sharing.ts";
import { aboutPerson, type Whose } from "./whose-page.ts";
import { LISTED, type Nameable, workersShown } from "./worker-search.ts";

const PARAMS = z.object({ person: PersonId.schema });
const at = (person: PersonId): string => `/people/${person}/consents/named`;

type Named = { readonly whose: Whose; readonly limits: readonly Limit[] };

async function loadNamed(tx: Tx, person: PersonId, now: Instant): Promise<Result<Named, NotThere>> {
  const sharing = await loadSharing(tx, person, now);
  if (sharing.ok && !sharing.value.care) return refuse({ code: "not-there" });
  return sharing.ok ? accept({ whose: sharing.value.whose, limits: await limitsOf(tx, person) }) : sharing;
}

/** Why a limit was not recorded or lifted, and what to do. */
function sayLimit(refusal: LimitRefusal): string {
  switch (refusal.code) {
    case "not-there":
      return "This could not be changed: it was lifted just now, or you no longer see this record. Reload the page.";
    case "already":
      return "All of these were named so already.";
    case "leaves-nobody":
      return `Nobody at ${listed(refusal.services)} could then see this person, whom it looks after or has been offered. Name someone of its duty team or its lead, or hand the person over first.`;
  }
}

const listPage = page({
  path: "/people/:person/consents/named",
  allow: "consent:record",
  params: PARAMS,
  load: (tx, { params, now }) => loadNamed(tx, params.person, now),
  view: ({ whose, limits }) =>
    aboutPerson(whose, "consents", {
      title: "Named workers",
      live: true,
      body: (
        <>
          <Title>Named workers</Title>
          <p className="person-acts no-print">
            <a className="person-acts__one" href={`${at(whose.id)}/exclude`}>
              Keep a worker out
            </a>
            <a className="person-acts__one" href={`${at(whose.id)}/restrict`}>
              {isRestricted(limits) ? "Name another worker" : "Restrict to named workers"}
            </a>
          </p>
          <Holding limits={limits} person={whose.id} />
          <Lifted limits={limits.filter((limit) => limit.ended)} />
        </>
      ),
    }),
});

const isRestricted = (limits: readonly Limit[]): boolean =>
  limits.some((limit) => limit.what === "allowed" && !limit.ended);

function Holding({ limits, person }: { limits: readonly Limit[]; person: PersonId }): ReactElement {
  const holding = limits.filter((limit) => !limit.ended);
  const [out, allowed] = (["excluded", "allowed"] as const).map((what) =>
    holding.filter((limit) => limit.what === what),
  );
  return (
    <>
      {isRestricted(limits) ? (
        <WarningCallout>
          <WarningCallout.Heading headingLevel="h2">Restricted record</WarningCallout.Heading>
          <p>
            Only the workers named below see this person, at any agency. To everyone else they are not here.
          </p>
        </WarningCallout>
      ) : null}
      {holding.length === 0 ? (
        <InsetText>
          <p>
            No worker is kept out by name. Everyone whose agency looks after this person sees what their role
            needs. Keep someone out when they know the person privately, or when the person asks for it.
          </p>
        </InsetText>
      ) : null}
      <Group title="Kept out" limits={out ?? []} person={person} />
      <Group title="Alone may see" limits={allowed ?? []} person={person} />
    </>
  );
}

function Group(props: { title: string; limits: readonly Limit[]; person: PersonId }): ReactElement | null {
  if (props.limits.length === 0) return null;
  return (
    <>
      <h2 className="nhsuk-heading-m">{props.title}</h2>
      <ul className="consents" data-list>
        {props.limits.map((limit) => (
          <li key={limit.id}>
            <strong>{limit.staffName}</strong>: {limit.reason}
            <span className="consents__evidence">
              Since {longDateTime(limit.at)}
              {limit.by ? `, recorded by ${limit.by}` : ""}
            </span>
            <a className="no-print" href={`${at(props.person)}/${limit.id}/lift`}>
              Lift<span className="nhsuk-u-visually-hidden"> this for {limit.staffName}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function Lifted({ limits }: { limits: readonly Limit[] }): ReactElement | null {
  if (limits.length === 0) return null;
  return (
    <>
      <h2 className="nhsuk-heading-m">Lifted</h2>
      <ul className="consents">
        {limits.map((limit) => (
          <li key={limit.id}>
            {limit.staffName}, {limit.what === "excluded" ? "kept out" : "named"} from{" "}
            {longDateTime(limit.at)}
            {limit.ended ? ` to ${longDateTime(limit.ended.at)}: ${limit.ended.reason}` : ""}
          </li>
        ))}
      </ul>
    </>
  );
}

const REASON = (hint: string) => text("Why?", "Say why", { hint, longest: 500 });

const whichWorkers = (workers: readonly Nameable[]) =>
  boxes(
    "Which workers?",
    workers.map((worker) => ({ value: worker.staff_id, label: worker.name, hint: worker.agency_name })),
    { missing: "Choose at least one worker" },
  );

function FindWorkers({ at, find, of }: { at: string; find: string; of: number }): ReactElement {
  return (
    <form action={at} method="get" className="filters">
      <div>
        <label htmlFor="find-workers">Find a worker by name or agency</label>
        <input className="nhsuk-input" id="find-workers" name="find" defaultValue={find} autoComplete="off" />
      </div>
      <button type="submit" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
        Find workers
      </button>
      <p>
        {find.trim() === "" ? "Those of your own agency are shown" : "Those found are shown, and yourself"},
        of {of} workers. Save before you search again: who is ticked is not carried over.
      </p>
    </form>
  );
}

/** The page that names workers for a record: to keep them out, or to let them alone in. */
const naming = (
  what: Limit["what"],
  words: { path: string; title: string; intro: string; button: string; done: string; hint: string },
) =>
  act({
    path: `/people/:person/consents/named/${words.path}`,
    allow: "consent:record",
    params: PARAMS,
    load: async (tx, { params, now }) => {
      const named = await loadNamed(tx, params.person, now);
      if (!named.ok) return named;
      const { staff_id, agency_name } = tx.asking;
      return accept({
        ...named.value,
        workers: await workersToName(tx),
        self: { staffId: staff_id, agencyName: agency_name },
      });
    },
    form: ({ workers, self }, { query }) => ({
      // Whoever can be named is taken; those that were searched for are drawn.
      staff: {
        ...whichWorkers(workersShown(workers, query.find ?? "", self)),
        read: whichWorkers(workers).read,
      },
      reason: REASON(words.hint),
    }),
    view: ({ whose, workers }, { form, typed, errors }, { query }) =>
      aboutPerson(whose, "consents", {
        title: words.title,
        body: (
          <>
            <Title errors={errors}>{words.title}</Title>
            <BodyText>{words.intro}</BodyText>
            {workers.length > LISTED ? (
              <FindWorkers at={`${at(whose.id)}/${words.path}`} find={query.find ?? ""} of={workers.length} />
            ) : null}
            <PostForm>
              <FormFields form={form} typed={typed} errors={errors} />
              <Button type="submit">{words.button}</Button>
            </PostForm>
          </>
        ),
      }),
    perform: async (tx, _ask, values, { whose }) => {
      const done = await limitToNamed(tx, whose.id, what, values.staff, values.reason);
      return done.ok ? accept({ to: at(whose.id), done: words.done }) : done;
    },
    say: sayLimit,
  });

const excludePage = naming("excluded", {
  path: "exclude",
  title: "Keep a worker out",
  intro:
    "From the moment this is saved they no longer find or see this person, whatever else allows it, and are not told. What they were named for goes to their team.",
  button: "Keep them out",
  done: "Saved. They no longer see this record.",
  hint: "For example: the person asked for it, they are related. The person can read this.",
});

const restrictPage = naming("allowed", {
  path: "restrict",
  title: "Restrict to named workers",
  intro:
    "Only those named will see this person, at any agency. Name everyone who needs to, yourself among them. The lead of a team to which the person is handed over is named by itself.",
  button: "Restrict the record",
  done: "Saved. Only those named see this record.",
  hint: "For example: someone who works in this partnership is in treatment here. The person can read this.",
});

const liftPage = act({
  path: "/people/:person/consents/named/:limit/lift",
  allow: "consent:record",
  params: PARAMS.extend({ limit: z.uuid() }),
  load: async (tx, { params, now }) => {
    const named = await loadNamed(tx, params.person, now);
    if (!named.ok) return named;
    const limit = named.value.limits.find((each) => each.id === params.limit);
    if (!limit) return refuse({ code: "not-there" as const });
    if (limit.ended)
      return refuse({ code: "elsewhere" as const, to: at(params.person), done: "This was lifted already." });
    return accept({ ...named.value, limit });
  },
  form: () => ({ reason: REASON("For example: no longer needed, recorded for the wrong worker") }),
  view: ({ whose, limit }, { form, typed, errors }) =>
    aboutPerson(whose, "consents", {
      title: "Lift a limit",
      body: (
        <>
          <Title errors={errors}>
            {limit.what === "excluded"
              ? `Let ${limit.staffName} see this record again`
              : `No longer name ${limit.staffName}`}
          </Title>
          <BodyText>
            {limit.what === "excluded"
              ? "They see again what their agency and role allow."
              : "The record stays restricted to the others named. When nobody is named any more, it is restricted no longer."}
          </BodyText>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Lift</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, _ask, { reason }, { whose, limit }) => {
    const done = await liftLimit(tx, whose.id, limit.id, reason);
    return done.ok ? accept({ to: at(whose.id), done: "Lifted." }) : done;
  },
  say: sayLimit,
});

/** Workers kept out of a record by name, or alone let in. */
export const limitRoutes: readonly Route[] = [listPage, excludePage, restrictPage, liftPage];
