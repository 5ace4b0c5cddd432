import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "./served.ts";
import { send, visit } from "./visiting.ts";
import type { TestAgency } from "./world.ts";

// Acts behind small links that no other test sends.

let served: Served;
let us: TestAgency;
beforeAll(async () => {
  served = await openServed();
  us = await served.world.anAgency("treatment");
});
afterAll(() => served.close());

const idOf = async (table: string): Promise<string> => {
  const [row] = await served.world.sql.unsafe(
    `select id from ${table} where agency_id = '${us.agencyId}' limit 1`,
  );
  return row?.id;
};

test("a room that is closed is offered no more, and keeps what is booked", async () => {
  await served.world.sql`insert into room (agency_id, name) values (${us.agencyId}, 'Room of the test')`;
  const room = await idOf("room");
  expect((await visit(served, us, `/diary/rooms/${room}/close`)).body).toContain("Close Room of the test?");
  expect((await send(served, us, `/diary/rooms/${room}/close`, {})).location).toBe("/diary/rooms");
  const [row] = await served.world.sql`select closed_on is not null as closed from room where id = ${room}`;
  expect(row?.closed).toBe(true);
});

test("a dose that was recorded as seen and was not is withdrawn with its reason, and is the last observed dose no more", async () => {
  const person = await served.world.aPerson(us);
  await served.world.anEpisode(us, person);
  await served.world.sql`
    insert into observed_dose (person_id, agency_id, owner_kind, drug, micrograms, given_at, noted_by)
    values (${person}, ${us.agencyId}, 'treatment', 'methadone', 30000, now() - interval '1 hour', ${us.staffId})`;
  const dose = await idOf("observed_dose");
  const withdraw = `/people/${person}/medicines/doses/${dose}/withdraw`;
  expect((await send(served, us, withdraw, { because: "" })).status).toBe(422);
  expect((await send(served, us, withdraw, { because: "Somebody else took it" })).location).toBe(
    `/people/${person}/medicines`,
  );
  expect((await visit(served, us, `/people/${person}/medicines`)).body).toContain("Somebody else took it");
  expect((await visit(served, us, `/people/${person}`)).body).not.toContain("Last seen");
});

test("what was given without a name by mistake is withdrawn, and counts no more", async () => {
  await served.world.sql`
    insert into supply_to_nobody (kind, how_many, on_day, category, agency_id)
    values ('foil', 3, current_date, 'health', ${us.agencyId})`;
  const supply = await idOf("supply_to_nobody");
  expect(
    (await send(served, us, `/supplies/${supply}/withdraw`, { because: "Counted twice" })).location,
  ).toBe("/supplies");
  const [row] = await served.world.sql`select withdrawn_because from supply_to_nobody where id = ${supply}`;
  expect(row?.withdrawn_because).toBe("Counted twice");
});
