import type { Tx } from "../../kernel/database/door.ts";
import { type LocalDate, longDate } from "../../kernel/time.ts";
import { offeredServices } from "../changed/store.ts";
import { type Indicator, SPANS, VERSION } from "../indicators/definitions.ts";
import { countOf } from "../indicators/indicators.ts";
import type { Period } from "../indicators/stay.ts";
import { readProfiles, readStays, type TreatingKind } from "../indicators/store.ts";
import { withTotals } from "../publish/table.ts";
import { type Made, namesApart } from "./made.ts";

/** One national indicator, by service: how many count above the line, how many of those below it do not. */
export async function indicatorTable(
  tx: Tx,
  indicator: Indicator,
  period: Period,
  asAt: LocalDate,
  kinds: readonly TreatingKind[],
): Promise<Made> {
  const profiles = await readProfiles(tx, "everybody");
  const services = (await offeredServices(tx)).filter(({ kind }) => kinds.some(({ code }) => code === kind));
  const counts = [];
  for (const service of services) {
    const stays = await readStays(tx, "everybody", kinds, service.code);
    const counted = countOf(indicator.code, { stays, profiles, period, asAt, spans: SPANS });
    counts.push([counted.filter(({ yes }) => yes).length, counted.filter(({ yes }) => !yes).length] as const);
  }
  return indicatorMade(indicator, period, services, counts);
}

/** The table of these counts: above the line, and below it but not above. Services without anybody below it are left out. */
export function indicatorMade(
  indicator: Indicator,
  period: Period,
  services: readonly { readonly name: string; readonly code: string }[],
  counts: readonly (readonly [number, number])[],
): Made {
  const names = namesApart(services);
  const some = counts.flatMap(([yes, no], i) =>
    yes + no > 0 ? [{ name: names[i] ?? "", row: [yes, no] }] : [],
  );
  return {
    table: withTotals(
      some.map(({ name }) => [name]),
      ["Above the line", "Not above it"],
      some.map(({ row }) => row),
    ),
    rowNames: ["Service"],
    ...(indicator.addsUp ? { addsUp: true } : {}),
    subject: `indicator ${indicator.code}`,
    title: `${indicator.title}, by service, ${longDate(period.from)} to ${longDate(period.to)}`,
    definition: `Above the line: ${indicator.numerator}. The total of a row, below the line: ${indicator.denominator}. Journeys are counted at each service by itself: whoever is with several counts at each. Better when ${indicator.better === "high" ? "higher" : "lower"}.`,
    source: `The partnership’s record of stays in structured treatment, by the national definitions version ${VERSION.version}, ${VERSION.status}. ${indicator.source}`,
    from: period.from,
    to: period.to,
    rate: { column: 0, name: indicator.title },
    cautions: [indicator.cannotTell],
  };
}
