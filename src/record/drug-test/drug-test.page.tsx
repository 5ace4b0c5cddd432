import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay, longDate, typedDay } from "../../kernel/time.ts";
import {
  boxes,
  choose,
  day,
  type Form,
  FormFields,
  type FormValues,
  optionalPick,
  optionalText,
  pick,
  type Typed,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, type Route } from "../../web/page.ts";
import { personAct } from "../person/person-act.tsx";
import { loadSubject, type Subject, shownOf } from "../person/person-shown.tsx";
import { recordTest } from "./actions.ts";
import { REASONS, SAMPLES, SHOWN, type Shown, SUBSTANCES } from "./definitions.ts";
import { sayTest } from "./messages.ts";
import type { DrugTest } from "./rules.ts";
import { type RecordedTest, testsOf } from "./store.ts";

const choices = <C extends string>(of: Readonly<Record<C, string>>): { value: C; label: string }[] =>
  (Object.entries(of) as [C, string][]).map(([value, label]) => ({ value, label }));

const QUESTIONS = {
  consented: boxes("Agreement", [{ value: "yes", label: "The person agrees to be tested" }], {
    hint: "Somebody who says no goes on in treatment",
  }),
  sample: choose("What sample?", choices(SAMPLES), "Choose what the sample is"),
  why: pick("Why?", choices(REASONS), "Choose why the sample was taken"),
  on: day("When?", "Enter the day the sample was taken"),
  observed: boxes("How it was given", [{ value: "yes", label: "Somebody watched it being given" }]),
  confirmed: choose(
    "How sure is the result?",
    [
      { value: "screen", label: "A screen, not confirmed" },
      { value: "confirmed", label: "Confirmed by a laboratory" },
    ],
    "Choose how sure the result is",
  ),
} as const;

const RESULTS: Form = Object.fromEntries(
  SUBSTANCES.map(({ code, name }) => [code, optionalPick(name, choices(SHOWN), { none: "Not looked for" })]),
);
const LAST = { words: optionalText("Anything to add?", { longest: 500 }) } as const;

const testForm = () => ({ ...QUESTIONS, ...RESULTS, ...LAST }) as typeof QUESTIONS & typeof LAST & Form;

function testOf(values: FormValues<typeof QUESTIONS & typeof LAST>): DrugTest {
  const all: Readonly<Record<string, unknown>> = values;
  const results: Record<string, Shown> = {};
  for (const { code } of SUBSTANCES) if (all[code]) results[code] = all[code] as Shown;
  return {
    on: values.on,
    sample: values.sample,
    why: values.why,
    consented: values.consented.length > 0,
    observed: values.observed.length > 0,
    confirmed: values.confirmed === "confirmed",
    results,
    words: values.words,
  };
}

const newPage = personAct({
  path: "/people/:person/drug-tests/new",
  allow: "clinical",
  about: "drug tests",
  at: "health",
  title: "Record a drug test",
  button: "Save",
  form: testForm,
  start: (_, { now }) => ({ on: typedDay(londonDay(now)) }),
  intro: () => (
    <p>
      A result is one thing to talk about, and never alone a reason to stop treatment. Police and probation
      are not shown it.
    </p>
  ),
  perform: async (tx, ask, values, { identity }) => {
    const done = await recordTest(tx, identity.id, testOf(values), ask.now);
    return done.ok ? accept({ to: `/people/${identity.id}/health#drug-tests`, done: "Saved." }) : done;
  },
  say: sayTest,
});

type Correcting = { readonly subject: Subject; readonly test: RecordedTest };

async function loadTest(tx: Tx, person: PersonId, id: string): Promise<Result<Correcting, NotThere>> {
  const subject = await loadSubject(tx, person, "drug tests");
  if (!subject.ok) return subject;
  const test = (await testsOf(tx, person)).find((each) => each.id === id);
  return test?.ours ? accept({ subject: subject.value, test }) : refuse({ code: "not-there" });
}

const startOf = (test: RecordedTest): Typed => ({
  consented: ["yes"],
  sample: test.sample,
  why: test.why,
  on: typedDay(test.on),
  observed: test.observed ? ["yes"] : [],
  confirmed: test.confirmed ? "confirmed" : "screen",
  words: test.words,
  ...test.results,
});

const correctPage = act({
  path: "/people/:person/drug-tests/:test/correct",
  allow: "clinical",
  params: z.object({ person: PersonId.schema, test: z.uuid() }),
  load: (tx, { params }) => loadTest(tx, params.person, params.test),
  form: testForm,
  start: ({ test }) => startOf(test),
  view: ({ subject, test }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "health", {
      title: "Correct a drug test",
      body: (
        <>
          <Title errors={errors}>Correct the drug test of {longDate(test.on)}</Title>
          <p>
            The first stays readable, marked as corrected. A laboratory's answer to a screen is recorded here
            too.
          </p>
          <PostForm>
            <div className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
            </div>
            <button type="submit" className="nhsuk-button">
              Save correction
            </button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params, now }, values, { test }) => {
    const done = await recordTest(tx, params.person, testOf(values), now, test.id);
    return done.ok
      ? accept({ to: `/people/${params.person}/health#drug-tests`, done: "The correction is saved." })
      : done;
  },
  say: sayTest,
});

/** Drug tests of a person: recording one, correcting one. */
export const drugTestRoutes: readonly Route[] = [newPage, correctPage];
