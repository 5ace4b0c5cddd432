import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorld, type TestAgency, type World } from "../../../tests/world.ts";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, invariant } from "../../kernel/result.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** A treatment agency with a keyworker, their colleague and their lead, and somebody they have. */
async function aTeam() {
  const keyworker = await world.anAgency("treatment");
  const colleague = await world.aWorker(keyworker, "keyworker", "Colleague");
  const person = await world.aPerson(keyworker, {
    familyName: `Quillfeather${++people}`,
    numbers: { nhs: "9434765919" },
  });
  const episode = await world.anEpisode(keyworker, person);
  return { keyworker, colleague, person, episode };
}
let people = 0;

const rows = async (
  who: TestAgency,
  ask: (tx: Tx) => PromiseLike<readonly unknown[]>,
): Promise<readonly unknown[]> => {
  const found = await world.as(who, async (tx) => accept(await ask(tx)));
  invariant(found.ok, "they are signed in");
  return found.value;
};
const limit = async (
  who: TestAgency,
  person: PersonId,
  what: string,
  staff: readonly string[],
): Promise<unknown> => {
  const [row] = await rows(
    who,
    (tx) =>
      tx`select outcome, services from limit_to_named(${person}, ${what}, ${tx.array([...staff], 2950)}, 'asked by them')`,
  );
  return row;
};
const DONE = { outcome: "done", services: [] };

/** How many rows about this person the worker reads in each table that names a person. */
async function seenOf(who: TestAgency, person: PersonId): Promise<Record<string, number>> {
  const tables = await world.sql<{ name: string; about: string }[]>`
    select c.relname as name, a.attname as about from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
     where c.relnamespace = ${world.schema}::regnamespace and c.relkind = 'r' and not c.relispartition
       and a.attname = case c.relname when 'person' then 'id' else 'person_id' end
       and has_any_column_privilege(${`app_${world.schema.slice(2)}`}, c.oid, 'select')
     order by 1`;
  const seen: Record<string, number> = {};
  for (const { name, about } of tables) {
    const [row] = await rows(who, (tx) =>
      tx.unsafe(`select count(*)::int as n from "${name}" where "${about}" = '${person}'`),
    );
    seen[name] = (row as { n: number }).n;
  }
  return seen;
}

describe("a worker who is excluded", () => {
  test("reads nothing of that person in any table, by any search or list, while colleagues read on", async () => {
    const { keyworker, colleague, person } = await aTeam();
    await world.sql`insert into task (agency_id, team_id, person_id, kind, title, due_at)
                    values (${keyworker.agencyId}, ${keyworker.teamId}, ${person}, 'call', 'Call them', now())`;
    await world.as(keyworker, async (tx) => {
      tx.log({ what: "read", about: "overview", people: [person] });
      await tx`insert into note (person_id, category, words) values (${person}, 'health', 'slept badly')`;
      return accept(undefined);
    });
    const before = await seenOf(keyworker, person);
    expect(before).toMatchObject({ person: 1, episode: 1, identifier: 1, note: 1, task: 1, visible: 2 });
    expect(await limit(colleague, person, "excluded", [keyworker.staffId])).toEqual(DONE);
    const after = await seenOf(keyworker, person);
    expect(Object.entries(after).filter(([, n]) => n > 0)).toEqual([]);
    expect(await seenOf(colleague, person)).toMatchObject({
      person: 1,
      episode: 1,
      note: 1,
      task: 1,
      named_limit: 1,
    });
    const name = `Quillfeather${people}`;
    const asked = (who: TestAgency) =>
      Promise.all([
        rows(who, (tx) => tx`select person_id from find_people(${name}, null, null, 20)`),
        rows(
          who,
          (tx) =>
            tx`select person_id from find_people(null, null, '9434765919', 20) where person_id = ${person}`,
        ),
        rows(
          who,
          (tx) =>
            tx`select person_id from find_people(null, '1985-04-03', null, 100) where person_id = ${person}`,
        ),
        rows(who, (tx) => tx`select person_id from recent_people(20)`),
        rows(
          who,
          (tx) =>
            tx`select person_id from possible_duplicates(${name}, ${`Given${people}`}, '', '1985-04-03', 'male', '{}') where person_id = ${person}`,
        ),
        rows(who, (tx) => tx`select born_on from hold_life(${person})`),
      ]);
    expect((await asked(keyworker)).map((found) => found.length)).toEqual([0, 0, 0, 0, 0, 0]);
    expect((await asked(colleague)).map((found) => found.length)).toEqual([1, 1, 1, 0, 1, 1]);
  });

  test("writes nothing about them either, nor lifts what keeps them out", async () => {
    const { keyworker, colleague, person } = await aTeam();
    await limit(colleague, person, "excluded", [keyworker.staffId]);
    await expect(
      rows(
        keyworker,
        (tx) =>
          tx`insert into note (person_id, category, words) values (${person}, 'health', 'x') returning id`,
      ),
    ).rejects.toThrow("row-level security");
    const [line] = await world.sql<{ id: string }[]>`select id from named_limit where person_id = ${person}`;
    const lifting = (who: TestAgency) =>
      rows(who, (tx) => tx`select outcome from lift_limit(${line?.id ?? ""}, 'no longer')`);
    expect(await lifting(keyworker)).toEqual([{ outcome: "not-there" }]);
    expect(await limit(keyworker, person, "allowed", [keyworker.staffId])).toEqual({
      outcome: "not-there",
      services: [],
    });
    expect(await lifting(colleague)).toEqual([{ outcome: "done" }]);
    expect(await seenOf(keyworker, person)).toMatchObject({ person: 1, episode: 1 });
  });

  test("loses what they were named for to their team, and to it alone", async () => {
    const { keyworker, colleague, person, episode } = await aTeam();
    const other = await world.aPerson(keyworker);
    const theirs = await world.anEpisode(keyworker, other);
    await world.sql`update episode set keyworker_id = ${keyworker.staffId} where id in (${episode}, ${theirs})`;
    await limit(colleague, person, "excluded", [keyworker.staffId]);
    const named = await world.sql`select id, keyworker_id from episode where id in (${episode}, ${theirs})`;
    expect(new Map(named.map((row) => [row.id, row.keyworker_id]))).toEqual(
      new Map([
        [episode, null],
        [theirs, keyworker.staffId],
      ]),
    );
  });
});

