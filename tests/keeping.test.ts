import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PersonId } from "../src/kernel/id.ts";
import { accept } from "../src/kernel/result.ts";
import { sealNow } from "../src/log-keeping.ts";
import { verifyLog } from "../src/log-verifying.ts";
import { WORLD_CODE } from "./global-setup.ts";
import { type Keeping, openKeeping, year } from "./keeping-story.ts";
import type { TestAgency } from "./world.ts";

let keeping: Keeping;
let treatment: TestAgency;
let police: TestAgency;
beforeAll(async () => {
  keeping = await openKeeping();
});
afterAll(() => keeping.close());
beforeEach(async () => {
  treatment = await keeping.world.anAgency("treatment");
  police = await keeping.world.anAgency("police");
});

describe("what the schedule says is due", () => {
  test("is found first and changes nothing: whose part, since when, and how many rows of what", async () => {
    const person = await keeping.someoneOf([police], 7);
    await keeping.someoneOf([police], 5);
    const id = await keeping.lookedFor(police);
    // Six years after 2 March seven years ago.
    const [part] = await keeping.world
      .sql`select person_id, due_on::text, last_contact::text, rows_found from disposal_part where disposal_id = ${id}`;
    expect(part).toMatchObject({
      person_id: person,
      last_contact: `${year(7)}-03-02`,
      due_on: `${year(1)}-03-02`,
      rows_found: { alias: 1, episode: 1, identifier: 1, note: 1, registration: 1 },
    });
    expect(await keeping.parts(id)).toHaveLength(1);
    const page = await keeping.visit(keeping.lead, `/keeping/${id}`);
    expect(page.body).toContain(`…${person.slice(-6)}`);
    expect(page.body).not.toContain("Keptwell");
    expect(await keeping.placesOf(person)).toContain("note");
  });

  test("leaves a part alone whose agency still has to do with the person, or had lately, or gave care twenty years since", async () => {
    const open = await keeping.someoneOf([police], 9);
    await keeping.world.sql`update episode set ended_on = null, ending = null where person_id = ${open}`;
    const lately = await keeping.someoneOf([police], 9);
    await keeping.world.as(police, async (tx) =>
      accept(
        await tx`insert into event (person_id, kind, happened_on, precision, source, category)
                      values (${lately}, 'offence', current_date - 30, 'day', 'test', 'offending')`,
      ),
    );
    await keeping.someoneOf([treatment], 19);
    expect(await keeping.parts(await keeping.lookedFor(police))).toEqual([]);
    expect(await keeping.parts(await keeping.lookedFor(treatment))).toEqual([]);
  });

  test("comes sooner where somebody died: ten years after a death for a care record", async () => {
    const person = await keeping.someoneOf([treatment], 12);
    await keeping.world
      .sql`update person set died_on = ${`${year(11)}-06-01`}, death_noted_at = ${`${year(11)}-06-02`} where id = ${person}`;
    const id = await keeping.lookedFor(treatment);
    const [part] = await keeping.world.sql`select due_on::text from disposal_part where disposal_id = ${id}`;
    expect(part?.due_on).toBe(`${year(1)}-06-01`);
  });
});

