import type { Tx } from "../../kernel/database/door.ts";
import { accept, refuse } from "../../kernel/result.ts";
import { insideCsv, insideWords } from "../../web/inside.tsx";
import { type Ask, page, type Route } from "../../web/page.ts";
import { prepareChart } from "../charts/drawn.ts";
import { worthJson, worthLines } from "../worth/export.ts";
import { worthFor } from "../worth/load.ts";
import { worthRoute } from "../worth/worth.page.tsx";
import { budgetRoute } from "./budget.page.tsx";
import { compareRoute } from "./compare.page.tsx";
import { curveCharts, type Drawings } from "./curve-chart.ts";
import type { Programmes } from "./entrants.ts";
import { programmeCsv, programmeJson } from "./export.ts";
import { type Programme, programmeFor } from "./load.ts";
import { ProgrammeView } from "./programme-view.tsx";
import { programmesRoute } from "./programmes.page.tsx";
import { reportRoute } from "./report.page.tsx";

/** What the page shows, with its drawings. */
export type Loaded = { readonly programme: Programme; readonly curve: Drawings | undefined };

/** The list of programmes and the page of each. */
export const programmeRoutes = (catalogue: Programmes): readonly Route[] => [
  programmesRoute(catalogue),
  compareRoute(catalogue),
  reportRoute(catalogue),
  budgetRoute(catalogue),
  worthRoute(catalogue),
  ...fileRoutes(catalogue),
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

/** The figures as files; of too few people there is none. */
function fileRoutes(catalogue: Programmes): readonly Route[] {
  const load = async (tx: Tx, { params, query, now }: Ask) => {
    const asked = { service: params.service ?? "", query, now };
    const found = await programmeFor(tx, asked, catalogue);
    if (!found.ok) return found;
    if (found.value.figures.length === 0) return refuse({ code: "not-there" as const });
    const worth = await worthFor(tx, asked, catalogue);
    return worth.ok ? accept({ programme: found.value, worth: worth.value }) : worth;
  };
  return [
    page({
      path: "/programmes/:service/figures.csv",
      allow: "insight:read",
      load,
      view: ({ programme, worth }) => ({
        type: "text/csv; charset=utf-8",
        body: insideCsv("by-themselves", [...programmeCsv(programme), ...worthLines(worth)]),
        fileName: `programme-${programme.service.code}-${programme.period?.from}-${programme.period?.to}.csv`,
      }),
    }),
    page({
      path: "/programmes/:service/figures.json",
      allow: "insight:read",
      load,
      view: ({ programme, worth }) => ({
        type: "application/json; charset=utf-8",
        body: JSON.stringify(
          { for_use: insideWords("by-themselves"), ...programmeJson(programme), worth: worthJson(worth) },
          undefined,
          2,
        ),
      }),
    }),
  ];
}
