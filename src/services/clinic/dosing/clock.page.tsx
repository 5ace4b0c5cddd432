import { Button, WarningCallout } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { accept, type Result } from "../../../kernel/result.ts";
import { type Instant, parseDayAndTime } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { type Field, FormFields, textOf } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { type Jump, jumpsInDoubt, sayTime } from "./clock-store.ts";
import { type DosingRefusal, sayDosing } from "./messages.ts";

/** `1 hour 2 minutes forward` */
export function sayMoved(movedMs: number): string {
  const minutes = Math.max(1, Math.round(Math.abs(movedMs) / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [
    ...(days > 0 ? [counted(days, "day")] : []),
    ...(hours > 0 ? [counted(hours, "hour")] : []),
    ...(rest > 0 ? [counted(rest, "minute")] : []),
  ];
  return `${parts.join(" ")} ${movedMs < 0 ? "back" : "forward"}`;
}

/** Above every screen of a session while it is in doubt what time it is. */
export function ClockNote({
  jumps,
  says,
}: {
  readonly jumps: readonly Jump[];
  /** Whether whoever reads it may say what time it is: not on a wall, and no recovery worker. */
  readonly says: boolean;
}): ReactNode {
  const [first] = jumps;
  if (!first) return null;
  return (
    <WarningCallout>
      <WarningCallout.Heading>Nothing is handed over</WarningCallout.Heading>
      <p>
        The clock of this system jumped {sayMoved(first.movedMs)}. Two people say what time it is first.{" "}
        {says ? <a href="/dosing/clock">Say what time it is</a> : null}
      </p>
    </WarningCallout>
  );
}

/** What this clock shows stands nowhere on the page: it would be copied. The day as well: a clock that is wrong by a day shows the right minute. */
const another = (): Field<Instant> => ({
  draw: "day",
  label: "What day and time does another clock show?",
  hint: "A telephone or a clock on the wall, not this computer. For example, 27/3/2026 14:30",
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { error: "Enter the day and time that another clock shows" };
    const moment = parseDayAndTime(given);
    return moment
      ? { value: moment.at }
      : { error: `“${given}” is not a day and time. Enter it like 27/3/2026 14:30` };
  },
});

const clockPage = act({
  path: "/dosing/clock",
  allow: "dose:account",
  load: async (tx) => accept(await jumpsInDoubt(tx)),
  form: () => ({ time: another() }),
  view: (jumps, { form, typed, errors }) => ({
    title: "The clock",
    body: (
      <>
        <a className="nhsuk-back-link no-print" href="/dosing">
          Dosing
        </a>
        <Title errors={errors}>The clock</Title>
        {jumps.length === 0 ? (
          <p>
            The clock of this system is not in doubt. If it ever jumps, nothing is handed over until two
            people have said here what time it is.
          </p>
        ) : (
          <>
            <ul>
              {jumps.map((jump) => (
                <li key={`${jump.noticedAt.epochNanoseconds}`}>
                  The clock of this system jumped {sayMoved(jump.movedMs)}.{" "}
                  {jump.by ? `${jump.by} has said what time it is.` : "Nobody has said yet what time it is."}
                </li>
              ))}
            </ul>
            <p>
              A dose could be given too early by a clock that is ahead. Two people read another clock, each on
              their own sign-in. Where this one shows something else, have it set right first; meanwhile work
              by the paper of the downtime pack.
            </p>
            {jumps.every(({ mine }) => mine) ? (
              <p>You have said so. A second person does the same on their own sign-in.</p>
            ) : (
              <PostForm className="narrow">
                <FormFields form={form} typed={typed} errors={errors} />
                <Button>This is the time</Button>
              </PostForm>
            )}
          </>
        )}
      </>
    ),
  }),
  perform: async (tx, _ask, { time }): Promise<Result<Moved, DosingRefusal>> => {
    const done = await sayTime(tx, time);
    if (!done.ok) return done;
    const left = await jumpsInDoubt(tx);
    return accept(
      left.length === 0
        ? { to: "/dosing", done: "The clock is trusted again. Doses can be handed over." }
        : { to: "/dosing/clock", done: "Kept. A second person says the same on their own sign-in." },
    );
  },
  say: sayDosing,
});

/** What two people say after the clock jumped. */
export const clockRoutes: readonly Route[] = [clockPage];
