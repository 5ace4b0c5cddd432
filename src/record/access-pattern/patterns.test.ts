import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send as sendOf, visit as visitOf } from "../../../tests/visiting.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import type { PersonId } from "../../kernel/id.ts";
import { today } from "../../kernel/time.ts";

let served: Served;
let world: World;
let lead: TestAgency;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  lead = await world.anAgency("office", { role: "ig-lead" });
});
afterAll(() => served.close());

const visit = (who: TestAgency, url: string) => visitOf(served, who, url);
const send = (who: TestAgency, url: string, fields: Record<string, string>) =>
  sendOf(served, who, url, fields);

type Look = { what?: string; hoursAgo?: number; times?: number; byItself?: boolean };
/** Lines of the log as a worker's looks leave them, each at a minute of its own. */
async function looks(who: TestAgency, people: readonly PersonId[], look: Look = {}): Promise<void> {
  const { what = "read", hoursAgo = 30, times = 1, byItself = false } = look;
  await world.sql`
    insert into access_log (at, account_id, staff_id, agency_id, role, what, about, route, basis, person_ids, by_itself)
    select now() - make_interval(hours => ${hoursAgo}, mins => (n * ${Math.max(people.length, 1)} + p.i)::int), a.id, ${who.staffId},
           ${who.agencyId}, post.role, ${what}, 'identity', '/test', 'relationship', case when p.id is null then '{}' else array[p.id] end, ${byItself}
      from account a join post on post.account_id = a.id,
           generate_series(1, ${times}) n,
           (select id, i from unnest(${world.sql.array(people.length === 0 ? [] : [...people], 2950)}) with ordinality u (id, i)
            union all select null, 0 where ${people.length === 0}) p
     where a.username = ${who.username}`;
}

/** A team of four keyworkers, and people with a stay there that is open or ended so many days ago. */
async function aTeam() {
  const first = await world.anAgency("treatment");
  const others = [1, 2, 3].map((n) => world.aWorker(first, "keyworker", `Colleague ${n}`));
  const people = async (n: number, endedDaysAgo?: number): Promise<readonly PersonId[]> => {
    const all: PersonId[] = [];
    for (let i = 0; i < n; i += 1) {
      const person = await world.aPerson(first);
      const episode = await world.anEpisode(first, person, {
        startedOn: today().subtract({ days: 200 }).toString(),
      });
      if (endedDaysAgo !== undefined)
        await world.sql`update episode set ended_on = ${today().subtract({ days: endedDaysAgo })}, ending = 'completed' where id = ${episode}`;
      all.push(person);
    }
    await world.sql`update registration set at = now() - interval '100 days'`;
    return all;
  };
  return { first, others: await Promise.all(others), people };
}
/** The words of the page that are about one worker or record. */
const about = (body: string, words: string): string =>
  body
    .split("<li>")
    .filter((part) => part.includes(words))
    .join("\n")
    .replace(/<[^>]+>/g, " ");

