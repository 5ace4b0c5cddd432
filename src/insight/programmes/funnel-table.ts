import type { TableModel } from "../changed/changed-tables.ts";
import { count, years } from "../changed/figures.ts";
import type { Limits } from "../evaluate/control-limits.ts";
import { FEW_PEOPLE } from "../publish/thresholds.ts";
import type { Funnel } from "./funnel.ts";
import { type FunnelScale, letterOf, valueSaid } from "./funnel-chart.ts";
import { RESTS_ON_FEW } from "./words.ts";

/** What a funnel's table is called, and its columns. */
export type FunnelNames = {
  readonly caption: string;
  /** `Service`, `Area`. */
  readonly place: string;
  /** What stands below the line: `Out of`, `Person-years`. */
  readonly below: string;
  /** `Share`, `Rate for 100 person-years`. */
  readonly value: string;
};

/** Whole numbers as they are, person-years with two places. */
export const sizeSaid = (of: number): string => (Number.isInteger(of) ? count(of) : years(of));

/** The plot's numbers, by name. */
export function funnelTable(funnel: Funnel, scale: FunnelScale, names: FunnelNames): TableModel {
  const said = (value: number): string => valueSaid(funnel, scale, value);
  const limits = ({ low, high }: Limits): string => `${said(low)} to ${said(high)}`.replaceAll(" ", "\u00a0");
  return {
    caption: names.caption,
    columns: [
      names.place,
      "Number",
      names.below,
      names.value,
      "Its own 95 % interval",
      "95 % limits",
      "99.8 % limits",
      "It lies",
    ],
    rows: funnel.units.map((one, place) => [
      `${letterOf(place)}: ${one.name}`,
      count(one.count),
      sizeSaid(one.of),
      `${said(one.value)}${one.count < FEW_PEOPLE ? ` (${RESTS_ON_FEW})` : ""}`,
      limits(one.own),
      limits(one.usual),
      limits(one.wide),
      one.lies,
    ]),
  };
}
