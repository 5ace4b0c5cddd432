import { afterAll, beforeAll, expect, test } from "vitest";
import { giveOwnAccount } from "../../demo/rows-store.ts";
import { asPolicyRole } from "../../src/kernel/database/partnership.ts";
import type { PersonId } from "../../src/kernel/id.ts";
import { accept } from "../../src/kernel/result.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
let person: PersonId;
beforeAll(async () => {
  world = await openWorld();
  const treatment = await world.anAgency("treatment");
  person = await world.aPerson(treatment);
  await world.anEpisode(treatment, person);
  await world.as(treatment, async (tx) => {
    for (const category of ["health", "safeguarding"]) {
      await tx`insert into alert (person_id, category, words) values (${person}, ${category}, ${`alert on ${category}`})`;
      await tx`insert into note (person_id, category, words) values (${person}, ${category}, ${`note on ${category}`})`;
    }
    return accept(undefined);
  });
  await asPolicyRole(world.sql, WORLD_CODE, (tx) => giveOwnAccount(tx, "herself", person));
});
afterAll(() => world.close());

test("a person reads their own alerts and notes, but those on safeguarding, which may be about someone who harms them", async () => {
  const token = await world.tokenFor("herself");
  const read = await world.database.as(token, "/my", async (tx) => {
    const rows = await tx<{ words: string }[]>`
      select words from alert union all select words from note order by words`;
    return accept(rows.map((row) => row.words));
  });
  expect(read).toEqual({ ok: true, value: ["alert on health", "note on health"] });
});
