import { afterAll, beforeAll, expect, test } from "vitest";
import { accept, invariant } from "../src/kernel/result.ts";
import type { Instant } from "../src/kernel/time.ts";
import { call, counted, dosingStory, opened, prepared } from "./clinic/dosing-story.ts";
import { mg } from "./clinic/orders-story.ts";
import { proveNow } from "./medicines/story.ts";
import { ClinicClock } from "./simulation/clinic-clock.ts";
import { openWorld, type World } from "./world.ts";

// What a register says of a person is kept two years from the last entry of its book (Misuse of Drugs Regulations 2001), whoever asks
// for it to be erased.

let world: World;
let clock: ClinicClock;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
  clock = await ClinicClock.over(world);
});
afterAll(() => world.close());

test("H149: nobody to whom a line of a register was given is disposed of until two years after its book's last entry", async () => {
  const story = await dosingStory(world);
  const { preparation, key } = await prepared(world, story, await opened(world, story));
  await proveNow(world, story.nurse);
  expect((await call(world, story.nurse, "take_authority", preparation, key)).answer).toBe("done");
  // The book's last entry: two people count it.
  await counted(world, story.nurse, story.checker, story.book, mg(9_900));
  const [row] = await world.sql`select max(entered_at) as last from cd_entry where book_id = ${story.book}`;
  invariant(row, "the book has lines");
  const last = (row.last as Instant).toZonedDateTimeISO("UTC");
  const held = async (person = story.person) =>
    (await world.sql`select is_held(${person}, ${story.nurse.agencyId}) as held`)[0]?.held;
  expect([await held(), await held(await world.aPerson(story.nurse))]).toEqual([true, false]);

  // Asking for it is answered with why not.
  await world.sql`update episode set ended_on = started_on, ending = 'completed' where person_id = ${story.person}`;
  await world.sql`delete from task where person_id = ${story.person}`;
  const asked = await world.as(story.nurse, async (tx) => {
    const [said] = await tx`select ask_erasure(${story.person}, 'They asked') as said`;
    return accept(said?.said);
  });
  expect(asked).toEqual(accept("register"));

  // One that was approved all the same leaves the line with whom it was given to.
  const office = await world.anAgency("office", { role: "ig-lead" });
  const [disposal] = await world.sql`
    insert into disposal (what, agency_id, reason, state, asked_by, decided_at, decided_by, decision)
    values ('erasure', ${story.nurse.agencyId}, 'They asked', 'approved', ${story.nurse.staffId}, now(), ${office.staffId}, 'Yes') returning id`;
  const [part] = await world.sql`
    insert into disposal_part (disposal_id, person_id, agency_id) values (${disposal?.id}, ${story.person}, ${story.nurse.agencyId}) returning id`;
  const became = await world.as(office, async (tx) => {
    const [said] = await tx`select dispose_of_part(${part?.id}) as said`;
    return accept(said?.said);
  });
  expect(became).toEqual(accept("held"));
  const [kept] = await world.sql`
    select count(*)::int as n from cd_entry e join cd_entry_person p on p.key = e.key
     where e.book_id = ${story.book} and p.person_id = ${story.person} and e.named = cd_commitment(p.salt, p.words)`;
  expect(kept, "the line still opens to the name it was given to").toEqual({ n: 1 });

  await clock.to(last.add({ years: 2 }).subtract({ days: 1 }).toInstant());
  expect(await held()).toBe(true);
  await clock.to(last.add({ years: 2 }).add({ days: 1 }).toInstant());
  expect(await held()).toBe(false);
  // A clinic whose protocol keeps it for longer keeps it for longer.
  const content = world.sql.json({ parameters: { "register-kept": { value: 3 } } });
  const put = await world.sql`
    insert into clinic_protocol (agency_id, code, version, print, content, loaded_by)
    values (${story.nurse.agencyId}, 'longer', 1, ${"0".repeat(64)}, ${content}, ${story.nurse.staffId}) returning id`;
  invariant(put.length === 1, "it is put forward");
  expect(await held()).toBe(true);
});
