import { sealLog } from "../../../src/record/access-log/seal-store.ts";
import { writeDosing } from "./dosing.ts";
import { writeJoint } from "./of-joint-plans.ts";
import { writeSelection } from "./of-selection.ts";
import type { Partnership } from "./partnership.ts";
import { PLAIN, type Plain, SOME_STAY } from "./plain.ts";
import { writeRegister } from "./register.ts";

type Built = Omit<Partnership, "readers">;

/** The tables whose rows carry a category and the kind of whoever recorded them, with the columns that only they have. */
const CATEGORISED: Readonly<Record<string, Pick<Plain, "columns" | "values">>> = {
  ...PLAIN,
  alias: { columns: "name, kind", values: "'zq-' || id, 'alias'" },
  death_decision: {
    columns: "what, died_on, reason",
    values: "'recorded', date '2025-01-01', 'zq-' || id",
  },
  family_agreement: {
    columns: "named, relation, tells, hears, said, said_at, how, answered_at",
    values: `'zq-' || id, 'parent', '{attendance}'::text[], '{}'::text[], 'zq', now(), 'phone', now()`,
  },
  transferred: {
    columns: "transfer_id, section, source_id, origin_id, told_by, source, on_day, item",
    values: `(select id from transfer_in limit 1), 'event', id, id, 'zq', 'zq', date '2025-01-01',
      jsonb_build_object('words', 'zq-' || id, 'facts', '{}'::jsonb)`,
  },
  reminder: {
    columns: "appointment_id, agreement_id, due_at, state, trouble",
    values: `(select a.id from appointment a where a.person_id = rows.person_id and a.agency_id = rows.agency_id and a.category = rows.category),
      (select c.id from contact_agreement c where c.person_id = rows.person_id and c.agency_id = rows.agency_id and c.category = rows.category),
      now(), 'not-needed', 'zq-' || id`,
  },
};

/** One row of each category by each agency about everybody in each such table; and old stays, which open nothing. */
export async function writeRows(built: Built): Promise<void> {
  const { sql } = built.world;
  const owners = [...built.agencies, ...built.others];
  const list = (values: readonly string[]) => values.map((value) => `'${value}'`).join(", ");
  const people = list(built.people.map((person) => person.id));
  const categories = list(built.categories);
  await sql`
    insert into pharmacy (agency_id, name, address, phone, hours)
    values (${built.sender.agencyId}, 'zq', 'zq', 'zq', '{"1": ["09:00", "18:00"]}')`;
  const [first] = owners;
  await sql`
    insert into partner (id, name, seal_key, sign_keys, services, checked) values (gen_random_uuid(), 'zq',
            jsonb_build_object('kty', 'OKP', 'crv', 'X25519', 'x', repeat('z', 43), 'kid', repeat('z', 43)), '[]', '[]', 'zq')`;
  await sql`
    insert into transfer_in (id, partner_id, service_id, agency_id, print, how, expires_at)
    select gen_random_uuid(), p.id, ${first?.serviceId ?? ""}, ${first?.agencyId ?? ""}, 'zq', 'file', now() from partner p`;
  await sql`
    insert into episode (id, person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on, ended_on, ending)
    values (${SOME_STAY}, ${built.people[0]?.id ?? ""}, ${first?.serviceId ?? ""}, ${first?.agencyId ?? ""}, ${first?.kind ?? ""},
            'social', ${first?.teamId ?? ""}, 'any', '2003-01-01', '2003-02-01', 'completed')`;
  for (const owner of owners)
    await sql`
      insert into premises (agency_id, service_id, name, address, phone)
      values (${owner.agencyId}, ${owner.serviceId}, 'zy', 'zq', 'zq')`;
  for (const [table, { columns, values }] of Object.entries(CATEGORISED)) {
    await sql.unsafe(`
      insert into ${table} (id, person_id, category, agency_id, owner_kind, ${columns})
      select id, person_id, category, agency_id, kind, ${values}
        from (select gen_random_uuid() as id, p.id as person_id, c.code as category, a.id as agency_id, a.kind
                from person p cross join category c cross join agency a
               where p.id in (${people}) and c.code in (${categories})
                 and a.id in (${list(owners.map((owner) => owner.agencyId))})
              offset 0) as rows`);
  }
  for (const owner of owners) {
    await sql.unsafe(`
      insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on, ended_on, ending)
      select p.id, '${owner.serviceId}', '${owner.agencyId}', '${owner.kind}', c.code, '${owner.teamId}', 'any',
             make_date(1990 + c.place::int, 1, 1), make_date(1990 + c.place::int, 2, 1), 'completed'
        from person p cross join unnest(array[${categories}]) with ordinality c (code, place) where p.id in (${people})`);
  }
  await writeRegister(built);
  await writeDosing(built);
  await writeTheRest(built);
}