describe("a restricted record", () => {
  test("is read by those named alone, at whichever agency, and by everyone entitled again once it is lifted", async () => {
    const { keyworker, colleague, person } = await aTeam();
    const [lead] = await world.sql<
      { id: string }[]
    >`select lead_staff_id as id from team where id = ${keyworker.teamId}`;
    expect(await limit(keyworker, person, "allowed", [keyworker.staffId, lead?.id ?? ""])).toEqual(DONE);
    expect((await seenOf(colleague, person)).person).toBe(0);
    expect((await seenOf(keyworker, person)).person).toBe(1);
    for (const { id } of await world.sql<
      { id: string }[]
    >`select id from named_limit where person_id = ${person} order by staff_id = ${keyworker.staffId}`)
      await rows(keyworker, (tx) => tx`select lift_limit(${id}, 'no longer needed')`);
    expect((await seenOf(colleague, person)).person).toBe(1);
  });

  test("is refused where a service that has the person would have nobody who sees them, and names it", async () => {
    const { keyworker, person } = await aTeam();
    const elsewhere = await world.anAgency("recovery");
    expect(await limit(keyworker, person, "allowed", [elsewhere.staffId])).toEqual({
      outcome: "leaves-nobody",
      services: [`Service ${keyworker.code}`],
    });
    const both = await world.sql<{ id: string }[]>`
      select staff_id as id from account a join post p on p.account_id = a.id where p.agency_id = ${keyworker.agencyId}`;
    expect(
      await limit(
        keyworker,
        person,
        "excluded",
        both.map(({ id }) => id),
      ),
    ).toMatchObject({ outcome: "leaves-nobody" });
  });

  test("that is handed over names the lead of whoever is asked, so that it waits unseen nowhere", async () => {
    const { keyworker, person, episode } = await aTeam();
    const receiver = await world.anAgency("recovery");
    await limit(keyworker, person, "allowed", [keyworker.staffId]);
    await rows(
      keyworker,
      (tx) => tx`
      insert into handover (person_id, from_episode_id, from_service_id, from_agency_id, to_service_id, to_agency_id, state,
                            summary, after_arrival, team_id, due_at)
      values (${person}, ${episode}, ${keyworker.serviceId}, ${keyworker.agencyId}, ${receiver.serviceId}, ${receiver.agencyId},
              'offered', 'moving', 'close', ${receiver.teamId}, now() + interval '1 day') returning id`,
    );
    expect((await seenOf(receiver, person)).handover).toBe(0);
    const lead = { ...receiver, token: await world.tokenFor(`lead-${receiver.code}`) };
    expect(await seenOf(lead, person)).toMatchObject({ handover: 1, person: 1 });
  });
});
