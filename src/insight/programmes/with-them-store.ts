import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { Attended } from "./attendance.ts";
import type { Block } from "./blocks.ts";
import type { Harmed } from "./harms.ts";
import type { Reading } from "./readings.ts";

/** Whose first stay is looked at: with which service, begun when, and up to which day. */
export type Asked = { readonly service: string; readonly period: Block; readonly asAt: LocalDate };

/** The first stays that are looked at, as `entrantsOf` has them: `first (insight_key, started_on, last_on)`. */
const firstStays = (tx: Tx, { service, period, asAt }: Asked) => tx`
  first as materialized (
    select insight_key, started_on, least(coalesce(ended_on, ${asAt}::date), ${asAt}::date) as last_on
      from (select distinct on (insight_key) insight_key, started_on, ended_on
              from insight_episode where service_code = ${service}
             order by insight_key, started_on, ended_on nulls last) f
     where started_on between ${period.from}::date and ${period.to}::date)`;

/**
 * Everyone against everything: a plan that looks people up one by one is always wrong here, and it is the one chosen just after an import,
 * when the database has not yet counted its rows. Holds until the end of this transaction.
 */
export const planForEveryone = async (tx: Tx): Promise<void> => {
  await tx`select set_config('enable_nestloop', 'off', true)`;
};

const AttendedRow = z.object({ key: z.string(), attended: z.int(), missed: z.int() });

/** What came of each entrant's appointments, or of the clinic's sessions for which they were expected, on days of the first stay. */
export async function attendedOf(
  tx: Tx,
  asked: Asked,
  from: "appointments" | "sessions",
): Promise<readonly Attended[]> {
  const kept = from === "sessions" ? tx`insight_session` : tx`insight_appointment`;
  const rows = await tx`
    with ${firstStays(tx, asked)}
    select f.insight_key as key, (count(*) filter (where a.state = 'attended'))::int as attended,
           (count(*) filter (where a.state = 'missed'))::int as missed
      from first f join ${kept} a on a.insight_key = f.insight_key and a.day between f.started_on and f.last_on
     where a.service_code = ${asked.service}
     group by 1 order by 1`;
  return rows.map((row) => AttendedRow.parse(row));
}

const HarmRow = z.object({
  key: z.string(),
  kind: z.enum(["overdose", "seizure", "incident"]),
  times: z.int(),
});

/** Emergencies and incidents of each entrant at the agency's sessions, on days of the first stay. */
export async function harmsOf(tx: Tx, asked: Asked, agency: string): Promise<readonly Harmed[]> {
  const rows = await tx`
    with ${firstStays(tx, asked)}
    select f.insight_key as key, h.kind, (count(*))::int as times
      from first f join insight_harm h on h.insight_key = f.insight_key and h.day between f.started_on and f.last_on
     where h.agency_code = ${agency}
     group by 1, 2 order by 1, 2`;
  return rows.map((row) => HarmRow.parse(row));
}

const ReadingRow = z.object({
  key: z.string(),
  measure: z.string(),
  taken_on: z.instanceof(Temporal.PlainDate),
  scores: z.record(z.string(), z.number()),
  work: z.string().nullable(),
});

/** These measures of each entrant, as far as they were taken by the day the record is read, in no order. */
export async function readingsOf(
  tx: Tx,
  asked: Asked,
  measures: readonly string[],
): Promise<readonly Reading[]> {
  const rows = await tx`
    with ${firstStays(tx, asked)}
    select s.insight_key as key, s.definition as measure, s.taken_on, s.scores, s.work
      from first f join insight_score s using (insight_key)
     where s.taken_on <= ${asked.asAt}::date and s.definition = any (${tx.array([...measures], 1009)})`;
  return rows.map((raw) => {
    const row = ReadingRow.parse(raw);
    return {
      key: row.key,
      measure: row.measure,
      takenOn: row.taken_on,
      scores: row.scores,
      work: row.work ?? undefined,
    };
  });
}
