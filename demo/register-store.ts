import type { Sql } from "../src/kernel/database/connection.ts";
import type { Calendar } from "./calendar.ts";
import { type Attender, HARBOUR, type Keeping, registerRows } from "./register.ts";

/** Writes the premises of the made-up clinic and a fortnight of its register. */
export async function writeRegister(tx: Sql, calendar: Calendar, seed: string): Promise<void> {
  await tx`
    insert into premises (id, agency_id, service_id, name, address, phone)
    select ${HARBOUR.id}, agency_id, id, ${HARBOUR.name}, ${HARBOUR.address}, ${HARBOUR.phone} from service where code = ${HARBOUR.service}
    on conflict do nothing`;
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
  const attenders = await tx`
    select p.id, p.given_names || ' ' || p.family_name as name, p.born_on::text as born_on
      from episode e join service s on s.id = e.service_id join person p on p.id = e.person_id
     where s.code = ${HARBOUR.service} and e.ended_on is null and e.started_on < current_timestamp::date - 20 and p.died_on is null
     order by p.id limit 8`;
  const signer = (row: Record<string, unknown>) => ({
    staffId: String(row.staff_id),
    name: String(row.name),
    role: String(row.role),
  });
  return {
    agencyId: String(nurse.agency_id),
    first: signer(nurse),
    second: signer(checker),
    attenders: attenders.map(
      (row): Attender => ({ id: String(row.id), name: String(row.name), bornOn: String(row.born_on) }),
    ),
  };
}
