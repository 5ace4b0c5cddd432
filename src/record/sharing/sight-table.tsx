import { Details } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Instant } from "../../kernel/time.ts";
import { capital } from "../../kernel/words.ts";
import { AGENCY_KINDS } from "./agency-kinds.ts";
import { type ConsentLine, sightOf } from "./consent-rules.ts";
import { sayCategory, sayKinds, saySight } from "./messages.ts";
import type { SharingRule } from "./rules.ts";

/** What each kind of agency that looks after the person would see of what others recorded, by category. */
export function SightTable(props: {
  readonly rules: readonly SharingRule[];
  readonly lines: readonly ConsentLine[];
  readonly now: Instant;
}): ReactElement {
  const { rules, lines, now } = props;
  const kinds = AGENCY_KINDS.filter((kind) => rules.some((rule) => rule.readerKind === kind.code));
  const categories = [...new Set(rules.map((rule) => rule.category))];
  return (
    <Details>
      <Details.Summary>What each kind of agency would see</Details.Summary>
      <Details.Text>
        <p>
          Only while an agency has to do with the person, and then of what <em>others</em> recorded; what it
          recorded itself it always sees. “In part”: from some agencies; the rest needs consent.
        </p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls sideways must be reachable by keyboard */}
        <section className="scrolls" aria-label="What each kind of agency would see" tabIndex={0}>
          <table className="nhsuk-table sight">
            <caption className="nhsuk-table__caption nhsuk-table__caption--s">
              {`${kinds.length} ${kinds.length === 1 ? "kind" : "kinds"} of agency`}
            </caption>
            <thead>
              <tr>
                <th scope="col">Kind of agency</th>
                {categories.map((category) => (
                  <th key={category} scope="col">
                    {capital(sayCategory(category))}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {kinds.map((kind) => (
                <tr key={kind.code}>
                  <th scope="row">{capital(sayKinds(kind.code))}</th>
                  {categories.map((category) => {
                    const sight = sightOf(rules, lines, { category, readerKind: kind.code }, now);
                    return (
                      <td key={category} className={`sight__${sight}`}>
                        {saySight(sight)}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </Details.Text>
    </Details>
  );
}
