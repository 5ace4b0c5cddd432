import { expect } from "vitest";
import type { PersonId } from "../src/kernel/id.ts";
import { accept } from "../src/kernel/result.ts";
import { today } from "../src/kernel/time.ts";
import { openServed } from "./served.ts";
import { send as sendOf, visit as visitOf } from "./visiting.ts";
import type { TestAgency, World } from "./world.ts";

/** The whole system with two information governance leads, and what tests of keeping and disposing do in it. */
export type Keeping = Awaited<ReturnType<typeof openKeeping>>;

let count = 0;
/** This many years ago, as the year. */
export const year = (yearsAgo: number): number => today().year - yearsAgo;

/** Somebody with a stay at each of these agencies, each with a note and a number, over since 2 March of that year. */
async function writeSomeone(
  world: World,
  agencies: readonly TestAgency[],
  yearsAgo: number,
): Promise<PersonId> {
  count += 1;
  const [first] = agencies as [TestAgency];
  const letter = (n: number): string => String.fromCharCode(97 + (n % 26));
  const familyName = `Keptwell${letter(count / 26)}${letter(count)}`;
  const person = await world.aPerson(first, {
    familyName,
    bornOn: "1960-04-03",
    numbers: { pnc: `20/${String(count).padStart(7, "0")}A` },
  });
  for (const agency of agencies) {
    await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${agency.agencyId}, 'met')
                    on conflict do nothing`;
    await world.anEpisode(agency, person, { startedOn: `${year(yearsAgo) - 1}-01-10` });
    await world.as(agency, async (tx) => {
      await tx`insert into note (person_id, category, words) values (${person}, 'identity', ${`About ${familyName}`})`;
      await tx`insert into alias (person_id, name, kind) values (${person}, ${`${familyName}son`}, 'alias')`;
      tx.log({ what: "changed", about: "notes", people: [person] });
      return accept(undefined);
    });
  }
  const ended = `${year(yearsAgo)}-03-02`;
  await world.sql`update episode set ended_on = ${ended}::date, ending = 'completed' where person_id = ${person}`;
  for (const table of ["note", "alias", "identifier"])
    await world.sql.unsafe(`update ${table} set at = '${ended}' where person_id = '${person}'`);
  return person;
}

/** Every table of the whole database in which this text stands, in any column, read as text. */
async function placesIn(world: World, text: string): Promise<readonly string[]> {
  const tables = await world.sql<{ name: string }[]>`
    select c.relname as name from pg_class c where c.relnamespace = ${world.schema}::regnamespace and c.relkind = 'r'`;
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await world.sql.unsafe<{ n: number }[]>(
      `select count(*)::int as n from "${name}" t where t::text ilike '%${text}%'`,
    );
    if (row && row.n > 0) found.push(name);
  }
  return found.toSorted();
}

/** Opens it. */
export async function openKeeping() {
  const served = await openServed({ work: true });
  const { world } = served;
  const lead = await world.anAgency("office", { role: "ig-lead" });
  const second = await world.aWorker(lead, "ig-lead");
  const visit = (who: TestAgency, url: string) => visitOf(served, who, url);
  const send = (who: TestAgency, url: string, fields: Record<string, string>) =>
    sendOf(served, who, url, fields);

  const reached = (id: string, state: string) =>
    expect
      .poll(async () => (await world.sql`select state from disposal where id = ${id}`)[0]?.state)
      .toBe(state);

  /** Looks for what is due as one lead, and answers what was found. */
  async function lookedFor(agency?: TestAgency): Promise<string> {
    const asked = await send(lead, "/keeping", { agency: agency?.agencyId ?? "all" });
    expect(asked.status).toBe(303);
    const id = /keeping\/([0-9a-f-]{36})/.exec(asked.location ?? "")?.[1] ?? "";
    await reached(id, "prepared");
    return id;
  }

  const parts = async (id: string) =>
    (
      await world.sql`select person_id, agency_id, state, rows_found, rows_gone, person_gone from disposal_part
                       where disposal_id = ${id} order by person_id, agency_id`
    ).map((row) => ({ ...row }));

  const decide = (id: string, who = second, decision = "yes") =>
    send(who, `/keeping/${id}`, { decision, why: "as the schedule says" });

  return {
    world,
    lead,
    second,
    visit,
    send,
    someoneOf: (agencies: readonly TestAgency[], yearsAgo: number) => writeSomeone(world, agencies, yearsAgo),
    reached,
    lookedFor,
    parts,
    decide,
    placesOf: (text: string) => placesIn(world, text),
    close: () => served.close(),
  };
}
