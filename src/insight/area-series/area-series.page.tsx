import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept } from "../../kernel/result.ts";
import { page, type Route } from "../../web/page.ts";
import { prepareChart } from "../charts/drawn.ts";
import { funnelCharts } from "../programmes/funnel-chart.ts";
import { type Answer, answerOf, type Series } from "./answer.ts";
import { AREA_SCALE } from "./area-funnel-view.tsx";
import { AreaSeriesView } from "./area-series-view.tsx";
import { type Drawings, seriesCharts } from "./chart.ts";
import { type AreaFunnel, type AreaSeries, areaFunnelOf } from "./funnel.ts";
import { momentPage } from "./moment.page.tsx";
import { type CountedMeasure, type Moment, monthsOf, type Offered, othersOf, seriesNamed } from "./series.ts";
import { momentsIn, offeredSeries, versionsOf } from "./store.ts";

/** What the page shows. */
export type Loaded = {
  readonly offered: readonly Offered[];
  readonly measures: readonly CountedMeasure[];
  readonly moments: readonly Moment[];
  readonly series: Series | undefined;
  /** Areas whose series of the same measure this one can be set against. */
  readonly others: readonly Offered[];
  readonly answer: Answer | undefined;
  readonly drawings: Drawings | undefined;
  /** Areas of the same measure and agency beside one another, where two or more can be. */
  readonly areas: AreaFunnel | undefined;
  readonly funnel: Drawings | undefined;
};

const Query = z.object({
  series: z.string().max(300).optional(),
  began: z.string().max(100).optional(),
  against: z.string().max(300).optional(),
});

async function readSeries(
  tx: Tx,
  of: Offered | undefined,
  measures: readonly CountedMeasure[],
): Promise<Series | undefined> {
  const measure = measures.find(({ code }) => code === of?.measure);
  return of && measure ? { of, measure, months: monthsOf(await versionsOf(tx, of)) } : undefined;
}

/** Every area in which the same agency counts the same. */
async function besideOf(tx: Tx, offered: readonly Offered[], one: Offered): Promise<readonly AreaSeries[]> {
  const all: AreaSeries[] = [];
  for (const of of offered)
    if (of.measure === one.measure && of.agency === one.agency)
      all.push({ of, months: monthsOf(await versionsOf(tx, of)) });
  return all;
}

/** Reads what an address asks for: a series, around which moment, against which area. Notes in the access log that it was read. */
export async function loadAreaSeries(
  tx: Tx,
  query: Readonly<Record<string, string>>,
  measures: readonly CountedMeasure[],
): Promise<Omit<Loaded, "drawings" | "funnel">> {
  tx.log({ what: "listed", about: "counts of areas by month", people: [], basis: "counts of areas" });
  const asked = Query.safeParse(query).data ?? {};
  const known = new Set(measures.map(({ code }) => code));
  const offered = (await offeredSeries(tx)).filter(({ measure }) => known.has(measure));
  const moments = await momentsIn(tx);
  const chosen = seriesNamed(offered, asked.series);
  const others = othersOf(offered, chosen);
  const series = await readSeries(tx, chosen, measures);
  const areas = chosen && areaFunnelOf(await besideOf(tx, offered, chosen));
  const moment = moments.find(({ code }) => code === asked.began);
  const beside = asked.against ? others.find((one) => one.area === asked.against) : undefined;
  const against = await readSeries(tx, beside, measures);
  return {
    offered,
    measures,
    moments,
    series,
    others,
    areas,
    answer: series && moment && answerOf(series, moment, moments, against),
  };
}

/** Counts of areas by month, what changed in one when something began, and the days written down for it. */
export const areaSeriesRoutes = (measures: readonly CountedMeasure[]): readonly Route[] => [
  page({
    path: "/area-series",
    allow: "insight:read",
    load: async (tx, { query }) => {
      prepareChart();
      const loaded = await loadAreaSeries(tx, query, measures);
      const { series, answer } = loaded;
      const finding = answer?.own.ok ? answer.own.value : undefined;
      const drawings = series && (await seriesCharts(series, answer?.moment, finding));
      const funnel = loaded.areas && (await funnelCharts(loaded.areas.funnel, AREA_SCALE));
      return accept<Loaded>({ ...loaded, drawings, funnel });
    },
    view: (loaded) => ({ title: "Areas, month by month", body: <AreaSeriesView loaded={loaded} /> }),
  }),
  momentPage,
];
