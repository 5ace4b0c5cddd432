import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { MonthEntered } from "../programmes/blocks.ts";

const SexRow = z.object({ key: z.string(), sex: z.string().nullable() });

/** The sex of everybody, as recorded, by their random key. */
export async function sexes(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await tx`select insight_key as key, sex from insight_person`;
  return new Map(
    rows.flatMap((raw) => {
      const { key, sex } = SexRow.parse(raw);
      return sex === null ? [] : [[key, sex] as const];
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
