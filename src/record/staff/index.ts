import type { Route } from "../../web/page.ts";
import { addWorkerAct } from "./add-worker.page.tsx";
import { agencyRoutes } from "./agencies.page.tsx";
import { staffPage } from "./staff-list.page.tsx";
import { workerPage } from "./worker.page.tsx";
import { workerActs } from "./worker-acts.page.tsx";

/** Staff administration. */
export const staffRoutes: readonly Route[] = [
  staffPage,
  addWorkerAct,
  ...agencyRoutes,
  workerPage,
  ...workerActs,
];
