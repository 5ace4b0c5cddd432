import { afterAll, beforeAll, expect, test } from "vitest";
import { call, dosingStory } from "../../../../tests/clinic/dosing-story.ts";
import { ago, doseSeen } from "../../../../tests/clinic/gap-story.ts";
import { clinicStory, orderOf, signedBy, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { WORLD_CODE } from "../../../../tests/global-setup.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency, World } from "../../../../tests/world.ts";
import { asPolicyRole } from "../../../kernel/database/partnership.ts";
import { accept } from "../../../kernel/result.ts";
import { now, today, typedDay } from "../../../kernel/time.ts";
import { insertOrder } from "../prescribing/store.ts";
import { lacks } from "./rules.ts";
import { tellOfEndings, tellOfLastOrders, treatedHere } from "./store.ts";

// A service that ends: nobody new, and everybody somewhere before the last dose. The same list works on the day something fails.

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());
const as = (who: TestAgency) => visitorTo(site, { token: who.token });

test("what somebody lacks: an accepted handover names a destination, only an arrived one is an arrival", () => {
  const nothing = { destination: undefined, prescriber: undefined, oralPlan: undefined, handover: undefined };
  expect(lacks(nothing)).toEqual(["destination", "prescriber", "oral-plan", "arrived"]);
  expect(lacks({ ...nothing, handover: "declined" })).toContain("destination");
  expect(lacks({ ...nothing, handover: "accepted", prescriber: "Dr Okoro" })).toEqual([
    "oral-plan",
    "arrived",
  ]);
  expect(
    lacks({ destination: "North", prescriber: "Dr Okoro", oralPlan: "60 mg", handover: "offered" }),
  ).toEqual(["arrived"]);
  expect(lacks({ ...nothing, prescriber: "x", oralPlan: "y", handover: "arrived" })).toEqual([]);
});

