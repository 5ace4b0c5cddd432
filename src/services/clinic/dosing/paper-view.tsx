import type { ReactNode } from "react";
import { clock, fromNow, type Instant, londonDay, longDateTime } from "../../../kernel/time.ts";
import { minutesOf, PARAMETERS } from "../../../record/parameters.ts";
import { PostButton } from "../../../web/layout.tsx";
import { paperInHand, paperLacks } from "./paper-rules.ts";
import type { PaperState } from "./paper-store.ts";

const OLD_AFTER = minutesOf(PARAMETERS["pack-old-after"]);

const LASTS = minutesOf(PARAMETERS["pack-printed-lasts"]);

const TROUBLES: Readonly<Record<string, string>> = {
  "password-not-readable": "the file with its password cannot be read",
  "password-too-short": "its password is shorter than 20 characters",
};

const when = (at: Instant, now: Instant): string =>
  londonDay(at).equals(londonDay(now)) ? clock(at) : longDateTime(at);

/** How old the pack is, and what is to be done when it is too old. Amber words, and a mark to repaint by. */
function FileAge({ state, now }: { readonly state: PaperState; readonly now: Instant }): ReactNode {
  const lacks = paperLacks(state, now, OLD_AFTER);
  const because = state.trouble ? ` The last try failed: ${TROUBLES[state.trouble] ?? state.trouble}.` : "";
  if (!state.madeAt)
    return (
      <strong>
        No downtime pack is made as a file{because === "" ? ": no folder is set." : `.${because}`}
      </strong>
    );
  const age = `Downtime pack of ${when(state.madeAt, now)}, ${fromNow(state.madeAt, now)}.`;
  return lacks.file ? (
    <strong>
      Alarm: {age} It is too old.{because} Print one now.
    </strong>
  ) : (
    <>
      {age}
      {because}
    </>
  );
}

/** Whether the pack of today is on paper, with what is pressed until it is known. */
function OnPaper({ state, now }: { readonly state: PaperState; readonly now: Instant }): ReactNode {
  const { said, printedAt, premises } = state;
  const printed = printedAt ? `at ${clock(printedAt)} by ${state.printedBy ?? "somebody"}` : "";
  const otherwise = <a href={`/dosing/downtime/printer/${premises}`}>The printer is out</a>;
  switch (paperInHand(state, now, LASTS)) {
    case "not-printed":
      return (
        <>
          <strong>None was printed for this shift.</strong> <span className="no-print">{otherwise}</span>
        </>
      );
    case "not-confirmed":
      return (
        <>
          <strong>Sent to print {printed}: nobody has it in their hand yet.</strong>
          <span className="no-print">
            {" "}
            <PostButton action={`/dosing/downtime/in-hand/${premises}`}>I have it in my hand</PostButton>{" "}
            {otherwise}
          </span>
        </>
      );
    case "in-hand":
      return `Printed ${printed}, in hand at ${said ? clock(said.at) : ""} (${said?.by ?? ""}).`;
    case "printer-out":
      return (
        <strong>
          The printer is out, said at {said ? clock(said.at) : ""} by {said?.by}: {said?.words}
        </strong>
      );
  }
}

/** On the boards: how old the pack is, whether one was printed, and a downtime that goes on or is not entered yet. */
export function PaperNote({
  state,
  now,
  linked = true,
}: {
  readonly state: PaperState;
  readonly now: Instant;
  readonly linked?: boolean;
}): ReactNode {
  const lacks = paperLacks(state, now, OLD_AFTER);
  const { downtime } = state;
  return (
    <div className="paper-note">
      {downtime ? (
        <p className="paper-note__stop" role="status">
          <strong>
            {downtime.endedAt
              ? `The paper of the downtime from ${when(downtime.beganAt, now)} is not all accounted for: ${downtime.missing} numbers are missing.`
              : `Downtime since ${when(downtime.beganAt, now)}: doses are on paper.`}
            {state.holdsBack ? " Nothing is handed over by the system." : ""}
          </strong>{" "}
          <a href={`/dosing/downtime/${downtime.id}`}>Open the downtime</a>
        </p>
      ) : null}
      <div className={lacks.file ? "paper-note__age paper-note__age--old" : "paper-note__age"}>
        <FileAge state={state} now={now} /> <OnPaper state={state} now={now} />{" "}
        {linked ? (
          <a className="no-print" href="/dosing/downtime">
            Downtime
          </a>
        ) : null}
      </div>
    </div>
  );
}
