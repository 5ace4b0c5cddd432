import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Instant } from "../../kernel/time.ts";
import { capital, counted } from "../../kernel/words.ts";
import { type ConsentLine, standingOf } from "./consent-rules.ts";
import type { Recorded } from "./eyes-store.ts";
import { sayCategory, sayKinds, sayStanding } from "./messages.ts";
import type { SharingRule } from "./rules.ts";
import { sayBasis } from "./rules-messages.ts";

const WORDS: Readonly<Record<Recorded["what"], readonly [one: string, many: string]>> = {
  number: ["number", "numbers"],
  alias: ["other name", "other names"],
  alert: ["alert", "alerts"],
  episode: ["episode", "episodes"],
  event: ["event", "events"],
  measure: ["measure", "measures"],
  note: ["note", "notes"],
};

/** Whether an agency would see something, and why. */
export type Seen = { readonly sees: boolean; readonly why: string };

/**
 * Whether an agency of this kind that looks after the person would see what another kind recorded in a category: no rule,
 * no sharing; a rule that asks for consent, while one is in force.
 */
export function seenBy(
  rules: readonly SharingRule[],
  lines: readonly ConsentLine[],
  recorded: Pick<Recorded, "category" | "ownerKind">,
  readerKind: string,
  now: Instant,
): Seen {
  const rule = rules.find(
    (each) =>
      each.category === recorded.category &&
      each.ownerKind === recorded.ownerKind &&
      each.readerKind === readerKind,
  );
  if (!rule) return { sees: false, why: "No rule shares it, whatever anyone consents to" };
  if (!rule.needsConsent) return { sees: true, why: sayBasis(rule.basis) };
  const standing = standingOf(lines, rule, now);
  return { sees: standing.state === "in-force", why: `By consent: ${sayStanding(standing)}` };
}

/** What of a record an agency of one kind would see if it looked after the person: line by line, with the reason. */
export function Eyes(props: {
  readonly recorded: readonly Recorded[];
  readonly rules: readonly SharingRule[];
  readonly lines: readonly ConsentLine[];
  readonly readerKind: string;
  readonly whom: "you" | "this person";
  readonly now: Instant;
}): ReactElement {
  const { recorded, rules, lines, readerKind, whom, now } = props;
  const seen = recorded.map((one) => ({ one, ...seenBy(rules, lines, one, readerKind, now) }));
  const all = recorded.reduce((sum, one) => sum + one.count, 0);
  const open = seen.reduce((sum, { one, sees }) => sum + (sees ? one.count : 0), 0);
  if (recorded.length === 0) {
    return (
      <InsetText>
        <p>Nothing is recorded yet that could be shared.</p>
      </InsetText>
    );
  }
  return (
    <>
      <p>
        Of {counted(all, "thing", "things")} recorded, {sayKinds(readerKind)} would see{" "}
        <strong>{open}</strong> if they looked after {whom} now, besides the name and birth date. What an
        agency recorded itself it always sees, and each worker sees only what their role needs.
      </p>
      <table className="nhsuk-table rows-as-cards">
        <caption className="nhsuk-u-visually-hidden">What is recorded, and whether they would see it</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Recorded by</th>
            <th scope="col">Would they see it?</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {seen.map(({ one, sees, why }) => (
            <tr key={`${one.what} ${one.category} ${one.ownerKind}`}>
              <td data-label="What">
                {capital(sayCategory(one.category))}: {counted(one.count, ...WORDS[one.what])}
              </td>
              <td data-label="Recorded by">{capital(sayKinds(one.ownerKind))}</td>
              <td data-label="Would they see it?">
                <Tag modifier={sees ? "blue" : "grey"}>{sees ? "Yes" : "No"}</Tag>
              </td>
              <td data-label="Why">{why}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
