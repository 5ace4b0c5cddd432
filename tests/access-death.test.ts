import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonId } from "../src/kernel/id.ts";
import { accept, invariant } from "../src/kernel/result.ts";
import { recordDeath, reverseDeath } from "../src/record/person/store-death.ts";
import { openServed, type Served } from "./served.ts";
import { send as sendOf, visit as visitOf } from "./visiting.ts";
import type { TestAgency, World } from "./world.ts";

let served: Served;
let world: World;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
});
afterAll(() => served.close());

const visit = (who: TestAgency, url: string) => visitOf(served, who, url);
const send = (who: TestAgency, url: string, fields: Record<string, string>) =>
  sendOf(served, who, url, fields);

describe("a death", () => {
  type Standing = Record<string, unknown>;
  const standing = async (person: PersonId): Promise<Standing> => {
    const [row] = await world.sql<{ all: Standing }[]>`
      select jsonb_build_object(
        'episodes', (select jsonb_agg(to_jsonb(e) order by e.id) from episode e where e.person_id = ${person}),
        'handovers', (select jsonb_agg(to_jsonb(h) order by h.id) from handover h where h.person_id = ${person}),
        'tasks', (select jsonb_agg(to_jsonb(t) order by t.id) from task t where t.person_id = ${person}),
        'rights', (select jsonb_agg(to_jsonb(v) order by v.agency_id, v.until) from visible v where v.person_id = ${person})) as all`;
    invariant(row, "one row of everything");
    return row.all;
  };

  async function twoAgencies(): Promise<{
    ours: TestAgency;
    theirs: TestAgency;
    third: TestAgency;
    person: PersonId;
  }> {
    const [ours, theirs, third] = [
      await world.anAgency("treatment"),
      await world.anAgency("housing"),
      await world.anAgency("mental-health"),
    ];
    const person = await world.aPerson(ours, { bornOn: "1980-01-01" });
    await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${theirs.agencyId}, 'met')`;
    const episode = await world.anEpisode(ours, person, { startedOn: "2026-01-05", stage: "in-treatment" });
    await world.anEpisode(theirs, person, { startedOn: "2026-03-01" });
    for (const [to, state] of [
      [theirs, "accepted"],
      [third, "offered"],
    ] as const) {
      await world.sql`
        insert into handover (person_id, from_episode_id, from_service_id, from_agency_id, to_service_id, to_agency_id, state,
                              summary, after_arrival, team_id, due_at, answered_at, first_contact_at)
        values (${person}, ${episode}, ${ours.serviceId}, ${ours.agencyId}, ${to.serviceId}, ${to.agencyId}, ${state}, 'needs a home',
                'keep', ${to.teamId}, now() + interval '1 day', ${state === "accepted" ? world.sql`now()` : null},
                ${state === "accepted" ? world.sql`now() + interval '1 day'` : null})`;
    }
    for (const agency of [ours, theirs]) {
      await world.sql`
        insert into task (agency_id, team_id, person_id, kind, title, due_at)
        values (${agency.agencyId}, ${agency.teamId}, ${person}, 'call', 'Call them', now() + interval '2 hours')`;
    }
    await world.sql`
      insert into task (agency_id, team_id, person_id, kind, title, due_at, state, closed_at)
      values (${theirs.agencyId}, ${theirs.teamId}, ${person}, 'call', 'Done before', now(), 'done', now())`;
    return { ours, theirs, third, person };
  }

  test("stops everything at every agency at once, and reversed, all of it stands exactly where it stood", async () => {
    const { ours, theirs, third, person } = await twoAgencies();
    const before = await standing(person);
    const day = Temporal.PlainDate.from("2026-06-01");
    const recorded = await world.as(ours, (tx) =>
      recordDeath(tx, person, { diedOn: day, reason: "found in his flat" }),
    );
    expect(recorded.ok).toBe(true);
    const [open] = await world.sql<{ n: number }[]>`
      select (select count(*)::int from episode where person_id = ${person} and ended_on is null)
           + (select count(*)::int from handover where person_id = ${person} and state in ('offered', 'accepted'))
           + (select count(*)::int from task where person_id = ${person} and state = 'open') as n`;
    expect(open?.n).toBe(0);
    const theirPage = await visit(theirs, `/people/${person}`);
    expect(theirPage.status).toBe(200);
    expect(theirPage.body).toContain("Died 1 June 2026");
    for (const page of ["", "/episodes", "/details"]) {
      expect((await visit(theirs, `/people/${person}${page}`)).body).not.toContain("found in his flat");
    }
    expect((await visit(ours, `/people/${person}/details`)).body).toContain("found in his flat");
    expect((await visit(third, `/people/${person}`)).status).toBe(404);
    const reversed = await world.as(ours, (tx) => reverseDeath(tx, person, "another man of that name"));
    expect(reversed.ok).toBe(true);
    expect(await standing(person)).toEqual(before);
  });

  test("is recorded once: a second record is refused and changes nothing", async () => {
    const { ours, person } = await twoAgencies();
    const death = { diedOn: Temporal.PlainDate.from("2026-06-01"), reason: "hospital" };
    await world.as(ours, (tx) => recordDeath(tx, person, death));
    const stopped = await standing(person);
    const again = await world.as(ours, (tx) => recordDeath(tx, person, { ...death, reason: "police" }));
    expect(again).toEqual({ ok: false, refusal: { code: "already-recorded" } });
    expect(await standing(person)).toEqual(stopped);
  });

  test("whoever comes second is told so, with what they wrote still there", async () => {
    const { ours, person } = await twoAgencies();
    const death = { diedOn: Temporal.PlainDate.from("2026-06-01"), reason: "hospital" };
    await world.as(ours, (tx) => recordDeath(tx, person, death));
    const second = await send(ours, `/people/${person}/death`, {
      diedOn: "2/6/2026",
      reason: "The police rang",
    });
    expect(second.status).toBe(422);
    expect(second.body).toContain("A death was recorded already");
    expect(second.body).toContain("The police rang");
    await world.as(ours, (tx) => reverseDeath(tx, person, "another of the same name"));
    const late = await send(ours, `/people/${person}/death/reverse`, { reason: "It was his brother" });
    expect(late.status).toBe(422);
    expect(late.body).toContain("No death is recorded for this person any more");
  });

  test("long ago keeps the record in sight of those who had the person, so that an error can be undone", async () => {
    const agency = await world.anAgency("treatment");
    const person = await world.aPerson(agency, { bornOn: "1950-01-01" });
    await world.anEpisode(agency, person, { startedOn: "2019-01-01" });
    await world.sql`update registration set at = now() - interval '2 years' where agency_id = ${agency.agencyId}`;
    const death = { diedOn: Temporal.PlainDate.from("2021-01-01"), reason: "a certificate found late" };
    await world.as(agency, (tx) => recordDeath(tx, person, death));
    expect((await visit(agency, `/people/${person}`)).status).toBe(200);
    expect((await visit(agency, `/people/${person}/death/reverse`)).status).toBe(200);
  });

  test("the key of insight is a column the application cannot read of anyone", async () => {
    const { ours, person } = await twoAgencies();
    await expect(
      world.as(ours, async (tx) => accept(await tx`select insight_key from person where id = ${person}`)),
    ).rejects.toThrow(/permission denied/);
  });

  test("that stands lets a first day typed wrongly be corrected, and how the stay ended not", async () => {
    const { ours, person } = await twoAgencies();
    const death = { diedOn: Temporal.PlainDate.from("2026-06-10"), reason: "the hospital rang" };
    await world.as(ours, (tx) => recordDeath(tx, person, death));
    const [stay] = await world.sql`
      select id from episode where person_id = ${person} and agency_id = ${ours.agencyId}`;
    const correct = (ending: string) =>
      send(ours, `/people/${person}/episodes/${stay?.id}/dates`, {
        opened: "6/1/2026",
        ended: "10/6/2026",
        ending,
        reason: "Typed wrongly",
      });
    const other = await correct("dropped-out");
    expect([other.status, other.body.includes("If that is wrong, reverse it first")]).toEqual([422, true]);
    expect((await correct("died")).status).toBe(303);
    const [row] = await world.sql`
      select started_on::text as began, ending, by_death from episode where id = ${stay?.id}`;
    expect(row).toEqual({ began: "2026-01-06", ending: "died", by_death: true });
  });

  test("in error is undone also where the service's file has brought in a later stay, and its team is asked", async () => {
    const { ours, theirs, third, person } = await twoAgencies();
    const death = { diedOn: Temporal.PlainDate.from("2026-06-10"), reason: "the hospital rang" };
    await world.as(ours, (tx) => recordDeath(tx, person, death));
    await world.sql`
      insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on)
      select ${person}, service_id, agency_id, owner_kind, category, team_id, stage, '2026-07-01' from episode
       where person_id = ${person} and agency_id = ${ours.agencyId}`;
    const undone = await world.as(ours, (tx) => reverseDeath(tx, person, "another person of that name"));
    expect(undone).toMatchObject({ ok: true });
    const stays = await world.sql`
      select agency_id, started_on::text as began, ended_on::text as ended, by_death from episode
       where person_id = ${person} order by started_on`;
    expect(stays.map((stay) => ({ ...stay }))).toEqual([
      { agency_id: ours.agencyId, began: "2026-01-05", ended: "2026-06-10", by_death: false },
      { agency_id: theirs.agencyId, began: "2026-03-01", ended: null, by_death: false },
      { agency_id: ours.agencyId, began: "2026-07-01", ended: null, by_death: false },
    ]);
    const asked = await world.sql`
      select title from task where person_id = ${person} and state = 'open' and team_id = ${ours.teamId} and title like 'Correct how%'`;
    expect(asked.map((task) => task.title)).toEqual([
      "Correct how the stay from 5 January 2026 ended: a death was recorded in error, and another stay has begun since",
    ]);
    const [stay] = await world.sql`
      select id from episode where person_id = ${person} and started_on = '2026-01-05'`;
    const corrected = await send(ours, `/people/${person}/episodes/${stay?.id}/dates`, {
      opened: "5/1/2026",
      ended: "30/6/2026",
      ending: "dropped-out",
      reason: "The death was another person's",
    });
    expect(corrected.status).toBe(303);
    const shown = (await visit(ours, `/people/${person}/episodes/${stay?.id}`)).body;
    expect(shown).toContain("30 June 2026: Dropped out");
    expect(shown).toContain(
      "The death was another person&#x27;s. Before: 5 January 2026 to 10 June 2026, Died.",
    );
    // What was handed over from that stay has nobody any more who hands it over: both ends are asked.
    const [open] = await world.sql`
      select count(*)::int as n from handover h join episode e on e.id = h.from_episode_id
       where h.person_id = ${person} and h.state in ('offered', 'accepted') and e.ended_on is not null`;
    expect(open?.n).toBe(0);
    const askedOf = async (agency: TestAgency): Promise<string[]> =>
      (
        await world.sql`
          select kind, title from task where person_id = ${person} and state = 'open' and team_id = ${agency.teamId}
             and handover_id is not null order by id`
      ).map((task) => `${task.kind}: ${task.title}`);
    const words = "A handover ended when a death was recorded in error: agree with";
    expect([await askedOf(theirs), await askedOf(third), await askedOf(ours)]).toEqual([
      [`to-do: ${words} who sent them what happens next`],
      [`to-do: ${words} who sent them what happens next`],
      [
        `handover-returned: ${words} whom they were offered to what happens next`,
        `handover-returned: ${words} whom they were offered to what happens next`,
      ],
    ]);
    expect((await visit(third, `/people/${person}`)).status, "who is asked sees whom it is about").toBe(200);
  });

  test("the stop counts what the reader sees open, and not the other agency's episode and task", async () => {
    const { ours, person } = await twoAgencies();
    const page = await visit(ours, `/people/${person}/death`);
    expect(page.body).toContain("1 open episode ends");
    expect(page.body).toContain("2 open handovers stop");
    expect(page.body).toContain("1 open task at your agency stops");
  });
});
