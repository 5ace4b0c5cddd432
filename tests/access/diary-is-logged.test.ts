import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonId } from "../../src/kernel/id.ts";
import { now, today, typedDay } from "../../src/kernel/time.ts";
import { typedMoment } from "../../src/record/task/times.ts";
import { openServed, type Served } from "../served.ts";
import { send, visit } from "../visiting.ts";
import type { TestAgency } from "../world.ts";

// The diary: every look at somebody's appointments and every act about them leaves a line.

let served: Served;
let us: TestAgency;
let person: PersonId;
beforeAll(async () => {
  served = await openServed();
  us = await served.world.anAgency("treatment");
  person = await served.world.aPerson(us);
  await served.world.anEpisode(us, person, { startedOn: today().toString() });
});
afterAll(() => served.close());

/** The lines about the person that something left: what they say. */
async function left(work: () => Promise<unknown>): Promise<readonly string[]> {
  const lines = () => served.world.sql<{ line: string }[]>`
    select what || ': ' || about as line from access_log where ${person} = any (person_ids) order by at, id`;
  const before = (await lines()).length;
  await work();
  return (await lines()).slice(before).map(({ line }) => line);
}

let hour = 7;
/** Books something new and answers its id. */
async function booked(): Promise<string> {
  hour += 1;
  const at = `${typedDay(today().add({ days: 9 }))} ${String(hour).padStart(2, "0")}00`;
  const fields = {
    at,
    minutes: "30",
    kind: "keywork",
    purpose: "",
    place: us.serviceId,
    staff: "",
    where: "",
    weeks: "1",
  };
  const answer = await send(served, us, `/people/${person}/appointments/new`, fields);
  expect(answer.status, answer.body).toBe(303);
  const [row] = await served.world.sql<{ id: string }[]>`
    select id from appointment where person_id = ${person} order by made_at desc, id desc limit 1`;
  return row?.id ?? "";
}

/** As if it began a moment ago, so that somebody's coming can be marked. */
async function begun(): Promise<string> {
  const id = await booked();
  await served.world.sql`
    update appointment set starts_at = now() - make_interval(mins => ${60 - hour}), ends_at = now() - make_interval(mins => ${59 - hour})
     where id = ${id}`;
  return id;
}

const act = (path: string, fields: Record<string, string>) => async () => {
  const answer = await send(served, us, path, fields);
  expect(answer.status, answer.body).toBe(303);
};

test("booking, moving, cancelling, marking, excusing and correcting each leave their line", async () => {
  expect(await left(booked)).toContain("changed: appointment booked");
  const moved = await booked();
  const to = {
    at: `${typedDay(today().add({ days: 10 }))} 0900`,
    minutes: "30",
    staff: "",
    room: "",
    reason: "Bus",
  };
  expect(await left(act(`/appointments/${moved}/move`, to))).toContain("changed: appointment moved");
  const cancelled = await booked();
  expect(await left(act(`/appointments/${cancelled}/cancel`, { by: "person", reason: "Ill" }))).toContain(
    "changed: appointment cancelled",
  );
  const attended = await begun();
  expect(await left(act(`/appointments/${attended}/attended`, { back: "" }))).toContain(
    "changed: appointment attended",
  );
  expect(
    await left(act(`/appointments/${attended}/correct`, { as: "excused", reason: "Another person" })),
  ).toContain("changed: attendance corrected");
  const excused = await booked();
  expect(await left(act(`/appointments/${excused}/excused`, { reason: "Court" }))).toContain(
    "changed: appointment excused",
  );
  const came = {
    at: typedMoment(now()),
    minutes: "10",
    kind: "other",
    purpose: "",
    place: us.serviceId,
    staff: "",
    where: "",
  };
  expect(await left(act(`/people/${person}/appointments/came`, came))).toContain(
    "changed: came without an appointment",
  );
});

test("missing somebody, the search that begins, contact and ways to reach them each leave their line", async () => {
  const missed = await begun();
  expect(await left(act(`/appointments/${missed}/missed`, { back: "" }))).toContain(
    "changed: appointment missed",
  );
  expect(await left(act(`/people/${person}/contact-made`, { how: "Rang back" }))).toContain(
    "changed: contact made",
  );
  const way = { channel: "sms", address: "07700 900123", on: typedDay(today()) };
  expect(await left(act(`/people/${person}/reach/new`, way))).toContain("changed: how they may be reached");
  const [one] = await served.world.sql`select id from contact_agreement where person_id = ${person}`;
  expect(await left(act(`/people/${person}/reach/${one?.id}/end`, { why: "Lost it" }))).toContain(
    "changed: how they may be reached",
  );
});

test("looks at a diary, a day, an appointment and a caseload each leave their line", async () => {
  const id = await booked();
  await served.world.sql`update appointment set staff_id = ${us.staffId} where id = ${id}`;
  expect(await left(() => visit(served, us, `/people/${person}/appointments`))).toContain(
    "read: appointments",
  );
  expect(await left(() => visit(served, us, `/appointments/${id}`))).toContain("read: appointments");
  const day = today().add({ days: 9 });
  expect(await left(() => visit(served, us, `/diary?on=${day}&view=day`))).toEqual(["listed: diary"]);
  expect(await left(() => visit(served, us, `/diary/team?on=${day}&view=week`))).toEqual(["listed: diary"]);
  expect(await left(() => visit(served, us, "/caseload?whose=team"))).toEqual(["listed: caseload"]);
});
