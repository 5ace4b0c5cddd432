import type { ReactNode } from "react";
import type { DowntimeId } from "./downtime.ts";

/** Back to the downtime that a page is about. */
export const BackToDowntime = ({ id }: { readonly id: DowntimeId }): ReactNode => (
  <a className="nhsuk-back-link no-print" href={`/dosing/downtime/${id}`}>
    The downtime
  </a>
);
