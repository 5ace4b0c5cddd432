import { afterAll, beforeAll, expect, test } from "vitest";
import { accept } from "../src/kernel/result.ts";
import { openServed, type Served } from "./served.ts";
import { send } from "./visiting.ts";
import type { World } from "./world.ts";

let served: Served;
let world: World;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
});
afterAll(() => served.close());

/** Waits until somebody in the database waits for a lock. */
async function untilSomebodyWaits(): Promise<void> {
  const waiting = async () => {
    const rows = await world.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return rows.length > 0;
  };
  await expect.poll(waiting, { interval: 10 }).toBe(true);
}

test("a note that is sent at the very moment of a joining is kept once, in the record that goes on", async () => {
  const clerk = await world.anAgency("office", { role: "identity-clerk" });
  const [treatment, hospital] = [await world.anAgency("treatment"), await world.anAgency("hospital")];
  const both = { bornOn: "1985-04-03", numbers: { nhs: "9434765919" } };
  const first = await world.aPerson(treatment, { givenNames: "Edith", familyName: "Quill", ...both });
  await world.anEpisode(treatment, first);
  const second = await world.aPerson(hospital, { givenNames: "Edie", familyName: "Hawthorne", ...both });
  await world.anEpisode(hospital, second);
  const [review] = await world.sql<{ id: string }[]>`
    select id from identity_review where person_id = ${second} and candidate_id = ${first}`;
  const kept = { names: first, known_as: first, born_on: first, sex: first };
  let sent: ReturnType<typeof send> | undefined;
  const joined = await world.as(clerk, async (tx) => {
    const [row] =
      await tx`select join_people(${review?.id ?? ""}, 'Passport seen by both', ${tx.json(kept)}) as outcome`;
    sent = send(served, hospital, `/people/${second}/notes/new`, {
      category: "health",
      words: "Written in the very moment",
    });
    await untilSomebodyWaits();
    return accept(String(row?.outcome));
  });
  expect(joined.ok && joined.value).toMatch(/^[0-9a-f-]{36}$/);
  const answer = await sent;
  expect([answer?.status, answer?.location]).toEqual([303, `/people/${first}/notes`]);
  const notes = await world.sql`select person_id from note where words = 'Written in the very moment'`;
  expect(notes.map((note) => note.person_id)).toEqual([first]);
});
