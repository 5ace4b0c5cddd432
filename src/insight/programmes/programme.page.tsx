import { accept } from "../../kernel/result.ts";
import { page, type Route } from "../../web/page.ts";
import { prepareChart } from "../charts/drawn.ts";
import { curveCharts, type Drawings } from "./curve-chart.ts";
import type { Programmes } from "./entrants.ts";
import { type Programme, programmeFor } from "./load.ts";
import { ProgrammeView } from "./programme-view.tsx";
import { programmesRoute } from "./programmes.page.tsx";

/** What the page shows, with its drawings. */
export type Loaded = { readonly programme: Programme; readonly curve: Drawings | undefined };

/** The list of programmes and the page of each. */
export const programmeRoutes = (catalogue: Programmes): readonly Route[] => [
  programmesRoute(catalogue),
  page({
    path: "/programmes/:service",
    allow: "insight:read",
    load: async (tx, { params, query, now }) => {
      prepareChart();
      const found = await programmeFor(tx, { service: params.service ?? "", query, now }, catalogue);
      if (!found.ok) return found;
      return accept<Loaded>({ programme: found.value, curve: await curveCharts(found.value.retention) });
    },
    view: (loaded) => ({
      title: `Programme: ${loaded.programme.service.name}`,
      body: <ProgrammeView loaded={loaded} />,
    }),
  }),
];
