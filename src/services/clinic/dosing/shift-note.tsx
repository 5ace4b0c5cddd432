import { WarningCallout } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { listed } from "../../../kernel/words.ts";
import { DUTIES, shortOf } from "./session-rules.ts";
import type { Session } from "./visit.ts";

/** Above every screen of a session in which fewer are on shift than its protocol asks for. */
export function ShortNote({ session }: { readonly session: Session }): ReactNode {
  const missing = shortOf(session);
  if (missing.length === 0) return null;
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
