import { afterAll, beforeAll, expect, test } from "vitest";
import { giveOwnAccount } from "../../demo/rows-store.ts";
import { asPolicyRole } from "../../src/kernel/database/partnership.ts";
import type { EpisodeId, PersonId } from "../../src/kernel/id.ts";
import { accept } from "../../src/kernel/result.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { storiesIn } from "../handovers/story.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";

// What the matrix of the scorecard found, each as the rule that it broke. None could be reached by a page; all could by
// whoever finds a way to run a statement of their own.

let world: World;
let us: TestAgency;
let person: PersonId;
let episode: EpisodeId;
beforeAll(async () => {
  world = await openWorld();
  us = await world.anAgency("treatment");
  person = await world.aPerson(us, { numbers: { nhs: "9434765919" } });
  episode = await world.anEpisode(us, person);
  await world.as(us, async (tx) => {
    await tx`insert into alert (person_id, category, words) values (${person}, 'health', 'x')`;
    await tx`insert into event (person_id, kind, happened_on, precision, source, category) values (${person}, 'overdose', '2026-01-01', 'day', 'told', 'health')`;
    await tx`insert into task (team_id, person_id, kind, title, due_at, state, closed_at) values (${us.teamId}, ${person}, 'to-do', 'x', now(), 'done', now())`;
    await tx`insert into handover_draft (person_id, from_episode_id, to_service_id) values (${person}, ${episode}, ${us.serviceId})`;
    return accept(undefined);
  });
});
afterAll(() => world.close());

/** How many rows a statement changes when it names none and reads none, so that no policy for reading is asked. */
const changed = async (who: TestAgency, statement: string): Promise<number> => {
  const result = await world.as(who, async (tx) => accept((await tx.unsafe(statement)).count));
  return result.ok ? result.value : -1;
};
const BLIND = [
  "update identifier set ended_at = null",
  "update alert set ended_at = null",
  "update event set withdrawn_at = null, withdrawn_because = null",
  "update episode set keyworker_id = null",
  "update task set due_at = now()",
  "update handover_draft set summary = 'x'",
];

test("what an agency recorded can be changed while it has to do with the person, and not after, by whatever statement", async () => {
  for (const statement of BLIND) expect(await changed(us, statement), statement).toBe(1);
  await world.sql`update registration set at = now() - interval '100 days'`;
  await world.sql`update episode set started_on = '2019-01-01', ended_on = '2020-01-01', ending = 'completed'`;
  for (const statement of [...BLIND, "delete from handover_draft"])
    expect(await changed(us, statement), statement).toBe(0);
  await world.sql`update episode set ended_on = null, ending = null`;
});

test("nobody changes a row of a category that their role has no need of", async () => {
  const pharmacist = await world.aWorker(us, "community-pharmacist");
  await world.as(us, async (tx) =>
    accept(await tx`insert into alert (person_id, category, words) values (${person}, 'housing', 'x')`),
  );
  expect(await changed(us, "update alert set ended_at = null")).toBe(2);
  expect(await changed(pharmacist, "update alert set ended_at = null")).toBe(1);
});

test("a role that needs nothing of anyone's record sees nobody, and nobody's decisions, in whatever agency it is held", async () => {
  const administrator = await world.aWorker(us, "administrator");
  await world.as(us, async (tx) =>
    accept(
      await tx`insert into consent (person_id, category, reader_kind, decision, evidence) values (${person}, 'health', 'clinic', 'given', 'x')`,
    ),
  );
  const count = (who: TestAgency, table: string) =>
    world.as(who, async (tx) => accept((await tx.unsafe(`select id from ${table}`)).length));
  for (const table of ["person", "consent"]) {
    expect(await count(us, table), table).toEqual(accept(1));
    expect(await count(administrator, table), table).toEqual(accept(0));
  }
});

test("a person decides in their own name alone, and writes no change of owner into their handover", async () => {
  const offer = await storiesIn(world).anOffer();
  await asPolicyRole(world.sql, WORLD_CODE, (tx) => giveOwnAccount(tx, "herself", offer.person));
  const herself = { ...us, token: await world.tokenFor("herself") };
  const decide = (agency: string | null) =>
    world.as(herself, async (tx) =>
      accept(
        await tx`insert into consent (person_id, category, reader_kind, decision, evidence, agency_id)
                 values (${offer.person}, 'health', 'clinic', 'given', 'said so', ${agency})`,
      ),
    );
  await expect(decide(us.agencyId)).rejects.toMatchObject({ code: "42501" });
  expect((await decide(null)).ok).toBe(true);
  const change = world.as(herself, async (tx) =>
    accept(
      await tx`insert into handover_change (handover_id, team_id, due_at, reason) values (${offer.id}, ${us.teamId}, now(), 'x')`,
    ),
  );
  await expect(change).rejects.toMatchObject({ code: "42501" });
});
