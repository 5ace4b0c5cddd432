import type { Route } from "../../web/page.ts";
import type { Catalogue } from "../changed/catalogue.ts";
import type { TreatingKind } from "../indicators/store.ts";
import type { ProgrammeKind } from "../programmes/entrants.ts";
import { changedKind } from "./changed-kind.ts";
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
): readonly Route[] {
  const [indicator, changed] = [indicatorKind(treating), changedKind(catalogue)];
  const programme = programmeKind(programmes);
  return [
    releasesPage,
    choosePage([staysKind, indicator, changed, programme, fileKind]),
    preparePage(staysKind),
    preparePage(indicator),
    preparePage(changed),
    preparePage(programme),
    preparePage(fileKind),
    ...draftRoutes,
    ...signRoutes,
    ...versionRoutes,
  ];
}
