import { BodyText, Button, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { accept } from "../../kernel/result.ts";
import { daysBetween, type LocalDate, londonDay, longDate } from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import type { TableModel } from "../changed/changed-tables.ts";
import { count, percent } from "../changed/figures.ts";
import { FiguresTable } from "../changed/figures-table.tsx";
import { prepareChart } from "../charts/drawn.ts";
import type { Limits } from "../evaluate/control-limits.ts";
import { FEW_PEOPLE } from "../publish/thresholds.ts";
import type { Drawings } from "./curve-chart.ts";
import type { Entrant, ProgrammeKind, Programmes } from "./entrants.ts";
import { type Funnel, funnelOf } from "./funnel.ts";
import { funnelCharts, letterOf } from "./funnel-chart.ts";
import { standingOf } from "./people.ts";
import { Drawing } from "./programme-view.tsx";
import { entrantsOf, programmeServices } from "./store.ts";
import { RESTS_ON_FEW } from "./words.ts";

const WEEKS_12 = 84;

/** What services can be compared by: whom it counts, and of whom. */
const COMPARED = [
  {
    code: "there-12-weeks",
    label: "Still there after 12 weeks",
    definition:
      "Of people whose first stay began 12 weeks ago or earlier, those who had not left by day 84, for whatever reason.",
    counts: (one: Entrant, asAt: LocalDate): boolean | undefined => {
      if (daysBetween(one.enteredOn, asAt) < WEEKS_12) return undefined;
      return !one.endedOn || daysBetween(one.enteredOn, one.endedOn) > WEEKS_12;
    },
  },
  {
    code: "left-unplanned",
    label: "Left unplanned, of those who left",
    definition: "Of people whose first stay has ended, those whose stay ended unplanned.",
    counts: (one: Entrant, _: LocalDate, kind: ProgrammeKind): boolean | undefined => {
      const standing = standingOf(one, { kind });
      return standing === "there" ? undefined : standing === "unplanned";
    },
  },
] as const;
type Compared = (typeof COMPARED)[number];

type Loaded = {
  readonly kinds: readonly ProgrammeKind[];
  readonly kind: ProgrammeKind | undefined;
  readonly compared: Compared;
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
      return accept<Loaded>({ ...found, drawings: found.funnel && (await funnelCharts(found.funnel)) });
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
  const by = COMPARED.find(({ code }) => code === query.by) ?? COMPARED[0];
  const ever = { from: Temporal.PlainDate.from("1900-01-01"), to: asAt };
  const asked = kinds.filter(({ code }) => code === query.kind);
  // Where nothing is asked: the first kind of which there is something to show.
  for (const kind of asked.length > 0 ? asked : kinds) {
    const units = [];
    for (const { code, name } of services.filter((one) => one.kind === kind.code)) {
      const known = (await entrantsOf(tx, code, ever)).flatMap((one) => by.counts(one, asAt, kind) ?? []);
      units.push({ name, count: known.filter(Boolean).length, of: known.length });
    }
    const funnel = funnelOf(units);
    if (!funnel && kind !== kinds.at(-1) && asked.length === 0) continue;
    tx.log({
      what: "listed",
      about: `services compared: ${kind.name}`,
      people: [],
      basis: "figures without names",
    });
    return { kinds, kind, compared: by, funnel, asAt };
  }
  return { kinds, kind: undefined, compared: by, funnel: undefined, asAt };
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
            {by.label}: {percent(funnel.pooled.share)} of all ({count(funnel.pooled.count)} of{" "}
            {count(funnel.pooled.of)}). Between the solid lines lie 95 of a hundred services that are like the
            pool, between the dashed ones 998 of a thousand. A service outside is a reason to ask, not a
            verdict: people who enter differ from service to service. Sorted by name.
          </BodyText>
          <Drawing of={drawings} title={`${by.label}, by how many people are counted`} />
          <FiguresTable model={funnelTable(by.label, funnel)} />
          {funnel.keptBack.length > 0 ? (
            <p>
              Kept back, and not in the pool: {listed(funnel.keptBack)}. Numbers of one to four people would
              say something of one of them.
            </p>
          ) : null}
          <BodyText>
            {by.definition} Everyone who ever entered counts once, by their first stay. Limits around the
            pooled share are exact (binomial); each service’s own interval is exact (Clopper–Pearson). Source:
            stays in the partnership’s record, without names, as it stood on {longDate(asAt)}.
          </BodyText>
        </>
      ) : (
        <InsetText>
          <p>There are not two services of one kind with enough people to be shown beside one another.</p>
        </InsetText>
      )}
    </div>
  );
}

function Choose({ loaded: { kinds, kind, compared: by } }: { readonly loaded: Loaded }): ReactElement {
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
          {COMPARED.map(({ code, label }) => (
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

const limits = ({ low, high }: Limits): string =>
  `${percent(low)} to ${percent(high)}`.replaceAll(" ", "\u00a0");

/** The plot's numbers, by name. */
function funnelTable(caption: string, { units }: Funnel): TableModel {
  return {
    caption,
    columns: [
      "Service",
      "Number",
      "Out of",
      "Share",
      "Its own 95 % interval",
      "95 % limits",
      "99.8 % limits",
      "It lies",
    ],
    rows: units.map((one, place) => [
      `${letterOf(place)}: ${one.name}`,
      count(one.count),
      count(one.of),
      one.count < FEW_PEOPLE ? `${percent(one.share)} (${RESTS_ON_FEW})` : percent(one.share),
      limits(one.own),
      limits(one.usual),
      limits(one.wide),
      one.lies,
    ]),
  };
}
