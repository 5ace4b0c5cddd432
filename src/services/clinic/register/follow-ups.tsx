import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { londonDay, longDate } from "../../../kernel/time.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import type { FollowUp } from "./follow-up-store.ts";
import { INCIDENT_KINDS, type Incident } from "./incident-store.ts";

/** Whose and of when something is: `Lorna Beck, 3 October 2026`. */
const byWhom = ({ by, at }: FollowUp): string => `${by ?? "the program"}, ${longDate(londonDay(at))}`;

/** To whom an occurrence was reported: by itself, or with the report of its quarter where it had been noted by then. */
function reportOf(one: Incident, sent: readonly FollowUp[]): FollowUp | undefined {
  const alone = one.followUps.findLast(({ reported }) => reported);
  return alone ?? sent.find(({ at }) => Temporal.Instant.compare(one.notedAt, at) <= 0);
}

/** For the file: everything that was done, with who said it. */
export const doneWords = (one: Incident): string =>
  [one.done, ...one.followUps.map((each) => each.words && `${each.words} (${byWhom(each)})`)]
    .filter(Boolean)
    .join(" ");

/** For the file: to whom it was reported, and when. */
export function reportedCells(one: Incident, sent: readonly FollowUp[]): readonly [string, string] {
  const reported = reportOf(one, sent)?.reported;
  return [reported?.to ?? "", reported?.on.toString() ?? ""];
}

/** To whom a quarter was reported; of one that is over and was not, that it waits. */
export function SentOn({
  sent,
  isOver,
}: {
  readonly sent: readonly FollowUp[];
  readonly isOver: boolean;
}): ReactElement | null {
  if (sent.length === 0)
    return isOver ? <InsetText>This quarter is over and was not reported yet.</InsetText> : null;
  return (
    <ul className="nhsuk-list">
      {sent.map((one) => (
        <li key={one.at.toString()}>
          Reported to {one.reported?.to} on {one.reported ? longDate(one.reported.on) : ""}.{" "}
          {one.words ? `${one.words} ` : ""}
          {byWhom(one)}.
        </li>
      ))}
    </ul>
  );
}

function Done({
  one,
  sent,
  reports,
}: {
  readonly one: Incident;
  readonly sent: readonly FollowUp[];
  readonly reports: boolean;
}): ReactElement {
  const report = reportOf(one, sent);
  return (
    <>
      {one.done ? <p>{one.done}</p> : null}
      {one.followUps.map((each) =>
        each.words ? (
          <p key={each.at.toString()}>
            {each.words} <span className="lines__who">{byWhom(each)}</span>
          </p>
        ) : null,
      )}
      {report?.reported ? (
        <p>
          Reported to {report.reported.to} on {longDate(report.reported.on)}.
        </p>
      ) : null}
      <p className="acts__more no-print">
        <a href={`/register/incidents/${one.id}/follow-up`}>Add what was done</a>
        {reports ? (
          <>
            {" "}
            <a href={`/register/incidents/${one.id}/reported`}>Reported</a>
          </>
        ) : null}
      </p>
    </>
  );
}

/** Every occurrence of a list, with what was done about it and to whom it was reported beneath. `reports`: the reader may say that it was. */
export const Each = ({
  caption,
  of,
  sent,
  reports,
}: {
  readonly caption: string;
  readonly of: readonly Incident[];
  readonly sent: readonly FollowUp[];
  readonly reports: boolean;
}): ReactElement => (
  <DataTable
    caption={caption}
    heads={[
      { words: "Day" },
      { words: "Kind" },
      { words: "What happened" },
      { words: "What was done" },
      { words: "Noted" },
    ]}
    rows={of.map((one) => ({
      key: one.id,
      cells: [
        longDate(one.happenedOn),
        `${INCIDENT_KINDS[one.kind]}${one.nearMiss ? " (near miss)" : ""}, schedule ${one.schedule}`,
        `${one.words}${one.premises ? ` (${one.premises})` : ""}`,
        <Done key="done" one={one} sent={sent} reports={reports} />,
        `${longDate(londonDay(one.notedAt))}, ${one.notedBy ?? "the program"}`,
      ],
    }))}
  />
);