/** What follows other rows: names kept for one agency alone, lines of episodes, changes of handovers, tasks, the office's own. */
async function writeTheRest({ world: { sql }, agencies, others, people, sender }: Built): Promise<void> {
  for (const agency of agencies) {
    await sql`
      insert into alias (person_id, name, kind, agency_id, owner_kind, own_only)
      select p.id, 'zq-own', 'former-name', ${agency.agencyId}, ${agency.kind}, true from person p
       where p.id = any (${sql.array(
         people.map((person) => person.id),
         2950,
       )})`;
    await sql`
      insert into task (agency_id, team_id, person_id, kind, title, due_at, state, closed_at, closed_by)
      select ${agency.agencyId}, ${agency.teamId}, p.id, 'to-do', 'zq-done', now(), 'done', now(), ${agency.staffId} from person p
       where p.id = any (${sql.array(
         people.map((person) => person.id),
         2950,
       )})`;
  }
  await sql`
    insert into supply_to_nobody (kind, how_many, on_day, category, agency_id)
    select 'foil', 1, '2025-01-01', c.code, a.id from category c cross join agency a`;
  await writeSent({ sql, agencies, others, people });
  await sql`insert into clinic_order_step (order_id, what) select id, 'written' from clinic_order`;
  await sql`insert into clinic_order_part (order_id, slot, part, product, micrograms, least_minutes)
            select id, 'morning', 1, 'x', 1, 0 from clinic_order`;
  await sql`insert into prescription_step (prescription_id, what) select id, 'written' from prescription`;
  await sql`insert into instalment (prescription_id, due_on, days, supervised_micrograms, home_micrograms)
            select id, starts_on, 1, 30000, 0 from prescription`;
  await writeJoint(
    sql,
    people.filter(({ relationship }) => relationship === "none").map(({ id }) => id),
    agencies.map(({ agencyId }) => agencyId),
  );
  await writeSelection(sql);
  await sql`insert into episode_stage (episode_id, what, stage) select id, 'opened', 'any' from episode`;
  for (const { agencyId, staffId } of [sender, ...agencies])
    await sql`insert into occupied (agency_id, staff_id, starts_at, ends_at) values (${agencyId}, ${staffId}, now(), now() + interval '1 hour')`;
  await sql`insert into handover_change (handover_id, team_id, due_at, reason) select id, team_id, now(), 'late' from handover`;
  const [first, second] = people;
  const apart = people.find((person) => person.relationship === "kept out by name");
  for (const other of [second, apart].filter((one) => one !== undefined))
    await sql`
      insert into joining (person_id, joined_id, evidence, was, kept, joined_by, undone_at, undone_because)
      values (${first?.id ?? ""}, ${other.id}, 'x', '{}', '{}', null, now(), 'x')`;
  await sql`
    insert into alias (person_id, name, kind, agency_id, owner_kind, own_only, kept_private)
    select p.id, 'zq-left-behind', 'former-name', a.id, a.kind, true, true
      from person p cross join agency a where p.id = any (${sql.array(
        people.map((person) => person.id),
        2950,
      )}) and a.id = any (${sql.array(
        agencies.map((agency) => agency.agencyId),
        2950,
      )})`;
  if (apart)
    await sql`insert into identity_review (person_id, candidate_id, agreement, weight) values (${first?.id ?? ""}, ${apart.id}, '{nhs:same}', 9)`;
  await sql`insert into identity_review (person_id, candidate_id, agreement, weight) values (${first?.id ?? ""}, ${second?.id ?? ""}, '{nhs:same}', 9)`;
  await sql`
    insert into access_log (account_id, agency_id, role, what, about, route, basis, person_ids)
    select (select id from account order by id limit 1), ${sender.agencyId}, 'keyworker', 'read', 'notes', '/x', 'relationship', array[p.id]
      from person p`;
}

