import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DosingStory, opened } from "../../../../tests/clinic/dosing-story.ts";
import {
  CAME_WITH_THEIR_DOSE,
  type ClinicStory,
  clinicStory,
  mg,
  orderOf,
} from "../../../../tests/clinic/orders-story.ts";
import {
  inPlace,
  PRODUCT,
  lastSeen as seenAt,
  signedPast as signedBy,
  written as writtenBy,
} from "../../../../tests/clinic/signing-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import { accept, refuse } from "../../../kernel/result.ts";
import { today } from "../../../kernel/time.ts";
import { printOf } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { signOrder } from "./acts-store.ts";
import type { Writing } from "./order.ts";
import { insertReview } from "./review-store.ts";
import { insertOrder } from "./store.ts";

// What a signature asks besides a licence: what the gap leaves, and that somebody accepted and agreed came first. By the rules that the
// pages go by, and by the database for whoever comes past them.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const written = (story: ClinicStory, more: Partial<Writing>) => writtenBy(world, story, more);
const signedPast = (story: ClinicStory, more: Partial<Writing>, words?: string) =>
  signedBy(world, story, more, words);
const lastSeen = (hours: number, milligrams: number, phase?: string) =>
  seenAt(world, hours, milligrams, phase);
/** A nurse of a hospital presses “They are here now”, and on return a doctor of the clinic records the review of the gap. */
async function backFromHospital(story: DosingStory): Promise<void> {
  const ward = await world.anAgency("hospital");
  await world.sql`insert into registration (person_id, agency_id, reason) values (${story.person}, ${ward.agencyId}, 'met')`;
  await world.anEpisode(ward, story.person);
  const told = await world.as(ward, async (tx) =>
    accept((await tx`select say_they_are_here(${story.person}) as told`)[0]?.told),
  );
  expect(told).toEqual(accept(1));
  await world.as(story.doctor, async (tx) =>
    accept(await insertReview(tx, story.person, "gap", "Rang the ward: nothing was given for the night")),
  );
}
/** The session of this morning ended an hour ago, and they did not come, for whatever reason. */
async function missedThisMorning(story: DosingStory, state: string): Promise<void> {
  const session = await opened(world, story);
  const [visit] = await world.sql`
    select step_dosing_visit(id, ${state}, null, ${state === "excused" ? "agreed" : null}) as step from dosing_visit where session_id = ${session}`;
  expect(visit).toBeDefined();
  await world.sql`update dosing_session set opened_at = now() - interval '4 hours', ends_at = now() - interval '1 hour' where id = ${session}`;
}

describe("an absence that health staff told of", () => {
  test("H164: after 30 hours with a stay in hospital between, and no methadone confirmed, it is begun anew: by the rules and by the database", async () => {
    const story = await lastSeen(30, 400);
    // Without the stay in hospital: 24 to 48 hours, 75 % of 400 mg are 300 mg.
    expect([await written(story, inPlace(story, 300)), await written(story, inPlace(story, 305))]).toEqual([
      "done",
      "after-gap 300",
    ]);
    expect([
      await signedPast(story, inPlace(story, 300)),
      await signedPast(story, inPlace(story, 305)),
    ]).toEqual(["done", "above-the-gap"]);
    await backFromHospital(story);
    expect([await written(story, inPlace(story, 300)), await written(story, inPlace(story, 15))]).toEqual([
      "above-first-dose 15",
      "done",
    ]);
    expect([
      await signedPast(story, inPlace(story, 300)),
      await signedPast(story, inPlace(story, 20)),
    ]).toEqual(["begins-anew", "begins-anew"]);
    expect(await signedPast(story, inPlace(story, 15))).toBe("done");
  });

  test("of a first day the database lets pass what the label has: 15 and 15 straight away, then 30, and no part more", async () => {
    const story = await lastSeen(130, 400);
    const day = (first: number, second: number, evening: number) =>
      inPlace(story, 15, {
        parts: [
          { slot: "morning", part: 1, product: PRODUCT, micrograms: mg(first), leastMinutes: 240 },
          { slot: "morning", part: 2, product: PRODUCT, micrograms: mg(second), leastMinutes: 0 },
          { slot: "evening", part: 1, product: PRODUCT, micrograms: mg(evening), leastMinutes: 240 },
        ],
      });
    const tried = [day(15, 15, 30), day(20, 15, 30), day(15, 20, 30), day(15, 15, 35)];
    const said: string[] = [];
    for (const one of tried) said.push(await signedPast(story, one));
    expect(said).toEqual(["done", "begins-anew", "begins-anew", "begins-anew"]);
  });

  test("of whom no dose was ever seen here, the first dose is a first dose, whoever signs it past the pages", async () => {
    const story = await clinicStory(world);
    const first = (milligrams: number) => inPlace({ order: undefined as never }, milligrams);
    expect(await signedPast(story, first(100), CAME_WITH_THEIR_DOSE)).toBe("begins-anew");
    expect(await signedPast(story, first(15), CAME_WITH_THEIR_DOSE)).toBe("done");
  });
});

