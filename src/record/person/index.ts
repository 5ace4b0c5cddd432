import type { Route } from "../../web/page.ts";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { correctRoutes } from "./correct.page.tsx";
import { deathRoutes } from "./death.page.tsx";
import { detailsRoutes } from "./details.page.tsx";
import { episodesPage } from "./episodes.page.tsx";
import { findPage } from "./find.page.tsx";
import { joinPage } from "./join.page.tsx";
import { joinedRoutes } from "./joined.page.tsx";
import { type OverviewPart, personPage } from "./person.page.tsx";
import { registerPage } from "./register.page.tsx";
import { reviewRoutes } from "./review.page.tsx";

/** Every screen about who someone is: finding, registering, the person's page, details, death, the identity clerk's. */
export const personRoutes = (kinds: ServiceKinds, parts: readonly OverviewPart[]): readonly Route[] => [
  findPage,
  registerPage,
  personPage(kinds, parts),
  episodesPage(kinds),
  ...detailsRoutes,
  ...correctRoutes,
  ...deathRoutes,
  ...reviewRoutes,
  joinPage,
  ...joinedRoutes,
];
