import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send as sendOf, visit as visitOf } from "../../../tests/visiting.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept } from "../../kernel/result.ts";

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

let made = 0;
/** Somebody in treatment whose note the hospital may read with their consent alone, and a nurse there who has never met them. */
async function aStranger() {
  const [treatment, hospital] = [await world.anAgency("treatment"), await world.anAgency("hospital")];
  made += 1;
  const familyName = `Marrowbone${"abcdefghij"[made]}`;
  const person = await world.aPerson(treatment, {
    familyName,
    givenNames: "Dean Paul",
    bornOn: "1984-02-29",
  });
  await world.anEpisode(treatment, person);
  await world.as(treatment, async (tx) => {
    await tx`insert into note (person_id, category, words) values (${person}, 'health', 'methadone 60 mg since May')`;
    return accept(undefined);
  });
  return { treatment, hospital, person, familyName };
}
const REASON = "unconscious in our department, has taken something";
const described = (familyName: string, more: Record<string, string> = {}) => ({
  familyName,
  givenName: "Dean",
  bornOn: "29/2/1984",
  reason: REASON,
  ...more,
});
const opened = (person: PersonId) =>
  world.sql<{ until: Temporal.Instant; opened_at: Temporal.Instant }[]>`
    select opened_at, until from emergency_access where person_id = ${person}`;

