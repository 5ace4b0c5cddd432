import { Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { PersonId } from "../../kernel/id.ts";
import { longDate, shortDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { GIVEN_TO, isNaloxone, sayHowMany, WHY_GIVEN } from "./kinds.ts";
import type { Supply } from "./store.ts";

/** What more is to be said of a line: whose hands, why, until when. */
function more(line: Supply): string {
  const parts = isNaloxone(line.kind)
    ? [
        line.givenTo && line.givenTo !== "person" ? `to ${GIVEN_TO[line.givenTo].toLowerCase()}` : "",
        line.expiresOn ? `in date until ${shortDate(line.expiresOn)}` : "",
        line.why ? WHY_GIVEN[line.why].toLowerCase() : "",
        line.trained ? "shown how to use it" : "",
      ]
    : line.usedFor
      ? [line.usedFor === "person" ? "on the person" : "by them on somebody else"]
      : [];
  return parts.filter(Boolean).join("; ");
}

/** What somebody was given, newest first, each with who recorded it. */
export function SupplyList(props: {
  readonly supplies: readonly Supply[];
  readonly person: PersonId;
  readonly acts: boolean;
}): ReactElement {
  const { supplies, person, acts } = props;
  if (supplies.length === 0)
    return (
      <p className="quiet-line">
        Nothing given yet. Naloxone and packs of needles and syringes that are recorded are listed here.
      </p>
    );
  return (
    <>
      <p className="count">{`${counted(supplies.length, "line")}, the newest first`}</p>
      <ul className="event-list" data-list>
        {supplies.map((line) => {
          const words = (
            <>
              <strong>{sayHowMany(line.kind, line.howMany)}</strong>
              {more(line) ? `; ${more(line)}` : ""}
            </>
          );
          return (
            <li key={line.id} className="event-list__one">
              <span className="event-list__what">{line.withdrawnBecause ? <s>{words}</s> : words}</span>{" "}
              <span className="event-list__when">{longDate(line.on)}</span>
              <span className="event-list__source">
                {line.staff ? `${line.staff}, ${line.agency}` : line.agency}
                {acts && line.ours && !line.withdrawnBecause ? (
                  <a className="no-print" href={`/people/${person}/supplies/${line.id}/withdraw`} data-item>
                    Withdraw
                    <span className="nhsuk-u-visually-hidden">{` ${sayHowMany(line.kind, line.howMany)}, ${longDate(line.on)}`}</span>
                  </a>
                ) : null}
              </span>
              {line.withdrawnBecause ? (
                <span className="event-list__source">
                  <Tag modifier="grey">Withdrawn</Tag> {line.withdrawnBecause}
                </span>
              ) : null}
            </li>
          );
        })}
      </ul>
    </>
  );
}
