import type { ServiceKinds } from "../../record/episode/service-kind.ts";
import type { Route } from "../../web/page.ts";
import { bringInPage } from "./bring-in.page.tsx";
import { directoryRoutes } from "./directory.page.tsx";
import { inPage } from "./in.page.tsx";
import { inActs } from "./in-acts.page.tsx";
import { listPage } from "./list.page.tsx";
import { filePage, outPage } from "./out.page.tsx";
import { outActs } from "./out-acts.page.tsx";
import { preparePage } from "./prepare.page.tsx";
import { toldPart, toldRoutes } from "./told.page.tsx";

/** Every screen of transfers between partnerships. */
export const transferRoutes = (kinds: ServiceKinds): readonly Route[] => [
  listPage,
  bringInPage,
  preparePage(kinds),
  outPage(kinds),
  filePage,
  ...outActs(kinds),
  inPage,
  ...inActs(kinds),
  ...toldRoutes,
  ...directoryRoutes,
];

export { toldPart };
