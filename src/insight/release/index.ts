import type { Route } from "../../web/page.ts";
import type { CountedMeasure } from "../area-series/series.ts";
import type { Catalogue } from "../changed/catalogue.ts";
import type { TreatingKind } from "../indicators/store.ts";
import type { ProgrammeKind } from "../programmes/entrants.ts";
import { areaMonthsKind } from "./area-months-kind.ts";
import { changedKind } from "./changed-kind.ts";
import { cohortKind } from "./cohort-kind.ts";
import { draftRoutes } from "./draft.page.tsx";
import { fileKind } from "./file-kind.ts";
import { indicatorKind } from "./indicator-kind.ts";
import { choosePage, preparePage } from "./prepare.page.tsx";
import { programmeKind } from "./programme-kind.ts";
import { releasesPage } from "./releases.page.tsx";
import { signRoutes } from "./sign.page.tsx";
import { staysKind } from "./stays-kind.ts";
import { versionRoutes } from "./version.page.tsx";

/** Tables that leave: preparing them, signing them, reading what was published. */
export function releaseRoutes(
  treating: readonly TreatingKind[],
  catalogue: Catalogue,
  programmes: readonly ProgrammeKind[],
  measures: readonly CountedMeasure[],
): readonly Route[] {
  const [indicator, changed] = [indicatorKind(treating), changedKind(catalogue)];
  const [programme, cohort] = [programmeKind(programmes), cohortKind(catalogue)];
  const areas = areaMonthsKind(measures);
  return [
    releasesPage,
    choosePage([staysKind, indicator, changed, programme, cohort, areas, fileKind]),
    preparePage(staysKind),
    preparePage(indicator),
    preparePage(changed),
    preparePage(programme),
    preparePage(cohort),
    preparePage(areas),
    preparePage(fileKind),
    ...draftRoutes,
    ...signRoutes,
    ...versionRoutes,
  ];
}
