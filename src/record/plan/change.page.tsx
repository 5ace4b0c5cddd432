import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDate, typedDay } from "../../kernel/time.ts";
import {
  choose,
  type Form,
  type FormErrors,
  FormFields,
  longText,
  optionalDay,
  optionalText,
  type Typed,
  text,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route, type Shown } from "../../web/page.ts";
import { loadSubject, type Subject, shownOf } from "../person/person-shown.tsx";
import { addStep, changeGoal, changeStep } from "./actions.ts";
import { sayChange } from "./messages.ts";
import { GOAL_STATES, type GoalState, STEP_STATES, type StepState } from "./rules.ts";
import {
  type Goal,
  goalsOf,
  holdPlan,
  type PlanReview,
  reviewsOf,
  type Step,
  stepsOf,
  withdrawReview,
} from "./store.ts";

const OfGoal = z.object({ person: PersonId.schema, goal: z.uuid() });
const OfStep = z.object({ person: PersonId.schema, step: z.uuid() });
type WithGoal = { readonly subject: Subject; readonly goal: Goal };
type WithStep = { readonly subject: Subject; readonly step: Step };

async function loadGoal(
  tx: Tx,
  person: PersonId,
  which: (goal: Goal) => boolean,
): Promise<Result<WithGoal, NotThere>> {
  const subject = await loadSubject(tx, person, "care plan");
  if (!subject.ok) return subject;
  const goal = (await goalsOf(tx, person)).find(which);
  return goal ? accept({ subject: subject.value, goal }) : refuse({ code: "not-there" });
}

const planOf = (person: PersonId): string => `/people/${person}/plan`;

function shown(
  subject: Subject,
  now: Instant,
  words: { readonly title: string; readonly button: string; readonly before: ReactNode },
  state: { readonly form: Form; readonly typed: Typed; readonly errors: FormErrors },
): Shown {
  return shownOf(subject, now, "plan", {
    title: words.title,
    body: (
      <>
        <a className="nhsuk-back-link" href={planOf(subject.identity.id)}>
          Care plan
        </a>
        <Title caption="Care plan" errors={state.errors}>
          {words.title}
        </Title>
        {words.before}
        <PostForm>
          <div className="narrow">
            <FormFields {...state} />
          </div>
          <button type="submit" className="nhsuk-button">
            {words.button}
          </button>
        </PostForm>
      </>
    ),
  });
}

const goalStates = Object.entries(GOAL_STATES).map(([value, label]) => ({
  value: value as GoalState,
  label,
}));
const goalForm = {
  words: longText("What do they want?", "Write what they want, in their words", { longest: 2000 }),
  state: choose("Where does it stand?", goalStates, "Choose where it stands"),
  because: optionalText("What did they say about it?", { longest: 2000 }),
} as const;

const changeGoalPage = act({
  path: "/people/:person/plan/goals/:goal",
  allow: "work",
  params: OfGoal,
  load: async (tx, { params }) => {
    const found = await loadGoal(tx, params.person, (goal) => goal.id === params.goal);
    return found.ok && !found.value.goal.ours ? refuse({ code: "not-there" as const }) : found;
  },
  form: () => goalForm,
  start: ({ goal }) => ({ words: goal.words, state: goal.state, because: "" }),
  view: ({ subject }, state, { now }) =>
    shown(subject, now, { title: "Change a goal", button: "Save goal", before: null }, state),
  perform: async (tx, { params }, values) => {
    const done = await changeGoal(tx, params.person, params.goal, values);
    return done.ok ? accept({ to: planOf(params.person), done: "The goal is changed." }) : done;
  },
  say: sayChange,
});

const stepForm = {
  words: text("What is the step?", "Write what the step is", { longest: 1000 }),
  who: text("Who does it?", "Enter who does it", { hint: "The person, a worker by name, or both" }),
  byOn: optionalDay("By when?"),
} as const;

const addStepPage = act({
  path: "/people/:person/plan/goals/:goal/step",
  allow: "work",
  params: OfGoal,
  load: (tx, { params }) =>
    loadGoal(tx, params.person, (goal) => goal.first_id === params.goal && goal.stands),
  form: () => stepForm,
  view: ({ subject, goal }, state, { now }) => {
    const before = <p>“{goal.words}”</p>;
    return shown(subject, now, { title: "Add a step", button: "Add step", before }, state);
  },
  perform: async (tx, { params }, values) => {
    const done = await addStep(tx, params.person, params.goal, values);
    return done.ok ? accept({ to: planOf(params.person), done: "The step is in the plan." }) : done;
  },
  say: sayChange,
});

const stepStates = Object.entries(STEP_STATES).map(([value, label]) => ({
  value: value as StepState,
  label,
}));

const moveStepPage = act({
  path: "/people/:person/plan/steps/:step",
  allow: "work",
  params: OfStep,
  load: async (tx, { params }): Promise<Result<WithStep, NotThere>> => {
    const subject = await loadSubject(tx, params.person, "care plan");
    if (!subject.ok) return subject;
    const step = (await stepsOf(tx, params.person)).find((each) => each.id === params.step);
    return step?.ours ? accept({ subject: subject.value, step }) : refuse({ code: "not-there" });
  },
  form: () => ({ state: choose("Where does it stand?", stepStates, "Choose where it stands"), ...stepForm }),
  start: ({ step }) => ({
    state: step.state,
    words: step.words,
    who: step.who,
    byOn: step.by_on ? typedDay(step.by_on) : "",
  }),
  view: ({ subject }, state, { now }) =>
    shown(subject, now, { title: "Move a step", button: "Save step", before: null }, state),
  perform: async (tx, { params }, values) => {
    const done = await changeStep(tx, params.person, params.step, values);
    return done.ok ? accept({ to: planOf(params.person), done: "The step is saved." }) : done;
  },
  say: sayChange,
});

type WithReview = { readonly subject: Subject; readonly review: PlanReview };

const withdrawPage = act({
  path: "/people/:person/plan/reviews/:review/withdraw",
  allow: "work",
  params: z.object({ person: PersonId.schema, review: z.uuid() }),
  load: async (tx, { params }): Promise<Result<WithReview, NotThere>> => {
    const subject = await loadSubject(tx, params.person, "care plan");
    if (!subject.ok) return subject;
    await holdPlan(tx, params.person);
    const review = (await reviewsOf(tx, params.person)).find((each) => each.id === params.review);
    return review?.ours && review.withdrawn === null
      ? accept({ subject: subject.value, review })
      : refuse({ code: "not-there" });
  },
  form: () => ({
    why: longText("What is wrong about it?", "Write what is wrong about it", { longest: 1000 }),
  }),
  view: ({ subject, review }, state, { now }) => {
    const before = (
      <p>
        {`Of ${longDate(review.held_on)}: “${review.words}”. It stays readable and says that it was entered wrongly. The review before it stands again; what was really gone through is recorded anew.`}
      </p>
    );
    return shown(
      subject,
      now,
      { title: "A review entered wrongly", button: "Withdraw review", before },
      state,
    );
  },
  perform: async (tx, { params }, values, { review }): Promise<Result<Moved, NotThere>> => {
    await withdrawReview(tx, params.person, review, values.why);
    return accept({ to: planOf(params.person), done: "The review says that it was entered wrongly." });
  },
  say: () => "This is not there any more.",
});

/** The pages that change a plan: a goal, a step added, a step moved. What stood before stays readable. */
export const changeRoutes: readonly Route[] = [changeGoalPage, addStepPage, moveStepPage, withdrawPage];
