import type { Route } from "../../web/page.ts";
import { draftRoutes } from "./draft.page.tsx";
import { choosePage, preparePage } from "./prepare.page.tsx";
import { releasesPage } from "./releases.page.tsx";
import { signRoutes } from "./sign.page.tsx";
import { staysKind } from "./stays-kind.ts";
import { versionRoutes } from "./version.page.tsx";

/** Tables that leave: preparing them, signing them, reading what was published. */
export const releaseRoutes: readonly Route[] = [
  releasesPage,
  choosePage([staysKind]),
  preparePage(staysKind),
  ...draftRoutes,
  ...signRoutes,
  ...versionRoutes,
];
