import { InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { listed } from "../../../kernel/words.ts";
import { DUTIES, shortOf, unconfirmedOf } from "./session-rules.ts";
import type { Session } from "./visit.ts";

/** Above every screen of a session in which fewer are on shift, or have confirmed it, than its protocol asks for. */
export function ShortNote({ session }: { readonly session: Session }): ReactNode {
  const missing = shortOf(session);
  if (missing.length === 0) return <UnconfirmedNote session={session} />;
  return (
    <WarningCallout>
      <WarningCallout.Heading>Nothing is handed over: too few on shift</WarningCallout.Heading>
      <p>
        Missing: {listed(missing.map((duty) => DUTIES[duty].toLowerCase()))}. Observing, emergencies and what
        became of a dose go on. <a href={`/dosing/${session.id}/shift`}>Come on shift</a>
      </p>
    </WarningCallout>
  );
}

/** Who was named and has not confirmed. Whoever prepares or checks a dose confirms by that; a doctor on call by a press. */
function UnconfirmedNote({ session }: { readonly session: Session }): ReactNode {
  const waiting = unconfirmedOf(session);
  if (waiting.length === 0) return null;
  return (
    <InsetText>
      <p>
        Named, and not confirmed:{" "}
        {listed(waiting.map(({ name, duty }) => `${name}, ${DUTIES[duty].toLowerCase()}`))}. Nothing is handed
        over before. Each confirms on their own sign-in, by preparing, by checking, or here:{" "}
        <a href={`/dosing/${session.id}/shift`}>I am on shift</a>
      </p>
    </InsetText>
  );
}
