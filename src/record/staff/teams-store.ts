import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { AgencyId, ServiceId, StaffId, TeamId } from "../../kernel/id.ts";

const ServiceLine = z.object({
  id: ServiceId.schema,
  name: z.string(),
  kind: z.string(),
  agency_id: AgencyId.schema,
  agency_name: z.string(),
  agency_kind: z.string(),
});
/** A service of the partnership, with the agency that runs it. */
export type ServiceLine = z.infer<typeof ServiceLine>;

const TeamLine = z.object({
  id: TeamId.schema,
  name: z.string(),
  service_id: ServiceId.schema,
  service_name: z.string(),
  lead_staff_id: StaffId.schema,
  lead_name: z.string(),
});
/** A duty team, with the named lead to whom silence escalates. */
export type TeamLine = z.infer<typeof TeamLine>;

const Member = z.object({
  staff_id: StaffId.schema,
  name: z.string(),
  team_id: TeamId.schema,
  available: z.boolean(),
});
/** Someone who works in a team, and whether they are at work today. */
export type Member = z.infer<typeof Member>;

/** Every service of the partnership, by name. */
export async function allServices(tx: Tx): Promise<readonly ServiceLine[]> {
  const rows = await tx`
    select s.id, s.name, s.kind, s.agency_id, g.name as agency_name, g.kind as agency_kind
      from service s join agency g on g.id = s.agency_id order by s.name`;
  return rows.map((row) => ServiceLine.parse(row));
}

/** The services of the agency now acting whose work the asker's role may see, by name. */
export async function ownServices(tx: Tx): Promise<readonly ServiceLine[]> {
  const rows = await tx`
    select s.id, s.name, s.kind, s.agency_id, g.name as agency_name, g.kind as agency_kind
      from service s join agency g on g.id = s.agency_id
     where s.id = any ((select acting_services())::uuid[]) order by s.name`;
  return rows.map((row) => ServiceLine.parse(row));
}

/** The duty teams of these services, by name. */
export async function teamsOf(tx: Tx, services: readonly ServiceId[]): Promise<readonly TeamLine[]> {
  const rows = await tx`
    select t.id, t.name, t.service_id, s.name as service_name, t.lead_staff_id, l.name as lead_name
      from team t join service s on s.id = t.service_id join staff l on l.id = t.lead_staff_id
     where t.service_id = any (${tx.array([...services], 2950)}) order by s.name, t.name`;
  return rows.map((row) => TeamLine.parse(row));
}

/** The teams to which a no comes back, for this sending service; the health-side liaison's for police and probation. */
export async function teamsForANo(
  tx: Tx,
  sender: ServiceId,
): Promise<readonly { readonly id: TeamId; readonly name: string; readonly service: string }[]> {
  const rows = await tx`select team_id, team_name, service_name from teams_for_a_no(${sender})`;
  return rows.map((row) => ({
    id: TeamId.schema.parse(row.team_id),
    name: z.string().parse(row.team_name),
    service: z.string().parse(row.service_name),
  }));
}

/** Who works in these teams now, by name; for work about a person those alone whose role reads people. */
export async function membersOf(
  tx: Tx,
  teams: readonly TeamId[],
  work: "about-a-person" | "about-nobody" = "about-a-person",
): Promise<readonly Member[]> {
  const rows = await tx`
    select staff_id, name, team_id, staff_available(staff_id, team_id) as available
      from staff_posts(${tx.array([...teams], 2950)}, ${work === "about-a-person"}) order by name`;
  return rows.map((row) => Member.parse(row));
}
