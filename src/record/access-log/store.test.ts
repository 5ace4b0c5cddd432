import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type TestAgency, type World } from "../../../tests/world.ts";
import type { LogLine } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept } from "../../kernel/result.ts";
import { now } from "../../kernel/time.ts";
import { countable, countIn, workerIn } from "../access-pattern/store.ts";
import { looksSince } from "../home/home-store.ts";
import type { LogFilter } from "./rules.ts";
import { linesOf, totalsOf } from "./store.ts";
import { loadWhoLooked } from "./who-looked.page.tsx";

let world: World;
let lead: TestAgency;
beforeAll(async () => {
  world = await openWorld();
  lead = await world.anAgency("office", { role: "ig-lead" });
});
afterAll(() => world.close());

const look = (agency: TestAgency, person: PersonId, what: LogLine["what"] = "read") =>
  world.as(agency, async (tx) => {
    tx.log({ what, about: "measures", people: [person] });
    return accept(undefined);
  });

const lines = async (agency: TestAgency, filter: LogFilter, most = 100) => {
  const answer = await world.as(agency, async (tx) => accept(await linesOf(tx, filter, undefined, most)));
  return answer.ok ? answer.value : [];
};

test("everyone who looked is known to the lead, by worker, role and agency, newest first", async () => {
  const ours = await world.anAgency("treatment", { name: "Wayside" });
  const theirs = await world.anAgency("clinic", { name: "Harbour" });
  const person = await world.aPerson(ours);
  await look(ours, person);
  await look(theirs, person, "changed");
  expect((await lines(lead, { person })).map((line) => [line.agencyName, line.roleName, line.what])).toEqual([
    ["Harbour", "Clinic nurse", "changed"],
    ["Wayside", "Keyworker", "read"],
  ]);
});

test("nobody else reads the log: not the agency that looked, nor its administrator", async () => {
  const ours = await world.anAgency("treatment");
  const person = await world.aPerson(ours);
  await look(ours, person);
  expect(await lines(ours, {})).toEqual([]);
  expect(await lines(await world.anAgency("office"), {})).toEqual([]);
  expect(await world.as(ours, (tx) => loadWhoLooked(tx, person, undefined))).toMatchObject({ ok: false });
});

test("the lead narrows the log by user name, record and what was done; a name nobody has finds nothing", async () => {
  const ours = await world.anAgency("treatment");
  const other = await world.aWorker(ours, "keyworker");
  const person = await world.aPerson(ours);
  await look(ours, person);
  await look(other, person, "changed");
  expect(await lines(lead, { person, username: other.username })).toMatchObject([
    { username: other.username },
  ]);
  expect(await lines(lead, { person, what: "read" })).toMatchObject([{ username: ours.username }]);
  expect(await lines(lead, { person, username: "nobody-here" })).toEqual([]);
});

test("page after page gives every line once, also lines of one moment", async () => {
  const ours = await world.anAgency("treatment");
  const person = await world.aPerson(ours);
  for (let round = 0; round < 3; round += 1) {
    await world.as(ours, async (tx) => {
      for (const about of ["measures", "events", "notes"]) tx.log({ what: "read", about, people: [person] });
      return accept(undefined);
    });
  }
  const seen = await world.as(lead, async (tx) => {
    const ids: string[] = [];
    let page = await linesOf(tx, { person }, undefined, 2);
    while (page.length > 0) {
      ids.push(...page.map((line) => line.id));
      page = await linesOf(tx, { person }, page.at(-1), 2);
    }
    return accept(ids);
  });
  expect(seen.ok && seen.value).toHaveLength(9);
  expect(seen.ok && new Set(seen.value).size).toBe(9);
});

test("totals count each agency's looks, lists and changes, and how many of its staff", async () => {
  const ours = await world.anAgency("treatment", { name: "Wayside" });
  const other = await world.aWorker(ours, "keyworker");
  const person = await world.aPerson(ours);
  await look(ours, person);
  await look(other, person);
  await look(other, person, "listed");
  const totals = await world.as(lead, async (tx) => accept(await totalsOf(tx, { person })));
  expect(totals).toEqual(
    accept([{ agencyName: "Wayside", read: 2, listed: 1, searched: 0, changed: 0, staff: 2 }]),
  );
});

test("a page that was left open asks again by itself: the line says so, and no look is counted", async () => {
  const ours = await world.anAgency("treatment", { name: "Wayside" });
  const person = await world.aPerson(ours);
  await look(ours, person);
  for (let again = 0; again < 3; again += 1) {
    await world.database.as(
      ours.token,
      "/test",
      async (tx) => {
        tx.log({ what: "read", about: "measures", people: [person] });
        return accept(undefined);
      },
      "by-itself",
    );
  }
  expect((await lines(lead, { person })).map((line) => line.byItself)).toEqual([true, true, true, false]);
  const totals = await world.as(lead, async (tx) => accept(await totalsOf(tx, { person })));
  expect(totals).toMatchObject({ ok: true, value: [{ agencyName: "Wayside", read: 1, staff: 1 }] });
});

