import { Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { longDate } from "../../kernel/time.ts";
import type { MeasureDefinition, ScoreDefinition } from "./definition.ts";
import { MeasureChart } from "./measure-chart.tsx";
import type { Reading } from "./messages.ts";
import { score } from "./rules.ts";
import type { TakenMeasure } from "./store.ts";
import { sayResult, sayStage } from "./taking-messages.ts";

/** All that was taken with one definition, newest first. */
export type Series = { readonly definition: MeasureDefinition; readonly taken: readonly TakenMeasure[] };

/** Measures by definition, in the order definitions are listed; within one, newest first as they came. */
export const seriesOf = (
  definitions: readonly MeasureDefinition[],
  taken: readonly TakenMeasure[],
): readonly Series[] =>
  definitions
    .map((definition) => ({ definition, taken: taken.filter((one) => one.definition === definition.code) }))
    .filter((series) => series.taken.length > 0);

/** The readings of one score: withdrawn measures, other versions and scores that could not be made are left out. */
export const readingsOf = (series: Series, of: ScoreDefinition): readonly Reading[] =>
  series.taken.flatMap((one) => {
    const value = one.scores[of.code];
    if (value === undefined || one.withdrawn || one.version !== series.definition.version) return [];
    return [{ on: one.takenOn, value }];
  });

/** Charts of the scores of a definition that have a reading; of those `chosen` when only some are wanted. */
export function SeriesCharts(props: {
  readonly series: Series;
  readonly chosen?: (readings: readonly Reading[]) => boolean;
  readonly withoutTable?: boolean;
}): ReactElement | null {
  const { series, chosen = () => true, withoutTable = false } = props;
  const drawn = series.definition.scores
    .map((of) => ({ of, readings: readingsOf(series, of) }))
    .filter(({ readings }) => readings.length > 0 && chosen(readings));
  if (drawn.length === 0) return null;
  return (
    <div className="measure-charts">
      {drawn.map(({ of, readings }) => (
        <MeasureChart key={of.code} score={of} readings={readings} withoutTable={withoutTable} />
      ))}
    </div>
  );
}

/** Whether a score was ever anything but one value. */
export const changed = (readings: readonly Reading[]): boolean =>
  readings.some((reading) => reading.value !== readings[0]?.value);

/** One definition: what was taken and when, newest first, each leading to its page when `at` says where. */
export function SeriesTable(props: {
  readonly series: Series;
  readonly at?: (one: TakenMeasure) => string;
}): ReactElement {
  const { definition, taken } = props.series;
  return (
    <table className="nhsuk-table rows-as-cards">
      <caption className="nhsuk-table__caption">
        {taken.length === 1 ? "Taken once" : `Taken ${taken.length} times, newest first`}
      </caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          {definition.stages ? <th scope="col">Stage</th> : null}
          <th scope="col">Result</th>
          <th scope="col">Taken by</th>
        </tr>
      </thead>
      <tbody data-list>
        {taken.map((one) => (
          <tr key={one.id} className={one.withdrawn ? "is-withdrawn" : undefined}>
            <td data-label="Day">
              {props.at ? (
                <a href={props.at(one)} data-item>
                  {longDate(one.takenOn)}
                </a>
              ) : (
                longDate(one.takenOn)
              )}
            </td>
            {definition.stages ? (
              <td data-label="Stage">{sayStage(definition, one.stage) ?? "Not said"}</td>
            ) : null}
            <td data-label="Result">
              {one.withdrawn ? (
                <>
                  <s>{sayResult(definition, one, score(definition, one.answers))}</s>{" "}
                  <Tag modifier="grey">Withdrawn</Tag>
                </>
              ) : (
                sayResult(definition, one, score(definition, one.answers))
              )}
            </td>
            <td data-label="Taken by">{one.serviceName ?? one.agencyName}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
