import { InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactNode } from "react";
import type { Instant } from "../../kernel/time.ts";
import { sayBackups } from "./messages.ts";
import { type BackupsKnown, backupsStand } from "./rules.ts";

/** How the backups stand. An alarm stands out; elsewhere than on their own page, with a link to it. */
export function BackupsStanding({
  known,
  now,
  whole = false,
}: {
  readonly known: BackupsKnown;
  readonly now: Instant;
  readonly whole?: boolean;
}): ReactNode {
  const stand = backupsStand(known, now);
  const words = sayBackups(stand, known, now);
  const link = whole ? null : <a href="/backups">Backups</a>;
  if (stand === "well" || stand === "none-regular")
    return whole ? <InsetText>{words}</InsetText> : <p>{link}</p>;
  return (
    <WarningCallout>
      <WarningCallout.Heading headingLevel={whole ? "h2" : "h3"}>Backups need you</WarningCallout.Heading>
      <p>
        {words} {link}
      </p>
    </WarningCallout>
  );
}
