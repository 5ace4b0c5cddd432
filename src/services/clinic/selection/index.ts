import type { ServiceKinds } from "../../../record/episode/service-kind.ts";
import type { Route } from "../../../web/page.ts";
import { marked } from "../protocol/marked.tsx";
import { agreementRoutes } from "./agreement.page.tsx";
import { clinicActRoutes } from "./clinic-acts.page.tsx";
import { clinicSelectionRoutes } from "./clinic-selection.page.tsx";
import { decidePage } from "./decide.page.tsx";
import { eligibilityRoutes } from "./eligibility.page.tsx";
import { meetingRoutes } from "./meeting.page.tsx";
import { nominateRoutes } from "./nominate.page.tsx";
import { panelPage } from "./panel.page.tsx";
import { panelPersonRoutes } from "./panel-person.page.tsx";
import { personSelectionPage } from "./person-selection.page.tsx";
import { timesRoutes } from "./times.page.tsx";

/** Every screen of the selection for a clinic: nominating, the panel, and the clinical side. */
export const selectionRoutes = (kinds: ServiceKinds): readonly Route[] => [
  ...eligibilityRoutes,
  ...marked([
    personSelectionPage,
    ...nominateRoutes,
    ...clinicActRoutes(kinds),
    ...agreementRoutes,
    panelPage,
    ...panelPersonRoutes,
    ...meetingRoutes,
    decidePage,
    ...clinicSelectionRoutes,
    ...timesRoutes,
  ]),
];
