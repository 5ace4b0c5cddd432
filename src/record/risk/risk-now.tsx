import { Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { type LocalDate, longDate } from "../../kernel/time.ts";
import { AREAS, LEVELS } from "./areas.ts";
import { isOverdue } from "./rules.ts";
import type { Risk } from "./store.ts";

/** The dangers that stand as high or medium, at a glance, for those who may read what they are about. */
export function RiskNow(props: {
  readonly risks: readonly Risk[];
  readonly person: string;
  readonly today: LocalDate;
}): ReactElement | null {
  const great = props.risks.filter(
    (risk) => risk.stands && (risk.level === "high" || risk.level === "medium"),
  );
  if (great.length === 0) return null;
  return (
    <section aria-labelledby="risk-now">
      <h2 id="risk-now" className="nhsuk-heading-m">
        Risk
        <span className="count"> {great.length}, high first</span>
      </h2>
      <ul className="looked" data-list>
        {great
          .toSorted((a, b) => a.level.localeCompare(b.level))
          .map((risk) => (
            <li key={risk.id}>
              <Tag modifier={risk.level === "high" ? "red" : "orange"}>{LEVELS[risk.level]}</Tag>{" "}
              <a href={`/people/${props.person}/risk#area-${risk.area}`} data-item>
                {AREAS[risk.area].name}
              </a>
              : {risk.todo}
              <span className="looked__when">
                {risk.agency},{" "}
                {isOverdue(risk.review_on, props.today) ? (
                  <span className="late">review overdue since {longDate(risk.review_on)}</span>
                ) : (
                  `review by ${longDate(risk.review_on)}`
                )}
              </span>
            </li>
          ))}
      </ul>
    </section>
  );
}
