import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { invariant } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { Product } from "./products.ts";
import { productOf } from "./strengths-rules.ts";

const Day = z.object({ on: z.string(), days: z.number(), supervised: z.number(), home: z.number() });
const Row = z.object({
  id: z.uuid(),
  product: z.string(),
  micrograms: z.number(),
  ends_on: z.instanceof(Temporal.PlainDate),
  held: z.boolean(),
  pharmacy: z.string(),
  address: z.string(),
  phone: z.string(),
  hours: z.record(z.string(), z.tuple([z.string(), z.string()])),
  agency: z.string(),
  days: z.array(Day),
});

/** What somebody takes, as they read it themselves: the medicine, where it is collected, and their next days there. */
export type OwnMedicine = Omit<z.infer<typeof Row>, "product"> & { readonly product: Product };

/** How many coming days of collection are told. */
export const DAYS_TOLD = 7;

/** What this person is prescribed now, signed and not at its end. Only themselves see it by this. */
export async function ownMedicines(
  tx: Tx,
  person: PersonId,
  today: LocalDate,
): Promise<readonly OwnMedicine[]> {
  const rows = await tx`
    select p.id, p.product, p.micrograms, coalesce(p.stops_on - 1, p.ends_on) as ends_on, p.state = 'held' as held,
           f.name as pharmacy, f.address, f.phone, f.hours, g.name as agency,
           (select coalesce(jsonb_agg(jsonb_build_object('on', d.due_on, 'days', d.days, 'supervised', d.supervised_micrograms,
                                                         'home', d.home_micrograms) order by d.due_on), '[]')
              from (select i.* from instalment i
                     where i.prescription_id = p.id and i.due_on >= ${today} and (p.stops_on is null or i.due_on < p.stops_on)
                       and pharmacy_is_open(f.id, i.due_on) and not exists (select from collection c where c.instalment_id = i.id)
                     order by i.due_on limit ${DAYS_TOLD}) d) as days
      from prescription p join pharmacy f on f.id = p.pharmacy_id join agency g on g.id = p.agency_id
     where p.person_id = ${person} and p.state in ('signed', 'held') and coalesce(p.stops_on - 1, p.ends_on) >= ${today}
     order by p.starts_on, p.id`;
  tx.log({ what: "read", about: "prescriptions", people: [person], basis: "own record" });
  return rows.map((raw) => {
    const row = Row.parse(raw);
    const product = productOf(row.product);
    invariant(product, "a prescription's product is declared");
    return { ...row, product };
  });
}
