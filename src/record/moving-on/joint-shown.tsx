import { Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { PersonId } from "../../kernel/id.ts";
import { fromNow, type Instant, longDateTime } from "../../kernel/time.ts";
import type { JointEnding, JointPlan } from "./joint-store.ts";

const STATES = {
  asked: "Waits for an answer",
  agreed: "Agreed: neither closes alone",
  declined: "Declined",
  ended: "Ended",
} as const;

/** The joint plans, newest first, with what was asked about ending a part of them. */
export function JointPlans(props: {
  readonly plans: readonly JointPlan[];
  readonly endings: readonly JointEnding[];
  readonly person: PersonId;
  readonly acts: boolean;
  readonly now: Instant;
}): ReactElement {
  if (props.plans.length === 0)
    return <p className="quiet-line">No joint plans. One that is asked for or agreed is listed here.</p>;
  return (
    <ul className="event-list" data-list>
      {props.plans.map((plan) => (
        <OnePlan
          key={plan.id}
          {...props}
          plan={plan}
          endings={props.endings.filter((each) => each.plan_id === plan.id)}
        />
      ))}
    </ul>
  );
}

function OnePlan(props: {
  readonly plan: JointPlan;
  readonly endings: readonly JointEnding[];
  readonly person: PersonId;
  readonly acts: boolean;
  readonly now: Instant;
}): ReactElement {
  const { plan, endings, person, acts, now } = props;
  const with_ = plan.their_service ?? plan.their_agency;
  const waiting = endings.find((each) => each.answer === null);
  const agreed = plan.state === "agreed";
  const mayAsk = acts && agreed && !endings.some((each) => each.ours && each.answer !== "no");
  return (
    <li className="event-list__one">
      <span className="event-list__what">
        <strong>{`${plan.our_service} and ${with_}`}</strong>{" "}
        <Tag modifier={agreed ? undefined : "grey"}>{STATES[plan.state]}</Tag>
      </span>
      <span className="event-list__source">{plan.why}</span>
      {plan.answer_words ? <span className="event-list__source">Answer: {plan.answer_words}</span> : null}
      {endings.map((each) => (
        <span key={each.id} className="event-list__source">
          {`${each.ours ? "We ask" : `${with_} asks`} to end ${each.ours ? "our" : "its"} part: ${each.why} `}
          {each.answer === "yes"
            ? `The answer was yes${each.reasons ? `: ${each.reasons}` : "."}`
            : each.answer === "no"
              ? `The answer was no: ${each.reasons}`
              : `An answer is due by ${longDateTime(each.answer_by)}, ${fromNow(each.answer_by, now)}.`}
        </span>
      ))}
      {acts ? (
        <span className="event-list__source no-print">
          {plan.state === "asked" && !plan.asked_by_us ? (
            <a href={`/people/${person}/joint-plans/${plan.id}/answer`}>Answer</a>
          ) : null}
          {mayAsk ? <a href={`/people/${person}/joint-plans/${plan.id}/end`}>Ask to end our part</a> : null}{" "}
          {agreed && waiting && !waiting.ours ? (
            <a href={`/people/${person}/joint-endings/${waiting.id}/answer`}>Answer about ending its part</a>
          ) : null}
        </span>
      ) : null}
    </li>
  );
}