test("H126: while a service ends nobody new begins, no order outlasts the last day, and none is ended before its person has arrived", async () => {
  const story = await dosingStory(world);
  await doseSeen(world, story.nurse, story.person, ago(3));
  const list = await as(story.nurse).get("/clinic/ending");
  expect(list.body).toContain("No service here is ending.");
  expect(list.body).toContain("Iain Calder");
  expect(list.body).toContain("a destination, a prescriber, an oral plan and to have arrived");
  expect(list.body).toContain("Doctor here: Dr Ngozi Achebe");

  const wanted = {
    service: story.nurse.serviceId,
    because: "money",
    words: "The grant ends",
    lastDay: typedDay(today().add({ days: 10 })),
  };
  expect([403, 404]).toContain((await as(story.nurse).get("/clinic/ending/begin")).status);
  await proveNow(world, story.doctor);
  const begun = await as(story.doctor).post("/clinic/ending/begin", wanted);
  expect([begun.status, begun.location]).toEqual([303, "/clinic/ending"]);
  await proveNow(world, story.doctor);
  expect((await as(story.doctor).post("/clinic/ending/begin", wanted)).body).toContain(
    "This service is ending already",
  );

  // Nobody new: neither nominated nor begun, whoever asks and by whatever way.
  expect((await call(world, story.nurse, "nominate", story.person, story.nurse.serviceId, "x")).answer).toBe(
    "service-ends",
  );
  const fresh = await world.aPerson(story.nurse);
  await world.anEpisode(story.nurse, fresh);
  const first = await signedOrder(world, { ...story, person: fresh });
  expect(first.ok ? "signed" : first.refusal.code).toBe("service-ends");
  const longer = await world.as(story.doctor, async (tx) =>
    accept(
      await insertOrder(tx, {
        ...orderOf(story, { startsOn: today().add({ days: 7 }), endsOn: today().add({ days: 14 }) }),
        state: "queued",
      }),
    ),
  );
  const late = longer.ok && (await signedBy(world, story.doctor, story.person, longer.value));
  expect(late && !late.ok && late.refusal.code).toBe("after-the-last-day");
  const direct = await world
    .as(story.doctor, async (tx) => accept(await tx`select sign_clinic_order_by_itself(${story.order}, 'x')`))
    .then(
      () => "done",
      (error: { code?: string }) => error.code,
    );
  expect(direct).toBe("42501");

  // Their way on, and the last dose only after they have arrived.
  const way = await as(story.nurse).post(`/people/${story.person}/way-on`, {
    destination: "",
    prescriber: "Dr Okoro, Northside, from Monday",
    oralPlan: "Methadone 60 mg, supervised",
  });
  expect(way.status).toBe(303);
  await proveNow(world, story.doctor);
  const end = () => call(world, story.doctor, "move_clinic_order", story.order, "ended", "the service ends");
  expect((await end()).answer).toBe("nobody-has-arrived");
  await proveNow(world, story.doctor);
  expect(
    (
      await as(story.doctor).post(`/people/${story.person}/orders/${story.order}/end`, {
        reason: "the service ends",
      })
    ).body,
  ).toContain("nobody has received this person yet");
  // A flat is no treatment: somebody who has arrived there is still on their way.
  const receiver = await world.anAgency("treatment");
  const housing = await world.anAgency("housing");
  const [stay] =
    await world.sql`select id from episode where person_id = ${story.person} and agency_id = ${story.nurse.agencyId}`;
  const [flat] = await world.sql`
    insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on)
    values (${story.person}, ${housing.serviceId}, ${housing.agencyId}, 'housing', 'housing', ${housing.teamId}, 'x', current_date) returning id`;
  await world.sql`
    insert into handover (person_id, from_episode_id, from_service_id, from_agency_id, to_service_id, to_agency_id, to_episode_id, state, summary, after_arrival, team_id, due_at,
                          answered_at, first_contact_at, arrived_at, closed_at)
    values (${story.person}, ${stay?.id}, ${story.nurse.serviceId}, ${story.nurse.agencyId}, ${housing.serviceId}, ${housing.agencyId}, ${flat?.id}, 'arrived', 'a flat', 'keep', ${housing.teamId},
            now(), now(), now(), now(), now())`;
  expect((await end()).answer).toBe("nobody-has-arrived");
  const [episode] =
    await world.sql`select id from episode where person_id = ${story.person} and agency_id = ${story.nurse.agencyId}`;
  const [handover] = await world.sql`
    insert into handover (person_id, from_episode_id, from_service_id, from_agency_id, to_service_id, to_agency_id, summary, after_arrival, team_id, due_at)
    values (${story.person}, ${episode?.id}, ${story.nurse.serviceId}, ${story.nurse.agencyId}, ${receiver.serviceId}, ${receiver.agencyId}, 'goes on there', 'keep', ${receiver.teamId}, now() + interval '1 day') returning id`;
  const waiting = (await as(story.nurse).get("/clinic/ending")).body;
  expect(waiting).toContain(`handover to Service ${receiver.code}: offered`);
  expect(waiting).toContain("<strong>1 of 1 still lacks something.</strong>");
  expect((await end()).answer).toBe("nobody-has-arrived");
  // Their order lapses before they have arrived: they stay on the list, and it is said every day as the last day comes near.
  const [stood] = await world.sql`select starts_on, ends_on from clinic_order where id = ${story.order}`;
  await world.sql`update clinic_order set starts_on = starts_on - 20, ends_on = ${today()} where id = ${story.order}`;
  const tomorrow = await world.as(story.nurse, async (tx) =>
    accept(await treatedHere(tx, now().add({ hours: 48 }))),
  );
  expect(tomorrow.ok && tomorrow.value.map(({ person, today: due }) => [person, due])).toEqual([
    [story.person, false],
  ]);
  const told = (days: number) =>
    asPolicyRole(world.sql, WORLD_CODE, (tx) => tellOfEndings(tx, now().add({ hours: 24 * days })));
  await world.sql`update clinic_ending set last_day = last_day + 10 where service_id = ${story.nurse.serviceId}`;
  expect([await told(0), await told(7), await told(7), await told(8)]).toEqual([0, 2, 0, 2]);
  const tasks =
    await world.sql`select title from task where kind = 'clinic-ending' and agency_id = ${story.nurse.agencyId} order by made_at, title limit 2`;
  expect(tasks.map(({ title }) => title)).toEqual([
    "Open Ending a service: somebody has not arrived yet (controlled-drugs lead)",
    "Open Ending a service: somebody has not arrived yet (licensed doctor)",
  ]);
  await world.sql`update clinic_ending set last_day = last_day - 10 where service_id = ${story.nurse.serviceId}`;
  await world.sql`update clinic_order set starts_on = ${stood?.starts_on}, ends_on = ${stood?.ends_on} where id = ${story.order}`;
  await world.sql`update handover set state = 'accepted', answered_at = now(), first_contact_at = now() where id = ${handover?.id}`;
  const [there] = await world.sql`
    insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on)
    values (${story.person}, ${receiver.serviceId}, ${receiver.agencyId}, 'treatment', 'health', ${receiver.teamId}, 'x', current_date) returning id`;
  await world.sql`update handover set state = 'arrived', arrived_at = now(), closed_at = now(), to_episode_id = ${there?.id} where id = ${handover?.id}`;
  expect(await told(11)).toBe(0);
  const ready = (await as(story.nurse).get("/clinic/ending")).body;
  expect(ready).toContain(
    "Everybody has a destination, a prescriber and an oral plan, and has arrived: 1 of 1.",
  );
  await proveNow(world, story.doctor);
  expect((await end()).answer).toBe("done");
});

