import { afterAll, beforeAll, expect, test } from "vitest";
import {
  daysSeen,
  medicinesStory,
  proveNow,
  signAs,
  signedPrescription,
  wantedOf,
} from "../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../tests/site.ts";
import type { World } from "../../../tests/world.ts";
import { accept, refuse } from "../../kernel/result.ts";
import { londonDay, now, today, typedDay } from "../../kernel/time.ts";
import { loadToSign, sign, writePrescription } from "./actions.ts";
import { prescriptionOf } from "./store.ts";

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

test("a keyworker writes a prescription in the browser, a prescriber signs it with a fresh proof, and the pharmacy sees it from then on", async () => {
  const story = await medicinesStory(world);
  const keyworker = visitorTo(site, { token: story.keyworker.token });
  const here = `/people/${story.person}/medicines`;
  const written = await keyworker.post(`${here}/new`, {
    product: "methadone-solution",
    dose: "30",
    startsOn: typedDay(today()),
    endsOn: typedDay(today().add({ days: 13 })),
    weekdays: String(today().dayOfWeek),
    supervised: "none",
    pharmacy: story.pharmacyId,
    state: "queued",
  });
  expect([written.status, written.location]).toEqual([303, expect.stringContaining(here)]);
  const prescriber = visitorTo(site, { token: story.prescriber.token });
  await proveNow(world, story.prescriber);
  expect((await prescriber.get("/signing")).body).toContain("Dean Hall, born 3 April 1985");
  const shown = await prescriber.get(`${written.location}/sign`);
  expect(shown.body).toContain("210 mg (210 ml) taken home");
  const signed = await prescriber.post(`${written.location}/sign`, {
    print: /name="print" value="([0-9a-f]+)"/.exec(shown.body)?.[1] ?? "",
  });
  expect([signed.status, signed.location]).toEqual([303, written.location]);
  const pharmacist = visitorTo(site, { token: story.pharmacy.token });
  const list = await pharmacist.get("/dispensing");
  expect(list.status).toBe(200);
  expect(list.body).toContain("HALL");
  expect(list.body).toContain("3 April 1985");
  expect(list.body).toContain("210 mg (210 ml) taken home");
  for (const page of [written.location, `${written.location}/print`, here, "/protocols", "/pharmacies"])
    expect((await prescriber.get(page)).status, page).toBe(200);
  const whole = await prescriber.get(written.location);
  expect(whole.body).toContain("420 mg (420 ml)");
  expect(whole.body).toContain("Not for clinical use");
  const printed = await prescriber.get(`${written.location}/print`);
  expect(printed.body).toContain("four hundred and twenty milligrams, four hundred and twenty millilitres");
});

test("signing asks for a fresh proof, in the database too", async () => {
  const story = await medicinesStory(world);
  const written = await world.as(story.keyworker, (tx) =>
    writePrescription(tx, story.person, wantedOf(story, today()), now()),
  );
  if (!written.ok) expect.fail("it is written");
  await world.sql`update session set proved_at = now() - interval '1 hour'`;
  const stale = await world.as(story.prescriber, async (tx) => {
    const toSign = await loadToSign(tx, story.person, written.value);
    return toSign ? sign(tx, story.person, toSign, toSign.print, now()) : refuse({ code: "not-there" });
  });
  expect(stale).toMatchObject({ ok: false, refusal: { code: "not-fresh" } });
  expect((await signAs(world, story, written.value)).ok).toBe(true);
});

test("a keyworker signs nothing, not even by a statement of their own", async () => {
  const story = await medicinesStory(world);
  const written = await world.as(story.keyworker, (tx) =>
    writePrescription(tx, story.person, wantedOf(story, today()), now()),
  );
  if (!written.ok) expect.fail("it is written");
  await proveNow(world, story.keyworker);
  const answer = await world.as(story.keyworker, async (tx) => {
    const [row] = await tx`select sign_prescription(${written.value}, 1, 'x', '[]') as answer`;
    return accept(row?.answer);
  });
  expect(answer).toEqual(accept("not-there"));
  await expect(
    world.as(story.keyworker, async (tx) =>
      accept(await tx`update prescription set state = 'signed' where id = ${written.value}`),
    ),
  ).rejects.toThrow(/policy/);
});