describe("a disposal", () => {
  test("is decided by somebody else than who looked, and by nobody without the right to", async () => {
    await keeping.someoneOf([police], 7);
    const id = await keeping.lookedFor(police);
    expect((await keeping.decide(id, keeping.lead)).body).toContain("You looked for this yourself");
    expect((await keeping.decide(id, police)).status).toBe(403);
    expect((await keeping.visit(police, `/keeping/${id}`)).status).toBe(403);
    const [row] = await keeping.world.sql`select state from disposal where id = ${id}`;
    expect(row?.state).toBe("prepared");
    await keeping.decide(id, keeping.second, "no");
    await keeping.reached(id, "refused");
  });

  test("takes one agency's part and leaves the other's, which it still shares and finds as before", async () => {
    const person = await keeping.someoneOf([police, treatment], 7);
    const id = await keeping.lookedFor(police);
    await keeping.decide(id);
    await keeping.reached(id, "done");
    expect(await keeping.parts(id)).toMatchObject([
      {
        state: "done",
        person_gone: false,
        rows_gone: { alias: 1, episode: 1, identifier: 1, note: 1, registration: 1 },
      },
    ]);
    const left = await keeping.world.sql`select agency_id from note where person_id = ${person}`;
    expect(left.map((row) => row.agency_id)).toEqual([treatment.agencyId]);
    const [rights] = await keeping.world
      .sql`select count(*)::int as n from visible where person_id = ${person} and agency_id = ${police.agencyId}`;
    expect(rights?.n).toBe(0);
  });

  test("leaves nothing of somebody whose last part it takes: not in any column of any table, nor in the log; and the log's seals hold", async () => {
    const person = await keeping.someoneOf([police], 7);
    const [row] = await keeping.world.sql`select family_name from person where id = ${person}`;
    const [number] = await keeping.world.sql`select value from identifier where person_id = ${person}`;
    await keeping.visit(police, `/people/${person}`);
    await sealNow(keeping.world.sql, WORLD_CODE);
    expect((await keeping.placesOf(String(row?.family_name))).length).toBeGreaterThan(3);
    const id = await keeping.lookedFor(police);
    await keeping.decide(id);
    await keeping.reached(id, "done");
    expect(await keeping.parts(id)).toMatchObject([{ state: "done", person_gone: true }]);
    expect(await keeping.placesOf(String(row?.family_name))).toEqual([]);
    expect(await keeping.placesOf(String(number?.value))).toEqual([]);
    // Their id stands in the list of what was disposed of, which a backup brought back is put right by, and nowhere else.
    expect(await keeping.placesOf(person)).toEqual(["disposal_part"]);
    await sealNow(keeping.world.sql, WORLD_CODE);
    expect(await verifyLog(keeping.world.sql, WORLD_CODE, undefined)).toMatchObject({ ok: true });
  });

  /** Two handovers that came to nothing, one each way between police and treatment. */
  async function declinedBothWays(person: PersonId): Promise<void> {
    for (const [from, to, summary] of [
      [police, treatment, "Asked for help in the cell"],
      [treatment, police, "Of the clinic's own"],
    ] as const)
      await keeping.world.sql`
        insert into handover (person_id, from_episode_id, from_service_id, from_agency_id, to_service_id, to_agency_id, state, summary,
                              after_arrival, offered_at, answered_at, decline_reason, next_step, next_step_team_id, next_step_due_at, closed_at)
        select ${person}, e.id, ${from.serviceId}, ${from.agencyId}, ${to.serviceId}, ${to.agencyId}, 'declined', ${summary}, 'keep',
               '2001-02-01', '2001-02-02', 'not-suitable', 'tell-the-person', ${from.teamId}, '2001-02-03', '2001-02-02'
          from episode e where e.person_id = ${person} and e.agency_id = ${from.agencyId}`;
  }
  const handoverNotes = async (person: PersonId) =>
    (
      await keeping.world
        .sql`select words from note where person_id = ${person} and words like 'Handover%' order by words`
    ).map((note) => note.words);

  test("keeps what a handover said for the service at its other end", async () => {
    const person = await keeping.someoneOf([police, treatment], 7);
    await declinedBothWays(person);
    const id = await keeping.lookedFor(police);
    await keeping.decide(id);
    await keeping.reached(id, "done");
    expect(await handoverNotes(person)).toEqual([
      expect.stringMatching(/declined 2 February 2001\. Asked for help in the cell/),
      expect.stringMatching(/declined 2 February 2001\. Of the clinic's own/),
    ]);
  });

  test("tells police of what they sent no more than that it closed", async () => {
    const person = await keeping.someoneOf([police, treatment], 25);
    await declinedBothWays(person);
    const id = await keeping.lookedFor(treatment);
    await keeping.decide(id);
    await keeping.reached(id, "done");
    expect(await handoverNotes(person)).toEqual([
      expect.stringMatching(/offered 1 February 2001, closed\. Asked for help in the cell/),
      expect.stringMatching(/offered 1 February 2001, declined 2 February 2001\. Of the clinic's own/),
    ]);
  });

  test("passes over what came under a hold since, and what is no longer due", async () => {
    const [held, seen] = [await keeping.someoneOf([police], 7), await keeping.someoneOf([police], 7)];
    const id = await keeping.lookedFor(police);
    await keeping.send(police, `/people/${held}/keeping/hold`, {
      reason: "Inquest opened by the coroner",
      review: "1/6/2027",
    });
    await keeping.world.sql`update episode set ended_on = ${`${year(1)}-12-01`} where person_id = ${seen}`;
    await keeping.decide(id);
    await keeping.reached(id, "done");
    const became = Object.fromEntries((await keeping.parts(id)).map((part) => [part.person_id, part.state]));
    expect(became).toEqual({ [held]: "held", [seen]: "not-due" });
    expect(await keeping.placesOf(held)).toContain("note");
  });

  test("goes on after the server stopped in the middle of it, and is given back when whoever decided may no longer", async () => {
    const people = [await keeping.someoneOf([police], 7), await keeping.someoneOf([police], 7)];
    const id = await keeping.lookedFor(police);
    const third = await keeping.world.aWorker(keeping.lead, "ig-lead");
    await keeping.world
      .sql`update disposal set state = 'approved', decided_at = now(), decided_by = ${third.staffId}, decision = 'yes' where id = ${id}`;
    await keeping.world
      .sql`update post set ended_on = current_date - 1 where account_id = (select id from account where staff_id = ${third.staffId})`;
    await keeping.world.sql`
      with asked as (insert into job (kind, account_id, post_id)
                     select 'disposal', a.id, p.id from account a join post p on p.account_id = a.id where a.staff_id = ${third.staffId}
                     returning id)
      update disposal set job_id = (select id from asked) where id = ${id}`;
    await keeping.world.sql`select pg_notify('jobs', '')`;
    await keeping.reached(id, "prepared");
    for (const person of people) expect(await keeping.placesOf(person)).toContain("note");
    await keeping.decide(id);
    await keeping.reached(id, "done");
    for (const person of people) expect(await keeping.placesOf(person)).toEqual(["disposal_part"]);
  });
});
