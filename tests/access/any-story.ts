import type { Sql } from "../../src/kernel/database/connection.ts";
import type { Random } from "../../src/kernel/random.ts";
import { invariant } from "../../src/kernel/result.ts";
import type { TestAgency } from "../world.ts";

/** What random acts work with: a person, and agencies that may meet them. */
export type Stage = {
  readonly sql: Sql;
  readonly person: string;
  readonly agencies: readonly TestAgency[];
  readonly random: Random;
  readonly today: Temporal.PlainDate;
};

/** Few, so that a person changes their mind about the same thing more than once. */
const CATEGORIES = ["health", "housing", "offending"];

type Open = { id: string; service_id: string; agency_id: string; started_on: Temporal.PlainDate };

async function openEpisodes({ sql, person }: Stage): Promise<readonly Open[]> {
  return sql<Open[]>`
    select id, service_id, agency_id, started_on from episode where person_id = ${person} and ended_on is null order by id`;
}

async function openEpisode(stage: Stage, agency: TestAgency): Promise<void> {
  const { sql, person, random, today } = stage;
  const startedOn = today.subtract({ days: random.between(0, 900) });
  // A stay that would overlap another with the same service is refused by the database, as it should be.
  await sql`
    insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on)
    select ${person}, ${agency.serviceId}, ${agency.agencyId}, ${agency.kind}, k.category, ${agency.teamId}, 'any', ${startedOn}
      from service_kind k where k.code = ${agency.serviceKind}
       and not exists (select from episode e where e.person_id = ${person} and e.service_id = ${agency.serviceId}
                        and (e.ended_on is null or e.ended_on >= ${startedOn}))`;
}

async function endEpisode(stage: Stage): Promise<void> {
  const { sql, random, today } = stage;
  const open = await openEpisodes(stage);
  if (open.length === 0) return;
  const episode = random.pick(open);
  const stayed = episode.started_on.until(today, { largestUnit: "day" }).days;
  const endedOn = episode.started_on.add({ days: random.between(0, stayed) });
  await sql`update episode set ended_on = ${endedOn}, ending = 'any' where id = ${episode.id}`;
}

async function reopenEpisode({ sql, person }: Stage): Promise<void> {
  await sql`
    update episode e set ended_on = null, ending = null, by_death = false
     where e.id = (select c.id from episode c where c.person_id = ${person} and c.ended_on is not null
                    and not exists (select from episode later where later.person_id = c.person_id
                                     and later.service_id = c.service_id and later.started_on > c.started_on)
                    order by c.id limit 1)`;
}

async function offer(stage: Stage): Promise<void> {
  const { sql, person, random, agencies } = stage;
  const open = await openEpisodes(stage);
  const to = random.pick(agencies);
  const from = open.find((episode) => episode.service_id !== to.serviceId);
  if (!from) return;
  await sql`
    insert into handover (person_id, from_episode_id, from_service_id, from_agency_id, to_service_id, to_agency_id, summary,
                          after_arrival, team_id, due_at)
    values (${person}, ${from.id}, ${from.service_id}, ${from.agency_id}, ${to.serviceId}, ${to.agencyId}, 'any', 'keep',
            ${to.teamId}, now() + interval '2 days')
    on conflict do nothing`;
}

/** Days ago that an answer was given: before and after the 28 days that a no can count. */
const ago = (random: Random): string => `${random.pick([0, 3, 20, 26, 30, 60])} days`;

async function answer(
  stage: Stage,
  how: "accepted" | "declined" | "refused-by-person" | "withdrawn",
): Promise<void> {
  const { sql, person, random, agencies } = stage;
  const [handover] = await sql<{ id: string }[]>`
    select id from handover where person_id = ${person} and state in ('offered', 'accepted')
     and (${how} <> 'accepted' or state = 'offered') order by id limit 1`;
  if (!handover) return;
  const at = ago(random);
  const owner = random.pick(agencies).teamId;
  if (how === "accepted") {
    await sql`update handover set state = 'accepted', answered_at = now(), first_contact_at = now() where id = ${handover.id}`;
  } else if (how === "declined") {
    await sql`
      update handover set state = 'declined', answered_at = now() - ${at}::interval, decline_reason = 'any', next_step = 'any',
             next_step_team_id = ${owner}, next_step_due_at = now(), closed_at = now() - ${at}::interval where id = ${handover.id}`;
  } else {
    await sql`
      update handover set state = ${how}, ended_at = now() - ${at}::interval, closed_at = now() - ${at}::interval, end_reason = 'any',
             next_step_team_id = ${how === "withdrawn" ? null : owner} where id = ${handover.id}`;
  }
}

async function arrive(stage: Stage): Promise<void> {
  const { sql, person, agencies } = stage;
  const [handover] = await sql<{ id: string; to_agency_id: string }[]>`
    select id, to_agency_id from handover where person_id = ${person} and state = 'accepted' order by id limit 1`;
  const to = agencies.find((agency) => agency.agencyId === handover?.to_agency_id);
  if (!handover || !to) return;
  await openEpisode(stage, to);
  await sql`
    update handover h set state = 'arrived', arrived_at = now(), to_episode_id = e.id
      from episode e where h.id = ${handover.id} and e.person_id = h.person_id and e.service_id = h.to_service_id
       and e.ended_on is null`;
}

