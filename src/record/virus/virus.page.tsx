import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay, longDate, typedDay } from "../../kernel/time.ts";
import { day, FormFields, longText, optionalPick, pick } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, type Route } from "../../web/page.ts";
import { loadSubject, type Subject, shownOf } from "../person/person-shown.tsx";
import { recordStep } from "./actions.ts";
import { isVirus, stepsFor, VIRUSES, type Virus } from "./definitions.ts";
import { sayOneStep, sayStep } from "./messages.ts";
import { RESULTS, type TestResult } from "./rules.ts";
import { type RecordedStep, stepsOf, withdrawStep } from "./store.ts";

const Params = z.object({ person: PersonId.schema, virus: z.string().refine(isVirus) });

const formOf = (virus: Virus) =>
  ({
    step: pick(
      "What is known or was done?",
      stepsFor(virus).map(({ code, name }) => ({ value: code, label: name })),
      "Choose what is known or was done",
    ),
    result: optionalPick(
      "What did the test show?",
      Object.entries(RESULTS).map(([value, label]) => ({ value, label })),
      { none: "Not a test" },
    ),
    on: day("When?", "Enter the day"),
  }) as const;

const newPage = act({
  path: "/people/:person/viruses/:virus/new",
  allow: "clinical",
  params: Params,
  load: (tx, { params }) => loadSubject(tx, params.person, "viruses"),
  form: (_, { params }) => formOf(params.virus),
  start: (_, { now }) => ({ on: typedDay(londonDay(now)) }),
  view: (subject, { form, typed, errors }, { params, now }) =>
    shownOf(subject, now, "health", {
      title: `Record ${VIRUSES[params.virus]}`,
      body: (
        <div className="narrow">
          <Title errors={errors}>Record {VIRUSES[params.virus]}</Title>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <button type="submit" className="nhsuk-button">
              Save
            </button>
          </PostForm>
        </div>
      ),
    }),
  perform: async (tx, { params, now }, values) => {
    const result = values.result === "" ? undefined : (values.result as TestResult);
    const done = await recordStep(
      tx,
      params.person,
      { virus: params.virus, step: values.step, result, on: values.on },
      now,
    );
    return done.ok ? accept({ to: `/people/${params.person}/health`, done: "Saved." }) : done;
  },
  say: sayStep,
});

type Withdrawing = { readonly subject: Subject; readonly step: RecordedStep };

async function loadStep(tx: Tx, person: PersonId, id: string): Promise<Result<Withdrawing, NotThere>> {
  const subject = await loadSubject(tx, person, "viruses");
  if (!subject.ok) return subject;
  const step = (await stepsOf(tx, person)).find((each) => each.id === id);
  return step?.ours && !step.withdrawnBecause
    ? accept({ subject: subject.value, step })
    : refuse({ code: "not-there" });
}

const withdrawForm = {
  because: longText("Why is it wrong?", "Say why it is wrong", { longest: 500 }),
} as const;

const withdrawPage = act({
  path: "/people/:person/viruses/steps/:step/withdraw",
  allow: "clinical",
  params: z.object({ person: PersonId.schema, step: z.uuid() }),
  load: (tx, { params }) => loadStep(tx, params.person, params.step),
  form: () => withdrawForm,
  view: ({ subject, step }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "health", {
      title: "Withdraw a step",
      body: (
        <div className="narrow">
          <Title errors={errors}>
            Withdraw {VIRUSES[step.virus]}: {sayOneStep(step)}, {longDate(step.on)}
          </Title>
          <p>It stays in the record, struck through. This cannot be undone.</p>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <button type="submit" className="nhsuk-button">
              Withdraw
            </button>
          </PostForm>
        </div>
      ),
    }),
  perform: async (tx, { params }, values) =>
    (await withdrawStep(tx, params.person, params.step, values.because))
      ? accept({ to: `/people/${params.person}/health`, done: "Withdrawn." })
      : refuse({ code: "nothing-to-withdraw" as const }),
  say: () => "This step was withdrawn already, just now or before.",
});

/** What is known of viruses in somebody's blood: recording a step, withdrawing one. */
export const virusRoutes: readonly Route[] = [newPage, withdrawPage];