describe("the lead's view of unusual access", () => {
  test("says of whom something stands out, how much, out of how much and what is usual, and links to the lines", async () => {
    const { first, others, people } = await aTeam();
    const all = await people(22);
    await looks(first, all);
    for (const [i, other] of others.entries()) await looks(other, all.slice(0, i + 4));
    const page = await visit(lead, "/access/patterns");
    const said = about(page.body, `Worker of ${first.code}`);
    expect(said).toContain("Opened 22 different records, 22 times in all.");
    expect(said).toContain("of 3 colleagues in the same role at Agency");
    expect(said).toContain("half had 5 or fewer; the most was 6");
    expect(page.body).toContain(`/access/workers/${first.staffId}?days=28`);
    const week = await visit(lead, "/access/patterns?days=7");
    expect(about(week.body, `Worker of ${first.code}`)).toContain("22 different records");
  });

  test("counts records without work: a stay that is over, not one that is open, nor one that was opened in an emergency", async () => {
    const { first, others, people } = await aTeam();
    const [open, over] = [await people(3), await people(4, 60)];
    for (const other of others) await looks(other, open);
    const [rescued, ...rest] = over;
    await looks(first, [...open, ...over]);
    const before = about((await visit(lead, "/access/patterns")).body, `Worker of ${first.code}`);
    expect(before).toContain(
      "Opened 4 records of people with whom their agency had no work at the time, of 7",
    );
    await world.sql`
      insert into emergency_access (person_id, staff_id, agency_id, reason, opened_at, until)
      values (${rescued ?? ""}, ${first.staffId}, ${first.agencyId}, 'a reason long enough', now() - interval '31 hours', now() - interval '30 hours')`;
    const after = about((await visit(lead, "/access/patterns")).body, `Worker of ${first.code}`);
    expect(after).toContain("Opened 3 records of people with whom");
    await world.sql`
      insert into task (agency_id, team_id, person_id, kind, title, due_at, made_at)
      values (${first.agencyId}, ${first.teamId}, ${rest[0] ?? ""}, 'to-do', 'Ring them', now(), now() - interval '9 days')`;
    expect(about((await visit(lead, "/access/patterns")).body, `Worker of ${first.code}`)).not.toContain(
      "no work",
    );
  });

  test("counts a record looked at again and again, unless the worker recorded something in it; never a page left open", async () => {
    const { first, people } = await aTeam();
    const [one, two, three] = await people(3);
    await looks(first, [one ?? never()], { times: 12 });
    await looks(first, [two ?? never()], { times: 12 });
    await looks(first, [two ?? never()], { what: "changed" });
    await looks(first, [three ?? never()], { times: 40, byItself: true });
    const said = about((await visit(lead, "/access/patterns")).body, `Worker of ${first.code}`);
    expect(said.match(/Opened this one record/g)).toHaveLength(1);
    expect(said).toContain("Opened this one record 12 times");
    expect(said).toContain(`…${one?.slice(-6)}`);
  });

  test("finds a record with the worker's own family name, and says the name of nobody", async () => {
    const agency = await world.anAgency("treatment");
    const worker = await world.aWorker(agency, "keyworker", "Niamh O’Halloran");
    const person = await world.aPerson(agency, { familyName: "OHALLORAN", givenNames: "Patrick" });
    await world.anEpisode(agency, person);
    await looks(worker, [person]);
    const said = about((await visit(lead, "/access/patterns")).body, "Niamh O’Halloran");
    expect(said).toContain("a record that bears their own family name");
    expect(said).not.toContain("Patrick");
  });

  test("counts searches after which nothing was opened within ten minutes", async () => {
    const { first, others, people } = await aTeam();
    const [one] = await people(1);
    for (const other of others) await looks(other, [one ?? never()]);
    // Twenty-six searches, a minute apart; the opening stands beside the second newest, and so ends the ten up to it.
    await looks(first, [], { what: "searched", times: 26, hoursAgo: 50 });
    await looks(first, [one ?? never()], { hoursAgo: 50 });
    const said = about((await visit(lead, "/access/patterns")).body, `Worker of ${first.code}`);
    expect(said).toContain("Searched 16 times and opened nothing in the ten minutes after, of 26 searches.");
  });

  test("finds one record that eight workers opened", async () => {
    const agency = await world.anAgency("treatment");
    const person = await world.aPerson(agency);
    await world.anEpisode(agency, person);
    const workers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => world.aWorker(agency, "keyworker", `Curious ${n}`)),
    );
    for (const worker of workers.slice(0, 7)) await looks(worker, [person]);
    const words = `…${person.slice(-6)}`;
    expect(about((await visit(lead, "/access/patterns")).body, words)).toBe("");
    await looks(workers[7] ?? never(), [person]);
    expect(about((await visit(lead, "/access/patterns")).body, words)).toContain(
      "Opened by 8 different workers",
    );
  });

  test("lets the lead keep what they found out, and brings the pattern back when it grows", async () => {
    const agency = await world.anAgency("treatment");
    const worker = await world.aWorker(agency, "keyworker", "Lena Quillfeather");
    const people: PersonId[] = [];
    for (const givenNames of ["Ada", "Bea"]) {
      const person = await world.aPerson(agency, { familyName: "Quillfeather", givenNames });
      await world.anEpisode(agency, person);
      people.push(person);
    }
    await looks(worker, people.slice(0, 1));
    const page = await visit(lead, "/access/patterns");
    const address = new RegExp(`/access/patterns/28/own-name~${worker.staffId}[^"]*`).exec(page.body)?.[0];
    const url = address ?? never();
    expect((await send(lead, url, { note: "" })).status).toBe(422);
    const kept = await send(lead, url, { note: "rang her lead: no relation" });
    expect(kept.location).toBe("/access/patterns?days=28");
    const after = (await visit(lead, "/access/patterns")).body;
    expect(about(after, "rang her lead: no relation")).toContain("Lena Quillfeather");
    expect(after).not.toContain(url);
    expect((await visit(lead, url)).location).toBe("/access/patterns?days=28");
    await looks(worker, people.slice(1));
    expect((await visit(lead, "/access/patterns")).body).toContain(url);
    const rows =
      await world.sql`select note, made_by, counted from pattern_review where staff_id = ${worker.staffId}`;
    expect(rows).toEqual([{ note: "rang her lead: no relation", made_by: lead.staffId, counted: 1 }]);
  });

  test("lets nobody look into their own work, on the page and below it", async () => {
    const agency = await world.anAgency("office", { role: "ig-lead" });
    await expect(
      world.sql`insert into pattern_review (kind, version, staff_id, agency_id, counted, span_from, span_to, note, made_by)
                values ('own-name', 1, ${agency.staffId}, ${agency.agencyId}, 1, now() - interval '1 day', now(), 'x', ${agency.staffId})`,
    ).rejects.toThrow("nobody_looks_into_their_own");
  });

  test("writes down that the lead read it, and is open to nobody else", async () => {
    await visit(lead, "/access/patterns");
    const [line] = await world.sql`
      select basis from access_log where staff_id = ${lead.staffId} and about = 'patterns of access' order by at desc limit 1`;
    expect(line?.basis).toBe("governance");
    const keyworker = await world.anAgency("treatment");
    const administrator = await world.anAgency("office", { role: "administrator" });
    for (const who of [keyworker, administrator])
      for (const url of ["/access/patterns", `/access/workers/${keyworker.staffId}`])
        expect((await visit(who, url)).status).toBe(403);
    const below = await world.as(keyworker, async (tx) => ({
      ok: true as const,
      value: [
        ...(await tx`select from opened_without_work(now() - interval '90 days', now())`),
        ...(await tx`select from opened_with_own_name(now() - interval '90 days', now())`),
      ].length,
    }));
    expect(below.ok && below.value).toBe(0);
  });
});

test("what one worker did is shown day by day, with the same in a table", async () => {
  const { first, people } = await aTeam();
  const all = await people(3);
  await looks(first, all, { hoursAgo: 72 });
  await looks(first, all.slice(0, 1), { hoursAgo: 72, what: "changed" });
  const page = await visit(lead, `/access/workers/${first.staffId}?days=7`);
  expect(page.status).toBe(200);
  expect(page.body).toContain("3 openings");
  expect(page.body).toContain('role="img"');
  expect(page.body).toContain(`What Worker of ${first.code} opened`);
  expect((await visit(lead, "/access/workers/00000000-0000-4000-8000-000000000000")).status).toBe(404);
});

function never(): never {
  throw new Error("the test has no such person");
}
