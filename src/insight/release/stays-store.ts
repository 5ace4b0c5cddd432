import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { LocalDate } from "../../kernel/time.ts";

const StayRow = z.object({
  name: z.string(),
  code: z.string(),
  stayed: z.int(),
  left: z.int(),
  came_stayed: z.int(),
  came_left: z.int(),
});

/** People of one service at some time of a span: whether they were there before it, whether they were there after it. */
export type Stays = z.infer<typeof StayRow>;

/** People by service, each once a service: there before or not, still there afterwards or not. */
export async function staysBetween(tx: Tx, from: LocalDate, to: LocalDate): Promise<readonly Stays[]> {
  const rows = await tx`
    with one as (
      select service_code, insight_key, bool_or(started_on < ${from}) as before,
             bool_or(ended_on is null or ended_on > ${to}) as still
        from insight_episode
       where started_on <= ${to} and (ended_on is null or ended_on >= ${from})
       group by 1, 2)
    select s.name, s.code, (count(*) filter (where before and still))::int as stayed, (count(*) filter (where before and not still))::int as left,
           (count(*) filter (where not before and still))::int as came_stayed, (count(*) filter (where not before and not still))::int as came_left
      from insight_service s join one on one.service_code = s.code
     group by s.name, s.code order by s.name, s.code`;
  return rows.map((row) => StayRow.parse(row));
}
