import { afterAll, beforeAll, expect, test } from "vitest";
import { accept } from "../../src/kernel/result.ts";
import { openWorld, type World } from "../world.ts";
import { dosingStory, opened } from "./dosing-story.ts";

// The names of a session are compared in a way of their own, once a pair: it must find whom the comparisons of duplicates find.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const FAMILIES = [
  "Smith", "Smyth", "Smiht", "Schmidt", "Jones", "Johns", "Jonse", "Clark", "Clarke", "Clerk", "Brown", "Braun", "O Neill", "O Brien", "Neill", "Kerr",
  "Carr", "Reid", "Reed", "Read", "Ng", "Li", "Lee", "Leigh", "Khan", "Kahn", "Singh", "Sing", "Moss", "Morse",
]; // biome-ignore format: a list to be read along
const GIVEN = ["Ann", "Anne", "Iain", "Ian", "Mohammed", "Muhammad", "Joan", "Jaon"];

test("of sixty people in a session those are told to be alike whom the comparisons of duplicates find alike, each of both", async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  for (let n = 0; n < 60; n += 1) {
    const person = await world.aPerson(story.nurse, {
      familyName: FAMILIES[(n * 7) % FAMILIES.length] ?? "",
      givenNames: GIVEN[(n * 3) % GIVEN.length] ?? "",
      bornOn: `198${n % 10}-0${1 + (n % 9)}-1${n % 3}`,
    });
    await world.sql`
      insert into dosing_visit (person_id, agency_id, owner_kind, session_id, for_whom, prescribed_ug)
      values (${person}, ${story.nurse.agencyId}, 'clinic', ${session}, ${person}, 100000)`;
  }
  const right = await world.sql`
    select a.id as visit, coalesce(q.known_as, q.given_names) || ' ' || q.family_name as alike
      from dosing_visit a join dosing_visit b on b.session_id = a.session_id and b.id <> a.id
      join person p on p.id = a.person_id join person q on q.id = b.person_id
     where a.session_id = ${session}
       and (family_compared(lower(p.family_name), lower(q.family_name)) in ('same', 'near', 'sounds')
            or (given_compared(lower(p.given_names), lower(q.given_names)) in ('same', 'near')
                and birth_compared(p.born_on, q.born_on) in ('same', 'swapped', 'one-digit')))
     order by 1, 2`;
  const asked = await world.as(story.nurse, async (tx) => {
    const begun = performance.now();
    const rows = await tx`select visit, alike from dosing_name_alerts(${session}, null) order by 1, 2`;
    if (process.env.TELL) console.log(`${(performance.now() - begun).toFixed(0)} ms`);
    return accept(rows.map(({ visit, alike }) => ({ visit, alike })));
  });
  expect(right.length).toBeGreaterThan(100);
  expect(asked.ok && asked.value).toEqual(right.map(({ visit, alike }) => ({ visit, alike })));
  const one = String(right[0]?.visit);
  const ofOne = await world.as(story.nurse, async (tx) =>
    accept(
      (await tx`select alike from dosing_name_alerts(${session}, ${one}) order by 1`).map(
        ({ alike }) => alike,
      ),
    ),
  );
  expect(ofOne.ok && ofOne.value).toEqual(
    right.filter(({ visit }) => visit === one).map(({ alike }) => alike),
  );
});
