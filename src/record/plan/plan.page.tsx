import { accept, type Result } from "../../kernel/result.ts";
import { londonDay, longDate } from "../../kernel/time.ts";
import { choose, day, longText, pick } from "../../web/form.tsx";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import { NOTE_CATEGORIES, noteCategoriesOf } from "../note/rules.ts";
import { daysOf, PARAMETERS } from "../parameters.ts";
import { personParams } from "../person/identity-bar.tsx";
import { personAct } from "../person/person-act.tsx";
import { loadToRead, type Subject, shownOf } from "../person/person-shown.tsx";
import { categoriesOf } from "../staff/role-categories.ts";
import { reviewPlan } from "./actions.ts";
import { changeRoutes } from "./change.page.tsx";
import { sayPlanReview } from "./messages.ts";
import { type Plan, PlanShown, Reviews } from "./plan-shown.tsx";
import { goalsOf, insertGoal, reviewsOf, stepsOf } from "./store.ts";

type Data = { readonly subject: Subject; readonly plan: Plan };

const planPage = page({
  path: "/people/:person/plan",
  allow: "person:read",
  params: personParams,
  load: async (tx, { params }): Promise<Result<Data, NotThere>> => {
    const subject = await loadToRead(tx, params.person, "care plan");
    if (!subject.ok) return subject;
    const goals = await goalsOf(tx, params.person);
    const steps = await stepsOf(tx, params.person);
    const reviews = await reviewsOf(tx, params.person);
    return accept({ subject: subject.value, plan: { goals, steps, reviews } });
  },
  view: ({ subject, plan }, { now }) => {
    const at = `/people/${subject.identity.id}/plan`;
    const mayChange = subject.identity.known && subject.reader.may.includes("work");
    return shownOf(subject, now, "plan", {
      title: "Care plan",
      live: true,
      body: (
        <>
          <Title>Care plan</Title>
          {mayChange ? (
            <p className="person-acts no-print">
              <a className="person-acts__one" href={`${at}/goals/new`}>
                Add a goal
              </a>
              <a className="person-acts__one" href={`${at}/review`}>
                Agree or review the plan
              </a>
            </p>
          ) : null}
          <p className="quiet-line">
            One plan for all services. Print this page for the person; they also read it under My plan.
          </p>
          <h2 className="nhsuk-heading-m">Goals</h2>
          <PlanShown plan={plan} today={londonDay(now)} {...(mayChange ? { at } : {})} />
          <Reviews reviews={plan.reviews} />
        </>
      ),
    });
  },
});

/** What a goal can be about, for this reader: never what the person themselves may not read. */
const aboutFor = (subject: Subject) =>
  noteCategoriesOf(categoriesOf(subject.reader.role)).filter(
    (each) => !["contact", "safeguarding", "medication", "supervised-use"].includes(each),
  );

const goalPage = personAct({
  path: "/people/:person/plan/goals/new",
  allow: "work",
  about: "care plan",
  at: "plan",
  title: "Add a goal",
  button: "Add goal",
  form: (subject) => ({
    words: longText("What do they want?", "Write what they want, in their words", {
      hint: "In their words, as they would say it: “See my daughter at weekends”",
      longest: 2000,
    }),
    category: pick(
      "What is it about?",
      aboutFor(subject).map((value) => ({ value, label: NOTE_CATEGORIES[value] })),
      "Choose what it is about",
      { hint: "This decides which other services read it" },
    ),
  }),
  perform: async (tx, _ask, { words, category }, { identity }) => {
    await insertGoal(tx, identity.id, { words, category, state: "open" });
    return accept({
      to: `/people/${identity.id}/plan`,
      done: "The goal is in the plan. Add its first step.",
    });
  },
  say: (refusal: { readonly code: "not-there" }) => refusal.code,
});

const yesNo = (label: string, missing: string, yes: string, no: string) =>
  choose(
    label,
    [
      { value: "yes", label: yes },
      { value: "no", label: no },
    ],
    missing,
  );

const reviewPage = personAct({
  path: "/people/:person/plan/review",
  allow: "work",
  about: "care plan",
  at: "plan",
  title: "Agree or review the plan",
  button: "Save review",
  form: () => ({
    heldOn: day("When did you go through it together?", "Enter the day on which you went through it"),
    agreed: yesNo("Do they agree to it?", "Choose whether they agree", "Yes", "No, or not to all of it"),
    words: longText("What did they say about it?", "Write what they said about it"),
    copyGiven: yesNo(
      "Did they get a copy?",
      "Choose whether they got a copy",
      "Yes",
      "No, they did not want one",
    ),
    nextOn: day("Go through it again by", "Enter the day by which you go through it again", {
      hint: `Within ${daysOf(PARAMETERS["review-a-plan"])} days`,
    }),
  }),
  perform: async (tx, { now }, values, { identity }) => {
    const held = { ...values, agreed: values.agreed === "yes", copyGiven: values.copyGiven === "yes" };
    const kept = await reviewPlan(tx, identity.id, held, now);
    return kept.ok
      ? accept({
          to: `/people/${identity.id}/plan`,
          done: `Saved. The plan is gone through again by ${longDate(kept.value)}.`,
        })
      : kept;
  },
  say: sayPlanReview,
});

/** A care plan: as it stands, a goal added, agreed and gone through; and the pages that change it. */
export const planRoutes: readonly Route[] = [planPage, goalPage, reviewPage, ...changeRoutes];
