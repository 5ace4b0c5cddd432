import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../../../tests/world.ts";
import { accept } from "../../kernel/result.ts";
import { recordDeath } from "../person/store-death.ts";
import { recordEvent, withdrawEvent } from "./actions.ts";
import type { EventCode } from "./kinds.ts";
import { eventsOf } from "./store.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const NOW = Temporal.Instant.from("2026-11-21T12:00:00Z");
const told = (kind: EventCode, when: string, until?: string) => ({
  kind,
  when,
  until: until === undefined ? undefined : Temporal.PlainDate.from(until),
  certainty: "confirmed" as const,
  what: "",
  outcome: "",
  place: "",
});

test("an event keeps its agency as source, and its time no more exactly than it was told", async () => {
  const agency = await world.anAgency("treatment", { name: "Wayside" });
  const person = await world.aPerson(agency);
  const listed = await world.as(agency, async (tx) => {
    for (const event of [
      told("overdose", "3/7/2026 14:30"),
      told("job-start", "June 2026"),
      told("home-move", "2019"),
      told("admission", "4/7/2026", "2026-07-09"),
    ]) {
      const done = await recordEvent(tx, person, event, NOW);
      if (!done.ok) return done;
    }
    return accept(await eventsOf(tx, person));
  });
  expect(
    listed.ok && listed.value.map((event) => [event.kind, `${event.on}`, event.precision, event.source]),
  ).toEqual([
    ["admission", "2026-07-04", "day", "Wayside"],
    ["overdose", "2026-07-03", "minute", "Wayside"],
    ["job-start", "2026-06-01", "month", "Wayside"],
    ["home-move", "2019-01-01", "year", "Wayside"],
  ]);
  expect(listed.ok && `${listed.value[1]?.at}`).toBe("2026-07-03T13:30:00Z");
  expect(listed.ok && `${listed.value[0]?.until}`).toBe("2026-07-09");
});

test("a withdrawn event stays with its reason, and is withdrawn once", async () => {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency);
  const outcome = await world.as(agency, async (tx) => {
    const made = await recordEvent(tx, person, told("overdose", "3/7/2026"), NOW);
    if (!made.ok) return made;
    const first = await withdrawEvent(tx, person, made.value, "another person of that name");
    const again = await withdrawEvent(tx, person, made.value, "again");
    return accept({ first, again, listed: await eventsOf(tx, person) });
  });
  expect(outcome).toMatchObject({
    ok: true,
    value: {
      first: { ok: true },
      again: { ok: false, refusal: { code: "nothing-to-withdraw" } },
      listed: [{ withdrawn: { because: "another person of that name" } }],
    },
  });
});

test("an event after a recorded death is refused, also by a page that was opened before it", async () => {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency);
  const diedOn = Temporal.PlainDate.from("2026-11-10");
  await world.as(agency, (tx) => recordDeath(tx, person, { diedOn, reason: "The ward rang" }));
  const job = (when: string) =>
    world.as(agency, (tx) => recordEvent(tx, person, told("job-start", when), NOW));
  expect(await job("20/11/2026")).toMatchObject({ ok: false, refusal: { code: "after-death" } });
  expect((await job("9/11/2026")).ok).toBe(true);
});

test("police record an arrest and see it; the treatment provider's overdose never appears to them", async () => {
  const police = await world.anAgency("police");
  const treatment = await world.anAgency("treatment");
  const person = await world.aPerson(police);
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${treatment.agencyId}, 'test')`;
  await world.as(treatment, (tx) => recordEvent(tx, person, told("overdose", "3/7/2026"), NOW));
  const seen = await world.as(police, async (tx) => {
    await recordEvent(tx, person, told("arrest", "2/7/2026"), NOW);
    return accept((await eventsOf(tx, person)).map((event) => event.kind));
  });
  expect(seen).toEqual(accept(["arrest"]));
});

test("recording and reading events are both in the log", async () => {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency);
  await world.as(agency, (tx) => recordEvent(tx, person, told("overdose", "3/7/2026"), NOW));
  await world.as(agency, async (tx) => accept(await eventsOf(tx, person)));
  const lines = await world.sql`
    select what, about from access_log where person_ids @> ${world.sql.array([person], 2950)} and about like 'event%' order by at`;
  expect([...lines]).toEqual([
    { what: "changed", about: "event recorded" },
    { what: "read", about: "events" },
  ]);
});
