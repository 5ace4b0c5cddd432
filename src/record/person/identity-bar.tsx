import { Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { type Instant, londonDay, longDate, longDateTime } from "../../kernel/time.ts";
import {
  bornWords,
  fullName,
  type Identity,
  numberName,
  printedNumber,
  responsibleWords,
  SEXES,
} from "./identity.ts";
import { groupsFor, type Reader } from "./tabs.ts";

/** The address of every page about one person. */
export const personParams = z.object({ person: PersonId.schema });

/**
 * Who a page is about: stays in view, and prints at the head of the page. `at` marks the tab the page belongs to.
 * Shows only what `loadIdentity` was given for this reader.
 */
export function IdentityBar(props: {
  readonly identity: Identity;
  readonly reader: Reader;
  readonly now: Instant;
  readonly at?: string;
}): ReactElement {
  const { identity, reader, now, at } = props;
  // A recovery worker of a clinic sees who it is on the pages of a session, and opens no record.
  const opens = reader.may.includes("person:read");
  const name = `${identity.familyName.toUpperCase()}, ${identity.givenNames}`;
  return (
    <section className="identity" aria-label="Who this is">
      <div className="identity__strip">
        <div className="identity__row">
          <p className="identity__name">
            {opens ? <a href={`/people/${identity.id}`}>{name}</a> : name}
            {identity.knownAs ? <span className="identity__known"> “{identity.knownAs}”</span> : null}
          </p>
          <p className="identity__born">
            {bornWords(identity, londonDay(now))}
            <span className="identity__sex"> · {SEXES[identity.sex]}</span>
          </p>
          {identity.diedOn ? (
            <p className="identity__died">
              <Tag modifier="grey">Died {longDate(identity.diedOn)}</Tag>
            </p>
          ) : null}
          <Alerts identity={identity} />
        </div>
      </div>
      <EmergencyLine identity={identity} />
      <div className="identity__more">
        {hasMore(identity) ? (
          <div className="identity__row">
            <Numbers identity={identity} />
            <Now identity={identity} />
          </div>
        ) : null}
        {at === undefined || !opens ? null : <Tabs identity={identity} reader={reader} at={at} />}
      </div>
    </section>
  );
}

function EmergencyLine({ identity }: { identity: Identity }): ReactElement | null {
  if (!identity.emergencyUntil) return null;
  return (
    <p className="identity__emergency">
      Emergency access: open to you, to read, until {longDateTime(identity.emergencyUntil)}.{" "}
      <a className="no-print" href={`/people/${identity.id}/emergency/close`}>
        Close it now
      </a>
    </p>
  );
}

/** Whether anything stands under the name. While a handover is only offered, nothing does. */
const hasMore = ({ numbers, responsible, diedOn }: Identity): boolean =>
  numbers.length > 0 || (responsible.length > 0 && !diedOn);

function Alerts({ identity }: { identity: Identity }): ReactElement | null {
  if (identity.alerts.length === 0) return null;
  return (
    <ul className="identity__alerts" aria-label="Alerts">
      {identity.alerts.map((alert) => (
        <li key={alert.id}>
          <Tag modifier="yellow">{alert.words}</Tag>
        </li>
      ))}
    </ul>
  );
}

function Numbers({ identity }: { identity: Identity }): ReactElement | null {
  if (identity.numbers.length === 0) return null;
  return (
    <dl className="identity__numbers">
      {identity.numbers.map((number) => (
        <div key={number.id}>
          <dt>{numberName(number.scheme)}</dt>
          <dd>{printedNumber(number)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Now({ identity }: { identity: Identity }): ReactElement | null {
  if (identity.diedOn || identity.responsible.length === 0) return null;
  return (
    <dl className="identity__now">
      <div>
        <dt>Responsible now</dt>
        {identity.responsible.map((one) => (
          <dd key={`${one.service} ${one.team}`}>{responsibleWords(one)}</dd>
        ))}
      </div>
    </dl>
  );
}

/** Two rows of links: groups of tabs, and the tabs of the group that is open. A group opens at its first tab. */
function Tabs({
  identity,
  reader,
  at,
}: {
  identity: Identity;
  reader: Reader;
  at: string;
}): ReactElement | null {
  const groups = groupsFor(reader, identity);
  if (groups.length < 2) return null;
  const open = groups.find(({ tabs }) => tabs.some((tab) => tab.code === at));
  const href = (code = ""): string => `/people/${identity.id}${code === "" ? "" : `/${code}`}`;
  const name = fullName(identity);
  return (
    <nav className="identity__tabs no-print" aria-label={`Record of ${name}`}>
      <ul>
        {groups.map((group) => (
          <li key={group.label}>
            <a
              href={href(group.tabs[0]?.code)}
              aria-current={group === open ? (group.tabs.length === 1 ? "page" : "true") : undefined}
            >
              {group.label}
            </a>
          </li>
        ))}
      </ul>
      {open && open.tabs.length > 1 ? (
        <ul className="identity__within" aria-label={open.label}>
          {open.tabs.map((tab) => (
            <li key={tab.code}>
              <a href={href(tab.code)} aria-current={tab.code === at ? "page" : undefined}>
                {tab.label}
              </a>
            </li>
          ))}
        </ul>
      ) : null}
    </nav>
  );
}
