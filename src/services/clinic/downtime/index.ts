import type { Route } from "../../../web/page.ts";
import { accountRoutes } from "./account.page.tsx";
import { downtimeRoutes } from "./downtime.page.tsx";
import { downtimesRoutes } from "./downtimes.page.tsx";
import { packRoutes } from "./pack.page.tsx";
import { transcribeRoutes } from "./transcribe.page.tsx";

/** Every screen of the day on which the system is down. */
export const downtimePages: readonly Route[] = [
  ...downtimesRoutes,
  ...packRoutes,
  ...downtimeRoutes,
  ...transcribeRoutes,
  ...accountRoutes,
];
