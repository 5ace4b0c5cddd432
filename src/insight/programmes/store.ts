import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { Block, MonthEntered } from "./blocks.ts";
import type { Entrant, ProgrammeService } from "./entrants.ts";

const day = z.instanceof(Temporal.PlainDate);

const ServiceRow = z.object({
  code: z.string(),
  name: z.string(),
  kind: z.string(),
  kind_name: z.string(),
  agency_code: z.string(),
  agency_name: z.string(),
  entered: z.int(),
  there: z.int(),
});

/** A service with how many people ever entered and how many are there now. Not yet fit to be shown: numbers may be small. */
export type ServiceRow = ProgrammeService & { readonly entered: number; readonly there: number };

/** Every service that insight can count, by kind and name. */
export async function programmeServices(tx: Tx): Promise<readonly ServiceRow[]> {
  const rows = await tx`
    select s.code, s.name, s.kind, s.kind_name, a.agency_code, a.agency_name,
           (count(distinct e.insight_key))::int as entered,
           (count(distinct e.insight_key) filter (where e.ended_on is null))::int as there
      from insight_service s join insight_agency a on a.service_code = s.code
      left join insight_episode e on e.service_code = s.code
     group by s.code, s.name, s.kind, s.kind_name, a.agency_code, a.agency_name
     order by s.kind_name, s.name`;
  return rows.map((raw) => {
    const { kind_name, agency_code, agency_name, ...row } = ServiceRow.parse(raw);
    return { ...row, kindName: kind_name, agencyCode: agency_code, agencyName: agency_name };
  });
}

const MonthRow = z.object({ month: day, people: z.int() });

/** How many people first entered these services in each month in which anybody did. */
export async function monthsEntered(tx: Tx, services: readonly string[]): Promise<readonly MonthEntered[]> {
  const rows = await tx`
    select date_trunc('month', f.first_on)::date as month, (count(*))::int as people
      from (select insight_key, min(started_on) as first_on from insight_episode
             where service_code = any (${tx.array([...services], 1009)}) group by insight_key) f
     group by 1 order by 1`;
  return rows.map((row) => MonthRow.parse(row));
}

const EntrantRow = z.object({
  key: z.string(),
  started_on: day,
  ended_on: day.nullable(),
  ending: z.string().nullable(),
  died_on: day.nullable(),
  later: z.int(),
});

/** Everyone whose first stay with the service began in the period, by that stay, in one order. */
export async function entrantsOf(tx: Tx, service: string, { from, to }: Block): Promise<readonly Entrant[]> {
  const rows = await tx`
    with first as (
      select distinct on (insight_key) insight_key, started_on, ended_on, ending,
             (count(*) over (partition by insight_key) - 1)::int as later
        from insight_episode where service_code = ${service}
       order by insight_key, started_on, ended_on nulls last)
    select f.insight_key as key, f.started_on, f.ended_on, f.ending, f.later, p.died_on
      from first f join insight_person p using (insight_key)
     where f.started_on between ${from}::date and ${to}::date
     order by f.insight_key`;
  return rows.map((raw) => {
    const row = EntrantRow.parse(raw);
    return {
      key: row.key,
      enteredOn: row.started_on,
      endedOn: row.ended_on ?? undefined,
      ending: row.ending ?? undefined,
      diedOn: row.died_on ?? undefined,
      laterStays: row.later,
    };
  });
}
