import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import {
  choose,
  type Form,
  type FormErrors,
  FormFields,
  longText,
  optionalText,
  pick,
  type Typed,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, type Route, type Shown } from "../../web/page.ts";
import { kindOf, type ServiceKinds } from "../episode/service-kind.ts";
import { personParams } from "../person/identity-bar.tsx";
import { loadSubject, type Subject, shownOf } from "../person/person-shown.tsx";
import { type JourneyStay, staysOf } from "../person/store-journey.ts";
import {
  answerJointEnding,
  answerJointPlan,
  askJointEnding,
  askJointPlan,
  type JointEnding,
  type JointPlan,
  jointEndingsOf,
  jointPlansOf,
} from "./joint-store.ts";
import { SAY_ANSWERED, SAY_REASONS, sayJoint } from "./messages.ts";

const backTo = (person: PersonId): string => `/people/${person}/moving-on`;

type State = { readonly form: Form; readonly typed: Typed; readonly errors: FormErrors };

/** One decision about a joint plan, with who it is about above it. */
const shown = (
  subject: Subject,
  now: Instant,
  words: { readonly title: string; readonly button: string; readonly intro: ReactNode },
  { form, typed, errors }: State,
): Shown =>
  shownOf(subject, now, "moving-on", {
    title: words.title,
    body: (
      <div className="narrow">
        <a className="nhsuk-back-link" href={backTo(subject.identity.id)}>
          Back to moving on
        </a>
        <Title errors={errors}>{words.title}</Title>
        {words.intro}
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <button type="submit" className="nhsuk-button">
            {words.button}
          </button>
        </PostForm>
      </div>
    ),
  });

type Asking = {
  readonly subject: Subject;
  readonly mine: readonly JourneyStay[];
  readonly theirs: readonly JourneyStay[];
};

const asking = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/joint-plans/new",
    allow: "work",
    params: personParams,
    load: async (tx, { params }): Promise<Result<Asking, NotThere>> => {
      const subject = await loadSubject(tx, params.person, "joint plan");
      if (!subject.ok) return subject;
      const open = (await staysOf(tx, params.person)).filter(
        (stay) => !stay.ended_on && kindOf(kinds, stay.service_kind).category === "health",
      );
      return accept({
        subject: subject.value,
        mine: open.filter((stay) => stay.ours),
        theirs: open.filter((stay) => !stay.ours),
      });
    },
    form: ({ mine, theirs }) => {
      const choices = (stays: readonly JourneyStay[]) =>
        stays.map((stay) => ({ value: stay.id, label: `${stay.service_name}, ${stay.agency_name}` }));
      return {
        mine: pick("Which of your services?", choices(mine), "Choose your service"),
        theirs: pick("With which service?", choices(theirs), "Choose the other service"),
        why: longText("What will you do together?", "Enter what the two services do together", {
          hint: "Both services read this. Agree it with the person.",
          longest: 2000,
        }),
      };
    },
    start: ({ mine, theirs }): Typed => ({
      ...(mine.length === 1 ? { mine: mine[0]?.id ?? "" } : {}),
      ...(theirs.length === 1 ? { theirs: theirs[0]?.id ?? "" } : {}),
    }),
    view: ({ subject, theirs }, state, { now }) =>
      shown(
        subject,
        now,
        {
          title: "Ask for a joint plan",
          button: "Ask",
          intro: (
            <p>
              {theirs.length === 0
                ? "No other service that you may see has the person now. Where one has, ask the person and record their consent under Sharing."
                : "Once it is agreed, neither service ends its part without the other's yes, or its reasons."}
            </p>
          ),
        },
        state,
      ),
    perform: async (tx, { params }, values) => {
      const said = await askJointPlan(tx, params.person, values);
      return said === "asked"
        ? accept({ to: backTo(params.person), done: "Asked. The other service has it as a task." })
        : refuse({ code: said });
    },
    say: ({ code }) => sayJoint(code),
  });

const OfPlan = z.object({ person: PersonId.schema, plan: z.uuid() });
type OfPlan = { readonly subject: Subject; readonly plan: JointPlan };

async function loadPlan(
  tx: Tx,
  at: z.output<typeof OfPlan>,
  which: (plan: JointPlan) => boolean,
): Promise<Result<OfPlan, NotThere>> {
  const subject = await loadSubject(tx, at.person, "joint plan");
  if (!subject.ok) return subject;
  const plan = (await jointPlansOf(tx, at.person)).find((each) => each.id === at.plan && which(each));
  return plan ? accept({ subject: subject.value, plan }) : refuse({ code: "not-there" });
}

