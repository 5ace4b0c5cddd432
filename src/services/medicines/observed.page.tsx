import { Button } from "nhsuk-react-components";
import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { shownOf } from "../../record/person/person-shown.tsx";
import { choose, dayAndTime, FormFields, longText, optionalText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { amountWords } from "./amount-rules.ts";
import { drugName, LastSeen, loadMedicinesSubject } from "./medicines-parts.tsx";
import {
  insertObserved,
  insertRisk,
  ObservedId,
  observedDoses,
  WAYS,
  type Way,
  withdrawObserved,
} from "./observed-store.ts";
import { ADDS_TO_OPIOIDS, type Adds } from "./opioid-rules.ts";
import { DRUGS, type Drug } from "./products.ts";
import { amount } from "./write-form.ts";

const params = z.object({ person: PersonId.schema });
const choices = <K extends string>(of: Readonly<Record<K, string>>) =>
  (Object.keys(of) as K[]).map((value) => ({ value, label: of[value] }));

const SEEN_DRUGS: Readonly<Record<Drug | "diamorphine" | "morphine", string>> = {
  ...DRUGS,
  diamorphine: "Diamorphine",
  morphine: "Morphine",
};

/** A nurse of any site records a dose they saw taken: in prison, in custody, on a ward, at the clinic. */
const recordPage = act({
  path: "/people/:person/medicines/doses/new",
  allow: "clinical",
  params,
  load: async (tx, { params: { person } }) => {
    const subject = await loadMedicinesSubject(tx, person);
    return subject.ok ? accept({ subject: subject.value, doses: await observedDoses(tx, person) }) : subject;
  },
  form: () => ({
    drug: choose("Which medicine?", choices(SEEN_DRUGS), "Choose the medicine"),
    way: choose("How was it taken?", choices<Way>(WAYS), "Choose how it was taken"),
    dose: amount("How much?", "Enter the dose in milligrams", "In milligrams, as it was taken: 40, or 0.4"),
    givenAt: dayAndTime("When?", "Enter when it was taken"),
  }),
  view: ({ subject, doses }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "medicines", {
      title: "Record a dose you saw given",
      body: (
        <>
          <Title errors={errors}>Record a dose you saw given</Title>
          <p>
            Only what you saw taken yourself. Every service that may read this person’s medicines sees it as
            the last observed dose.
          </p>
          <LastSeen doses={doses} now={now} />
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Record dose</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (
    tx,
    { params: { person }, now },
    values,
  ): Promise<Result<Moved, { readonly code: "still-to-come" }>> => {
    if (Temporal.Instant.compare(values.givenAt, now) > 0) return refuse({ code: "still-to-come" });
    await insertObserved(tx, person, { ...values, micrograms: values.dose });
    return accept({ to: `/people/${person}/medicines`, done: "The dose is recorded." });
  },
  say: () => ({ field: "givenAt", words: "That time is still to come. Enter when it was taken" }),
});

const withdrawPage = act({
  path: "/people/:person/medicines/doses/:dose/withdraw",
  allow: "clinical",
  params: z.object({ person: PersonId.schema, dose: ObservedId.schema }),
  load: async (tx, { params: { person, dose } }) => {
    const subject = await loadMedicinesSubject(tx, person);
    if (!subject.ok) return subject;
    const found = (await observedDoses(tx, person)).find(({ id }) => id === dose);
    return found?.ours && !found.withdrawnBecause && !found.signedByTwo
      ? accept({ subject: subject.value, dose: found })
      : refuse({ code: "not-there" });
  },
  form: () => ({
    because: longText("What is wrong with it?", "Say what is wrong with it", { longest: 500 }),
  }),
  view: ({ subject, dose }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "medicines", {
      title: "Withdraw a dose",
      body: (
        <>
          <Title errors={errors}>Withdraw this dose</Title>
          <p>
            {drugName(dose.drug)} {amountWords(dose.micrograms)}, {longDateTime(dose.givenAt)}. It stays
            readable, struck through.
          </p>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Withdraw dose</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (
    tx,
    { params: { person, dose } },
    { because },
  ): Promise<Result<Moved, { readonly code: "withdrawn" }>> =>
    (await withdrawObserved(tx, person, dose, because))
      ? accept({ to: `/people/${person}/medicines`, done: "The dose is withdrawn." })
      : refuse({ code: "withdrawn" }),
  say: () =>
    "This dose was withdrawn already, or two have signed for it at the clinic since, where it is put right.",
});

/** What adds to the danger of an opioid is kept as an alert, and warned of before anything is signed. */
const riskPage = act({
  path: "/people/:person/medicines/risks/new",
  allow: "clinical",
  params,
  load: (tx, { params: { person } }) => loadMedicinesSubject(tx, person),
  form: () => ({
    adds: choose(
      "What adds to the risk of an opioid?",
      choices<Adds>(ADDS_TO_OPIOIDS),
      "Choose what adds to the risk",
    ),
    more: optionalText("Which, how much, and who says so?", { longest: 200 }),
  }),
  view: (subject, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "medicines", {
      title: "Record what adds to the risk",
      body: (
        <>
          <Title errors={errors}>Record what adds to the risk</Title>
          <p>
            It becomes an alert beside the name, and a warning wherever an opioid is signed. End it under
            Details when it is no longer so.
          </p>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Add alert</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (
    tx,
    { params: { person } },
    { adds, more },
  ): Promise<Result<Moved, { readonly code: "never" }>> => {
    await insertRisk(tx, person, more === "" ? ADDS_TO_OPIOIDS[adds] : `${ADDS_TO_OPIOIDS[adds]}: ${more}`);
    return accept({ to: `/people/${person}/medicines`, done: "The alert stands beside the name." });
  },
  say: () => "",
});

/** Doses that somebody saw taken, and what adds to the risk. */
export const observedRoutes: readonly Route[] = [recordPage, withdrawPage, riskPage];