test("lines of a month that had no partition move into it when it is made, and none is lost or seen by more", async () => {
  const ours = await world.anAgency("treatment");
  const person = await world.aPerson(ours);
  const at = ["2041-03-31T22:59:59Z", "2041-03-31T23:00:00Z", "2041-04-30T22:59:59Z", "2041-04-30T23:00:00Z"];
  for (const each of at) {
    await world.sql`insert into access_log (at, what, about, route, basis, person_ids)
                    values (${each}::timestamptz, 'read', 'measures', '/test', 'relationship', array[${person}::uuid])`;
  }
  const held = async (table: string) =>
    (await world.sql.unsafe(`select at from ${table} where '${person}' = any (person_ids) order by at`)).map(
      (row) => String(row.at),
    );
  expect(await held("access_log_otherwise")).toEqual(at);
  await world.sql.begin(async (sql) => {
    await sql.unsafe(`set local role throughcare_owner; select make_log_partitions()`);
  });
  expect(await held("access_log_otherwise")).toEqual([]);
  expect(await held("access_log_2041_04"), "April in England").toEqual(at.slice(1, 3));
  expect(await held("access_log")).toEqual(at);
  expect(await lines(ours, { person })).toEqual([]);
  const forced = await world.sql`
    select count(*)::int as n, bool_and(relforcerowsecurity and relrowsecurity) as forced from pg_class
     where oid in (select inhrelid from pg_inherits where inhparent = 'access_log'::regclass)`;
  expect(forced[0]).toEqual({ n: 25 + 1 + 3, forced: true });
});

test("a person reads who opened their own record, without user names, and nobody else's", async () => {
  const ours = await world.anAgency("treatment", { name: "Wayside" });
  const [person, other] = [await world.aPerson(ours), await world.aPerson(ours)];
  await look(ours, person);
  await look(ours, other);
  const username = `own-${ours.code}`;
  await world.sql`insert into account (username, person_id) values (${username}, ${person})`;
  const token = await world.tokenFor(username);
  const own = await world.database.as(token, "/test", (tx) => loadWhoLooked(tx, person, undefined));
  expect(own).toMatchObject({ ok: true, value: { lines: [{ agencyName: "Wayside", username: undefined }] } });
  expect(await world.database.as(token, "/test", (tx) => loadWhoLooked(tx, other, undefined))).toMatchObject({
    ok: false,
    refusal: { code: "not-there" },
  });
});

test("reading the log of one record is itself a line of the log", async () => {
  const ours = await world.anAgency("treatment");
  const person = await world.aPerson(ours);
  await world.as(lead, (tx) => loadWhoLooked(tx, person, undefined));
  expect(await lines(lead, { person })).toMatchObject([{ about: "access log", basis: "governance" }]);
});

test("signing in and being refused stand in the log, and are no look: in no total, no pattern and not on the home page", async () => {
  const quiet = await world.anAgency("treatment", { name: "Quiet Corner" });
  await world.as(quiet, async (tx) => {
    tx.log({ what: "refused", about: "an address that is not for their role", people: [] });
    return accept(undefined);
  });
  const own = (await lines(lead, {})).filter((line) => line.agencyName === "Quiet Corner");
  expect(own.map((line) => line.what)).toEqual(["refused", "signed-in"]);
  const span = { from: now().subtract({ hours: 1 }), to: now().add({ hours: 1 }) };
  const counted = await world.as(lead, async (tx) =>
    accept({
      totals: (await totalsOf(tx, {})).map((total) => total.agencyName),
      workers: (await countIn(tx, span, { repeats: 1, workers: 1 })).workers.map((one) => one.staffId),
      days: (await workerIn(tx, quiet.staffId, span))?.days,
      home: (await looksSince(tx, span.from)).lines,
      from: (await countable(tx, span)).from,
    }),
  );
  if (!counted.ok) throw new Error("the lead is signed in");
  expect(counted.value.totals).not.toContain("Quiet Corner");
  expect(counted.value.workers).not.toContain(quiet.staffId);
  expect(counted.value.days).toEqual([]);
  const [looks] = await world.sql`
    select count(*)::int as n from access_log where at >= ${span.from} and what not like '%sign%' and what <> 'refused'`;
  expect(counted.value.home).toBe(looks?.n);
});
