import type { ReactElement } from "react";
import type { HealthFact } from "./facts.ts";

/** The standing facts of somebody's health, each with its age; what is missing has a way to record it. */
export function HealthFacts(props: {
  readonly facts: readonly HealthFact[];
  readonly acts: boolean;
}): ReactElement | null {
  if (props.facts.length === 0) return null;
  return (
    <section aria-labelledby="health-facts">
      <h2 id="health-facts" className="nhsuk-heading-s">
        Health now
      </h2>
      <ul className="due-list">
        {props.facts.map((fact) => (
          <li key={fact.code} data-fact={fact.code}>
            {fact.words}
            {fact.prompt && props.acts ? (
              <>
                {" "}
                <a className="no-print" href={fact.prompt.href}>
                  {fact.prompt.words}
                </a>
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
