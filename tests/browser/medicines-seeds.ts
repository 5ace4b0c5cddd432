import { invariant } from "../../src/kernel/result.ts";
import { today } from "../../src/kernel/time.ts";
import type { World } from "../world.ts";

/** Makes one prescription of Northmoor's wait to be signed and holds another, so that every act on one has a page that leads to it. */
export async function rareAmongPrescriptions({ sql }: World): Promise<void> {
  await sql`
    with two as (select id, row_number() over (order by id) as n from prescription where state = 'signed' limit 2)
    update prescription p
       set state = case two.n when 1 then 'queued' else 'held' end,
           signed_at = case two.n when 1 then null else p.signed_at end, signed_by = case two.n when 1 then null else p.signed_by end,
           signed_print = case two.n when 1 then null else p.signed_print end, with_agency_id = case two.n when 1 then null else p.with_agency_id end
      from two where two.id = p.id`;
  await sql`delete from collection c using prescription p where p.id = c.prescription_id and p.state = 'queued'`;
  await sql`delete from instalment i using prescription p where p.id = i.prescription_id and p.state = 'queued'`;
}

/** Where the walks of a role begin besides: one prescription of each state for whoever signs, a day of collection at the counter. */
export async function seedsOfMedicines({ sql }: World, role: string | undefined): Promise<readonly string[]> {
  const rows =
    role === "community-prescriber"
      ? await sql`select distinct on (state) '/people/' || person_id || '/medicines/' || id as path from prescription
                   where state in ('signed', 'held', 'queued') order by state, id`
      : role === "community-pharmacist"
        ? await sql`select '/dispensing/' || i.id as path from instalment i join prescription p on p.id = i.prescription_id
                     where p.state = 'signed' order by i.due_on desc, i.id limit 1`
        : [];
  const paths = rows.map((row) => String(row.path));
  return role === "community-pharmacist" ? [...paths, "/pharmacies"] : paths;
}

/**
 * A dose to be taken in sight today, of somebody who lives: one that is due today, or else, where the pharmacy is shut on this day of the
 * week, the next one, whose day becomes today.
 */
export async function dueInSight(world: World): Promise<string> {
  const [due] = await world.sql<{ id: string }[]>`
    update instalment set due_on = ${today()} where id = (
      select i.id from instalment i join prescription p on p.id = i.prescription_id join person x on x.id = p.person_id
       where p.state = 'signed' and x.died_on is null and i.due_on >= ${today()} and p.starts_on <= ${today()}
         and i.supervised_micrograms > 0
         and not exists (select from collection c where c.instalment_id = i.id)
         and (i.due_on = ${today()} or not exists (select from instalment o where o.prescription_id = p.id and o.due_on = ${today()}))
       order by i.due_on, i.id limit 1) returning id`;
  invariant(due, "somebody’s dose is to be taken in sight");
  return due.id;
}