test("nobody signs what somebody else wrote anew since the page was shown, nor with other days of the pharmacy", async () => {
  const story = await medicinesStory(world);
  const from = today().add({ days: 2 });
  const wanted = wantedOf(story, from);
  const written = await world.as(story.keyworker, (tx) => writePrescription(tx, story.person, wanted, now()));
  if (!written.ok) expect.fail("it is written");
  const id = written.value;
  await proveNow(world, story.prescriber);
  const seen = await world.as(story.prescriber, async (tx) => accept(await loadToSign(tx, story.person, id)));
  if (!seen.ok || !seen.value) expect.fail("it is shown");
  const print = seen.value.print;
  const signSeen = () =>
    world.as(story.prescriber, async (tx) => {
      const current = await loadToSign(tx, story.person, id);
      if (!current) expect.fail("it is there");
      return sign(tx, story.person, current, print, now());
    });
  await world.as(story.keyworker, (tx) =>
    writePrescription(tx, story.person, { ...wanted, micrograms: 20_000 }, now(), { id, revision: 1 }),
  );
  expect(await signSeen()).toMatchObject({ ok: false, refusal: { code: "changed-since" } });
  // Also where it was written back to what it was: it is another revision.
  await world.as(story.keyworker, (tx) =>
    writePrescription(tx, story.person, wanted, now(), { id, revision: 2 }),
  );
  expect(await signSeen()).toMatchObject({ ok: false, refusal: { code: "changed-since" } });
  const again = await world.as(story.prescriber, async (tx) =>
    accept(await loadToSign(tx, story.person, id)),
  );
  if (!again.ok || !again.value) expect.fail("it is shown");
  const shown = again.value.print;
  await world.sql`insert into pharmacy_closed_day (pharmacy_id, day, reason, noted_by) values (${story.pharmacyId}, ${from.add({ days: 3 })}, 'Stocktaking', null)`;
  const closed = await world.as(story.prescriber, async (tx) => {
    const current = await loadToSign(tx, story.person, id);
    if (!current) expect.fail("it is there");
    return sign(tx, story.person, current, shown, now());
  });
  expect(closed).toMatchObject({ ok: false, refusal: { code: "changed-since" } });
});

test("who writes anew by a page that has grown stale changes nothing", async () => {
  const story = await medicinesStory(world);
  const wanted = wantedOf(story, today());
  const written = await world.as(story.keyworker, (tx) => writePrescription(tx, story.person, wanted, now()));
  if (!written.ok) expect.fail("it is written");
  const over = { id: written.value, revision: 1 };
  const first = await world.as(story.prescriber, (tx) =>
    writePrescription(tx, story.person, { ...wanted, micrograms: 20_000 }, now(), over),
  );
  const second = await world.as(story.keyworker, (tx) =>
    writePrescription(tx, story.person, { ...wanted, micrograms: 25_000 }, now(), over),
  );
  expect([first.ok, second]).toMatchObject([true, { ok: false, refusal: { code: "written-since" } }]);
});

test("a draft is shown to nobody but those who write it, and a signed prescription to the pharmacy without any consent", async () => {
  const story = await medicinesStory(world);
  const written = await world.as(story.keyworker, (tx) =>
    writePrescription(tx, story.person, wantedOf(story, today()), now()),
  );
  if (!written.ok) expect.fail("it is written");
  const seenByPharmacy = () =>
    world.as(story.pharmacy, async (tx) =>
      accept((await prescriptionOf(tx, story.person, written.value))?.state),
    );
  expect(await seenByPharmacy()).toEqual(accept(undefined));
  await signAs(world, story, written.value);
  expect(await seenByPharmacy()).toEqual(accept("signed"));
  const other = await world.anAgency("pharmacy");
  const notTheirs = await world.as(other, async (tx) =>
    accept(await prescriptionOf(tx, story.person, written.value)),
  );
  expect(notTheirs).toEqual(accept(undefined));
});

test("a change takes the place of what ran from its first day on, and both are never due on one day", async () => {
  const story = await medicinesStory(world);
  const first = await signedPrescription(world, story);
  const from = today().add({ days: 5 });
  const second = await signedPrescription(world, story, {
    startsOn: from,
    micrograms: 40_000,
    replaces: first,
  });
  const before = await world.as(story.prescriber, async (tx) =>
    accept((await prescriptionOf(tx, story.person, first))?.stopsOn?.toString()),
  );
  expect(before).toEqual(accept(from.toString()));
  const pharmacist = visitorTo(site, { token: story.pharmacy.token });
  for (const [on, dose] of [
    [from.subtract({ days: 1 }), "30 mg (30 ml)"],
    [from, "40 mg (40 ml)"],
  ] as const) {
    const list = await pharmacist.get(`/dispensing?on=${on}`);
    expect(list.body.match(/HALL/g)).toHaveLength(1);
    expect(list.body).toContain(dose);
  }
  expect(await daysSeen(world, story, second)).toHaveLength(14);
});

