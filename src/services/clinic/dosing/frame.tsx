import { InsetText } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { clock, fromNow, type Instant } from "../../../kernel/time.ts";
import { SLOTS } from "../prescribing/order.ts";
import type { Session } from "./visit.ts";

/** Above every screen of a session that is run by a protocol which nobody has signed. */
export function NotForClinicalUse({
  session,
}: {
  readonly session: Pick<Session, "signedOff" | "protocol" | "protocolVersion">;
}): ReactNode {
  if (session.signedOff) return null;
  return (
    <p className="not-for-use">
      <strong>Not for clinical use.</strong> The protocol {session.protocol}, version{" "}
      {session.protocolVersion}, is not signed off. Sessions run by it with made-up people alone.
    </p>
  );
}

/** `Morning session, Foundry Clinic` */
export const sessionName = ({ slot, premisesName }: Pick<Session, "slot" | "premisesName">): string =>
  `${SLOTS[slot]} session, ${premisesName}`;

/** `in 4 minutes (14:30)` */
export const sayWhen = (at: Instant, now: Instant): string => `${fromNow(at, now)} (${clock(at)})`;

/** What somebody typed, closed as a sentence so that another may follow. */
export const asSentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

/** Something to know before going on. */
export const Note = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <InsetText>{children}</InsetText>
);