test("H126: called off, people are taken on again; police and other agencies see no list", async () => {
  const story = await clinicStory(world);
  await proveNow(world, story.lead);
  await as(story.lead).post("/clinic/ending/begin", {
    service: story.nurse.serviceId,
    because: "licence",
    words: "It lapses",
    lastDay: typedDay(today()),
  });
  expect((await call(world, story.nurse, "nominate", story.person, story.nurse.serviceId, "x")).answer).toBe(
    "service-ends",
  );
  const [ending] = await world.sql`select id from clinic_ending where service_id = ${story.nurse.serviceId}`;
  await proveNow(world, story.lead);
  expect(
    (await as(story.lead).post(`/clinic/ending/${ending?.id}/call-off`, { words: "Renewed" })).status,
  ).toBe(303);
  expect(
    (await call(world, story.nurse, "nominate", story.person, story.nurse.serviceId, "x")).answer,
  ).not.toBe("service-ends");
  for (const kind of ["police", "probation", "treatment"]) {
    const other = await world.anAgency(kind);
    expect([403, 404]).toContain((await as(other).get("/clinic/ending")).status);
  }
});

test("H180: an order that lapses inside an ending with nobody who has received them is a task for doctor and lead, seven days before, until they have arrived", async () => {
  const story = await dosingStory(world);
  await proveNow(world, story.doctor);
  await as(story.doctor).post("/clinic/ending/begin", {
    service: story.nurse.serviceId,
    because: "money",
    words: "The grant ends",
    lastDay: typedDay(today().add({ days: 60 })),
  });
  // Their order ends long before the service does: 10 days from now.
  await world.sql`update clinic_order set starts_on = ${today().subtract({ days: 2 })}, ends_on = ${today().add({ days: 10 })} where id = ${story.order}`;
  const told = (days: number) =>
    asPolicyRole(world.sql, WORLD_CODE, (tx) => tellOfLastOrders(tx, now().add({ hours: 24 * days })));
  // Not eight days before; seven days before, once; and while it stays open not again, nor once the day has gone by.
  expect([await told(2), await told(3), await told(4), await told(11)]).toEqual([0, 2, 0, 0]);
  const open = () => world.sql`
    select k.title, k.person_id, k.staff_id, k.due_at <= ${now().add({ hours: 24 * 4 })} as soon from task k where k.kind = 'clinic-last-order' and k.person_id = ${story.person} and k.state = 'open' order by k.title`;
  expect((await open()).map(({ title, staff_id: staff, soon }) => [title, staff, soon])).toEqual([
    [
      "Open Ending a service: an order lapses and nobody has received them (controlled-drugs lead)",
      story.lead.staffId,
      true,
    ],
    [
      "Open Ending a service: an order lapses and nobody has received them (doctor)",
      story.doctor.staffId,
      true,
    ],
  ]);
  const listed = (await as(story.nurse).get("/clinic/ending")).body
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
  expect(listed).toContain("Their last day by order:");
  // Done without an arrival, it comes back on the next day.
  await world.sql`update task set state = 'done', closed_at = now() where kind = 'clinic-last-order' and person_id = ${story.person}`;
  expect([await told(3), await told(5)]).toEqual([0, 2]);
  // Nothing of it where the ending was called off.
  await world.sql`update task set state = 'done', closed_at = now() where kind = 'clinic-last-order' and person_id = ${story.person}`;
  await world.sql`update clinic_ending set called_off_at = now(), called_off_because = 'money came' where service_id = ${story.nurse.serviceId}`;
  expect(await told(6)).toBe(0);
});
