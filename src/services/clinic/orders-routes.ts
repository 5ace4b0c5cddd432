import type { Route } from "../../web/page.ts";
import { licenceActRoutes } from "./licence/acts.page.tsx";
import { licencesRoutes } from "./licence/licences.page.tsx";
import { paperRoutes } from "./licence/papers.page.tsx";
import { moveRoutes } from "./prescribing/move.page.tsx";
import { orderPage } from "./prescribing/order.page.tsx";
import { ownOxygenRoutes } from "./prescribing/own-oxygen.page.tsx";
import { planPage } from "./prescribing/plan.page.tsx";
import { printPage } from "./prescribing/print.page.tsx";
import { reviewPage } from "./prescribing/review.page.tsx";
import { sessionRoutes } from "./prescribing/session.page.tsx";
import { signRoutes } from "./prescribing/sign.page.tsx";
import { writeRoutes } from "./prescribing/write.page.tsx";
import { protocolActRoutes } from "./protocol/acts.page.tsx";
import { marked } from "./protocol/marked.tsx";
import { protocolReadRoutes } from "./protocol/protocols.page.tsx";

/** Every screen of a clinic's orders, licences and protocols. */
export const clinicOrderRoutes: readonly Route[] = [
  ...writeRoutes,
  planPage,
  orderPage,
  ...signRoutes,
  ...moveRoutes,
  ...sessionRoutes,
  printPage,
  ...marked([reviewPage]),
  ...ownOxygenRoutes,
  ...licencesRoutes,
  ...marked([...licenceActRoutes, ...paperRoutes, ...protocolActRoutes]),
  ...protocolReadRoutes,
];
