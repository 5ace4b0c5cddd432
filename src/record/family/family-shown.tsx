import type { ReactElement } from "react";
import { clock, type Instant, londonDay, longDate } from "../../kernel/time.ts";
import { capital, listed } from "../../kernel/words.ts";
import { groupedCode, HOWS, MATTERS, type Matter, RELATIONS } from "./rules.ts";
import type { Half } from "./store.ts";

const moment = (at: Instant): string => `${longDate(londonDay(at))}, ${clock(at)}`;
const lower = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);
const matters = (which: readonly Matter[]): string => listed(which.map((each) => lower(MATTERS[each])));

/** What was said, when, how and to whom. */
const saidAs = (half: Half): string =>
  `“${half.said}” Said ${moment(half.said_at)}, ${lower(HOWS[half.how])}${half.heard_by ? `, to ${half.heard_by}` : ""}`;

function Head({ half }: { half: Half }): ReactElement {
  return (
    <>
      <strong>{half.named}</strong>, {lower(RELATIONS[half.relation])}
    </>
  );
}

/** A link that stands, with what may be told; or a half that waits for the other, with its code. */
export function Standing(props: {
  readonly half: Half;
  readonly at: string;
  readonly may: boolean;
}): ReactElement {
  const { half, at, may } = props;
  return (
    <li className="event-list__one">
      <span className="event-list__what">
        <Head half={half} />
        <br />
        {half.state === "stands" ? <Told half={half} /> : <Waits half={half} />}
      </span>
      <span className="event-list__source">
        {saidAs(half)}
        {may ? (
          <a className="no-print" href={`${at}/${half.id}/take-back`} data-item>
            Take back
            <span className="nhsuk-u-visually-hidden">{` the link with ${half.named}`}</span>
          </a>
        ) : null}
      </span>
    </li>
  );
}

function Told({ half }: { half: Half }): ReactElement {
  return (
    <>
      {half.may_be_told.length > 0
        ? `May be told of this person: ${matters(half.may_be_told)}.`
        : "May be told nothing of this person."}
      {half.may_hear.length > 0 ? ` This person may be told of them: ${matters(half.may_hear)}.` : ""}
    </>
  );
}

function Waits({ half }: { half: Half }): ReactElement {
  return (
    <>
      Not linked yet; nothing may be told. The code to hand on is{" "}
      <strong>{half.code ? groupedCode(half.code) : ""}</strong>
      {half.code_until ? `, until ${longDate(londonDay(half.code_until))}` : ""}. The person gives it to the
      other themselves, who brings it to their own worker. Write it on a card that says nothing else.
    </>
  );
}

/** A link that is over, or a code whose time ran out: what was agreed, and what was said at its end. */
export function Earlier({ half }: { half: Half }): ReactElement {
  return (
    <li className="event-list__one">
      <span className="event-list__what">
        <Head half={half} />
        <br />
        {capital(endOf(half))}
      </span>
      <span className="event-list__source">{saidAs(half)}</span>
    </li>
  );
}

function endOf(half: Half): string {
  if (half.state === "ran-out" && half.code_until)
    return `the code was not brought by ${longDate(londonDay(half.code_until))}.`;
  if (half.end_said && half.end_said_at && half.end_how)
    return `taken back: “${half.end_said}” Said ${moment(half.end_said_at)}, ${lower(HOWS[half.end_how])}${half.end_heard_by ? `, to ${half.end_heard_by}` : ""}.`;
  return half.ended_at ? `over since ${longDate(londonDay(half.ended_at))}.` : "over.";
}
