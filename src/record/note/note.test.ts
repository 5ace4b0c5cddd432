import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send } from "../../../tests/visiting.ts";

let served: Served;
beforeAll(async () => {
  served = await openServed();
});
afterAll(() => served.close());

test("a note sent again from behind the back button is kept once; a colleague’s, another’s and one that was corrected are their own", async () => {
  const { world } = served;
  const us = await world.anAgency("treatment");
  const [person, other] = [await world.aPerson(us), await world.aPerson(us)];
  const note = (who: typeof us, whom: typeof person) =>
    send(served, who, `/people/${whom}/notes/new`, { category: "social", words: "Begins work on Monday" });
  const kept = async () => (await world.sql`select from note where words = 'Begins work on Monday'`).length;
  expect((await note(us, person)).status).toBe(303);
  const again = await note(us, person);
  expect([again.status, again.body]).toEqual([422, expect.stringContaining("You wrote this already")]);
  expect(await kept()).toBe(1);
  await note(await world.aWorker(us, "keyworker", "Bryn Tate"), person);
  await note(us, other);
  expect(await kept()).toBe(3);
  const [first] =
    await world.sql`select id from note where person_id = ${person} and staff_id = ${us.staffId}`;
  await send(served, us, `/people/${person}/notes/${first?.id}/correct`, { words: "Begins on Tuesday" });
  await note(us, person);
  expect(await kept()).toBe(4);
});
