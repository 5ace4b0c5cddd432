import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { Block } from "../programmes/blocks.ts";
import { WINDOW_DAYS } from "../programmes/events.ts";
import type { Lived } from "./counted.ts";

const day = z.instanceof(Temporal.PlainDate);
const days = z.array(z.int()).nullable();
const Row = z.object({
  key: z.string(),
  started_on: day,
  ended_on: day.nullable(),
  ending: z.string().nullable(),
  died_on: day.nullable(),
  has_pnc: z.boolean(),
  has_nhs: z.boolean(),
  there: z.int(),
  events: z
    .array(
      z.object({ kind: z.string(), code: z.string().nullable(), at: z.int(), nights: z.int().nullable() }),
    )
    .nullable(),
  ins: days,
  outs: days,
});

/**
 * Everyone whose first stay with the service began in the period, each with the events and stays in custody of a year before and after, as days
 * from entry, and the days of that year, up to the end of complete data, on which they were with the service. Events come as codes: their words
 * stay in the database. What is known only to the month or year, and what is only suspected, is left out.
 */
export async function livedOf(
  tx: Tx,
  service: string,
  { from, to }: Block,
  kinds: readonly string[],
  completeTo: LocalDate,
): Promise<readonly Lived[]> {
  // Everyone against everything: see `enteredWith` of what changed.
  await tx`select set_config('enable_nestloop', 'off', true)`;
  const rows = await tx`
    with entry as materialized (select * from (
      select distinct on (insight_key) insight_key, started_on, ended_on, ending
        from insight_episode where service_code = ${service}
       order by insight_key, started_on, ended_on nulls last) firsts
       where started_on between ${from}::date and ${to}::date),
    stays as (
      select e.insight_key, range_agg(daterange(greatest(s.started_on, e.started_on),
               least(coalesce(s.ended_on, ${completeTo}::date), ${completeTo}::date, e.started_on + ${WINDOW_DAYS - 1}::int), '[]')) as inside
        from entry e join insight_episode s using (insight_key)
       where s.service_code = ${service} and s.started_on <= least(${completeTo}::date, e.started_on + ${WINDOW_DAYS - 1}::int)
         and coalesce(s.ended_on, ${completeTo}::date) >= greatest(s.started_on, e.started_on)
       group by e.insight_key),
    there as (
      select insight_key, (select sum(upper(r) - lower(r)) from unnest(inside) r)::int as days from stays),
    happened as (
      select v.insight_key, jsonb_agg(jsonb_build_object('kind', v.kind, 'code', v.cost_code, 'at', v.happened_on - e.started_on,
                                                         'nights', v.until_on - v.happened_on)) as events
        from entry e join insight_coded_event v using (insight_key)
       where v.kind = any (${tx.array([...kinds], 1009)}) and v.precision in ('minute', 'day') and v.certainty <> 'suspected'
         and v.happened_on >= e.started_on - ${WINDOW_DAYS}::int and v.happened_on < e.started_on + ${WINDOW_DAYS}::int
       group by v.insight_key),
    inside as (
      select v.insight_key, array_agg(v.happened_on - e.started_on) as ins,
             array_agg(coalesce(v.until_on, '9999-12-31') - e.started_on) as outs
        from entry e join insight_event v using (insight_key)
       where v.kind = 'custody' and v.precision in ('minute', 'day') and v.certainty <> 'suspected'
         and v.happened_on < e.started_on + ${WINDOW_DAYS}::int
         and (v.until_on is null or v.until_on > e.started_on - ${WINDOW_DAYS}::int)
       group by v.insight_key)
    select e.insight_key as key, e.started_on, e.ended_on, e.ending, p.died_on, p.has_pnc, p.has_nhs, coalesce(t.days, 0) as there,
           h.events, i.ins, i.outs
      from entry e join insight_person p using (insight_key)
      left join there t using (insight_key)
      left join happened h using (insight_key)
      left join inside i using (insight_key)
     order by e.insight_key`;
  return rows.map((raw): Lived => {
    const row = Row.parse(raw);
    return {
      key: row.key,
      enteredOn: row.started_on,
      endedOn: row.ended_on ?? undefined,
      ending: row.ending ?? undefined,
      diedOn: row.died_on ?? undefined,
      known: { pnc: row.has_pnc, nhs: row.has_nhs, nothing: true },
      daysThere: row.there,
      events: (row.events ?? []).map(({ kind, code, at, nights }) => ({
        kind,
        at,
        ...(code === null ? {} : { byWords: code }),
        ...(nights === null ? {} : { nights }),
      })),
      custody: (row.ins ?? []).map((inOn, place) => ({ inOn, outOn: row.outs?.[place] ?? undefined })),
    };
  });
}
