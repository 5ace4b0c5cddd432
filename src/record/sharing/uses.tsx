import type { ReactElement } from "react";
import { londonDay, longDate } from "../../kernel/time.ts";
import { capital } from "../../kernel/words.ts";
import { choose } from "../../web/form.tsx";
import { USES, type Use, type UseDecision } from "./uses-store.ts";

/** What each use is, in the words it is asked with. */
export const USE_WORDS: Readonly<Record<Use, readonly [name: string, question: string, meaning: string]>> = {
  "national-returns": [
    "the national drug treatment return (NDTMS)",
    "May information about the treatment be sent to the national drug treatment monitoring system (NDTMS)?",
    "Initials, date of birth, sex, the first part of the postcode, other characteristics such as ethnicity, and the treatment go to the Department of Health and Social Care. Never a name, an address or an NHS number",
  ],
  "research-and-evaluation": [
    "research and evaluation beyond this partnership",
    "May the record be used for research and evaluation beyond this partnership?",
    "By approved researchers, and without names",
  ],
  "panel-selection": [
    "being considered by the panel of the heroin-assisted treatment clinic",
    "May the panel that selects for the clinic consider you?",
    "Only the agencies of the panel that were named with you read what is said for it, and nothing else of the record. A no takes you off its pages at once",
  ],
};

/** The one question about a use; nothing is chosen beforehand. */
export const useQuestion = (use: Use) =>
  choose(
    USE_WORDS[use][1],
    [
      { value: "given", label: "Yes" },
      { value: "refused", label: "No" },
    ],
    "Choose yes or no",
    { hint: USE_WORDS[use][2] },
  );

/** What a new answer is, after the one before: a no to what was agreed to takes it back. */
export const decisionAfter = (
  before: UseDecision | undefined,
  answer: "given" | "refused",
): UseDecision["decision"] => (answer === "refused" && before?.decision === "given" ? "withdrawn" : answer);

const STATES = { given: "Agreed to", refused: "Refused", withdrawn: "Taken back" } as const;

/** Where each use stands, with the way to its question. Not asked is no. */
export function Uses(props: { readonly decided: readonly UseDecision[]; readonly at: string }): ReactElement {
  return (
    <>
      <h2 className="nhsuk-heading-m">Uses beyond care</h2>
      <ul className="consents" data-list>
        {USES.map((use) => {
          const one = props.decided.find((each) => each.purpose === use);
          // The panel is asked about where somebody was nominated, and shown here once it was.
          if (use === "panel-selection" && !one) return null;
          return (
            <li key={use}>
              {capital(USE_WORDS[use][0])}:{" "}
              {one ? `${STATES[one.decision]} on ${longDate(londonDay(one.at))}.` : "Not asked yet, so no."}{" "}
              <a className="no-print" href={`${props.at}/${use}`}>
                {one ? "Change" : "Answer"}
                <span className="nhsuk-u-visually-hidden"> about {USE_WORDS[use][0]}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </>
  );
}
