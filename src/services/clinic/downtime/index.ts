import type { Route } from "../../../web/page.ts";
import { marked } from "../protocol/marked.tsx";
import { accountRoutes } from "./account.page.tsx";
import { downtimeRoutes } from "./downtime.page.tsx";
import { downtimesRoutes } from "./downtimes.page.tsx";
import { packRoutes } from "./pack.page.tsx";
import { printedRoutes } from "./printed.page.tsx";
import { transcribeRoutes } from "./transcribe.page.tsx";

/** Every screen of the day on which the system is down. The sheets of a pack bear the mark themselves, since they are printed. */
export const downtimePages: readonly Route[] = [
  ...packRoutes,
  ...marked([...downtimesRoutes, ...downtimeRoutes, ...transcribeRoutes, ...accountRoutes, ...printedRoutes]),
];
