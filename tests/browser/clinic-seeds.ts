import type { World } from "../world.ts";

/** Where the walks of a clinic's roles begin besides: an order and a selection of each state, and the clinic's own lists. */
export async function seedsOfClinicOrders(
  { sql }: World,
  role: string | undefined,
): Promise<readonly string[]> {
  if (role === "cd-lead") {
    const books = await sql`select '/register/books/' || id as path from cd_book order by id limit 1`;
    return [...OF_THE_LEAD, ...books.map((row) => String(row.path))];
  }
  if (role !== "clinic-doctor" && role !== "clinic-nurse") return [];
  const rows = await sql`
    (select distinct on (state) '/people/' || person_id || '/orders/' || id as path from clinic_order
      where state in ('signed', 'held', 'queued') order by state, id)
    union all (select '/people/' || person_id || '/orders' from clinic_order where state = 'signed' order by id limit 1)
    union all (select distinct on (state) '/people/' || person_id || '/selection'
      from nomination join visible v using (person_id) join agency a on a.id = v.agency_id
     where a.kind = 'clinic' and v.until > now() order by state, nomination.id)`;
  return rows.map((row) => String(row.path));
}

const OF_THE_LEAD = [
  "/clinic/licences",
  "/clinic/protocols",
  "/register",
  "/register/keys",
  "/register/returns",
  "/register/authorities",
  "/register/balance",
];
