import type { Route } from "../../web/page.ts";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { appointmentActRoutes } from "./acts.page.tsx";
import { appointmentRoutes } from "./appointment.page.tsx";
import { bookRoutes } from "./book.page.tsx";
import { caseloadRoutes } from "./caseload.page.tsx";
import { diaryRoutes } from "./diary.page.tsx";
import { groupRoutes } from "./groups.page.tsx";
import { personDiaryRoutes } from "./person-diary.page.tsx";
import { reachRoutes } from "./reach.page.tsx";
import { diarySettingRoutes } from "./settings.page.tsx";

/** Every screen of the diary: appointments, groups, reaching people, and the caseload board. */
export const diaryAreaRoutes = (kinds: ServiceKinds): readonly Route[] => [
  ...diaryRoutes,
  ...diarySettingRoutes,
  ...personDiaryRoutes,
  ...bookRoutes,
  ...reachRoutes,
  ...appointmentRoutes,
  ...appointmentActRoutes,
  ...groupRoutes,
  ...caseloadRoutes(kinds),
];
