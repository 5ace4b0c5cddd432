import type { ReactElement } from "react";
import { longDate } from "../../kernel/time.ts";
import { capital, counted, listed } from "../../kernel/words.ts";
import { SEXES } from "../../record/person/identity.ts";
import { sayCategory } from "../../record/sharing/messages.ts";
import { type Bundle, type Item, SECTIONS, type Section } from "./format.ts";
import { BASES } from "./rules.ts";
import { sayDay } from "./telling.ts";

/** Who a bundle is about, for whom and on which basis it goes, and what the receiver needs to know first. */
export function BundleHead({ bundle }: { readonly bundle: Bundle }): ReactElement {
  const { person, numbers } = bundle;
  const facts: readonly (readonly [string, string])[] = [
    [
      "Name",
      `${person.givenNames} ${person.familyName}${person.knownAs ? `, known as ${person.knownAs}` : ""}`,
    ],
    ["Born", longDate(Temporal.PlainDate.from(person.bornOn))],
    ["Sex", SEXES[person.sex]],
    ["Numbers", numbers.map(({ scheme, value }) => `${scheme.toUpperCase()} ${value}`).join(", ") || "None"],
    ["From", `${bundle.sender.service}, ${bundle.sender.agency}`],
    ["To", bundle.service.name],
    ["Rests on", `${BASES[bundle.basis]}: ${bundle.evidence}`],
    ["May hold", capital(listed(bundle.categories.map(sayCategory)))],
    ["To know first", bundle.words],
    ...(bundle.limited
      ? [["Mind", "The person limited by name who may read their record. Ask them whom here."] as const]
      : []),
  ];
  return (
    <dl className="nhsuk-summary-list">
      {facts.map(([label, words]) => (
        <div key={label} className="nhsuk-summary-list__row">
          <dt className="nhsuk-summary-list__key">{label}</dt>
          <dd className="nhsuk-summary-list__value transfer__words">{words}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Everything in it, part by part, the newest first. */
export function BundleItems({ items }: { readonly items: readonly Item[] }): ReactElement {
  const parts = (Object.keys(SECTIONS) as Section[]).flatMap((section) => {
    const those = items.filter((item) => item.section === section);
    return those.length > 0 ? [{ section, those }] : [];
  });
  if (parts.length === 0)
    return (
      <p className="quiet-line">Nothing but who they are: no part of the record may go, or there is none.</p>
    );
  return (
    <>
      <p className="count">{`${counted(items.length, "thing")} in ${counted(parts.length, "part")}, the newest first in each`}</p>
      {parts.map(({ section, those }) => (
        <section key={section} aria-labelledby={`part-${section}`}>
          <h3 id={`part-${section}`} className="nhsuk-heading-s">
            {`${SECTIONS[section]} (${those.length})`}
          </h3>
          <ul className="event-list">
            {those.map((item) => (
              <li key={`${item.origin.id} ${item.id}`} className="event-list__one">
                <span className="event-list__what transfer__words">{item.words}</span>
                <span className="event-list__when">{sayDay(item)}</span>
                <span className="event-list__source">{saySource(item)}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** Who recorded an item: agency and role, at which partnership, in which category. */
export const saySource = (item: Item): string =>
  [
    `${item.source}${item.author ? `, ${item.author.toLowerCase()}` : ""}`,
    item.origin.name,
    sayCategory(item.category),
  ].join("; ");

/** What was there to be seen and stays behind, by category. */
export function HeldBack({ held }: { readonly held: Readonly<Record<string, number>> }): ReactElement {
  const all = Object.entries(held);
  return (
    <p>
      {all.length === 0
        ? "Nothing that you may see stays behind."
        : `What stays behind of what you may see: ${listed(all.map(([category, n]) => `${sayCategory(category)} (${n})`))}. The person did not agree to it, or the sharing rules do not let such a service hold it.`}{" "}
      Notes, concerns, panels and other people’s records never go.
    </p>
  );
}
