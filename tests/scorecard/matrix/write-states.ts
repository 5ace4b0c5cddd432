import { invariant } from "../../../src/kernel/result.ts";
import type { TestAgency } from "../../world.ts";
import type { Partnership, Somebody } from "./partnership.ts";
import { DECISIONS } from "./states.ts";

type Built = Omit<Partnership, "readers">;

/** Puts everybody in their states, as whoever set the partnership up: what is measured afterwards is who sees it. */
export async function writeStates(built: Built): Promise<void> {
  for (const person of built.people) {
    await writeConsents(built, person);
    for (const agency of built.agencies) await writeRelationship(built, person, agency);
  }
}

async function writeConsents(
  { world: { sql }, categories, now }: Built,
  { id, consent }: Somebody,
): Promise<void> {
  for (const { decision, ago, ends, purposes } of DECISIONS[consent]) {
    const at = now.subtract({ hours: 24 * ago });
    const until = ends === undefined ? "infinity" : now.subtract({ hours: 24 * ends }).toString();
    await sql`
      insert into consent (person_id, category, reader_kind, purpose, decision, until, evidence, at)
      select ${id}, c.code, k.code, purpose, ${decision}, ${until}::timestamptz, 'said so', ${at}
        from category c cross join agency_kind k cross join unnest(${sql.array([...purposes], 1009)}) purpose
       where c.code = any (${sql.array([...categories], 1009)})`;
  }
}

async function writeRelationship(built: Built, person: Somebody, agency: TestAgency): Promise<void> {
  const { sql } = built.world;
  const { now, today } = built;
  const days = (ago: number) => now.subtract({ hours: 24 * ago });
  const kept = built.retention.get(agency.serviceKind);
  invariant(kept !== undefined, "the kind of service is declared");
  switch (person.relationship) {
    case "none":
      return;
    case "registered":
    case "registered long ago":
      await sql`insert into registration (person_id, agency_id, at, reason) values (${person.id}, ${agency.agencyId},
                ${days(person.relationship === "registered" ? 10 : 40)}, 'met')`;
      return;
    case "open episode":
    case "kept out by name":
      return writeStay(built, person, agency, null);
    case "last day of retention":
      return writeStay(built, person, agency, today.subtract({ days: kept }));
    case "day after retention":
      return writeStay(built, person, agency, today.subtract({ days: kept + 1 }));
    case "task to do":
    case "task done": {
      const done = person.relationship === "task done";
      await sql`
        insert into task (agency_id, team_id, person_id, kind, title, due_at, state, closed_at, closed_by)
        values (${agency.agencyId}, ${agency.teamId}, ${person.id}, 'to-do', 'Ring them', now() + interval '1 day',
                ${done ? "done" : "open"}, ${done ? now : null}, ${done ? agency.staffId : null})`;
      return;
    }
    default:
      return writeHandover(built, person, agency);
  }
}

async function writeStay(
  { world: { sql }, serviceCategory, today }: Built,
  person: Somebody,
  agency: TestAgency,
  endedOn: Temporal.PlainDate | null,
): Promise<void> {
  const startedOn = (endedOn ?? today).subtract({ days: 30 });
  await sql`
    insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on, ended_on, ending)
    values (${person.id}, ${agency.serviceId}, ${agency.agencyId}, ${agency.kind}, ${serviceCategory.get(agency.serviceKind) ?? ""},
            ${agency.teamId}, 'any', ${startedOn}, ${endedOn}, ${endedOn ? "completed" : null})`;
}

async function writeHandover(built: Built, person: Somebody, agency: TestAgency): Promise<void> {
  const { sender, now, others } = built;
  const { sql } = built.world;
  let [stay] =
    await sql`select id from episode where person_id = ${person.id} and service_id = ${sender.serviceId} and ended_on is null`;
  if (!stay) {
    await writeStay(built, person, sender, null);
    [stay] =
      await sql`select id from episode where person_id = ${person.id} and service_id = ${sender.serviceId} and ended_on is null`;
  }
  const elsewhere = others[0];
  invariant(stay && elsewhere, "there is somebody to hand over, and somebody else");
  const long = person.relationship.endsWith("long ago");
  const closed = now.subtract({ hours: 24 * (long ? 40 : 5) });
  const toReader = {
    to_service_id: agency.serviceId as string,
    to_agency_id: agency.agencyId as string,
    team_id: agency.teamId as string,
  };
  const common = {
    person_id: person.id,
    from_episode_id: String(stay.id),
    from_service_id: sender.serviceId as string,
    from_agency_id: sender.agencyId as string,
    summary: `zq-${agency.kind}`,
    after_arrival: "keep",
    due_at: now,
    ...toReader,
  };
  const said = { answered_at: now, first_contact_at: now };
  const row = (() => {
    switch (person.relationship) {
      case "offered":
        return { ...common, state: "offered" };
      case "accepted":
        return { ...common, state: "accepted", ...said };
      case "accepted, then refused by the person":
      case "accepted, then refused long ago":
        return {
          ...common,
          state: "refused-by-person",
          ...said,
          ended_at: closed,
          closed_at: closed,
          end_reason: "no",
        };
      default:
        return {
          ...common,
          to_service_id: elsewhere.serviceId as string,
          to_agency_id: elsewhere.agencyId as string,
          state: "declined",
          answered_at: closed,
          closed_at: closed,
          decline_reason: "full",
          next_step: "ring",
          next_step_team_id: agency.teamId as string,
          next_step_due_at: now,
        };
    }
  })();
  await sql`insert into handover ${sql(row as never)}`;
}