const answerForm = {
  answer: choose(
    "Your answer",
    [
      { value: "yes", label: "Yes" },
      { value: "no", label: "No" },
    ],
    "Choose yes or no",
  ),
  words: optionalText("Your reasons", {
    longest: 1000,
    hint: "Needed with a no. The other service reads them.",
    sometimesNeeded: true,
  }),
} as const;

const answering: Route = act({
  path: "/people/:person/joint-plans/:plan/answer",
  allow: "work",
  params: OfPlan,
  load: (tx, { params }) => loadPlan(tx, params, (plan) => plan.state === "asked" && !plan.asked_by_us),
  form: () => answerForm,
  view: ({ subject, plan }, state, { now }) =>
    shown(
      subject,
      now,
      {
        title: "Answer about a joint plan",
        button: "Answer",
        intro: (
          <p>
            {plan.their_service ?? plan.their_agency} asks {plan.our_service}: {plan.why}
          </p>
        ),
      },
      state,
    ),
  perform: async (tx, { params }, values) => {
    const yes = values.answer === "yes";
    if (!yes && values.words === "") return refuse({ code: "reasons-needed" as const });
    return (await answerJointPlan(tx, params.person, params.plan, { yes, words: values.words }))
      ? accept({ to: backTo(params.person), done: "Answered. The other service reads it." })
      : refuse({ code: "answered" as const });
  },
  say: (refusal: { readonly code: "answered" | "reasons-needed" }) =>
    refusal.code === "answered" ? SAY_ANSWERED : { field: "words", words: SAY_REASONS },
});

const askingToEnd: Route = act({
  path: "/people/:person/joint-plans/:plan/end",
  allow: "work",
  params: OfPlan,
  load: (tx, { params }) => loadPlan(tx, params, (plan) => plan.state === "agreed"),
  form: () => ({
    why: longText("Why should your part end?", "Enter why your part should end", {
      hint: "The other service reads this",
      longest: 1000,
    }),
  }),
  view: ({ subject, plan }, state, { now }) =>
    shown(
      subject,
      now,
      {
        title: "Ask to end our part",
        button: "Ask",
        intro: (
          <p>
            {plan.their_service ?? plan.their_agency} answers yes, or no with its reasons. Until then this
            stay goes on; silence is no yes, and its lead is told when no answer comes in time.
          </p>
        ),
      },
      state,
    ),
  perform: async (tx, { params }, values, { plan }) => {
    const said = await askJointEnding(tx, params.person, plan.our_episode, values.why);
    return said === "asked"
      ? accept({ to: backTo(params.person), done: "Asked. The other service has it as a task." })
      : refuse({ code: said });
  },
  say: ({ code }) => (code === "not-shared" ? sayJoint("not-there") : sayJoint(code)),
});

type OfEnding = { readonly subject: Subject; readonly ending: JointEnding; readonly plan: JointPlan };

const answeringToEnd: Route = act({
  path: "/people/:person/joint-endings/:ending/answer",
  allow: "work",
  params: z.object({ person: PersonId.schema, ending: z.uuid() }),
  load: async (tx, { params }): Promise<Result<OfEnding, NotThere>> => {
    const endings = await jointEndingsOf(tx, params.person);
    const ending = endings.find((each) => each.id === params.ending && !each.ours && !each.answer);
    if (!ending) return refuse({ code: "not-there" });
    const found = await loadPlan(tx, { person: params.person, plan: ending.plan_id }, () => true);
    return found.ok ? accept({ ...found.value, ending }) : found;
  },
  form: () => answerForm,
  view: ({ subject, plan, ending }, state, { now }) =>
    shown(
      subject,
      now,
      {
        title: "Answer about ending its part",
        button: "Answer",
        intro: (
          <p>
            {plan.their_service ?? plan.their_agency} asks to end its part: {ending.why}
          </p>
        ),
      },
      state,
    ),
  perform: async (tx, { params }, values) => {
    const yes = values.answer === "yes";
    if (!yes && values.words === "") return refuse({ code: "reasons-needed" as const });
    return (await answerJointEnding(tx, params.person, params.ending, { yes, words: values.words }))
      ? accept({ to: backTo(params.person), done: "Answered. The other service reads it." })
      : refuse({ code: "answered" as const });
  },
  say: (refusal: { readonly code: "answered" | "reasons-needed" }) =>
    refusal.code === "answered" ? SAY_ANSWERED : { field: "words", words: SAY_REASONS },
});

/** Asking for a joint plan, answering, asking to end one's part of it, answering that. */
export const jointActs = (kinds: ServiceKinds): readonly Route[] => [
  asking(kinds),
  answering,
  askingToEnd,
  answeringToEnd,
];