describe("a record opened in an emergency", () => {
  test("is read by the worker who opened it, alone, for an hour and no longer", async () => {
    const { hospital, person, familyName } = await aStranger();
    const colleague = await world.aWorker(hospital, "hospital-liaison");
    expect((await visit(hospital, `/people/${person}`)).status).toBe(404);
    const answer = await send(hospital, "/emergency", described(familyName));
    expect(answer.location).toBe(`/people/${person}`);
    const page = await visit(hospital, `/people/${person}/notes`);
    expect([page.status, page.body.includes("methadone 60 mg since May")]).toEqual([200, true]);
    expect(page.body).toContain("Emergency access: open to you, to read, until");
    expect((await visit(colleague, `/people/${person}`)).status).toBe(404);
    const [row] = await opened(person);
    expect(row?.opened_at.until(row.until).total("minutes")).toBe(60);
    await world.sql`update emergency_access set opened_at = opened_at - interval '61 minutes', until = until - interval '61 minutes'
                     where person_id = ${person}`;
    expect((await visit(hospital, `/people/${person}/notes`)).status).toBe(404);
    const below = await world.as(hospital, async (tx) =>
      accept(await tx`select from note where person_id = ${person}`),
    );
    expect(below.ok && below.value.length).toBe(0);
  });

  test("is closed to its worker at once when they are kept out by name", async () => {
    const { treatment, hospital, person, familyName } = await aStranger();
    await send(hospital, "/emergency", described(familyName));
    expect((await visit(hospital, `/people/${person}`)).status).toBe(200);
    expect((await visit(hospital, "/people")).body).toContain(familyName);
    await world.as(treatment, async (tx) =>
      accept(
        await tx`select limit_to_named(${person}, 'excluded', ${tx.array([hospital.staffId], 2950)}, 'asked for it')`,
      ),
    );
    expect((await visit(hospital, `/people/${person}`)).status).toBe(404);
    expect((await visit(hospital, "/people")).body).not.toContain(familyName);
    const recent = await world.as(hospital, async (tx) =>
      accept(await tx`select person_id from recent_people(20)`),
    );
    expect(recent.ok && recent.value.length).toBe(0);
  });

  test("offers nothing to write, and refuses what is sent all the same", async () => {
    const { hospital, person, familyName } = await aStranger();
    await send(hospital, "/emergency", described(familyName));
    for (const part of ["", "/notes", "/events", "/measures", "/episodes", "/details"]) {
      const page = await visit(hospital, `/people/${person}${part}`);
      expect([
        part,
        page.status,
        /href="[^"]*\/(new|open|record|correct|offer|death|end)"/.test(page.body),
      ]).toEqual([part, 200, false]);
    }
    expect((await visit(hospital, `/people/${person}/notes/new`)).status).toBe(404);
    expect((await visit(hospital, `/people/${person}/consents`)).status).toBe(404);
    expect(
      (await send(hospital, `/people/${person}/notes/new`, { category: "health", words: "x" })).status,
    ).toBe(404);
  });

  test("is not opened without a reason, nor by a description that is not exact", async () => {
    const { hospital, person, familyName } = await aStranger();
    const tries: readonly (readonly [Record<string, string>, string])[] = [
      [described(familyName, { reason: "urgent" }), "at least ten characters"],
      [described(familyName, { bornOn: "28/2/1984" }), "Nobody is known here by exactly that"],
      [described(familyName.slice(0, -1)), "Nobody is known here by exactly that"],
      [{ nhs: "9434765910", reason: REASON }, "NHS number"],
      [{ familyName, reason: REASON }, "both names and the date of birth"],
    ];
    for (const [fields, words] of tries) {
      const answer = await send(hospital, "/emergency", fields);
      expect([answer.status, answer.body.includes(words)]).toEqual([422, true]);
    }
    expect(await opened(person)).toHaveLength(0);
  });

  test("is told in the same moment to the teams that look after the person, the lead and the person; and reviewed by another", async () => {
    const { treatment, hospital, person, familyName } = await aStranger();
    await send(hospital, "/emergency", described(familyName));
    const tasks = await world.sql<{ team_id: string; title: string }[]>`
      select team_id, title from task where person_id = ${person}`;
    expect(tasks.map(({ team_id }) => team_id)).toEqual([treatment.teamId]);
    expect(tasks[0]?.title).toContain(`opened in an emergency by Worker of ${hospital.code}`);
    const list = await visit(lead, "/emergencies");
    expect(list.body).toContain(REASON);
    const [{ id = "" } = {}] = await world.sql<
      { id: string }[]
    >`select id from emergency_access where person_id = ${person}`;
    const one = await visit(lead, `/emergencies/${id}`);
    expect([one.status, one.body.includes("Looked at")]).toEqual([200, true]);
    expect(
      (await send(lead, `/emergencies/${id}`, { finding: "justified", note: "rang the ward" })).location,
    ).toBe("/emergencies");
    expect((await visit(lead, `/emergencies/${id}`)).body).toContain("rang the ward");
    expect((await visit(hospital, "/emergencies")).status).toBe(403);
  });

  test("is reviewed by nobody who opened it themselves, on the page and below it", async () => {
    const { hospital, person, familyName } = await aStranger();
    await send(hospital, "/emergency", described(familyName));
    const [{ id = "" } = {}] = await world.sql<{ id: string }[]>`
      update emergency_access set staff_id = ${lead.staffId} where person_id = ${person} returning id`;
    expect((await visit(lead, `/emergencies/${id}`)).body).toContain("Somebody else reviews it");
    const answer = await send(lead, `/emergencies/${id}`, { finding: "justified", note: "I know why" });
    expect([answer.status, answer.body.includes("Somebody else reviews it")]).toEqual([422, true]);
    await expect(
      world.sql`update emergency_access set reviewed_at = now(), reviewed_by = ${lead.staffId}, finding = 'justified',
                       review_note = 'x' where id = ${id}`,
    ).rejects.toThrow("nobody_reviews_their_own");
  });

  test("is open to no police, probation or housing worker, and to nobody kept out by name", async () => {
    const { treatment, hospital, person, familyName } = await aStranger();
    for (const kind of ["police", "probation", "housing", "office"]) {
      const worker = await world.anAgency(kind);
      expect([kind, (await visit(worker, "/emergency")).status]).toEqual([kind, 403]);
      expect((await send(worker, "/emergency", described(familyName))).status).toBe(403);
      const outcome = await world.as(worker, async (tx) =>
        accept(
          await tx`select outcome from open_described_in_emergency(null, ${familyName}, 'Dean', '1984-02-29', ${REASON})`,
        ),
      );
      expect(outcome.ok && outcome.value[0]?.outcome).toBe("not-there");
    }
    await world.as(treatment, async (tx) =>
      accept(
        await tx`select limit_to_named(${person}, 'excluded', ${tx.array([hospital.staffId], 2950)}, 'asked for it')`,
      ),
    );
    const answer = await send(hospital, "/emergency", described(familyName));
    expect(answer.body).toContain("Nobody is known here by exactly that");
    expect(await opened(person)).toHaveLength(0);
  });

  test("is asked for again by whoever showed who they are too long ago, in the browser and below it", async () => {
    const { hospital, person, familyName } = await aStranger();
    await world.sql`update session set proved_at = now() - interval '6 minutes' where account_id =
                      (select id from account where username = ${hospital.username})`;
    const asked = await send(hospital, "/emergency", described(familyName));
    expect([asked.status, asked.body.includes("Show that it is you")]).toEqual([422, true]);
    const outcome = await world.as(hospital, async (tx) =>
      accept(
        await tx`select outcome from open_described_in_emergency(null, ${familyName}, 'Dean', '1984-02-29', ${REASON})`,
      ),
    );
    expect(outcome.ok && outcome.value[0]?.outcome).toBe("not-fresh");
    expect(await opened(person)).toHaveLength(0);
  });

  test("leaves what the supervised-use room wrote closed", async () => {
    const { hospital, person, familyName } = await aStranger();
    const room = await world.anAgency("supervised-use");
    await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${room.agencyId}, 'met')`;
    await world.as(room, async (tx) => {
      await tx`insert into note (person_id, category, words) values (${person}, 'supervised-use', 'came twice today')`;
      return accept(undefined);
    });
    await send(hospital, "/emergency", described(familyName));
    expect((await visit(hospital, `/people/${person}/notes`)).body).not.toContain("came twice today");
    for (const kind of ["hospital", "treatment", "clinic", "mental-health"]) {
      const agency = await world.anAgency(kind);
      await world.sql`insert into emergency_access (person_id, staff_id, agency_id, reason, until)
                      values (${person}, ${agency.staffId}, ${agency.agencyId}, ${REASON}, now() + interval '50 minutes')`;
      const granted = await world.as(agency, async (tx) =>
        accept(await tx<{ all: string[] }[]>`select acting_emergency_grants() as all`),
      );
      const all = granted.ok ? (granted.value[0]?.all ?? []) : [];
      expect([kind, all.length > 0, all.filter((one) => one.startsWith("supervised-use"))]).toEqual([
        kind,
        true,
        [],
      ]);
    }
  });

  test("closes when the worker says so, and five tries an hour are all there are", async () => {
    const { hospital, person, familyName } = await aStranger();
    await send(hospital, "/emergency", described(familyName));
    expect((await send(hospital, `/people/${person}/emergency/close`, {})).location).toBe("/");
    expect((await visit(hospital, `/people/${person}`)).status).toBe(404);
    for (let i = 0; i < 4; i++) await send(hospital, "/emergency", described(`Nobody${i}`));
    const answer = await send(hospital, "/emergency", described(familyName));
    expect(answer.body).toContain("tried too often within the hour");
    const log = await world.sql`
      select count(*)::int as n from access_log where staff_id = ${hospital.staffId} and what = 'searched' and about = 'emergency'`;
    expect(log[0]?.n).toBe(6);
  });
});