test("a dose out of the protocol is refused with the limit, and what was typed stays", async () => {
  const story = await medicinesStory(world);
  const keyworker = visitorTo(site, { token: story.keyworker.token });
  const answer = await keyworker.post(`/people/${story.person}/medicines/new`, {
    product: "methadone-solution",
    dose: "60 ml",
    startsOn: "tomorow",
    endsOn: typedDay(londonDay(now())),
    supervised: "every",
    pharmacy: story.pharmacyId,
    state: "queued",
    weekdays: "1",
  });
  expect(answer.status).toBe(422);
  expect(answer.body).toContain("“60 ml” is in millilitres. Enter milligrams");
  expect(answer.body).toContain("“tomorow” is not a date");
  expect(answer.body).toContain('value="60 ml"');
});

test("a death holds every prescription, and a death recorded in error leaves it held until somebody restarts it", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  await world.sql`update person set died_on = '2026-01-01', death_noted_at = now() where id = ${story.person}`;
  await world.sql`update person set died_on = null, death_noted_at = null where id = ${story.person}`;
  const state = await world.as(story.prescriber, async (tx) =>
    accept((await prescriptionOf(tx, story.person, id))?.state),
  );
  expect(state).toEqual(accept("held"));
});

test("a hold ends with the dose as it was only while tolerance is not thought lost; after that it is begun anew, or not at all", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  const here = `/people/${story.person}/medicines/${id}`;
  const prescriber = visitorTo(site, { token: story.prescriber.token });
  const seen = (days: number) => world.sql`
    insert into observed_dose (person_id, agency_id, owner_kind, drug, micrograms, given_at)
    values (${story.person}, ${story.keyworker.agencyId}, 'treatment', 'methadone', 30000, now() - make_interval(days => ${days}))`;
  await seen(7);
  expect(
    (
      await visitorTo(site, { token: story.keyworker.token }).post(`${here}/hold`, {
        reason: "Not seen for days",
      })
    ).status,
  ).toBe(303);
  expect((await visitorTo(site, { token: story.keyworker.token }).get(`${here}/restart`)).status).toBe(403);
  await proveNow(world, story.prescriber);
  const refused = await prescriber.post(`${here}/restart`, {
    reason: "Seen today, no signs of intoxication",
  });
  expect(refused.status).toBe(422);
  expect(refused.body).toContain("6 days without a dose, and from 5 it is begun anew");
  await seen(3);
  const restarted = await prescriber.post(`${here}/restart`, {
    reason: "Seen today, no signs of intoxication",
  });
  expect([restarted.status, restarted.location]).toEqual([303, here]);
  expect((await prescriber.get(here)).body).toContain("Restarted: Seen today, no signs of intoxication");
  const ended = await prescriber.post(`${here}/end`, { reason: "Moved to another provider" });
  expect(ended.status).toBe(303);
  expect((await visitorTo(site, { token: story.pharmacy.token }).get("/dispensing")).body).not.toContain(
    `href="/dispensing/${id}`,
  );
});

test("what two prescriptions come to is warned of before signing, and is ticked or nothing is signed", async () => {
  const story = await medicinesStory(world);
  await signedPrescription(world, story);
  const written = await world.as(story.keyworker, (tx) =>
    writePrescription(
      tx,
      story.person,
      wantedOf(story, today().add({ days: 1 }), { micrograms: 20_000 }),
      now(),
    ),
  );
  if (!written.ok) expect.fail("it is written");
  const here = `/people/${story.person}/medicines/${written.value}`;
  const prescriber = visitorTo(site, { token: story.prescriber.token });
  await proveNow(world, story.prescriber);
  const shown = await prescriber.get(`${here}/sign`);
  expect(shown.body).toMatch(
    /30 mg \(Agency [^)]+\) = 50 mg a day|20 mg \(Agency [^)]+\) \+ 30 mg \(Agency [^)]+\) = 50 mg a day/,
  );
  const print = /name="print" value="([0-9a-f]+)"/.exec(shown.body)?.[1] ?? "";
  const stale = await prescriber.post(`${here}/sign`, { print: "0".repeat(64), weighed: "yes" });
  expect(stale.body).toContain("It is shown as it is now: read it again before you sign.");
  expect(stale.body).toContain(`name="print" value="${print}"`);
  const unticked = await prescriber.post(`${here}/sign`, { print });
  expect(unticked.body).toContain("Weigh the warnings above, then tick this");
  expect((await prescriber.post(`${here}/sign`, { print, weighed: "yes" })).status).toBe(303);
});
