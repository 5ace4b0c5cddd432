import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { ServiceId } from "../../../kernel/id.ts";
import { PremisesId } from "./line.ts";

const Row = z.object({
  id: PremisesId.schema,
  name: z.string(),
  address: z.string(),
  phone: z.string(),
  service: z.string(),
});

/** Every premises of the partnership, with whose they are. */
export async function allPremises(tx: Tx): Promise<readonly z.infer<typeof Row>[]> {
  const rows = await tx`
    select p.id, p.name, p.address, p.phone, s.name as service from premises p join service s on s.id = p.service_id order by s.name, p.name`;
  return rows.map((row) => Row.parse(row));
}

/** The services that are clinics. */
export async function clinicServices(
  tx: Tx,
): Promise<readonly { readonly id: ServiceId; readonly name: string }[]> {
  const rows = await tx`select id, name from service where kind = 'clinic' order by name`;
  return rows.map((row) => z.object({ id: ServiceId.schema, name: z.string() }).parse(row));
}

/** Adds premises to a clinic. */
export async function addPremises(
  tx: Tx,
  one: { readonly service: string; readonly name: string; readonly address: string; readonly phone: string },
): Promise<"done" | "not-there" | "there-already"> {
  const [row] =
    await tx`select add_premises(${one.service}, ${one.name}, ${one.address}, ${one.phone}) as said`;
  return z.enum(["done", "not-there", "there-already"]).parse(row?.said);
}
