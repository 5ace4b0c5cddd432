import type { Sql } from "../../kernel/database/connection.ts";
import type { Tx } from "../../kernel/database/door.ts";
import type { Instant } from "../../kernel/time.ts";
import { writeLadderPlans } from "../diary/ladder-store.ts";
import type { ServiceKind } from "../episode/service-kind.ts";
import { SCHEDULE } from "../keeping/schedule.ts";
import { minutesOf, PARAMETERS } from "../parameters.ts";
import { MATCH_REVIEW, MATCH_THRESHOLD, MATCH_WEIGHTS, SHORT_NAMES, weightOf } from "../person/matching.ts";
import { AGENCY_KINDS } from "../sharing/agency-kinds.ts";
import { writeProposedRules } from "../sharing-rules/set-up-store.ts";
import { ROLES } from "./roles.ts";

/**
 * Writes the program's own lists (kinds of agency, roles, kinds of service, parameters, sharing rules) into a partnership,
 * at start. Runs as the policy role. When the rules or the spans of sight changed, everyone's rights are computed again.
 */
export async function syncReferenceData(tx: Sql, services: readonly ServiceKind[]): Promise<void> {
  const before = await spansOfSight(tx);
  for (const kind of AGENCY_KINDS) {
    await tx`insert into agency_kind (code, name, enforcement, care) values (${kind.code}, ${kind.name}, ${kind.enforcement}, ${kind.care})
             on conflict (code) do update set name = excluded.name, enforcement = excluded.enforcement, care = excluded.care`;
  }
  for (const role of ROLES) {
    await tx`insert into role (code, name, categories, may)
             values (${role.code}, ${role.name}, ${tx.array([...role.categories], 1009)}, ${tx.array([...role.may], 1009)})
             on conflict (code) do update set name = excluded.name, categories = excluded.categories, may = excluded.may`;
  }
  for (const kind of services) {
    await tx`insert into service_kind (code, name, category, retention_days, youngest_years)
             values (${kind.code}, ${kind.name}, ${kind.category}, ${kind.retentionDays.value}, ${kind.youngest?.years ?? null})
             on conflict (code) do update
                set name = excluded.name, category = excluded.category, retention_days = excluded.retention_days,
                    youngest_years = excluded.youngest_years`;
  }
  for (const [code, span] of Object.entries(PARAMETERS)) {
    const [hours, minutes] = [Math.floor(minutesOf(span) / 60), minutesOf(span) % 60];
    await tx`insert into parameter (code, hours, minutes, version, status, source, check_by)
             values (${code}, ${hours}, ${minutes}, ${span.version}, ${span.status}, ${span.source}, ${span.checkBy}::date)
             on conflict (code) do update
                set hours = excluded.hours, minutes = excluded.minutes, version = excluded.version, status = excluded.status, source = excluded.source,
                    check_by = excluded.check_by`;
  }
  await writeSchedule(tx);
  await writeMatching(tx);
  await writeLadderPlans(tx);
  const rewritten = await writeProposedRules(tx);
  if (rewritten || before !== (await spansOfSight(tx)))
    await tx`select recompute_visible(array(select id from person))`;
}

/** Writes how long what is recorded is kept. */
async function writeSchedule(tx: Sql): Promise<void> {
  for (const rule of SCHEDULE) {
    await tx`insert into retention_rule (code, agency_kind, keep, after_death, version, status, source, check_by)
             values (${rule.code}, ${rule.agencyKind ?? null}, make_interval(months => ${rule.keepMonths}),
                     make_interval(months => ${rule.afterDeathMonths ?? null}::int), ${rule.version}, ${rule.status}, ${rule.source},
                     ${rule.checkBy}::date)
             on conflict (code) do update
                set keep = excluded.keep, after_death = excluded.after_death, version = excluded.version, status = excluded.status,
                    source = excluded.source, check_by = excluded.check_by`;
  }
}

/** Writes by what two records are taken to be one person's. */
async function writeMatching(tx: Sql): Promise<void> {
  const { version, status, source, checkBy } = MATCH_REVIEW;
  const weights = Object.entries(MATCH_WEIGHTS).map(([code, { m, u }]) => ({
    code,
    m,
    u,
    weight: weightOf({ m, u }),
    version,
    status,
    source,
    check_by: checkBy,
  }));
  await tx`delete from match_weight`;
  await tx`insert into match_weight ${tx(weights)}`;
  await tx`insert into match_threshold (weight) values (${MATCH_THRESHOLD})
           on conflict (only_row) do update set weight = excluded.weight`;
  await tx`insert into short_name ${tx(SHORT_NAMES.map(([short, long]) => ({ short, long })))} on conflict do nothing`;
}

/** How long sight lasts after whatever gives it, as one text to compare. */
async function spansOfSight(tx: Sql): Promise<string> {
  const [row] = await tx`
    select (select string_agg(code || retention_days, ' ' order by code) from service_kind) as kinds,
           (select string_agg(code || hours || ':' || minutes, ' ' order by code) from parameter) as spans`;
  return JSON.stringify(row);
}

/** How many tasks of mine or my team are due before this instant: counted to 100, since every page waits for it. */
export async function tasksDue(tx: Tx, before: Instant): Promise<number> {
  const [row] = await tx<{ due: number }[]>`
    select count(*)::int as due from (
      select from task
       where team_id = ${tx.asking.team_id} and state = 'open'
         and (staff_id = ${tx.asking.staff_id}
              or ((staff_id is null or not staff_available(staff_id, team_id))
                  and (person_id is null or ${tx.asking.may.includes("person:read")})))
         and due_at < ${before}
       limit 100) counted`;
  return row?.due ?? 0;
}
