import type { ReactElement } from "react";
import { fromNow, type Instant, londonDay, longDate, longDateTime } from "../../kernel/time.ts";
import type { DueTask, JourneyPass, ReferralStatus } from "./store-journey.ts";

type Line = {
  readonly key: string;
  readonly href: string;
  readonly what: string;
  readonly who: string;
  readonly at: Instant;
};

const isOpen = (pass: JourneyPass): boolean => pass.state === "offered" || pass.state === "accepted";

const passLine = (pass: JourneyPass): Line | undefined =>
  pass.due_at && isOpen(pass)
    ? {
        key: pass.id,
        href: `/handovers/${pass.id}`,
        what:
          pass.state === "offered"
            ? `Answer the handover from ${pass.from_name} to ${pass.to_name}`
            : `First contact at ${pass.to_name}; ${pass.from_name} has them until they arrive`,
        who: pass.staff_name ? `${pass.staff_name}, ${pass.team_name}` : (pass.team_name ?? pass.to_name),
        at: pass.due_at,
      }
    : undefined;

const taskLine = (task: DueTask): Line => ({
  key: task.id,
  href: "/tasks",
  what: task.title,
  who: task.staff_name ? `${task.staff_name}, ${task.team_name}` : task.team_name,
  at: task.due_at,
});

/** What somebody must do about this person, most urgent first: who, what, by when. */
export function DueList(props: {
  readonly tasks: readonly DueTask[];
  readonly passes: readonly JourneyPass[];
  readonly now: Instant;
}): ReactElement {
  const lines = [
    ...props.passes.flatMap((pass) => passLine(pass) ?? []),
    ...props.tasks.map(taskLine),
  ].toSorted((a, b) => Temporal.Instant.compare(a.at, b.at));
  return (
    <section aria-labelledby="due">
      <h2 id="due" className="nhsuk-heading-m">
        What is due
        {lines.length > 0 ? <span className="count"> {lines.length}, the most urgent first</span> : null}
      </h2>
      {lines.length === 0 ? (
        <p className="quiet-line">
          Nothing is due. Tasks about this person and handovers that wait for somebody are listed here.
        </p>
      ) : (
        <ul className="due-list" data-list>
          {lines.map((line) => {
            const late = Temporal.Instant.compare(line.at, props.now) < 0;
            return (
              <li key={line.key} className={late ? "due-list__line due-list__line--late" : "due-list__line"}>
                <a href={line.href} data-item>
                  {line.what}
                </a>
                <span>{line.who}</span>
                <span className={late ? "late" : undefined}>
                  {late ? `due ${fromNow(line.at, props.now)}` : fromNow(line.at, props.now)} (
                  {longDateTime(line.at)})
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

const STATUS = {
  sent: "Sent, not yet answered",
  received: "Received",
  closed: "Closed",
} as const;

/** Referrals by police or probation: where each stands, and nothing of what came of it. */
export function Referrals({
  referrals,
}: {
  readonly referrals: readonly ReferralStatus[];
}): ReactElement | null {
  if (referrals.length === 0) return null;
  return (
    <section aria-labelledby="referrals">
      <h2 id="referrals" className="nhsuk-heading-m">
        Referrals your service sent
        <span className="count"> {referrals.length}, the newest first</span>
      </h2>
      <table className="nhsuk-table">
        <thead>
          <tr>
            <th scope="col">Sent</th>
            <th scope="col">To</th>
            <th scope="col">Status</th>
          </tr>
        </thead>
        <tbody>
          {referrals.map((referral) => (
            <tr key={referral.at.toString()}>
              <td>{longDate(londonDay(referral.at))}</td>
              <td>{referral.to}</td>
              <td>{STATUS[referral.status]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