describe("a session that was missed within a day", () => {
  test.each(["no-show", "excused", "cancelled"])(
    "H165: as %s caps in titration what is written before the next dose at three quarters",
    async (state) => {
      const story = await lastSeen(19.5, 100, "titration");
      expect(await written(story, inPlace(story, 150, { rule: "label-twice-daily" }))).toBe("done");
      await missedThisMorning(story, state);
      const tries = [150, 100, 80, 75];
      const said: string[] = [];
      for (const one of tries)
        said.push(
          await written(story, inPlace(story, one, { rule: "label-twice-daily" })),
          await signedPast(story, inPlace(story, one, { phase: "titration" })),
        );
      expect(said).toEqual([...Array(3).fill(["after-gap 75", "above-the-gap"]).flat(), ...["done", "done"]]);
    },
  );

  test("H165: of somebody stable leaves the dose as prescribed, and raises none of it", async () => {
    const story = await lastSeen(19.5, 100);
    await missedThisMorning(story, "no-show");
    const raised = inPlace(story, 105, { rule: "label-twice-daily" });
    expect([await written(story, raised), await signedPast(story, raised)]).toEqual([
      "after-gap 100",
      "above-the-gap",
    ]);
    const same = inPlace(story, 100, { rule: "label-twice-daily" });
    expect([await written(story, same), await signedPast(story, same)]).toEqual(["done", "done"]);
  });
});

describe("H166: the first order of a stay", () => {
  const firstDay = inPlace({ order: undefined as never }, 15);
  const nominated = async (story: ClinicStory, state: string): Promise<void> => {
    const [stay] = await world.sql`select id from episode where person_id = ${story.person}`;
    await world.sql`
      insert into nomination (person_id, service_id, agency_id, from_agency_id, why, state, episode_id, licence_id, protocol, protocol_version, protocol_print)
      values (${story.person}, ${story.nurse.serviceId}, ${story.nurse.agencyId}, ${story.nurse.agencyId}, 'x', ${state}, ${stay?.id ?? null},
              ${story.licence}, ${DIAMORPHINE.code}, ${DIAMORPHINE.version}, ${printOf(DIAMORPHINE)})`;
  };

  test("is not signed before a licensed doctor has accepted and the agreement is signed; a reason takes the place of no selection that goes on", async () => {
    const story = await clinicStory(world);
    expect(await signedPast(story, firstDay)).toBe("not-selected");
    expect(await signedPast(story, firstDay, "  ")).toBe("not-selected");
    for (const state of ["panel", "assessment", "accepted"]) {
      const other = await clinicStory(world);
      await nominated(other, state);
      expect([await signedPast(other, firstDay), await signedPast(other, firstDay, "x")]).toEqual([
        "selection-goes-on",
        "selection-goes-on",
      ]);
    }
    for (const state of ["agreed", "induction"]) {
      const other = await clinicStory(world);
      await nominated(other, state);
      expect(await signedPast(other, firstDay)).toBe("done");
    }
    // Who was declined and came from another clinic all the same: a doctor says so.
    await nominated(story, "declined");
    expect([await signedPast(story, firstDay), await signedPast(story, firstDay, "x")]).toEqual([
      "not-selected",
      "done",
    ]);
  });

  test("keeps why there was no selection with the signature, asks no second time, and asks again in another stay", async () => {
    const story = await clinicStory(world);
    await proveNow(world, story.doctor);
    const first = await world.as(story.doctor, async (tx) => {
      const id = await insertOrder(tx, { ...orderOf(story, firstDay), state: "queued" });
      const answer = await signOrder(tx, { id, person: story.person }, "0".repeat(64), CAME_WITH_THEIR_DOSE);
      return answer === "done" ? accept(id) : refuse({ code: answer });
    });
    if (!first.ok) expect.fail(JSON.stringify(first));
    const [step] =
      await world.sql`select reason from clinic_order_step where order_id = ${first.value} and what = 'signed'`;
    expect(step?.reason).toBe(CAME_WITH_THEIR_DOSE);
    const next = inPlace({ order: first.value }, 15);
    expect(await signedPast(story, next)).toBe("done");
    await world.sql`update clinic_order set signed_at = now() - interval '400 days' where id = ${first.value}`;
    await world.sql`update episode set started_on = ${today()} where person_id = ${story.person}`;
    expect(await signedPast(story, next)).toBe("not-selected");
  });
});
