import { Button, InsetText } from "nhsuk-react-components";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { londonDay, longDate, longDateTime } from "../../../kernel/time.ts";
import { personParams } from "../../../record/person/identity-bar.tsx";
import { type Subject, shownOf } from "../../../record/person/person-shown.tsx";
import { choose, FormFields, longText, optionalDay, optionalText } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved } from "../../../web/page.ts";
import { type Known, knownOf } from "./history-store.ts";
import type { ActRefusal } from "./messages.ts";
import { sayAct } from "./messages.ts";
import { LastSevenDays, loadPlanSubject } from "./parts.tsx";
import { insertReview, REVIEWS, type Review, reviewsOf } from "./review-store.ts";
import { STOPS_RISES } from "./rise-rules.ts";
import { ordersOf } from "./store.ts";

type Reviewing = { readonly subject: Subject; readonly known: Known; readonly reviews: readonly Review[] };

type Missing = { readonly code: "needed"; readonly field: "of" | "at" | "on" };
const NEEDED = {
  of: "Enter whose opinion it is",
  at: "Enter where they work",
  on: "Enter the day they gave it, today or before",
} as const;

/** A licensed doctor's review: after something happened, of the dose, or of the benefit. */
export const reviewPage = act({
  path: "/people/:person/reviews/new",
  allow: "prescribe:licensed",
  fresh: true,
  params: personParams,
  load: async (tx, { params, now }) => {
    const subject = await loadPlanSubject(tx, params.person);
    if (!subject.ok) return subject;
    const orders = await ordersOf(tx, params.person);
    if (orders.length === 0) return refuse({ code: "not-there" });
    const known = await knownOf(tx, params.person, orders[0]?.drugClass ?? "", orders, now);
    const reviews = await reviewsOf(tx, params.person);
    return accept({ subject: subject.value, known, reviews } satisfies Reviewing);
  },
  form: () => ({
    kind: choose(
      "What is reviewed?",
      Object.entries(REVIEWS).map(([value, label]) => ({ value: value as keyof typeof REVIEWS, label })),
      "Choose what is reviewed",
    ),
    of: optionalText("Whose opinion?", {
      hint: "Of a second opinion from outside: the doctor’s name",
      longest: 100,
      sometimesNeeded: true,
    }),
    at: optionalText("Where do they work?", {
      hint: "Outside this clinic. Of a second opinion",
      longest: 200,
      sometimesNeeded: true,
    }),
    on: optionalDay("On which day did they give it?", { hint: "Of a second opinion", sometimesNeeded: true }),
    words: longText("What did you find and decide?", "Say what you found and decided", {
      hint: "Of a second opinion: what they found, and what follows",
    }),
  }),
  view: ({ subject, known, reviews }: Reviewing, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "medicines", {
      title: "Record a review",
      body: (
        <>
          <Title errors={errors}>Record a review</Title>
          {known.history.riseStop ? (
            <InsetText>
              {STOPS_RISES[known.history.riseStop.because]} on{" "}
              {longDateTime(known.history.riseStop.happenedAt)}. Nothing is raised until a review after the
              event is recorded.
            </InsetText>
          ) : null}
          <LastSevenDays doses={known.doses} now={now} />
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Record review</Button>
          </PostForm>
          <h2 className="nhsuk-heading-s">Reviews of before, the newest first ({reviews.length})</h2>
          <ul className="lines">
            {reviews.map((review) => (
              <li key={review.at.toString()} className="lines__line">
                <span className="lines__what">
                  {REVIEWS[review.kind]}
                  {review.opinion
                    ? `, ${review.opinion.of}, ${review.opinion.at}, ${longDate(review.opinion.on)}`
                    : ""}
                  : {review.words}
                  <span className="lines__who">{review.staff}</span>
                </span>
                <span className="lines__when">{longDateTime(review.at)}</span>
              </li>
            ))}
          </ul>
        </>
      ),
    }),
  perform: async (
    tx,
    { params, now },
    { kind, words, of, at, on },
  ): Promise<Result<Moved, ActRefusal | Missing>> => {
    const missing = (field: Missing["field"]) => refuse({ code: "needed" as const, field });
    const opinion = kind === "second-opinion" && of !== "" && at !== "" && on ? { of, at, on } : undefined;
    if (kind === "second-opinion") {
      if (of === "") return missing("of");
      if (at === "") return missing("at");
      if (!on || Temporal.PlainDate.compare(on, londonDay(now)) > 0) return missing("on");
    }
    await insertReview(tx, params.person, kind, words, opinion);
    return accept({ to: `/people/${params.person}/orders`, done: "The review is recorded." });
  },
  say: (refusal) =>
    refusal.code === "needed" && "field" in refusal
      ? { field: refusal.field, words: NEEDED[refusal.field] }
      : sayAct(refusal as ActRefusal),
});
