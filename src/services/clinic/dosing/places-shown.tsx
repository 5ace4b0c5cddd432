import type { ReactNode } from "react";
import { ROUTES, type Route } from "../prescribing/order.ts";
import { PLACES, toRotate } from "./places.ts";
import type { VisitData } from "./visit-data.ts";

/** How the dose is ordered to go in, and where the last one did, beside the next. */
export function WhereTo({
  data: { places },
  route,
}: {
  readonly data: Pick<VisitData, "places">;
  readonly route: Route | undefined;
}): ReactNode {
  const [last] = places;
  if (!route && !last) return null;
  return (
    <p>
      {route ? <strong>Ordered {ROUTES[route]}. </strong> : null}
      {last ? `Last time: ${PLACES[last.place].toLowerCase()}. ` : null}
      {toRotate(last?.place) ? "Use another place this time." : null}
    </p>
  );
}