/** Each agency hands over one of those it has, and has tasks about nobody; and rights that have lapsed by themselves. */
async function writeSent({
  sql,
  agencies,
  others,
  people,
}: Pick<Built, "agencies" | "others" | "people"> & { readonly sql: Built["world"]["sql"] }): Promise<void> {
  const passedOn = people.filter(
    ({ relationship, consent }) =>
      ["open episode", "kept out by name"].includes(relationship) && consent === "given",
  );
  for (const agency of agencies) {
    const to = others.find((other) => other.kind !== agency.kind);
    await sql`
      insert into handover (person_id, from_episode_id, from_service_id, from_agency_id, to_service_id, to_agency_id, summary,
                            after_arrival, team_id, due_at)
      select e.person_id, e.id, e.service_id, e.agency_id, ${to?.serviceId ?? ""}, ${to?.agencyId ?? ""}, 'zq-sent', 'keep',
             ${to?.teamId ?? ""}, now()
        from episode e where e.person_id = any (${sql.array(
          passedOn.map((each) => each.id),
          2950,
        )}) and e.service_id = ${agency.serviceId} and e.ended_on is null`;
    await sql`insert into task (agency_id, team_id, kind, title, due_at) values (${agency.agencyId}, ${agency.teamId}, 'to-do', 'zq-nobody', now())`;
  }
}

/** Workers kept out by name, limits that were lifted, emergencies that are over, and requests that were refused. */
async function writeExceptions({
  world: { sql },
  readers,
  people,
  sender,
  agencies,
  others,
}: Pick<Partnership, "readers" | "people" | "sender" | "agencies" | "others"> & {
  readonly world: { readonly sql: Built["world"]["sql"] };
}): Promise<void> {
  for (const { id, relationship } of people) {
    await sql`
      insert into named_limit (person_id, what, staff_id, reason, agency_id, ended_at, end_reason)
      values (${id}, 'excluded', ${sender.staffId}, 'x', ${sender.agencyId}, now(), 'x')`;
    await sql`
      insert into consent_to_use (person_id, purpose, decision, evidence, agency_id, staff_id)
      values (${id}, 'national-returns', 'given', 'x', ${sender.agencyId}, ${sender.staffId})`;
    await sql`
      insert into emergency_access (person_id, staff_id, agency_id, reason, opened_at, until)
      values (${id}, ${sender.staffId}, ${sender.agencyId}, 'a reason long enough', now() - interval '3 hours', now() - interval '2 hours')`;
    await sql`
      insert into pattern_review (kind, version, person_id, counted, span_from, span_to, note, made_by)
      values ('many-workers', 1, ${id}, 9, now() - interval '9 days', now(), 'x', ${sender.staffId})`;
    await sql`
      insert into gateway (person_id, to_agency_id, categories, ground, reason, until, state, asked_by, agency_id,
                           answered_at, answered_by, answer)
      values (${id}, ${others[0]?.agencyId ?? ""}, '{social}', 'serious-harm', 'a reason long enough', now() + interval '1 day',
              'refused', ${sender.staffId}, ${sender.agencyId}, now(), ${readers[0]?.staffId ?? ""}, 'no')`;
    await sql`
      insert into gateway (person_id, to_agency_id, categories, ground, reason, asked_at, until, state, asked_by, agency_id,
                           answered_at, answered_by, answer)
      values (${id}, ${others[0]?.agencyId ?? ""}, '{social}', 'serious-harm', 'a reason long enough', now() - interval '9 days',
              now() - interval '1 day', 'approved', ${sender.staffId}, ${sender.agencyId}, now(), ${readers[0]?.staffId ?? ""}, 'yes')`;
    await writeKeeping(sql, id, [sender, ...agencies]);
    for (const { staffId, agency } of readers) {
      if (!staffId || !agency) continue;
      // Of whom somebody is kept out of, an emergency that is open opens nothing.
      const ago = relationship === "kept out by name" ? "1 minute" : "3 hours";
      await sql`
        insert into emergency_access (person_id, staff_id, agency_id, reason, opened_at, until)
        values (${id}, ${staffId}, ${agency.agencyId}, 'a reason long enough', now() - ${ago}::interval,
                now() - ${ago}::interval + interval '50 minutes')`;
      if (relationship === "kept out by name")
        await sql`
          insert into named_limit (person_id, what, staff_id, reason, agency_id)
          values (${id}, 'excluded', ${staffId}, 'x', ${sender.agencyId})`;
    }
  }
  // Last: whatever changes rights computes them anew, and takes away what has lapsed.
  for (const agency of agencies) {
    await sql`
      insert into visible (agency_id, person_id, until, grants)
      select ${agency.agencyId}, p.id, now() - interval '1 hour',
             '{minimum,own}' || array(select distinct category || '/' || owner_kind from sharing_rule)
        from person p where p.id = any (${sql.array(
          people.filter((each) => each.relationship === "none").map((each) => each.id),
          2950,
        )})`;
  }
}

