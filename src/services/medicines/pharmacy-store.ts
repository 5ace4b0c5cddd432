import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { AgencyId } from "../../kernel/id.ts";
import { type LocalDate, today } from "../../kernel/time.ts";
import { type Pharmacy, PharmacyId } from "./prescription.ts";

const Row = z.object({
  id: PharmacyId.schema,
  name: z.string(),
  address: z.string(),
  phone: z.string(),
  ours: z.boolean(),
  hours: z.record(z.string(), z.tuple([z.string(), z.string()])),
  closed: z.array(z.object({ day: z.string(), reason: z.string() })),
});

function decoded(raw: unknown): Pharmacy {
  const row = Row.parse(raw);
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    phone: row.phone,
    ours: row.ours,
    hours: new Map(Object.entries(row.hours).map(([weekday, times]) => [Number(weekday), times])),
    closedDays: new Map(row.closed.map(({ day, reason }) => [day, reason])),
  };
}

/** Every pharmacy, by name, with the days from today on which it is closed. About nobody. */
export async function pharmacies(tx: Tx): Promise<readonly Pharmacy[]> {
  const rows = await tx`
    select f.id, f.name, f.address, f.phone, f.agency_id = acting_agency() as ours, f.hours,
           coalesce((select jsonb_agg(jsonb_build_object('day', c.day, 'reason', c.reason) order by c.day)
                       from pharmacy_closed_day c where c.pharmacy_id = f.id and c.day >= ${today()}), '[]') as closed
      from pharmacy f order by f.name, f.id`;
  return rows.map(decoded);
}

/** The agencies that are pharmacies and are not on the list yet. */
export async function agenciesWithoutPharmacy(
  tx: Tx,
): Promise<readonly { readonly id: AgencyId; readonly name: string }[]> {
  return tx<{ id: AgencyId; name: string }[]>`
    select g.id, g.name from agency g where g.kind = 'pharmacy' and not exists (select from pharmacy f where f.agency_id = g.id) order by g.name`;
}

/** Adds a pharmacy. */
export async function addPharmacy(
  tx: Tx,
  given: {
    readonly agency: string;
    readonly name: string;
    readonly address: string;
    readonly phone: string;
    readonly hours: Pharmacy["hours"];
  },
): Promise<"done" | "not-there" | "there-already"> {
  const hours = Object.fromEntries([...given.hours].map(([weekday, times]) => [weekday, [...times]]));
  const [row] =
    await tx`select add_pharmacy(${given.agency}, ${given.name}, ${given.address}, ${given.phone}, ${tx.json(hours)}) as answer`;
  return z.enum(["done", "not-there", "there-already"]).parse(row?.answer);
}

/** Says that a pharmacy is closed on a day that is not over. */
export async function closePharmacyOn(
  tx: Tx,
  pharmacy: PharmacyId,
  day: LocalDate,
  reason: string,
): Promise<"done" | "not-there" | "over" | "closed-already"> {
  const [row] = await tx`select close_pharmacy_on(${pharmacy}, ${day}, ${reason}) as answer`;
  return z.enum(["done", "not-there", "over", "closed-already"]).parse(row?.answer);
}
