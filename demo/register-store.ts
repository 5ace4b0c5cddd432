import type { Sql } from "../src/kernel/database/connection.ts";
import type { Calendar } from "./calendar.ts";
import { type Given, HARBOUR, type Keeping, registerRows } from "./register.ts";

/** Writes the premises of the made-up clinic. */
export async function writeHarbour(tx: Sql): Promise<void> {
  await tx`
    insert into premises (id, agency_id, service_id, name, address, phone)
    select ${HARBOUR.id}, agency_id, id, ${HARBOUR.name}, ${HARBOUR.address}, ${HARBOUR.phone} from service where code = ${HARBOUR.service}
    on conflict do nothing`;
}

/** Writes a fortnight of the clinic's register, from what was seen to be injected there. */
export async function writeRegister(tx: Sql, calendar: Calendar, seed: string): Promise<void> {
  const keeping = await keepingOf(tx);
  if (!keeping) return;
  for (const [table, rows] of registerRows(keeping, calendar, seed)) {
    const columns = tx(Object.keys(rows[0] ?? { id: 1 }));
    if (rows.length > 0)
      await tx`
        insert into ${tx(table)} (${columns}) select ${columns} from jsonb_populate_recordset(null::${tx(table)}, ${tx.json(rows as never)})
        on conflict do nothing`;
  }
}

async function keepingOf(tx: Sql): Promise<Keeping | undefined> {
  const signers = await tx`
    select a.username, s.id as staff_id, s.name, lower(r.name) as role, p.agency_id
      from account a join staff s on s.id = a.staff_id join post p on p.account_id = a.id join role r on r.code = p.role
     where a.username in ('clinic-nurse', 'clinic-checker') and p.role = a.username order by a.username desc`;
  const [nurse, checker] = signers;
  if (!nurse || !checker) return undefined;
  const given = await tx`
    select p.id, p.given_names || ' ' || p.family_name as name, p.born_on::text as born_on, d.given_at::text as at, d.micrograms / 1000 as mg, f.name as prescriber,
           l.number as licence
      from observed_dose d join person p on p.id = d.person_id
      join clinic_order o on o.person_id = d.person_id and o.premises_id = ${HARBOUR.id} and o.kind = 'standing' and o.in_force @> london_day(d.given_at) and o.signed_at < d.given_at
      join staff f on f.id = o.signed_by join clinic_licence l on l.id = o.licence_id
     where d.way = 'injected' order by d.given_at, p.id`;
  const signer = (row: Record<string, unknown>) => ({
    staffId: String(row.staff_id),
    name: String(row.name),
    role: String(row.role),
  });
  return {
    agencyId: String(nurse.agency_id),
    first: signer(nurse),
    second: signer(checker),
    given: given.map(
      (row): Given => ({
        who: { id: String(row.id), name: String(row.name), bornOn: String(row.born_on) },
        at: Temporal.Instant.from(String(row.at).replace(" ", "T")).toString(),
        mg: Number(row.mg),
        prescriber: String(row.prescriber),
        licence: String(row.licence),
      }),
    ),
  };
}