/** What an agency has to do about the person: made, done, and taken up again. */
async function seeTo({ sql, person }: Stage, agency: TestAgency): Promise<void> {
  const changed = await sql`
    update task set state = case state when 'open' then 'done' else 'open' end,
                    closed_at = case state when 'open' then now() end
     where person_id = ${person} and agency_id = ${agency.agencyId} returning id`;
  if (changed.length > 0) return;
  await sql`
    insert into task (agency_id, team_id, person_id, kind, title, due_at)
    values (${agency.agencyId}, ${agency.teamId}, ${person}, 'any', 'any', now())`;
}

async function register({ sql, person, random }: Stage, agency: TestAgency): Promise<void> {
  await sql`
    insert into registration (person_id, agency_id, at, reason)
    values (${person}, ${agency.agencyId}, now() - ${ago(random)}::interval, 'any') on conflict do nothing`;
}

async function decide({ sql, person, random, agencies }: Stage): Promise<void> {
  const agency = random.pick(agencies.slice(0, 4));
  const decision = random.pick(["given", "given", "given", "refused", "withdrawn"]);
  const support = ["housing", "prison"].includes(agency.kind);
  const purpose = random.chance(0.8) === support ? "resettlement" : "direct-care";
  const until = random.pick(["infinity", "infinity", "10 days", "200 days", "-1 days"]);
  await sql`
    insert into consent (person_id, category, reader_kind, purpose, decision, until, evidence)
    values (${person}, ${random.pick(CATEGORIES)}, ${agency.kind}, ${purpose}, ${decision},
            case when ${until} = 'infinity' then 'infinity'::timestamptz else now() + nullif(${until}, 'infinity')::interval end, 'any')`;
}

/** Parts shared without consent: asked for, answered, ended, and past their end. */
async function share({ sql, person, random, agencies }: Stage): Promise<void> {
  const [from, to] = [random.pick(agencies), random.pick(agencies)];
  const state = random.pick(["asked", "approved", "approved", "approved", "refused", "ended"]);
  const [days, answered, ended] = [random.pick([-20, 10, 80]), state !== "asked", state === "ended"];
  const other = agencies.find((each) => each.staffId !== from.staffId)?.staffId ?? null;
  await sql`
    insert into gateway (person_id, to_agency_id, categories, ground, reason, asked_at, until, state, asked_by, agency_id,
                         answered_at, answered_by, answer, ended_at, ended_by, end_reason)
    values (${person}, ${to.agencyId}, ${sql.array([random.pick(CATEGORIES)], 1009)}, 'serious-harm', 'any reason at all',
            now() - interval '30 days', now() + make_interval(days => ${days}), ${state}, ${from.staffId}, ${from.agencyId},
            case when ${answered} then now() end, ${answered ? other : null}, ${answered ? "any" : null},
            case when ${ended} then now() end, ${ended ? other : null}, ${ended ? "any" : null})`;
  if (random.chance(0.3))
    await sql`update gateway set state = 'ended', ended_at = now(), end_reason = 'any' where person_id = ${person} and state = 'approved'`;
}

async function die({ sql, person, random, today }: Stage): Promise<void> {
  if (!random.chance(0.1)) return;
  const day = today.subtract({ days: random.pick([0, 5, 400]) });
  await sql.begin(async (tx) => {
    await tx`update person set died_on = ${day}, death_noted_at = now() where id = ${person} and died_on is null`;
    await tx`update handover set state_before_death = state, state = 'ended-by-death', ended_at = now()
              where person_id = ${person} and state in ('offered', 'accepted')`;
    await tx`update episode set ended_on = greatest(${day}, started_on), ending = 'died', by_death = true
              where person_id = ${person} and ended_on is null`;
  });
}

/** One random act about the person, by random agencies. What cannot be done in their state does nothing. */
export async function anAct(stage: Stage): Promise<void> {
  const { random, agencies } = stage;
  const agency = random.pick(agencies);
  const acts: readonly (() => Promise<void>)[] = [
    () => openEpisode(stage, agency),
    () => openEpisode(stage, agency),
    () => endEpisode(stage),
    () => endEpisode(stage),
    () => reopenEpisode(stage),
    () => offer(stage),
    () => offer(stage),
    () => answer(stage, "accepted"),
    () => answer(stage, "accepted"),
    () => answer(stage, "declined"),
    () => answer(stage, "refused-by-person"),
    () => answer(stage, "withdrawn"),
    () => seeTo(stage, agency),
    () => seeTo(stage, agency),
    () => arrive(stage),
    () => register(stage, agency),
    () => decide(stage),
    () => decide(stage),
    () => decide(stage),
    () => decide(stage),
    () => decide(stage),
    () => decide(stage),
    () => decide(stage),
    () => share(stage),
    () => die(stage),
  ];
  const act = random.pick(acts);
  invariant(act, "there are acts to pick from");
  await act();
}
