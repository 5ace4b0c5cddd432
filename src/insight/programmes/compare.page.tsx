import { BodyText, Button, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { accept } from "../../kernel/result.ts";
import { type LocalDate, londonDay, longDate } from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import { count } from "../changed/figures.ts";
import { FiguresTable } from "../changed/figures-table.tsx";
import { prepareChart } from "../charts/drawn.ts";
import { type Compared, comparedBy, everEntered, lastWhole } from "./compared.ts";
import type { Drawings } from "./curve-chart.ts";
import type { ProgrammeKind, Programmes } from "./entrants.ts";
import { type Funnel, funnelOf } from "./funnel.ts";
import { funnelCharts, valueSaid } from "./funnel-chart.ts";
import { funnelTable, sizeSaid } from "./funnel-table.ts";
import { Drawing } from "./programme-view.tsx";
import { programmeServices } from "./store.ts";

type Loaded = {
  readonly kinds: readonly ProgrammeKind[];
  readonly kind: ProgrammeKind | undefined;
  readonly all: readonly Compared[];
  readonly compared: Compared;
  /** Why this kind of service cannot be compared by it. */
  readonly notOf: string | undefined;
  readonly funnel: Funnel | undefined;
  readonly drawings: Drawings | undefined;
  readonly asAt: LocalDate;
};

/** Services of one kind beside one another, as a funnel and never as a ranking. */
export const compareRoute = (catalogue: Programmes): Route =>
  page({
    path: "/programmes/compare",
    allow: "insight:read",
    load: async (tx, { query, now }) => {
      prepareChart();
      const found = await compared(tx, query, londonDay(now), catalogue);
      const drawings = found.funnel && (await funnelCharts(found.funnel, found.compared));
      return accept<Loaded>({ ...found, drawings });
    },
    view: (loaded) => ({ title: "Services of one kind", body: <Compare loaded={loaded} /> }),
  });

async function compared(
  tx: Tx,
  query: Readonly<Record<string, string>>,
  asAt: LocalDate,
  catalogue: Programmes,
): Promise<Omit<Loaded, "drawings">> {
  const services = await programmeServices(tx);
  const kinds = catalogue.kinds.filter(({ code }) => services.filter(({ kind }) => kind === code).length > 1);
  const all = comparedBy(catalogue);
  const by = all.find(({ code }) => code === query.by) ?? all[0];
  const base = { kinds, all, compared: by, asAt };
  const asked = kinds.filter(({ code }) => code === query.kind);
  // Where nothing is asked: the first kind of which there is something to show.
  for (const kind of asked.length > 0 ? asked : kinds) {
    const notOf = by.notOf(kind);
    const own = services.filter((one) => one.kind === kind.code);
    const units = notOf ? [] : await by.units(tx, await everEntered(tx, own, kind, asAt));
    const funnel = funnelOf(units, by.kind);
    if (!funnel && kind !== kinds.at(-1) && asked.length === 0) continue;
    tx.log({
      what: "listed",
      about: `services compared: ${kind.name}`,
      people: [],
      basis: "figures without names",
    });
    return { ...base, kind, notOf, funnel };
  }
  return { ...base, kind: undefined, notOf: undefined, funnel: undefined };
}

function Compare({ loaded }: { readonly loaded: Loaded }): ReactElement {
  const { compared: by, funnel, drawings, kind, asAt } = loaded;
  return (
    <div className="changed-main">
      <Title>{kind ? `${kind.name}: services beside one another` : "Services beside one another"}</Title>
      <p className="nhsuk-body no-print">
        <a href="/programmes">All programmes</a>
      </p>
      {kind ? <Choose loaded={loaded} /> : null}
      {funnel && drawings ? (
        <>
          <BodyText>
            {pooledWords(by, funnel)} Between the solid lines lie 95 of a hundred services that are like the
            pool, between the dashed ones 998 of a thousand. A service outside is a reason to ask, not a
            verdict: people who enter differ from service to service. Sorted by name.
          </BodyText>
          <Drawing
            of={drawings}
            title={`${by.label}, by ${by.kind === "share" ? "how many people are counted" : by.size.toLowerCase()}`}
          />
          <FiguresTable
            model={funnelTable(funnel, by, {
              caption: by.label,
              place: "Service",
              below: by.below,
              value: by.per === undefined ? "Share" : `Rate for ${by.per}`,
            })}
          />
          {funnel.keptBack.length > 0 ? (
            <p>
              Kept back, and not in the pool: {listed(funnel.keptBack)}. Numbers of one to four people would
              say something of one of them.
            </p>
          ) : null}
          <BodyText>
            {by.definition} Everyone who entered by {longDate(lastWhole(asAt))} counts once, by their first
            stay. {LIMITS[by.kind]} Source: {by.source}; the record as it stood on {longDate(asAt)}.
          </BodyText>
        </>
      ) : (
        <InsetText>
          <p>{loaded.notOf ?? notEnough(by)}</p>
        </InsetText>
      )}
    </div>
  );
}

function Choose({ loaded: { kinds, kind, all, compared: by } }: { readonly loaded: Loaded }): ReactElement {
  return (
    <form className="filters no-print" action="/programmes/compare" method="get">
      <div>
        <label htmlFor="kind">Kind of service</label>
        <select className="nhsuk-select" id="kind" name="kind" defaultValue={kind?.code}>
          {kinds.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor="by">Compared by</label>
        <select className="nhsuk-select" id="by" name="by" defaultValue={by.code}>
          {all.map(({ code, label }) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <Button secondary type="submit">
        Show
      </Button>
    </form>
  );
}

/** How limits and intervals are made. */
const LIMITS = {
  share:
    "Limits around the pooled share are exact (binomial); each service’s own interval is exact (Clopper–Pearson).",
  rate: "Limits around the pooled rate are exact (Poisson), as if one event told nothing of the next; each service’s own interval is exact (Garwood).",
} as const;

const notEnough = ({ kind }: Compared): string =>
  kind === "share"
    ? "There are not two services of one kind with enough people to be shown beside one another."
    : "There are not two services of one kind to be shown beside one another: where one to four people or events stand behind a rate it is kept back.";

/** `Left unplanned: 40 % of all (120 of 300).` */
const pooledWords = (by: Compared, { pooled, ...funnel }: Funnel): string =>
  by.per === undefined
    ? `${by.label}: ${valueSaid(funnel, by, pooled.value)} of all (${count(pooled.count)} of ${count(pooled.of)}).`
    : `${by.label}: ${valueSaid(funnel, by, pooled.value)} for every ${by.per}, all together (${count(pooled.count)} in ${sizeSaid(pooled.of)} ${by.size.toLowerCase()}).`;
