import { InsetText } from "nhsuk-react-components";
import { accept, refuse } from "../../../kernel/result.ts";
import {
  boxes,
  type Choice,
  choose,
  type Form,
  longText,
  optionalPick,
  optionalText,
  pick,
  type Typed,
  textOf,
} from "../../../web/form.tsx";
import { act, type Route } from "../../../web/page.ts";
import { all, ByProtocol, Checklist, loadEligible, Open, SignedOff } from "./checklist.tsx";
import { noteException, writeAnswer } from "./eligibility-store.ts";
import { saySelection } from "./messages.ts";
import { actShown, moved, ofNomination, tabOf } from "./parts.tsx";
import { cautionsOf, PROGRAMMES, type Programme } from "./programmes.ts";
import { acceptNomination, licensedPremises, secondDoctors } from "./store.ts";

/** Answering one criterion after another; what is left empty stays as it is. Nothing is chosen beforehand. */
const checklistAct = act({
  path: "/people/:person/selection/:nomination/eligibility",
  allow: "selection",
  params: ofNomination,
  load: (tx, { params }) => loadEligible(tx, params, () => true),
  start: (_data, { query }): Typed => (query.criterion ? { criterion: query.criterion } : {}),
  form: ({ programme, evidence, nomination }): Form =>
    nomination.state !== "assessment"
      ? {}
      : {
          criterion: pick(
            "Which criterion or caution?",
            all(programme).map((one) => ({ value: one.code, label: one.words })),
            "Choose the criterion or caution",
          ),
          answer: choose(
            "Is it so?",
            [
              { value: "met", label: "Yes: met, or there" },
              { value: "not-met", label: "No: not met, or not there" },
              { value: "not-known", label: "Not known" },
            ],
            "Choose yes, no or not known",
          ),
          words: optionalText("What is known of it?", { longest: 1000 }),
          evidence: optionalPick("Which part of the record shows it?", evidence, { none: "None" }),
        },
  view: (data, state, { now }) =>
    actShown(
      data,
      now,
      {
        title: "Eligibility checklist",
        button: data.nomination.state === "assessment" ? "Record the answer" : "Look again",
        intro: (
          <>
            <ByProtocol inForce={data.inForce} answers={data.answers} />
            <SignedOff programme={data.programme} />
            <Open standing={data.standing} programme={data.programme} />
            <Checklist data={data} />
            {data.nomination.state === "assessment" ? (
              <p className="no-print">
                <a href={`${tabOf(data.nomination.person_id)}/${data.nomination.id}/cautions`}>
                  Answer all the cautions at once
                </a>
              </p>
            ) : null}
          </>
        ),
      },
      state,
    ),
  perform: async (tx, { params }, values, { nomination, ...by }) => {
    const here = `${tabOf(params.person)}/${params.nomination}/eligibility`;
    if (nomination.state !== "assessment") return refuse({ code: "elsewhere" });
    tx.log({ what: "changed", about: "eligibility", people: [params.person] });
    const said = (name: string): string => textOf(values[name] as string | undefined);
    await writeAnswer(tx, params, by, {
      criterion: said("criterion"),
      answer: said("answer"),
      words: said("words"),
      evidence: said("evidence"),
    });
    return accept({ to: here, done: "Recorded." });
  },
  say: saySelection,
});

/** All the cautions at once: each is there, was looked at and is not there, or stays open. */
const cautionsAct = act({
  path: "/people/:person/selection/:nomination/cautions",
  allow: "selection",
  params: ofNomination,
  load: (tx, { params }) => loadEligible(tx, params, (one) => one.state === "assessment"),
  form: ({ programme }) => {
    const choices = cautionsOf(programme).map((one) => ({ value: one.code, label: one.words }));
    return {
      there: boxes("Which of these are there?", choices),
      absent: boxes("Which were looked at, and are not there?", choices),
      words: optionalText("What is known of them?", { longest: 1000 }),
    };
  },
  view: (data, state, { now }) =>
    actShown(
      data,
      now,
      {
        title: "Cautions",
        button: "Record the answers",
        intro: (
          <>
            <ByProtocol inForce={data.inForce} answers={data.answers} />
            <p>What is ticked in neither list stays open.</p>
          </>
        ),
      },
      state,
    ),
  perform: async (tx, { params }, values, by) => {
    if (values.there.some((code) => values.absent.includes(code))) return refuse({ code: "both-ticked" });
    if (values.there.length + values.absent.length === 0) return refuse({ code: "nothing-ticked" });
    tx.log({ what: "changed", about: "eligibility", people: [params.person] });
    for (const [codes, answer] of [
      [values.there, "met"],
      [values.absent, "not-met"],
    ] as const)
      for (const criterion of codes)
        await writeAnswer(tx, params, by, { criterion, answer, words: values.words, evidence: "" });
    return accept({ to: `${tabOf(params.person)}/${params.nomination}/eligibility`, done: "Recorded." });
  },
  say: saySelection,
});

