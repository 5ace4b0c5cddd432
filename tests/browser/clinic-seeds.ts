import type { World } from "../world.ts";

/** Where the walks of a clinic's roles begin besides: an order of each state, and the clinic's own lists. */
export async function seedsOfClinicOrders(
  { sql }: World,
  role: string | undefined,
): Promise<readonly string[]> {
  if (role === "cd-lead") return ["/clinic/licences", "/clinic/protocols"];
  if (role !== "clinic-doctor" && role !== "clinic-nurse") return [];
  const rows = await sql`
    select distinct on (state) '/people/' || person_id || '/orders/' || id as path from clinic_order
     where state in ('signed', 'held', 'queued') order by state, id`;
  return rows.map((row) => String(row.path));
}
