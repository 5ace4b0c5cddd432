import type { Config } from "../src/config.ts";
import { asPolicyRole, namesOf } from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";
import type { System } from "../src/system.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { type Cost, quantile, served } from "./policies.ts";

const CODE = "northmoor";
const TEAM = "bench-caseload";
const WORKERS = 40;
const WARM = 8;

/** A team with so many people, each with two years of appointments, tasks, measures; one in twenty is being looked for. */
async function makeTeam(system: System, people: number): Promise<void> {
  await asPolicyRole(system.setUp, CODE, async (tx) => {
    const [there] = await tx`select from agency where code = ${TEAM}`;
    if (there) return;
    await tx`insert into agency (code, name, kind) values (${TEAM}, 'Bench', 'treatment')`;
    await tx`insert into service (code, name, agency_id, kind) select ${TEAM}, 'Bench', id, 'community' from agency where code = ${TEAM}`;
    await tx`insert into staff (name, agency_id) select 'Bench worker ' || n, id from agency, generate_series(1, ${WORKERS}) n where code = ${TEAM}`;
    await tx`insert into team (service_id, name, lead_staff_id)
             select s.id, 'Bench', (select min(w.id::text)::uuid from staff w where w.agency_id = s.agency_id) from service s where s.code = ${TEAM}`;
    await tx`insert into account (username, staff_id)
             select ${TEAM} || row_number() over (order by w.id), w.id from staff w join agency a on a.id = w.agency_id where a.code = ${TEAM}`;
    await tx`insert into post (account_id, role, agency_id, team_id)
             select c.id, 'keyworker', a.id, t.id from agency a join service s on s.agency_id = a.id join team t on t.service_id = s.id
               join staff w on w.agency_id = a.id join account c on c.staff_id = w.id where a.code = ${TEAM}`;
    await tx`
      with made as (insert into person (family_name, given_names, born_on, sex)
                    select 'Bench' || n, 'Person', date '1985-01-01', 'male' from generate_series(1, ${people}) n returning id),
           workers as (select array_agg(w.id) as ids from staff w join agency a on a.id = w.agency_id where a.code = ${TEAM})
      insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on, keyworker_id)
      select m.id, s.id, s.agency_id, 'treatment', 'health', t.id, 'in-treatment', date '2024-11-01', w.ids[1 + floor(random() * ${WORKERS})::int]
        from made m cross join service s join team t on t.service_id = s.id cross join workers w where s.code = ${TEAM}`;
    await tx`
      insert into appointment (person_id, category, agency_id, owner_kind, service_id, team_id, episode_id, kind, starts_at, ends_at, state, closed_at)
      select e.person_id, e.category, e.agency_id, e.owner_kind, e.service_id, e.team_id, e.id, case when n % 5 = 0 then 'review' else 'keywork' end,
             now() - make_interval(days => n * 18 - 10), now() - make_interval(days => n * 18 - 10) + interval '45 minutes',
             case when n = 0 then 'booked' when random() < 0.15 then 'missed' else 'attended' end, case when n = 0 then null else now() end
        from episode e join service s on s.id = e.service_id cross join generate_series(0, 40) n where s.code = ${TEAM}`;
    await tx`
      insert into task (agency_id, team_id, person_id, kind, title, due_at, state, closed_at)
      select e.agency_id, e.team_id, e.person_id, 'to-do', 'Ring', now() + make_interval(days => n * 2 - 3), case when n < 2 then 'open' else 'stopped-by-death' end,
             case when n < 2 then null else now() end
        from episode e join service s on s.id = e.service_id cross join generate_series(0, 5) n where s.code = ${TEAM}`;
    await tx`
      insert into measure (person_id, episode_id, definition, version, taken_on, answers, scores, category, agency_id, owner_kind)
      select e.person_id, e.id, case when n % 2 = 0 then 'top' else 'phq-9' end, '1', (now() - make_interval(days => n * 60 + 30))::date, '{}', '{}', 'health', e.agency_id, e.owner_kind
        from episode e join service s on s.id = e.service_id cross join generate_series(0, 11) n where s.code = ${TEAM}`;
    await tx`
      insert into ladder (person_id, category, agency_id, owner_kind, service_id, team_id, episode_id, because, position)
      select e.person_id, e.category, e.agency_id, e.owner_kind, e.service_id, e.team_id, e.id, 'missed-appointment', 1
        from episode e join service s on s.id = e.service_id where s.code = ${TEAM} and random() < 0.05`;
  });
  for (const table of ["appointment", "episode", "task", "measure", "ladder", "visible", "person"])
    await system.setUp.unsafe(`vacuum analyze ${namesOf(CODE).schema}.${table}`);
}

/** Prints how long the caseload board of a team of so many people takes this server, in milliseconds: the whole page, without a network. */
export async function printCaseload(
  system: System,
  config: Config,
  people: number,
  times: number,
): Promise<void> {
  await makeTeam(system, people);
  const partnership = system.partnerships.get(CODE);
  invariant(partnership, "Northmoor is there");
  const token = freshToken();
  invariant(
    await partnership.signIn.openDemonstrationSession(`${TEAM}1`, tokenHash(token)),
    "the worker signs in",
  );
  const site = await served({ system, config, code: CODE }, partnership, true);
  const team = "/caseload?whose=team";
  for (const address of [
    team,
    "/caseload?whose=mine",
    "/caseload?whose=away",
    `${team}&only=missed-contact`,
  ]) {
    const costs: Cost[] = [];
    for (let i = 0; i < times + WARM; i += 1) {
      const cost = await site.get(address, token);
      if (i >= WARM) costs.push(cost);
    }
    const shown = (["busy", "database", "waited"] as const).map((what) => {
      const all = costs.map((cost) => cost[what]);
      return `${what} ${quantile(all, 0.5).toFixed(0)} / ${quantile(all, 0.95).toFixed(0)} ms`;
    });
    process.stdout.write(`${address.padEnd(42)} ${shown.join(", ")} (median / 95th percentile)\n`);
  }
  await site.close();
}
