import type { ReactElement } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { personParams } from "../person/identity-bar.tsx";
import { loadToRead, type Subject, shownOf } from "../person/person-shown.tsx";
import { categoriesOf } from "../staff/role-categories.ts";
import { checkUpActs } from "./check-up.page.tsx";
import { jointActs } from "./joint.page.tsx";
import { JointPlans } from "./joint-shown.tsx";
import { type JointEnding, type JointPlan, jointEndingsOf, jointPlansOf } from "./joint-store.ts";
import { OUTCOMES } from "./rules.ts";
import { type CheckUp, checkUpsOf } from "./store.ts";

type MovingOn = {
  readonly subject: Subject;
  readonly checkUps: readonly CheckUp[];
  readonly plans: readonly JointPlan[];
  readonly endings: readonly JointEnding[];
};

async function load(tx: Tx, person: PersonId): Promise<Result<MovingOn, NotThere>> {
  const subject = await loadToRead(tx, person, "moving on");
  if (!subject.ok) return subject;
  if (!categoriesOf(subject.value.reader.role).includes("health")) return refuse({ code: "not-there" });
  const checkUps = await checkUpsOf(tx, person);
  const plans = await jointPlansOf(tx, person);
  const endings = await jointEndingsOf(tx, person);
  return accept({ subject: subject.value, checkUps, plans, endings });
}

const listPage = page({
  path: "/people/:person/moving-on",
  allow: "person:read",
  params: personParams,
  load: (tx, { params }) => load(tx, params.person),
  view: (data, { now }) =>
    shownOf(data.subject, now, "moving-on", {
      title: "Moving on",
      live: true,
      body: <Body data={data} now={now} />,
    }),
});

function Body({ data, now }: { data: MovingOn; now: Instant }): ReactElement {
  const { identity, reader } = data.subject;
  const acts = identity.known && !identity.diedOn && reader.may.includes("work");
  const person = identity.id;
  return (
    <>
      <Title>Moving on</Title>
      <section aria-labelledby="joint">
        <h2 id="joint" className="nhsuk-heading-m">
          Joint plans
        </h2>
        <p>
          Two services that work with one person together agree that neither ends its part alone. Passing the
          person to another service is a handover, from the episode's page.
        </p>
        {acts ? (
          <p className="person-acts no-print">
            <a className="person-acts__one" href={`/people/${person}/joint-plans/new`}>
              Ask for a joint plan
            </a>
          </p>
        ) : null}
        <JointPlans plans={data.plans} endings={data.endings} person={person} acts={acts} now={now} />
      </section>
      <section aria-labelledby="check-ups">
        <h2 id="check-ups" className="nhsuk-heading-m nhsuk-u-margin-top-6">
          Recovery check-ups
        </h2>
        <CheckUps checkUps={data.checkUps} person={person} acts={acts} />
      </section>
    </>
  );
}

function CheckUps(props: {
  readonly checkUps: readonly CheckUp[];
  readonly person: PersonId;
  readonly acts: boolean;
}): ReactElement {
  const { checkUps, person, acts } = props;
  if (checkUps.length === 0)
    return (
      <p className="quiet-line">
        No check-ups. They are planned by themselves within a minute of somebody's arrival at a recovery
        service.
      </p>
    );
  return (
    <>
      <p className="count">{`${counted(checkUps.length, "check-up")}, in the order of their days`}</p>
      <ul className="event-list" data-list>
        {checkUps.map((one) => (
          <li key={one.id} className="event-list__one">
            <span className="event-list__what">
              <strong>{longDate(one.due_on)}</strong>{" "}
              {one.outcome ? `${OUTCOMES[one.outcome]}${one.words ? `: ${one.words}` : ""}` : standsOpen(one)}
            </span>
            <span className="event-list__source">
              {one.service}
              {one.held_on ? `; ${longDate(one.held_on)}` : ""}
              {acts && one.ours && one.open && !one.outcome ? (
                <a className="no-print" href={`/people/${person}/check-ups/${one.id}`} data-item>
                  Record
                  <span className="nhsuk-u-visually-hidden">{` the check-up of ${longDate(one.due_on)}`}</span>
                </a>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

const standsOpen = (one: CheckUp): string =>
  one.open ? (one.task_id ? "due, and a task" : "planned") : "not held: the stay ended";

/** How somebody moves on: joint plans of two services, recovery check-ups. */
export const movingOnRoutes = (kinds: ServiceKinds): readonly Route[] => [
  listPage,
  ...checkUpActs,
  ...jointActs(kinds),
];
