import type { Sql } from "../src/kernel/database/connection.ts";

const SOURCE = "Made up for Northmoor, as everything here is: no real programme's budget";

/** Made-up budgets of two kinds of programme: fixed for each site and year, variable for each person-year, both in pounds; places; whose money. */
const BUDGETS = [
  {
    kind: "clinic",
    fixed: 380_000,
    variable: 4_200,
    places: 20,
    paid_by: "Northmoor's made-up commissioner",
  },
  { kind: "community", fixed: 610_000, variable: 950, places: null, paid_by: "Northmoor's made-up council" },
] as const;

/** Enters a made-up budget for the programmes of two kinds, marked as made up and as looked up by nobody. */
export async function writeBudgets(tx: Sql, staff: string, at: string): Promise<void> {
  for (const { kind, fixed, variable, places, paid_by } of BUDGETS)
    await tx`
      insert into programme_budget (service_id, version, sites, fixed_per_site_year, variable_per_person_year, places, price_year, paid_by, source, status,
                                    staff_id, name, role, agency_id, saved_at)
      select s.id, 1, 1, ${fixed}, ${variable}, ${places}, '2024/25', ${paid_by}, ${SOURCE}, 'unverified', w.id, w.name, 'commissioner', w.agency_id, ${at}
        from service s cross join staff w where s.kind = ${kind} and w.id = ${staff}
      on conflict do nothing`;
}
