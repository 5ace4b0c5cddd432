import type { Route } from "../../web/page.ts";
import { episodeActRoutes } from "../episode/acts.page.tsx";
import { episodePage } from "../episode/episode.page.tsx";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { answerRoutes } from "../handover/answer.page.tsx";
import { boardRoutes } from "../handover/board.page.tsx";
import { handoverPage } from "../handover/handover.page.tsx";
import { offerRoutes } from "../handover/offer.page.tsx";
import { taskRoutes } from "../task/task.page.tsx";
import { homeRoutes } from "./home.page.tsx";

/** Every screen of the daily work: homes, boards, tasks, episodes and handovers. */
export const workRoutes = (kinds: ServiceKinds): readonly Route[] => [
  ...homeRoutes(kinds),
  ...boardRoutes(kinds),
  ...taskRoutes,
  ...episodeActRoutes(kinds),
  episodePage(kinds),
  ...offerRoutes(kinds),
  ...answerRoutes(kinds),
  handoverPage,
];