/** A seal over what the log holds by now, holds over one agency's part and over everything about somebody, and a part of theirs that is due. */
async function writeKeeping(
  sql: Built["world"]["sql"],
  person: string,
  agencies: readonly { readonly agencyId: string; readonly staffId: string }[],
): Promise<void> {
  for (const { agencyId, staffId } of agencies) {
    await sql`insert into legal_hold (person_id, agency_id, reason, review_on, placed_by) values (${person}, ${agencyId}, 'x', '2030-01-01', ${staffId})`;
    await sql`
      with asked as (insert into disposal (what, agency_id, reason, state, asked_by)
                     values ('erasure', ${agencyId}, 'x', 'prepared', ${staffId}) returning id)
      insert into disposal_part (disposal_id, person_id, agency_id) select id, ${person}, ${agencyId} from asked`;
  }
  await sql`insert into legal_hold (person_id, reason, review_on, placed_by) values (${person}, 'x', '2030-01-01', ${agencies[0]?.staffId ?? ""})`;
  await sealLog(sql);
}

/** What belongs to one reader alone: a referral being written, forms sent, work asked for; and files that were brought in. */
export async function writeOwn({
  world: { sql },
  readers,
  people,
  agencies,
  others,
  sender,
  today,
}: Partnership): Promise<void> {
  const had = people.find((person) => person.relationship === "open episode" && person.consent === "given");
  const lapsed = people.find((person) => person.relationship === "none");
  await sql`
    insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on)
    values (${had?.id ?? ""}, ${sender.serviceId}, ${sender.agencyId}, ${sender.kind}, 'health', ${sender.teamId}, 'any', ${today})`;
  await writeExceptions({ world: { sql }, readers, people, sender, agencies, others });
  const keptOut = people.find((person) => person.relationship === "kept out by name");
  for (const { accountId, staffId, agency } of readers) {
    await sql`insert into form_once (id, account_id, route, body_hash, location) values (gen_random_uuid(), ${accountId}, '/x', ''::bytea, '/x')`;
    await sql`insert into job (kind, account_id, state) values ('x', ${accountId}, 'waiting')`;
    // One's own for one's own agency, and one's own from when one worked for another.
    for (const at of staffId && agency ? [agency, sender] : [])
      await sql`insert into referral_draft (source, answers, saved_at, agency_id, staff_id)
                values ('self', '{}', now(), ${at.agencyId}, ${staffId ?? null})`;
    for (const person of [had, lapsed, keptOut]) {
      if (!staffId || !agency || !person) continue;
      // Of somebody whose episode is over, as of somebody who is here: a draft outlives what it was begun for.
      await sql`
        insert into handover_draft (person_id, from_episode_id, to_service_id, agency_id, staff_id)
        select ${person.id}, e.id, ${others[0]?.serviceId ?? ""}, ${agency.agencyId}, ${staffId}
          from episode e where e.person_id = ${person.id} and e.agency_id = ${agency.agencyId} order by e.started_on desc limit 1`;
    }
  }
  await sql`
    with run as (
      insert into import_run (kind, file_name, agency_id, state, dry_run, account_id)
      values ('people', 'x.csv', ${sender.agencyId}, 'done', true, ${readers[0]?.accountId ?? ""}) returning id),
    error as (insert into import_error (run_id, line, ordinal, field, value, words) select id, 2, 1, 'x', 'x', 'x' from run)
    insert into import_file (run_id, part, bytes) select id, 1, '' from run`;
}
