import type { Sql } from "../../src/kernel/database/connection.ts";
import type { LocalDate } from "../../src/kernel/time.ts";

// The national indicators counted a second time in another way: by the database, straight from the record's tables, with windows over
// sorted stays instead of journeys grown one by one.

/** Kinds of service that give structured treatment in the community. */
export const KINDS = ["community", "clinic", "residential"];

/** Journeys again: a new one begins where the latest ending before is more than 21 days ago, or never when one is open. */
const JOURNEYS = `
  stay as (
    select e.person_id, e.started_on, (select min(starts_at) from appointment a where a.episode_id = e.id) as offered_at, e.ended_on, e.ending,
           coalesce((select min(v.started_on) from intervention v left join intervention later on later.changes = v.id
              where v.episode_id = e.id and v.modality <> '96' and later.id is null and v.void = false),
           (select min(london_day(l.at)) from episode_stage l where l.episode_id = e.id
               and l.stage = any ('{starting,in-treatment,leaving,titration,maintenance,stepping-down,detoxification,programme,step-down}'))) as treated_on
      from episode e join service s on s.id = e.service_id where s.kind = any ('{${KINDS}}') and e.category <> 'supervised-use'),
  marked as (
    select *, max(coalesce(ended_on, 'infinity')) over (partition by person_id order by treated_on, ctid_like
                      rows between unbounded preceding and 1 preceding) as before
      from (select *, row_number() over () as ctid_like from stay where treated_on is not null) s),
  numbered as (
    select *, count(*) filter (where before is null or (before <> 'infinity' and treated_on - before > 21))
                 over (partition by person_id order by treated_on, ctid_like) as journey from marked),
  journey as (
    select person_id, journey, min(treated_on) as began,
           case when bool_or(ended_on is null) then null else max(ended_on) end as ended,
           case when bool_or(ended_on is null) then null
                else (array_agg(ending order by ended_on desc, treated_on desc))[1] end as ending
      from numbered group by person_id, journey)`;
const PLANNED = `ending like 'completed%'`;
const UNPLANNED = `ending in ('dropped-out', 'withdrawn-by-service', 'retained-in-custody', 'declined-to-start', 'not-selected')`;

/** Above and below the line of each, in SQL; $1 and $2 stand for the first and last day. */
const RECOUNT: Readonly<Record<string, string>> = {
  "waited-three-weeks": `select count(*) filter (where coalesce(london_day(offered_at), treated_on) - started_on <= 21) as above, count(*) as below from stay where treated_on between $1 and $2`,
  "retained-twelve-weeks": `select count(*) filter (where coalesce(ended, $3) - began >= 84) as above, count(*) as below from journey
     where began between $1 and $2 and $3 - began >= 84`,
  "effective-treatment": `select count(*) filter (where coalesce(ended, $3) - began >= 84 or ${PLANNED}) as above, count(*) as below from journey
     where began between $1 and $2 and $3 - began >= 84`,
  "early-unplanned-exit": `select count(*) filter (where ended - began < 84 and ${UNPLANNED}) as above, count(*) as below from journey
     where began between $1 and $2 and $3 - began >= 84`,
  "unplanned-exits": `select count(*) filter (where ${UNPLANNED}) as above, count(*) as below from journey where ended between $1 and $2 and ending <> 'died'`,
  "completed-and-not-back": `select count(*) filter (where ${PLANNED} and ended between $1 - late and $2 - late and not exists (
       select from journey k where k.person_id = j.person_id and k.began > j.ended and k.began - j.ended <= 182)) as above, count(*) as below
     from (select distinct on (person_id) journey.*, late from journey cross join (select greatest(0, $2 + 182 - $3) as late) l
            where began <= $2 - late and (ended is null or ended >= $1 - late) order by person_id, began desc) j`,
  "died-in-treatment": `select count(*) filter (where ending = 'died' and ended between $1 and $2) as above, count(*) as below from (
     select distinct on (person_id) * from journey where began <= $2 and (ended is null or ended >= $1) order by person_id, began desc) j`,
  "profile-at-start": `select count(*) filter (where exists (select from measure m where m.person_id = j.person_id and m.definition = 'top'
       and m.withdrawn_at is null and m.stage = 'start' and abs(m.taken_on - j.began) <= 14)) as above, count(*) as below from journey j
     where began between $1 and $2 and $3 - began > 14`,
  "profile-reviewed": `select count(*) filter (where exists (select from measure m where m.person_id = j.person_id and m.definition = 'top'
       and m.withdrawn_at is null and m.stage = 'review' and m.taken_on between $2 - 182 and $2)) as above, count(*) as below from journey j
     where began <= $2 - 182 and (ended is null or ended >= $2)`,
  "profile-at-exit": `select count(*) filter (where exists (select from measure m where m.person_id = j.person_id and m.definition = 'top'
       and m.withdrawn_at is null and m.stage = 'exit' and abs(m.taken_on - j.ended) <= 14)) as above, count(*) as below from journey j
     where ended between $1 and $2 and ending <> 'died' and $3 - ended > 14`,
};

/** Every indicator but none left out, above and below the line, as the record stands on a day. */
export async function recount(
  sql: Sql,
  { from, to }: { readonly from: LocalDate; readonly to: LocalDate },
  asAt: LocalDate,
): Promise<ReadonlyMap<string, readonly [number, number]>> {
  const counted = new Map<string, readonly [number, number]>();
  for (const [code, text] of Object.entries(RECOUNT)) {
    const dated = text
      .replaceAll("$1", `date '${from}'`)
      .replaceAll("$2", `date '${to}'`)
      .replaceAll("$3", `date '${asAt}'`);
    const [row] = await sql.unsafe(`with ${JOURNEYS} ${dated}`);
    counted.set(code, [Number(row?.above), Number(row?.below)]);
  }
  return counted;
}
