import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accept } from "../../src/kernel/result.ts";
import { ROLES } from "../../src/record/staff/roles.ts";
import { noPlace } from "../insight/cohort-people.ts";
import { CANARY, loadSamples, saySource } from "../insight/samples-loaded.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";

let world: World;
let treatment: TestAgency;
let views: readonly string[];
beforeAll(async () => {
  world = await openWorld();
  const police = await world.anAgency("police");
  const prison = await world.anAgency("prison");
  treatment = await world.anAgency("treatment");
  await loadSamples(world, {
    police: police.agencyId,
    prison: prison.agencyId,
    community: treatment.agencyId,
  });
  await world.sql`
    insert into measure (person_id, definition, version, stage, taken_on, answers, scores, category, agency_id, owner_kind)
    select person_id, 'top', '1', 'start', started_on, jsonb_build_object('opiates', 28, 'other-substance', ${CANARY}::text), jsonb_build_object('opiates', 28, ${CANARY}::text, 1, 'crack', ${CANARY}::text), 'health', agency_id, owner_kind
      from episode limit 5`;
  const clinic = await world.anAgency("clinic");
  await ofTheClinic(clinic);
  const [someone] = await world.sql`select id from person where family_name = ${CANARY} limit 1`;
  await noPlace(world, String(someone?.id), treatment, clinic, "2026-02-02T10:00Z");
  await world.sql`
    with run as (insert into import_run (kind, file_name, agency_id, state, dry_run, account_id)
      select 'area-months', 'areas.csv', ${police.agencyId}, 'done', false, id from account limit 1 returning id)
    insert into area_month (agency_id, area, measure, month, version, counted, source, run_id)
    select ${police.agencyId}, 'Fenwick', 'drug-litter', '2026-01-01', 1, 7, 'Rounds', id from run`;
  await saySource(world, police.agencyId, "events", "2026-09-30");
  await saySource(world, prison.agencyId, "custody", "2026-09-30");
  const rows = await world.sql<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_roles o on o.oid = c.relowner
     where c.relnamespace = ${world.schema}::regnamespace and c.relkind = 'v' and o.rolname like 'insight\_%' order by 1`;
  views = rows.map((row) => row.name);
});
afterAll(() => world.close());

/** An appointment, a session, an emergency and an incident of one of the people, with the canary wherever words may stand. */
async function ofTheClinic(clinic: TestAgency): Promise<void> {
  const { sql } = world;
  const of = sql`(select id from person where family_name = ${CANARY} limit 1), ${clinic.agencyId}, ${clinic.kind}`;
  await sql`
    insert into appointment (person_id, agency_id, owner_kind, category, service_id, team_id, kind, purpose, starts_at, ends_at, state, reason, closed_at)
    values (${of}, 'health', ${clinic.serviceId}, ${clinic.teamId}, 'review', ${CANARY}, '2026-02-02T09:00Z', '2026-02-02T10:00Z', 'missed', ${CANARY}, now())`;
  await sql`
    insert into premises (agency_id, service_id, name, address, phone) values (${clinic.agencyId}, ${clinic.serviceId}, ${CANARY}, ${CANARY}, '1')`;
  await sql`
    insert into dosing_session (agency_id, premises_id, day, slot, opened_at, ends_at, closed_at, protocol, protocol_version, protocol_print, numbers)
    select agency_id, id, '2026-02-02', 'morning', '2026-02-02T08:00Z', '2026-02-02T11:00Z', '2026-02-02T11:00Z', ${CANARY}, 1, repeat('0', 64), '{}'
      from premises where name = ${CANARY}`;
  await sql`
    insert into dosing_visit (person_id, agency_id, owner_kind, session_id, for_whom, prescribed_ug)
    values (${of}, (select id from dosing_session), (select id from person where family_name = ${CANARY} limit 1), 0)`;
  await sql`insert into dosing_step (visit_id, seq, to_state, at) select id, 1, 'scheduled', '2026-02-02T08:00Z' from dosing_visit`;
  await sql`
    insert into dosing_step (visit_id, seq, prev_seq, from_state, to_state, reason, at)
    select id, 2, 1, 'scheduled', 'no-show', ${CANARY}, '2026-02-02T11:00Z' from dosing_visit`;
  await sql`insert into dosing_emergency (person_id, agency_id, owner_kind, kind) values (${of}, 'overdose')`;
  await sql`
    insert into dosing_incident (person_id, agency_id, owner_kind, kind, words, happened_at) values (${of}, 'other', ${CANARY}, '2026-02-02T09:00Z')`;
}

async function rowsSeenBy(reader: TestAgency, view: string): Promise<number> {
  const seen = await world.as(reader, async (tx) => {
    const [row] = await tx<{ n: number }[]>`select count(*)::int as n from ${tx(view)}`;
    return accept(row?.n ?? 0);
  });
  if (!seen.ok) throw new Error("the reader may ask");
  return seen.value;
}

const READERS = ROLES.filter((role) => role.may.includes("insight:read")).map((role) => role.code);
const OTHERS = ROLES.filter((role) => !role.may.includes("insight:read") && role.code !== "person").map(
  (role) => role.code,
);

describe("the views without names", () => {
  test("are these fifteen, and no other view looks past the record's policies", () => {
    expect(views).toEqual([
      "insight_agency",
      "insight_appointment",
      "insight_area_month",
      "insight_coded_event",
      "insight_episode",
      "insight_event",
      "insight_harm",
      "insight_not_offered",
      "insight_person",
      "insight_profile",
      "insight_score",
      "insight_service",
      "insight_session",
      "insight_source",
      "insight_treatment",
    ]);
  });

  test("have rows for those whose role may read insight", async () => {
    expect(READERS).toContain("commissioner");
    for (const role of READERS) {
      const reader = await world.anAgency("treatment", { role });
      for (const view of views)
        expect([role, view, await rowsSeenBy(reader, view)]).not.toEqual([role, view, 0]);
    }
  });

  test("are empty for every other role", async () => {
    for (const role of OTHERS) {
      const reader = await world.anAgency("treatment", { role });
      for (const view of views) expect([role, view, await rowsSeenBy(reader, view)]).toEqual([role, view, 0]);
    }
  });

  test("are empty for police and probation whatever their role", async () => {
    for (const kind of ["police", "probation"]) {
      const reader = await world.anAgency(kind, { role: "commissioner" });
      for (const view of views) expect([kind, view, await rowsSeenBy(reader, view)]).toEqual([kind, view, 0]);
    }
  });

  test("have no column that could hold a name, a number, an identifier of the record or somebody's words", async () => {
    const columns = await world.sql<{ name: string }[]>`
      select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = ${world.schema} and table_name = any (${world.sql.array([...views], 1009)})
         and (column_name ~ '(^|_)(id|value|words|what|place|outcome|source|source_ref|client_ref|end_reason|born_on|family|given|known_as)$'
              or (column_name ~ 'name' and column_name not in ('agency_name', 'kind_name') and table_name not in ('insight_service', 'insight_agency')))
         -- Counts of places are about nobody: a place has its name, and a count its source.
         and not (table_name = 'insight_area_month' and column_name in ('area_name', 'source'))`;
    expect(columns.map((column) => column.name)).toEqual([]);
  });

  test("show nothing of a canary's name, number or words in any row", async () => {
    const commissioner = await world.anAgency("office", { role: "commissioner" });
    const [there] = await world.sql<
      { n: number }[]
    >`select count(*)::int as n from person where family_name = ${CANARY}`;
    expect(there?.n).toBe(400);
    for (const view of views) {
      const found = await world.as(commissioner, async (tx) => {
        const [row] = await tx<{ n: number; all: number }[]>`
          select count(*) filter (where v::text ilike ${`%${CANARY}%`})::int as n, count(*)::int as all from ${tx(view)} v`;
        return accept(row);
      });
      if (!found.ok) throw new Error("the reader may ask");
      expect([view, found.value?.n]).toEqual([view, 0]);
      expect(found.value?.all).toBeGreaterThan(0);
    }
  });

  test("show no person's identifier: nobody who sees a person can find them there", async () => {
    const ids = await world.sql<{ id: string }[]>`select id::text from person limit 400`;
    const keyworker = await world.anAgency("treatment", { role: "keyworker" });
    const known = new Set(ids.map((row) => row.id));
    const keys = await world.as(keyworker, async (tx) =>
      accept(await tx<{ key: string }[]>`select insight_key::text as key from insight_person`),
    );
    expect(keys.ok && keys.value.filter((row) => known.has(row.key))).toEqual([]);
    const linked = world.as(keyworker, async (tx) => accept(await tx`select insight_key from person`));
    await expect(linked).rejects.toThrow(/permission denied/);
  });

  test("leave out what the supervised-use room records", async () => {
    const room = await world.anAgency("supervised-use");
    const someone = await world.aPerson(room);
    await world.anEpisode(room, someone);
    const commissioner = await world.anAgency("office", { role: "commissioner" });
    const found = await world.as(commissioner, async (tx) =>
      accept(
        await tx`select 1 from insight_episode where service_kind = 'overdose-prevention'
                      union all select 1 from insight_service where kind = 'overdose-prevention'`,
      ),
    );
    expect(found.ok && found.value.length).toBe(0);
  });

  test("are behind a barrier, so that no function of the asker sees a row before the rule does", async () => {
    const rows = await world.sql<{ name: string }[]>`
      select c.relname as name from pg_class c
       where c.relnamespace = ${world.schema}::regnamespace and c.relname = any (${world.sql.array([...views], 1009)})
         and not coalesce('security_barrier=true' = any (c.reloptions), false)`;
    expect(rows.map((row) => row.name)).toEqual([]);
  });
});

test("the role of insight may read only the columns that its views show", async () => {
  const rows = await world.sql<{ name: string }[]>`
    select distinct table_name || '.' || column_name as name from information_schema.column_privileges
     where table_schema = ${world.schema} and grantee like 'insight\_%' and table_name not like 'insight\_%' order by 1`;
  const forbidden =
    /\.(family_name|given_names|known_as|born_on|value|words|what|place|outcome|source|source_ref|end_reason|client_ref|file_name)$/;
  expect(rows.length).toBeGreaterThan(20);
  // A count of an area says whose count it is: it is about nobody.
  const told = rows.map((row) => row.name).filter((name) => name !== "area_month.source");
  expect(told.filter((name) => forbidden.test(name))).toEqual([]);
});
