import type { ReactElement } from "react";
import { accept, refuse } from "../../kernel/result.ts";
import { type LocalDate, londonDay } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import { testsOf } from "../drug-test/store.ts";
import { DrugTests } from "../drug-test/tests-shown.tsx";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { personParams } from "../person/identity-bar.tsx";
import { loadToRead, type Subject, shownOf } from "../person/person-shown.tsx";
import { staysOf } from "../person/store-journey.ts";
import { readsHealth } from "../person/tabs.ts";
import { suppliesOf } from "../supply/store.ts";
import { SupplyList } from "../supply/supply-shown.tsx";
import { stepsOf } from "../virus/store.ts";
import { Viruses } from "../virus/virus-shown.tsx";
import { askedBy, healthFacts } from "./facts.ts";
import { HealthFacts } from "./facts-shown.tsx";

type Health = {
  readonly subject: Subject;
  readonly supplies: Awaited<ReturnType<typeof suppliesOf>>;
  readonly tests: Awaited<ReturnType<typeof testsOf>>;
  readonly steps: Awaited<ReturnType<typeof stepsOf>>;
  readonly services: readonly string[];
};

/** What somebody was given to stay well, what samples showed, and what is known of viruses: one page. */
export const healthRoutes = (kinds: ServiceKinds): readonly Route[] => [
  page({
    path: "/people/:person/health",
    allow: "person:read",
    params: personParams,
    load: async (tx, { params }) => {
      const subject = await loadToRead(tx, params.person, "health");
      if (!subject.ok) return subject;
      if (!readsHealth(subject.value.reader)) return refuse({ code: "not-there" });
      const supplies = await suppliesOf(tx, params.person);
      const tests = await testsOf(tx, params.person);
      const steps = await stepsOf(tx, params.person);
      const stays = await staysOf(tx, params.person);
      const services = stays.filter((stay) => !stay.ended_on).map((stay) => stay.service_kind);
      return accept({ subject: subject.value, supplies, tests, steps, services });
    },
    view: (data, { now }) =>
      shownOf(data.subject, now, "health", {
        title: "Health",
        live: true,
        body: <Body data={data} kinds={kinds} today={londonDay(now)} />,
      }),
  }),
];

function Body(props: {
  readonly data: Health;
  readonly kinds: ServiceKinds;
  readonly today: LocalDate;
}): ReactElement {
  const { data, kinds, today } = props;
  const { identity, reader } = data.subject;
  const acts = identity.known && !identity.diedOn && reader.may.includes("clinical");
  const person = identity.id;
  const at = `/people/${person}`;
  const facts = healthFacts({
    person,
    supplies: data.supplies,
    steps: data.steps,
    asked: identity.diedOn ? [] : askedBy(kinds, data.services),
    today,
  });
  return (
    <>
      <Title>Health</Title>
      {acts ? (
        <p className="person-acts no-print">
          <a className="person-acts__one" href={`${at}/supplies/new`}>
            Give naloxone, needles or syringes
          </a>
          <a className="person-acts__one" href={`${at}/supplies/used`}>
            Naloxone was used
          </a>
          <a className="person-acts__one" href={`${at}/drug-tests/new`}>
            Record a drug test
          </a>
        </p>
      ) : null}
      <HealthFacts facts={facts} acts={acts} />
      <section aria-labelledby="supplies">
        <h2 id="supplies" className="nhsuk-heading-m nhsuk-u-margin-top-6">
          Naloxone, needles and syringes
        </h2>
        <SupplyList supplies={data.supplies} person={person} acts={acts} />
      </section>
      <section aria-labelledby="drug-tests">
        <h2 id="drug-tests" className="nhsuk-heading-m nhsuk-u-margin-top-6">
          Drug tests
        </h2>
        <DrugTests tests={data.tests} person={person} acts={acts} />
      </section>
      <section aria-labelledby="viruses">
        <h2 id="viruses" className="nhsuk-heading-m nhsuk-u-margin-top-6">
          Viruses in the blood
        </h2>
        <Viruses steps={data.steps} person={person} today={today} acts={acts} />
      </section>
    </>
  );
}
