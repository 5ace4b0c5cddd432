import type { Route } from "../../../web/page.ts";
import { marked } from "../protocol/marked.tsx";
import { assessRoutes } from "./assess.page.tsx";
import { boardRoutes } from "./board.page.tsx";
import { byMouthRoutes } from "./by-mouth.page.tsx";
import { checkPage } from "./check.page.tsx";
import { clockRoutes } from "./clock.page.tsx";
import { closeRoutes } from "./close.page.tsx";
import { correctRoutes } from "./correct.page.tsx";
import { emergencyRoutes } from "./emergency.page.tsx";
import { emergencyMoreRoutes } from "./emergency-more.page.tsx";
import { handOverRoutes } from "./hand-over.page.tsx";
import { incidentRoutes } from "./incident.page.tsx";
import { lateRoutes } from "./late.page.tsx";
import { mistakeRoutes } from "./mistake.page.tsx";
import { notKnownRoutes } from "./not-known.page.tsx";
import { observeRoutes } from "./observe.page.tsx";
import { openRoutes } from "./open.page.tsx";
import { outcomeRoutes } from "./outcome.page.tsx";
import { photoRoute } from "./photo.page.tsx";
import { prepareRoutes } from "./prepare.page.tsx";
import { raiseIncidentPage } from "./raise-incident.page.tsx";
import { shiftRoutes } from "./shift.page.tsx";
import { toldRoute } from "./told.page.tsx";
import { visitPage } from "./visit.page.tsx";
import { watchPress } from "./watch.tsx";

/** Every screen of a session: its board, the visits, the doses, what goes wrong. */
export const dosingRoutes: readonly Route[] = [
  ...boardRoutes,
  ...openRoutes,
  visitPage,
  ...assessRoutes,
  ...prepareRoutes,
  checkPage,
  ...handOverRoutes,
  ...outcomeRoutes,
  ...correctRoutes,
  ...observeRoutes,
  watchPress,
  ...closeRoutes,
  ...marked([
    ...clockRoutes,
    ...shiftRoutes,
    ...emergencyRoutes,
    ...emergencyMoreRoutes,
    ...notKnownRoutes,
    ...mistakeRoutes,
    ...incidentRoutes,
    raiseIncidentPage,
    ...lateRoutes,
    ...byMouthRoutes,
    photoRoute,
    toldRoute,
  ]),
];
