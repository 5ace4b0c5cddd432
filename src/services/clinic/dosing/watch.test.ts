import { afterAll, beforeAll, expect, test } from "vitest";
import { call, dosingStory, opened, prepared } from "../../../../tests/clinic/dosing-story.ts";
import { mg, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency } from "../../../../tests/world.ts";
import { accept } from "../../../kernel/result.ts";
import { now } from "../../../kernel/time.ts";

// Who watches somebody after a dose: at the database itself, and as pages say it.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const shown = async (who: TestAgency, path: string): Promise<string> =>
  (await visitorTo(site, { token: who.token }).get(path)).body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const answer = async (who: TestAgency, name: string, ...values: readonly unknown[]): Promise<string> => {
  await proveNow(site.world, who);
  return (await call(site.world, who, name, ...values)).answer;
};

/** Two nurses on shift, each of whom may watch one person, and two people of whom the first had something handed over by the first nurse. */
async function oneHandedOver() {
  const { world } = site;
  const story = await dosingStory(world);
  const session = await opened(world, story, "morning", { "observed-at-once": 1, "assessment-holds": 60 });
  const second = await world.aWorker(story.nurse, "clinic-nurse", "Olga Wade");
  expect(await answer(second, "take_dosing_duty", session, "nurse")).toBe("done");
  const person = await world.aPerson(story.nurse);
  await world.anEpisode(story.nurse, person);
  expect(await signedOrder(world, { ...story, person })).toMatchObject({ ok: true });
  const dose = await prepared(world, story, session);
  const take = (who: TestAgency, of: { readonly preparation: string; readonly key: string }) =>
    answer(who, "take_authority", of.preparation, of.key);
  expect(await take(story.nurse, dose)).toBe("done");
  return { story, session, second, person, dose, take };
}

test("H162: a nurse leaves the shift only once another has taken over whom they watch, and nobody takes over more than one nurse may", async () => {
  const { story, session, second, person, dose, take } = await oneHandedOver();
  const leave = (who: TestAgency) => answer(who, "take_dosing_duty", session, null);
  const takeOver = (who: TestAgency, visit = dose.visit) => answer(who, "take_over_watch", visit);
  expect(await leave(story.nurse)).toBe("still-watches");
  const pressed = await visitorTo(site, { token: story.nurse.token }).post(`/dosing/${session}/shift`, {
    duty: "leave",
  });
  expect(pressed.body).toContain("Another nurse on shift opens each of them");
  expect(await takeOver(story.checker), "a checker watches nobody").toBe("not-there");
  expect(await takeOver(second)).toBe("done");
  expect(await leave(story.nurse)).toBe("done");
  expect(await leave(second)).toBe("still-watches");
  expect(await takeOver(story.nurse), "off shift").toBe("not-there");
  const [kept] = await site.world.sql`select staff_id from dosing_watch where visit_id = ${dose.visit}`;
  expect(kept?.staff_id).toBe(second.staffId);
  // Whom she took over counts as if she had given it: she gives to nobody else meanwhile.
  const hers = await prepared(site.world, { ...story, nurse: second, person }, session);
  expect(await take(second, hers)).toBe("too-many-observed");
  expect(await answer(story.nurse, "take_dosing_duty", session, "nurse")).toBe("done");
  expect(await takeOver(story.nurse)).toBe("done");
  expect(await take(second, hers)).toBe("done");
  expect(await takeOver(second), "she watches one already").toBe("too-many-observed");
  await site.world
    .sql`insert into dosing_step (visit_id, seq, prev_seq, from_state, to_state, authority_id, injection_id)
    select s.visit_id, s.seq + 1, s.seq, 'handed-over', 'identified', null, null from dosing_step s where s.visit_id = ${dose.visit} order by s.seq desc limit 1`;
  await site.world.sql`insert into dosing_step (visit_id, seq, prev_seq, from_state, to_state)
    select s.visit_id, s.seq + 1, s.seq, 'identified', 'closed' from dosing_step s where s.visit_id = ${dose.visit} order by s.seq desc limit 1`;
  expect(await takeOver(second), "they have left").toBe("moved-since");
  expect(await leave(story.nurse)).toBe("done");
});

test("H162: whoever leaves while their own hand-over is on its way stays until it is taken over", async () => {
  const { story, session, second, person } = await oneHandedOver();
  const hers = await prepared(site.world, { ...story, nurse: second, person }, session);
  await proveNow(site.world, second);
  let left: Promise<{ readonly answer: string }> | undefined;
  const waiting = async () =>
    Number(
      (
        await site.world.sql`select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock'`
      )[0]?.n,
    );
  await site.world.as(second, async (tx) => {
    const [row] = await tx`select answer from take_authority(${hers.preparation}, ${hers.key})`;
    expect(row?.answer).toBe("done");
    left = call(site.world, second, "take_dosing_duty", session, null);
    await expect.poll(waiting).toBeGreaterThan(0);
    return accept(undefined);
  });
  expect((await left)?.answer).toBe("still-watches");
});

test("H162: for ten minutes from the end of the injection card, wall and visit name who watches without a break, and count down; then who watches", async () => {
  const { story, session, second, dose } = await oneHandedOver();
  const pages = [`/dosing/${session}`, `/dosing/${session}/wall`, `/dosing/visits/${dose.visit}`];
  const [taken] = await site.world.sql`select id from authority where visit_id = ${dose.visit}`;
  const [nurse] = await site.world.sql`select name from staff where id = ${story.nurse.staffId}`;
  expect(await answer(story.nurse, "record_injection", taken?.id, "full", mg(100), now(), null)).toBe("done");
  for (const path of pages)
    expect(await shown(story.nurse, path), path).toMatch(
      new RegExp(`${nurse?.name} watches without a break , which ends in (5[5-9]\\d|600) s`),
    );
  expect(await shown(second, `/dosing/visits/${dose.visit}`)).toContain("I watch them from now on");
  expect(await shown(story.nurse, `/dosing/visits/${dose.visit}`)).not.toContain("I watch them from now on");
  await visitorTo(site, { token: second.token }).post(`/dosing/visits/${dose.visit}/watch`, {});
  for (const path of pages)
    expect(await shown(story.nurse, path), path).toContain("Olga Wade watches without a break");
  await site.world
    .sql`update injection set ended_at = ended_at - interval '10 minutes' where visit_id = ${dose.visit}`;
  for (const path of pages) expect(await shown(story.nurse, path), path).toContain("Watched by Olga Wade");
});
