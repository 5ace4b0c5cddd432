import { BodyText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { capital, listed } from "../../kernel/words.ts";
import { count } from "../changed/figures.ts";
import { FiguresTable } from "../changed/figures-table.tsx";
import type { Drawings } from "../programmes/curve-chart.ts";
import { valueSaid } from "../programmes/funnel-chart.ts";
import { funnelTable, sizeSaid } from "../programmes/funnel-table.ts";
import { Drawing } from "../programmes/programme-view.tsx";
import { type AreaFunnel, PER_PEOPLE } from "./funnel.ts";
import type { CountedMeasure } from "./series.ts";
import { monthWords } from "./words.ts";

/** Rates of areas are for ten thousand people a year. */
export const AREA_SCALE = { times: PER_PEOPLE, size: "People times years" } as const;

/** Areas beside one another as a funnel, and never as a ranking; where no two can be, why. */
export function AreaFunnelView(props: {
  readonly measure: CountedMeasure;
  readonly agencyName: string;
  readonly areas: AreaFunnel | undefined;
  readonly drawings: Drawings | undefined;
}): ReactElement {
  const { measure, agencyName, areas, drawings } = props;
  const title = `${capital(measure.name)}: areas beside one another`;
  if (!areas || !drawings)
    return (
      <section>
        <h2 className="nhsuk-heading-m">{title}</h2>
        <BodyText>
          No two areas of {agencyName} have a count and a number of people for each of twelve months, so that
          they cannot be set beside one another by their rates.
        </BodyText>
      </section>
    );
  const { funnel, first, last, without } = areas;
  const { pooled } = funnel;
  const said = `${valueSaid(funnel, AREA_SCALE, pooled.value)} for every ${count(PER_PEOPLE)} people a year`;
  return (
    <section>
      <h2 className="nhsuk-heading-m">{title}</h2>
      <BodyText>
        {monthWords(first)} to {monthWords(last)}: {said}, all areas together ({count(pooled.count)} in{" "}
        {sizeSaid(pooled.of)} people times years). Between the solid lines lie 95 of a hundred areas that are
        like the pool, between the dashed ones 998 of a thousand, were each event by itself; such events come
        in runs, so that more areas lie outside than chance alone would put there. An area outside is a reason
        to ask, not a verdict: who lives there, who passes through and how it is counted differ. Sorted by
        name.
      </BodyText>
      <Drawing of={drawings} title={`${capital(measure.name)} by people times years`} />
      <FiguresTable
        model={funnelTable(funnel, AREA_SCALE, {
          caption: `${capital(measure.name)} by area, ${monthWords(first)} to ${monthWords(last)}`,
          place: "Area",
          below: "People times years",
          value: `Rate for ${count(PER_PEOPLE)} people a year`,
        })}
      />
      {without.length > 0 ? (
        <p>
          Not in the pool, for they lack a count or a number of people in one of these months:{" "}
          {listed(without)}.
        </p>
      ) : null}
      <BodyText>
        Number: {measure.unit}, as {agencyName} counts them, each month by its newest count. People times
        years: the people of each month, a twelfth of a year each. Limits around the pooled rate are exact
        (Poisson); each area’s own interval is exact (Garwood). Source: the same files as the series above.
      </BodyText>
    </section>
  );
}
