import { payers } from "../src/insight/economics/reference.ts";
import type { Sql } from "../src/kernel/database/connection.ts";

const SOURCE = "Made up for Northmoor, as everything here is: no real programme's budget";

/** A stream: whose, how much of the cost in per cent, and how many days after the budget was entered it ends; null where no end is known. */
type MadeUp = readonly [payer: string, perCent: number, ends: number | null, called?: string];

/** Made-up budgets of two kinds of programme: fixed for each site and year, variable for each person-year, both in pounds; places; who pays. */
const BUDGETS: readonly {
  readonly kind: string;
  readonly fixed: number;
  readonly variable: number;
  readonly places: number | null;
  readonly streams: readonly MadeUp[];
}[] = [
  {
    kind: "clinic",
    fixed: 380_000,
    variable: 4_200,
    places: 20,
    // The first ends within the year after the story's last day, so that the page warns of it.
    streams: [
      ["police-commissioner", 40, 210],
      ["nhs", 35, null],
      ["public-health", 20, 850],
      ["seized-assets", 5, null],
    ],
  },
  {
    kind: "community",
    fixed: 610_000,
    variable: 950,
    places: null,
    streams: [
      ["public-health", 85, null],
      ["another", 15, 600, "Northmoor's made-up trust"],
    ],
  },
];

/** Enters a made-up budget for the programmes of two kinds, marked as made up and as looked up by nobody. */
export async function writeBudgets(tx: Sql, staff: string, at: string): Promise<void> {
  const names = new Map(payers().map(({ payer, name }) => [payer, name]));
  for (const { kind, fixed, variable, places, streams } of BUDGETS) {
    await tx`
      insert into programme_budget (service_id, version, sites, fixed_per_site_year, variable_per_person_year, places, price_year, source, status,
                                    staff_id, name, role, agency_id, saved_at)
      select s.id, 1, 1, ${fixed}, ${variable}, ${places}, '2024/25', ${SOURCE}, 'unverified', w.id, w.name, 'commissioner', w.agency_id, ${at}
        from service s cross join staff w where s.kind = ${kind} and w.id = ${staff}
      on conflict do nothing`;
    for (const [i, [payer, perCent, ends, called = ""]] of streams.entries())
      await tx`
        insert into programme_funding (service_id, version, line, payer, called, name, per_cent, until)
        select s.id, 1, ${i + 1}, ${payer}, ${called}, ${called || (names.get(payer) ?? payer)}, ${perCent}, ${at}::timestamptz::date + ${ends}::integer
          from service s where s.kind = ${kind}
        on conflict do nothing`;
  }
}
