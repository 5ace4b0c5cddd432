import type { Route } from "../../../web/page.ts";
import { marked } from "../protocol/marked.tsx";
import { authorityRoutes } from "./authorities.page.tsx";
import { balanceRoutes } from "./balance.page.tsx";
import { beginRoutes } from "./begin.page.tsx";
import { bookPage } from "./book.page.tsx";
import { booksPage } from "./books.page.tsx";
import { checkpointsPage } from "./checkpoints.page.tsx";
import { differenceRoutes } from "./difference.page.tsx";
import { enterPage } from "./enter.page.tsx";
import { exportRoute } from "./export.page.tsx";
import { incidentRoutes } from "./incidents.page.tsx";
import { keyRoutes } from "./keys.page.tsx";
import { printPage } from "./print.page.tsx";
import { releaseRoutes } from "./release.page.tsx";
import { requisitionSheet } from "./requisition-sheet.page.tsx";
import { requisitionRoutes } from "./requisitions.page.tsx";
import { returnRoutes } from "./returns.page.tsx";
import { waitingRoutes } from "./waiting.page.tsx";

/** Every screen of the controlled-drug register. */
export const registerRoutes: readonly Route[] = marked([
  booksPage,
  bookPage,
  printPage,
  exportRoute(),
  enterPage,
  ...waitingRoutes,
  ...differenceRoutes,
  ...releaseRoutes,
  ...beginRoutes,
  ...balanceRoutes,
  ...requisitionRoutes,
  requisitionSheet,
  ...returnRoutes,
  ...keyRoutes,
  ...incidentRoutes,
  ...authorityRoutes,
  checkpointsPage,
]);
