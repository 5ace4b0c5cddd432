import { Button, InsetText } from "nhsuk-react-components";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { personParams } from "../../../record/person/identity-bar.tsx";
import { type Subject, shownOf } from "../../../record/person/person-shown.tsx";
import { choose, FormFields, longText } from "../../../web/form.tsx";
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
    words: longText("What did you find and decide?", "Say what you found and decided"),
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
                  {REVIEWS[review.kind]}: {review.words}
                  <span className="lines__who">{review.staff}</span>
                </span>
                <span className="lines__when">{longDateTime(review.at)}</span>
              </li>
            ))}
          </ul>
        </>
      ),
    }),
  perform: async (tx, { params }, { kind, words }): Promise<Result<Moved, ActRefusal>> => {
    await insertReview(tx, params.person, kind, words);
    return accept({ to: `/people/${params.person}/orders`, done: "The review is recorded." });
  },
  say: sayAct,
});
