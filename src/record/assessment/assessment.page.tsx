import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept, type Result } from "../../kernel/result.ts";
import { londonDay, longDate } from "../../kernel/time.ts";
import { capital } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import { personParams } from "../person/identity-bar.tsx";
import { loadToRead, type Subject, shownOf } from "../person/person-shown.tsx";
import { asksAboutUses } from "../sharing/agency-kinds.ts";
import { USE_WORDS } from "../sharing/uses.tsx";
import { type UseDecision, usesOf } from "../sharing/uses-store.ts";
import { answersOf, asks } from "./actions.ts";
import type { AssessmentDefinition, Section } from "./definition.ts";
import { ASSESSMENTS, assessmentNamed } from "./definitions/index.ts";
import { SECTIONS } from "./definitions/sections.ts";
import { progressOf } from "./rules.ts";
import { finishPage, sectionPage } from "./section.page.tsx";
import { type Assessment, assessmentsOf, type Standing, toldBy } from "./store.ts";

type Data = {
  readonly subject: Subject;
  readonly standing: ReadonlyMap<string, Standing>;
  readonly done: readonly Assessment[];
  /** Nothing for roles that record no consent. */
  readonly returned: UseDecision | "not-asked" | undefined;
};

const listPage = page({
  path: "/people/:person/assessment",
  allow: "person:read",
  params: personParams,
  load: async (tx, { params }): Promise<Result<Data, NotThere>> => {
    const subject = await loadToRead(tx, params.person, "assessment");
    if (!subject.ok) return subject;
    const standing = await toldBy(tx, params.person);
    const done = await assessmentsOf(tx, params.person);
    const asksUses = tx.asking.may.includes("consent:record") && asksAboutUses(tx.asking.agency_kind);
    const returned = asksUses
      ? ((await usesOf(tx, params.person)).find((one) => one.purpose === "national-returns") ?? "not-asked")
      : undefined;
    return accept({ subject: subject.value, standing, done, returned });
  },
  view: (data, { now }) =>
    shownOf(data.subject, now, "assessment", {
      title: "Assessment",
      live: true,
      body: (
        <>
          <Title>Assessment</Title>
          <p className="quiet-line">
            What they tell is asked once: each service that may read it confirms or corrects it. Save at any
            time and come back. <a href={`/people/${data.subject.identity.id}/referrals`}>How they came</a>
          </p>
          <Sections data={data} when="first" title="At the first meetings" />
          <Sections data={data} when="when-ready" title="When they are ready" />
          <Finished data={data} />
          <Returned data={data} />
        </>
      ),
    }),
});

function Sections(props: {
  readonly data: Data;
  readonly when: Section["when"];
  readonly title: string;
}): ReactElement {
  const { subject, standing } = props.data;
  const mayRead = asks(subject.reader.role);
  const answers = answersOf(standing);
  const sections = SECTIONS.filter(
    (section) => section.when === props.when && section.items.some((item) => mayRead(item)),
  );
  return (
    <section aria-labelledby={`asked-${props.when}`}>
      <h2 id={`asked-${props.when}`} className="nhsuk-heading-m">
        {props.title}
      </h2>
      <ul className="task-list" data-list>
        {sections.map((section) => {
          const { answered, of } = progressOf(section, answers, mayRead);
          return (
            <li key={section.code}>
              <a href={`/people/${subject.identity.id}/assessment/${section.code}`} data-item>
                {section.name}
              </a>
              <Tag modifier={answered === of ? "green" : answered > 0 ? "blue" : "grey"}>
                {answered === of
                  ? "All answered"
                  : answered === 0 && props.when === "when-ready"
                    ? "When they are ready"
                    : `${answered} of ${of} answered`}
              </Tag>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Finished({ data }: { data: Data }): ReactElement {
  const { subject, done } = data;
  const stands = done.filter((each) => !each.corrected);
  const mayFinish = subject.identity.known && subject.reader.may.includes("clinical");
  return (
    <section aria-labelledby="finished">
      <h2 id="finished" className="nhsuk-heading-m">
        Finished
      </h2>
      {stands.length === 0 ? (
        <InsetText>No assessment is finished yet. Finish one below when what it needs is answered.</InsetText>
      ) : (
        <ul className="looked" data-list>
          {stands.map((each) => (
            <li key={each.id}>
              <strong>{assessmentNamed(each.definition)?.name ?? each.definition}</strong>{" "}
              {longDate(each.done_on)}
              {each.words ? <p className="note__words">{each.words}</p> : null}
              <span className="looked__when">
                {each.staff ?? "A colleague"}, {each.agency}
              </span>
            </li>
          ))}
        </ul>
      )}
      {mayFinish ? (
        <p className="person-acts no-print">
          {ASSESSMENTS.map((each) => (
            <FinishLink key={each.code} definition={each} person={subject.identity.id} />
          ))}
        </p>
      ) : null}
    </section>
  );
}

const FinishLink = (props: {
  readonly definition: AssessmentDefinition;
  readonly person: string;
}): ReactElement => (
  <a className="person-acts__one" href={`/people/${props.person}/assessment/finish/${props.definition.code}`}>
    Finish {props.definition.name.toLowerCase()}
  </a>
);

const STATES = { given: "Agreed to", refused: "Refused", withdrawn: "Taken back" } as const;

function Returned({ data: { subject, returned } }: { data: Data }): ReactElement | null {
  if (returned === undefined) return null;
  return (
    <section aria-labelledby="returned">
      <h2 id="returned" className="nhsuk-heading-m">
        The national return
      </h2>
      <p>
        {capital(USE_WORDS["national-returns"][0])}:{" "}
        {returned === "not-asked"
          ? "not asked yet, so nothing is sent."
          : `${STATES[returned.decision]} on ${longDate(londonDay(returned.at))}.`}{" "}
        It is asked by itself, and treatment does not wait for it.{" "}
        {subject.identity.known ? (
          <a className="no-print" href={`/people/${subject.identity.id}/consents/use/national-returns`}>
            {returned === "not-asked" ? "Ask about it" : "Change the answer"}
          </a>
        ) : null}
      </p>
    </section>
  );
}

/** Assessment: the task list, a page for each section, finishing triage or the comprehensive assessment. */
export const assessmentRoutes: readonly Route[] = [listPage, sectionPage, finishPage];
