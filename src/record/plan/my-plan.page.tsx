import { accept, refuse } from "../../kernel/result.ts";
import { londonDay } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { myPage } from "../my/my-shown.tsx";
import { PlanShown, Reviews } from "./plan-shown.tsx";
import { goalsOf, reviewsOf, stepsOf } from "./store.ts";

/** The person's own copy of their plan, as it stands; it prints. */
export const myPlanPage = page({
  path: "/my/plan",
  allow: "own-record",
  load: async (tx) => {
    const { person_id: person } = tx.asking;
    if (!person) return refuse({ code: "not-there" as const });
    tx.log({ what: "read", about: "care plan", people: [person], basis: "own record" });
    const goals = await goalsOf(tx, person);
    const steps = await stepsOf(tx, person);
    return accept({ goals, steps, reviews: await reviewsOf(tx, person) });
  },
  view: (plan, { now }) =>
    myPage(
      "plan",
      "My plan",
      <>
        <Title>My plan</Title>
        <p>What you want, in your words, and who does what by when. Ask your worker to change it with you.</p>
        <h2 className="nhsuk-heading-m">What I want</h2>
        <PlanShown plan={plan} today={londonDay(now)} />
        <Reviews reviews={plan.reviews} />
      </>,
    ),
});
