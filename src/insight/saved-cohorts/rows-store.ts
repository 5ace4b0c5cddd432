import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { MonthEntered } from "../programmes/blocks.ts";

const EarlierRow = z.object({
  key: z.string(),
  sex: z.string(),
  born_year: z.int(),
  earlier_stays: z.int(),
  ever_in_custody: z.boolean(),
});

/** What was known of somebody before they entered, by which people are matched. */
export type Earlier = Omit<z.infer<typeof EarlierRow>, "key">;

/**
 * What was known of these people before the day that each entered: sex as recorded, year of birth, how many stays with a kind of
 * service that treats they had begun, and whether they had been in custody. By their random key. A spell known only to the month or
 * year counts once that is over.
 */
export async function earlierOf(
  tx: Tx,
  people: readonly { readonly key: string; readonly enteredOn: LocalDate }[],
  treating: readonly string[],
): Promise<ReadonlyMap<string, Earlier>> {
  const texts = (of: readonly string[]) => tx.array([...of], 1009);
  const rows = await tx`
    with who as materialized (
      select * from unnest(${texts(people.map(({ key }) => key))}::text[]::uuid[],
                           ${texts(people.map(({ enteredOn }) => enteredOn.toString()))}::text[]::date[]) w (insight_key, entered_on)),
    stays as (
      select insight_key, (count(*))::int as n
        from who w join insight_episode e using (insight_key)
       where e.service_kind = any (${texts(treating)}::text[]) and e.started_on < w.entered_on
       group by insight_key),
    inside as (
      select distinct insight_key
        from who w join insight_event v using (insight_key)
       where v.kind = 'custody' and v.certainty <> 'suspected'
         and v.happened_on + case v.precision when 'month' then interval '1 month' when 'year' then interval '1 year' else interval '1 day' end <= w.entered_on)
    select insight_key as key, p.sex, p.born_year, coalesce(s.n, 0) as earlier_stays, i.insight_key is not null as ever_in_custody
      from who w join insight_person p using (insight_key)
      left join stays s using (insight_key)
      left join inside i using (insight_key)`;
  return new Map(
    rows.map((raw) => {
      const { key, ...earlier } = EarlierRow.parse(raw);
      return [key, earlier] as const;
    }),
  );
}

const MonthRow = z.object({ month: z.instanceof(Temporal.PlainDate), people: z.int() });

/** How many people were first put forward for a service and not offered it, in each month in which anybody was. */
export async function monthsNotOffered(tx: Tx, service: string): Promise<readonly MonthEntered[]> {
  const rows = await tx`
    select date_trunc('month', f.first_on)::date as month, (count(*))::int as people
      from (select insight_key, min(put_forward_on) as first_on from insight_not_offered
             where service_code = ${service} group by insight_key) f
     group by 1 order by 1`;
  return rows.map((row) => MonthRow.parse(row));
}
