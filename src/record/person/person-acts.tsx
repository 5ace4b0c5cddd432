import type { ReactElement } from "react";
import type { Identity } from "./identity.ts";
import { type Reader, tabsFor } from "./tabs.ts";

type Offer = { readonly href: string; readonly label: string; readonly when: boolean };

/** What this reader may do about this person, as buttons. Nothing is offered that would be refused for their role. */
export function PersonActs(props: {
  readonly identity: Identity;
  readonly reader: Reader;
  /** Whether the reader's agency has the person now, so that it has something to hand over. */
  readonly oursOpen: boolean;
}): ReactElement | null {
  const { identity, reader, oursOpen } = props;
  const may = (permission: string): boolean => reader.may.includes(permission);
  const shows = (code: string): boolean => tabsFor(reader, identity).some((tab) => tab.code === code);
  const alive = identity.diedOn === undefined;
  const at = `/people/${identity.id}`;
  const offers: readonly Offer[] = [
    { href: `${at}/handovers/offer`, label: "Offer handover", when: alive && oursOpen && may("work") },
    {
      href: `${at}/transfers/new`,
      label: "Move to another area",
      when: alive && oursOpen && may("work") && may("clinical"),
    },
    { href: `${at}/contacts/new`, label: "Record contact", when: shows("contacts") && may("work") },
    { href: `${at}/measures`, label: "Record measure", when: alive && may("clinical") && shows("measures") },
    {
      href: `${at}/supplies/new`,
      label: "Give supplies",
      when: alive && may("clinical") && shows("health"),
    },
    { href: `${at}/notes/new`, label: "Add note", when: shows("notes") },
    { href: `${at}/tasks/new`, label: "Add task", when: alive && may("work") },
    { href: `${at}/events/new`, label: "Record event", when: shows("events") && may("work") },
    { href: `${at}/episodes/open`, label: "Open episode", when: alive && may("work") && shows("episodes") },
    { href: `${at}/consents/record`, label: "Record consent", when: alive && shows("consents") },
    {
      href: `${at}/safeguarding/raise`,
      label: "Raise a concern",
      when: alive && may("work") && !shows("safeguarding"),
    },
    { href: `${at}/correct`, label: "Correct details", when: may("person:correct") },
    { href: `${at}/death`, label: "Record death", when: alive && may("person:record-death") },
    { href: `${at}/death/reverse`, label: "Reverse the death", when: !alive && may("person:record-death") },
  ];
  const emergency = { href: `${at}/emergency`, label: "Emergency access" };
  const offered = [
    ...(identity.known ? offers.filter((offer) => offer.when) : []),
    ...(alive && may("emergency:open") && !identity.emergencyUntil ? [emergency] : []),
  ];
  if (offered.length === 0) return null;
  return (
    <nav className="person-acts no-print" aria-label="What you can do">
      {offered.map((offer) => (
        <a key={offer.href} className="person-acts__one" href={offer.href}>
          {offer.label}
        </a>
      ))}
    </nav>
  );
}
