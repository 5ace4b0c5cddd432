import { Tag } from "nhsuk-react-components";
import type { ReactElement, ReactNode } from "react";
import { type LocalDate, longDate } from "../../kernel/time.ts";
import {
  bornWords,
  fullName,
  type Identity,
  numberName,
  printedNumber,
  responsibleWords,
} from "./identity.ts";

/** One person in a list: enough to tell them from another of the same name, and who has them now. */
export function PersonLine(props: {
  readonly identity: Identity;
  readonly today: LocalDate;
  readonly children?: ReactNode;
}): ReactElement {
  const { identity, today, children } = props;
  const others = identity.aliases.slice(0, 3).map((alias) => alias.name);
  return (
    <li className="person-line">
      <div className="person-line__who">
        <a className="person-line__name" href={`/people/${identity.id}`} data-item>
          {fullName(identity)}
        </a>
        <span>{bornWords(identity, today)}</span>
        {identity.diedOn ? <Tag modifier="grey">Died {longDate(identity.diedOn)}</Tag> : null}
        {identity.alerts.map((alert) => (
          <Tag key={alert.id} modifier="yellow">
            {alert.words}
          </Tag>
        ))}
      </div>
      {identity.numbers.length + others.length > 0 ? (
        <p className="person-line__numbers">
          {identity.numbers.map((number) => (
            <span key={number.id}>
              {numberName(number.scheme)} <strong>{printedNumber(number)}</strong>
            </span>
          ))}
          {others.length > 0 ? <span>Also {others.join(", ")}</span> : null}
        </p>
      ) : null}
      <p className="person-line__now">
        {identity.responsible.length > 0 && !identity.diedOn ? (
          <span>{identity.responsible.map(responsibleWords).join("; ")}</span>
        ) : null}
        {identity.responsible.length === 0 && !identity.diedOn ? (
          <span>No open stay that you may see</span>
        ) : null}
        {children}
      </p>
    </li>
  );
}