/** An exception to a criterion that is not met: by the licensed doctor, with the reason, and a second doctor is told. */
const exceptionAct = act({
  path: "/people/:person/selection/:nomination/exception",
  allow: "prescribe",
  fresh: true,
  params: ofNomination,
  load: async (tx, { params }) => {
    const eligible = await loadEligible(tx, params, (one) => one.state === "assessment");
    return eligible.ok ? accept({ ...eligible.value, doctors: await secondDoctors(tx) }) : eligible;
  },
  form: ({ programme, standing, doctors }) => ({
    criterion: pick(
      "From which criterion?",
      programme.criteria
        .filter((one) => [...standing.notMet, ...standing.notKnown].includes(one.code))
        .map((one) => ({ value: one.code, label: one.words })),
      "Choose the criterion",
    ),
    words: longText("Why?", "Say why an exception is made", { longest: 1000 }),
    second: pick(
      "Which other doctor is told?",
      doctors.map((one) => ({ value: one.id as string, label: one.name })),
      "Choose another doctor of the clinic, who is told",
    ),
  }),
  view: (data, state, { now }) =>
    actShown(
      data,
      now,
      {
        title: "Make an exception",
        button: "Make the exception",
        intro: (
          <>
            <ByProtocol inForce={data.inForce} answers={data.answers} />
            <SignedOff programme={data.programme} />
            <p>
              Only a doctor whose licence holds today at this clinic makes one. It stands on the checklist
              with your name and reason.
            </p>
          </>
        ),
      },
      state,
    ),
  perform: async (tx, { params }, values, by) =>
    moved(
      await noteException(tx, params, by, values),
      `${tabOf(params.person)}/${params.nomination}/eligibility`,
      "Exception made. The second doctor is told.",
    ),
  say: saySelection,
});

/** Acceptance: by the doctor whose licence for these premises holds today, and nobody else. */
const acceptAct = act({
  path: "/people/:person/selection/:nomination/accept",
  allow: "prescribe",
  fresh: true,
  params: ofNomination,
  load: async (tx, { params }) => {
    const eligible = await loadEligible(tx, params, (one) => one.state === "assessment");
    return eligible.ok
      ? accept({
          ...eligible.value,
          premises: await licensedPremises(tx, eligible.value.nomination.service_id),
        })
      : eligible;
  },
  form: ({ premises }) => ({
    premises: pick(
      "At which premises?",
      premises.map((one) => ({ value: one.id, label: one.name })),
      "Choose premises at which your licence holds today",
    ),
    seen: boxes("Cautions", [{ value: "yes", label: "I have weighed every caution above that is there" }], {
      missing: "Weigh the cautions, then tick this",
    }),
    words: longText(
      "Why is this treatment right for this person?",
      "Say why this treatment is right for this person",
      { longest: 2000 },
    ),
  }),
  start: ({ premises }): Typed => (premises.length === 1 ? { premises: premises[0]?.id ?? "" } : {}),
  view: (data, state, { now }) =>
    actShown(
      data,
      now,
      {
        title: "Accept for treatment",
        button: "Accept for treatment",
        intro: (
          <>
            <ByProtocol inForce={data.inForce} answers={data.answers} />
            <SignedOff programme={data.programme} />
            {data.premises.length === 0 ? (
              <InsetText>
                Your licence for diamorphine does not hold today at any premises of this clinic. You cannot
                accept anybody.
              </InsetText>
            ) : null}
            <Open standing={data.standing} programme={data.programme} />
            <Checklist data={data} />
            <p>The panel has advised. You alone accept.</p>
          </>
        ),
      },
      state,
    ),
  perform: async (tx, { params }, values, { standing, inForce }) => {
    if (standing.notMet.length + standing.notKnown.length + standing.cautionsOpen.length > 0)
      return refuse({ code: "checklist-open" });
    return moved(
      await acceptNomination(tx, params, values, inForce),
      tabOf(params.person),
      "Accepted. The agreement is next.",
    );
  },
  say: saySelection,
});

/** The checklist, exceptions and acceptance. */
export const eligibilityRoutes: readonly Route[] = [checklistAct, cautionsAct, exceptionAct, acceptAct];

/** The programmes to choose from, for whoever sets how a selection goes: those that come with the program, then the clinic's own that are signed off. */
export const programmeChoices = (own: readonly Programme[]): readonly Choice[] =>
  [...PROGRAMMES, ...own.filter(({ signedOff }) => signedOff)].map((one) => ({
    value: `${one.code}:${one.version}`,
    label: `${one.name}, version ${one.version}${one.signedOff ? `, signed off by ${one.signedOff.by}` : ""}`,
  }));
