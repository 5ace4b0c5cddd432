import { Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { PersonId } from "../../kernel/id.ts";
import { type LocalDate, longDate } from "../../kernel/time.ts";
import { NEXT_AFTER, VIRUSES, type Virus } from "./definitions.ts";
import { sayOneStep, sayVirus } from "./messages.ts";
import { nextDue } from "./rules.ts";
import { type RecordedStep, standing, stepsOfVirus } from "./store.ts";

/** What is known of each virus, what is due next and by which source, and every step behind it. */
export function Viruses(props: {
  readonly steps: readonly RecordedStep[];
  readonly person: PersonId;
  readonly today: LocalDate;
  readonly acts: boolean;
}): ReactElement {
  return (
    <>
      {(Object.keys(VIRUSES) as Virus[]).map((virus) => (
        <OneVirus key={virus} virus={virus} {...props} />
      ))}
    </>
  );
}

function OneVirus(props: {
  readonly virus: Virus;
  readonly steps: readonly RecordedStep[];
  readonly person: PersonId;
  readonly today: LocalDate;
  readonly acts: boolean;
}): ReactElement {
  const { virus, person, today, acts } = props;
  const due = nextDue(virus, standing(props.steps));
  const steps = stepsOfVirus(props.steps, virus);
  return (
    <section aria-labelledby={virus}>
      <h3 id={virus} className="nhsuk-heading-s">
        {VIRUSES[virus]}
      </h3>
      <p>{sayVirus(virus, standing(props.steps), today)}</p>
      {due ? (
        <p className="quiet-line">
          {NEXT_AFTER[due.by].value} days after: {NEXT_AFTER[due.by].source}.
        </p>
      ) : null}
      {steps.length === 0 ? null : (
        <ul className="event-list" data-list>
          {steps.map((step) => (
            <li key={step.id} className="event-list__one">
              <span className="event-list__what">
                {step.withdrawnBecause ? <s>{sayOneStep(step)}</s> : sayOneStep(step)}
              </span>{" "}
              <span className="event-list__when">{longDate(step.on)}</span>
              <span className="event-list__source">
                {step.staff ? `${step.staff}, ${step.agency}` : step.agency}
                {acts && step.ours && !step.withdrawnBecause ? (
                  <a
                    className="no-print"
                    href={`/people/${person}/viruses/steps/${step.id}/withdraw`}
                    data-item
                  >
                    Withdraw
                    <span className="nhsuk-u-visually-hidden">{` ${sayOneStep(step)}, ${longDate(step.on)}`}</span>
                  </a>
                ) : null}
              </span>
              {step.withdrawnBecause ? (
                <span className="event-list__source">
                  <Tag modifier="grey">Withdrawn</Tag> {step.withdrawnBecause}
                </span>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {acts ? (
        <p className="person-acts no-print">
          <a className="person-acts__one" href={`/people/${person}/viruses/${virus}/new`}>
            Record {VIRUSES[virus]}
          </a>
        </p>
      ) : null}
    </section>
  );
}
