import { accept } from "../../kernel/result.ts";
import { page, type Route } from "../../web/page.ts";
import { prepareChart } from "../charts/drawn.ts";
import type { Programmes } from "../programmes/entrants.ts";
import { acceptabilityCharts, tornadoCharts } from "./charts.ts";
import { worthFor } from "./load.ts";
import { type WorthShown, WorthView } from "./worth-view.tsx";

/** What a programme is worth, linked from its page. */
export const worthRoute = (catalogue: Programmes): Route =>
  page({
    path: "/programmes/:service/worth",
    allow: "insight:read",
    load: async (tx, { params, query, now }) => {
      prepareChart();
      const found = await worthFor(tx, { service: params.service ?? "", query, now }, catalogue);
      if (!found.ok) return found;
      const view = query.count === "everything" ? "everything" : "cashable";
      const { answer } = found.value;
      const told = answer.ok ? answer.value.worked[view] : undefined;
      return accept<WorthShown>({
        worth: found.value,
        view,
        curve: told && (await acceptabilityCharts(told)),
        bars: told && (await tornadoCharts(told)),
      });
    },
    view: (shown) => ({
      title: `What it is worth: ${shown.worth.service.name}`,
      body: <WorthView shown={shown} />,
    }),
  });
