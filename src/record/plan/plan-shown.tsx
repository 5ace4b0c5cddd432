import { Details, InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { type LocalDate, londonDay, longDate, longDateTime } from "../../kernel/time.ts";
import { GOAL_STATES, STEP_STATES, type StepState } from "./rules.ts";
import type { Goal, PlanReview, Step } from "./store.ts";

/** Everything that a page shows of a plan. */
export type Plan = {
  readonly goals: readonly Goal[];
  readonly steps: readonly Step[];
  readonly reviews: readonly PlanReview[];
};

const COLOURS: Readonly<Record<StepState, "grey" | "blue" | "green">> = {
  "to-do": "grey",
  "under-way": "blue",
  done: "green",
  dropped: "grey",
};

/** The plan as it stands: goals in the person's words, each with its steps. `at`: where it may be changed from. */
export function PlanShown(props: {
  readonly plan: Plan;
  readonly at?: string;
  readonly today: LocalDate;
}): ReactElement {
  const { plan, at, today } = props;
  const stand = plan.goals.filter((goal) => goal.stands);
  const open = stand.filter((goal) => goal.state === "open");
  const closed = stand.filter((goal) => goal.state !== "open");
  // Steps whose goal this reader does not see, or no longer: they stay to be done.
  const stray = plan.steps.filter(
    (step) => step.stands && !stand.some((goal) => goal.first_id === step.goal_id),
  );
  if (stand.length + stray.length === 0) {
    return (
      <InsetText>
        No goal is agreed yet. What the person wants, in their words, stands here, with who does what by when.
      </InsetText>
    );
  }
  return (
    <>
      <p className="count">
        {open.length === 1 ? "1 goal" : `${open.length} goals`}, the oldest first
        {closed.length > 0 ? `; ${closed.length} reached or dropped` : ""}
      </p>
      <ol className="note-list" data-list>
        {open.toReversed().map((goal) => (
          <OneGoal key={goal.id} goal={goal} plan={plan} at={at} today={today} />
        ))}
      </ol>
      {stray.length > 0 ? (
        <>
          <h3 className="nhsuk-heading-s">Other steps ({stray.length})</h3>
          <ul className="steps">
            {stray.toReversed().map((step) => (
              <OneStep key={step.id} step={step} at={at} today={today} />
            ))}
          </ul>
        </>
      ) : null}
      {closed.length > 0 ? (
        <Details>
          <Details.Summary>{`Reached or dropped (${closed.length})`}</Details.Summary>
          <Details.Text>
            <ol className="note-list">
              {closed.map((goal) => (
                <OneGoal key={goal.id} goal={goal} plan={plan} at={at} today={today} />
              ))}
            </ol>
          </Details.Text>
        </Details>
      ) : null}
    </>
  );
}

type OfGoal = {
  readonly goal: Goal;
  readonly plan: Plan;
  readonly at: string | undefined;
  readonly today: LocalDate;
};

function OneGoal({ goal, plan, at, today }: OfGoal): ReactElement {
  const steps = plan.steps.filter((step) => step.goal_id === goal.first_id && step.stands);
  const before = plan.goals.filter((each) => each.first_id === goal.first_id && !each.stands);
  return (
    <li className="note">
      <h3 className="nhsuk-heading-s goal">“{goal.words}”</h3>
      <p className="note__head">
        <Tag modifier={goal.state === "reached" ? "green" : goal.state === "open" ? "blue" : "grey"}>
          {GOAL_STATES[goal.state]}
        </Tag>
        <span>
          Agreed with {goal.agency}, {longDate(londonDay(goal.at))}
        </span>
        {goal.because ? <span>{goal.because}</span> : null}
      </p>
      {steps.length === 0 ? <p>No steps yet.</p> : null}
      <ul className="steps">
        {steps.toReversed().map((step) => (
          <OneStep key={step.id} step={step} at={at} today={today} />
        ))}
      </ul>
      {before.length > 0 ? (
        <p className="quiet-line">
          Before: {before.map((each) => `“${each.words}” (${longDateTime(each.at)})`).join("; ")}
        </p>
      ) : null}
      {at && goal.state === "open" ? (
        <p className="note__foot no-print">
          <a href={`${at}/goals/${goal.first_id}/step`} data-item>
            Add a step<span className="nhsuk-u-visually-hidden"> to “{goal.words}”</span>
          </a>
          {goal.ours ? (
            <a href={`${at}/goals/${goal.id}`}>
              Change this goal<span className="nhsuk-u-visually-hidden"> “{goal.words}”</span>
            </a>
          ) : null}
        </p>
      ) : null}
    </li>
  );
}

function OneStep(props: { step: Step; at: string | undefined; today: LocalDate }): ReactElement {
  const { step, at, today } = props;
  const waits = step.state === "to-do" || step.state === "under-way";
  const late = waits && step.by_on !== null && Temporal.PlainDate.compare(step.by_on, today) < 0;
  return (
    <li>
      <Tag modifier={COLOURS[step.state]}>{STEP_STATES[step.state]}</Tag> {step.words}{" "}
      <span className="steps__who">
        {step.who}
        {step.by_on ? (
          <span className={late ? "late" : undefined}>
            , {late ? "was due by" : "by"} {longDate(step.by_on)}
          </span>
        ) : null}
      </span>{" "}
      {at && step.ours ? (
        <a className="no-print" href={`${at}/steps/${step.id}`}>
          Move<span className="nhsuk-u-visually-hidden"> “{step.words}”</span>
        </a>
      ) : null}
    </li>
  );
}

/** When the plan was agreed and gone through, newest first. `at`: where one may be withdrawn from. */
export function Reviews({
  reviews,
  at,
}: {
  readonly reviews: readonly PlanReview[];
  readonly at?: string;
}): ReactElement {
  return (
    <section aria-labelledby="reviews">
      <h2 id="reviews" className="nhsuk-heading-m">
        Agreed and gone through
      </h2>
      {reviews.length === 0 ? (
        <InsetText>
          Not gone through with the person yet. Then it says here what they said about it.
        </InsetText>
      ) : (
        <ul className="looked" data-list>
          {reviews.map((review) => (
            <OneReview key={review.id} review={review} at={at} />
          ))}
        </ul>
      )}
    </section>
  );
}

function OneReview({
  review,
  at,
}: {
  readonly review: PlanReview;
  readonly at: string | undefined;
}): ReactElement {
  const held = longDate(review.held_on);
  return (
    <li>
      <strong>{held}</strong>: {review.agreed ? "agreed" : "not agreed"}
      {review.copy_given ? ", with a copy for them" : ", no copy wanted"}.{" "}
      {review.withdrawn === null ? `Again by ${longDate(review.next_review_on)}.` : null}
      <p className="note__words">{review.words}</p>
      {review.withdrawn === null ? null : (
        <p>
          <Tag modifier="grey">Entered wrongly</Tag> {review.withdrawn}
        </p>
      )}
      <span className="looked__when">
        {review.staff ?? "A colleague"}, {review.agency}
      </span>
      {at && review.ours && review.withdrawn === null ? (
        <a className="no-print" href={`${at}/reviews/${review.id}/withdraw`}>
          Entered wrongly<span className="nhsuk-u-visually-hidden"> on {held}</span>
        </a>
      ) : null}
    </li>
  );
}
