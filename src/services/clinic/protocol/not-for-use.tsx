import type { ReactElement } from "react";
import type { Standing } from "./in-force.ts";

/**
 * Stands at the head of every screen of a clinic whose protocol is not signed off: nobody may rely on its numbers. Outside a made-up
 * partnership no order under it is signed, and nothing is given by one.
 */
export function ClinicNotForUse({
  standing,
  leads = true,
}: {
  readonly standing: Standing | undefined;
  /** Whether the reader may open the protocols. */
  readonly leads?: boolean;
}): ReactElement | null {
  if (standing?.signed) return null;
  return (
    <p className="not-for-use">
      <strong>Not for clinical use.</strong>{" "}
      {standing
        ? `The protocol ${standing.protocol.code}, version ${standing.protocol.version}, is not signed off by doctor and safety lead. ${standing.mayBeUsed ? "Everybody here is made up, so it can be tried." : "No order under it is signed, and nothing is given."}`
        : "There is no protocol for this drug here."}{" "}
      {leads ? <a href="/clinic/protocols">Protocols of the clinic</a> : null}
    </p>
  );
}
