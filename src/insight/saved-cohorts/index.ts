import type { Route } from "../../web/page.ts";
import type { Catalogue } from "../changed/catalogue.ts";
import { cohortRoutes } from "./cohort.page.tsx";
import { cohortsPage } from "./cohorts.page.tsx";
import { defineRoutes } from "./define.page.tsx";

/** Cohorts of the record: defined, saved in versions, asked, read. */
export const savedCohortRoutes = (catalogue: Catalogue): readonly Route[] => [
  cohortsPage,
  ...defineRoutes(catalogue),
  ...cohortRoutes(catalogue),
];
