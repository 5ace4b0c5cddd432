import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { invariant } from "../../src/kernel/result.ts";
import { today } from "../../src/kernel/time.ts";
import { call, type DosingStory, dosingStory, opened, prepared, preparing } from "../clinic/dosing-story.ts";
import { ago, cleared, doseSeen, signedLongAgo } from "../clinic/gap-story.ts";
import { mg, signedOrder } from "../clinic/orders-story.ts";
import { proveNow } from "../medicines/story.ts";
import { openServed, type Served } from "../served.ts";
import type { TestAgency } from "../world.ts";
import { button, press, said } from "./acts.ts";
import { KNOWN, LOT, PREPARED, sent, signedIn, typeReadings, WELL } from "./barrier-acts.ts";
import { openBrowser } from "./browser.ts";

// Each hazard of the clinic's table, tried by people with a browser: what is on the page is pressed, what is not is typed into the address or
// sent by a script of their own. The dose pressed twice is in dosing-bad-line.test.ts; clock changes leave nothing to press: dosing-nights.test.ts.

let served: Served;
let browser: Browser;
let story: DosingStory;
let session: string;
let nurse: Page;
let checker: Page;
beforeAll(async () => {
  [served, browser] = await Promise.all([openServed(), openBrowser()]);
  story = await dosingStory(served.world);
  session = await opened(served.world, story, "morning", { "observed-at-once": 1 });
  [nurse, checker] = [await windowOf(story.nurse), await windowOf(story.checker)];
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const windowOf = (who: TestAgency): Promise<Page> => signedIn(browser, served, who);

/** Somebody else of this clinic, with the same order in the morning and in the evening. */
async function patient(names: object = {}, dose = 100): Promise<DosingStory> {
  const { world } = served;
  const person = await world.aPerson(story.nurse, names);
  await world.anEpisode(story.nurse, person);
  const part = { part: 1, product: "diamorphine-ampoule-100", micrograms: mg(dose), leastMinutes: 240 };
  const parts = [
    { ...part, slot: "morning" as const },
    { ...part, slot: "evening" as const },
  ];
  const order = await signedOrder(world, { ...story, person }, { parts });
  invariant(order.ok, "the order is signed");
  return { ...story, person, order: order.value };
}

const arrived = async (who: DosingStory): Promise<string> => {
  const come = [session, who.person];
  const { the_visit: visit } = await call(served.world, story.nurse, "arrive_for_dosing", ...come);
  invariant(visit, "they have a visit");
  return visit;
};
const stateOf = async (visit: string): Promise<string> => {
  const [row] = await served.world
    .sql`select to_state from dosing_step where visit_id = ${visit} order by seq desc limit 1`;
  return String(row?.to_state ?? "scheduled");
};
const preparedFor = async (visit: string): Promise<number> =>
  (await served.world.sql`select 1 from preparation where visit_id = ${visit}`).length;

test("H93: a photo alone is not who they are, whose name is alike is named on both visits, and readings sent for somebody who has not come are not kept", async () => {
  const [first, second] = [
    await patient({ familyName: "Sawyer", givenNames: "Neil", bornOn: "1981-02-03" }),
    await patient({ familyName: "Sawyers", givenNames: "Neal", bornOn: "1990-07-08" }),
  ];
  const [visit, other] = [await arrived(first), await arrived(second)];
  await nurse.goto(`/dosing/visits/${visit}`);
  expect(await said(nurse)).toContain("Name alert: Neal Sawyers is in this session as well.");
  await nurse.check('input[name="by"][value="known"]');
  await typeReadings(nurse, WELL);
  await press(nurse, "Decide");
  expect(await said(nurse)).toContain("that you know them yourself, and two more signs are needed.");
  expect(await stateOf(visit)).toBe("arrived");

  await nurse.goto(`/dosing/visits/${other}/assess`);
  expect(await said(nurse)).toContain("Name alert: Neil Sawyer is in this session as well.");
  await typeReadings(nurse, WELL);
  await press(nurse, "Decide");
  expect(await said(nurse)).toContain("Tick that you know them, and two identifiers");
  const prepare = await sent(nurse, `/dosing/visits/${other}/prepare`, LOT);
  expect([prepare.status, await stateOf(other)]).toEqual([422, "arrived"]);
  expect(prepare.words).toContain("Nobody has assessed them for this part yet.");
  const [notCome] = await served.world
    .sql`select id from dosing_visit where session_id = ${session} and person_id = ${story.person}`;
  const early = await sent(nurse, `/dosing/visits/${notCome?.id}/assess`, { ...WELL, by: KNOWN });
  expect([early.status, await stateOf(notCome?.id)]).toEqual([422, "scheduled"]);
});

test("H84, H87, H121: fifty hours after the last dose half is left and the sum stands there; the whole is neither offered nor prepared; methadone seen at a pharmacy is shown, and a night nobody saw counts as missed", async () => {
  const { world } = served;
  const who = await patient({ familyName: "Okafor", givenNames: "Ben" });
  await signedLongAgo(world, who);
  await doseSeen(world, story.nurse, who.person, ago(50));
  const pharmacy = await world.anAgency("pharmacy", { name: "Fenwick Street Pharmacy" });
  await doseSeen(world, pharmacy, who.person, ago(20), { way: "mouth", drug: "methadone", dose: 40_000 });
  await world.sql`
    insert into consent (person_id, category, reader_kind, purpose, decision, evidence, agency_id)
    values (${who.person}, 'medication', 'clinic', 'direct-care', 'given', 'said so', ${story.nurse.agencyId})`;
  await world.sql`select recompute_visible(array[${who.person}::uuid])`;
  const visit = await cleared(world, who, session);
  await nurse.goto(`/dosing/visits/${visit}`);
  const shown = await said(nurse);
  expect(shown).toContain("After the gap: at most 50 mg in this session, in two halves");
  expect(shown).toContain("50 % of 100 mg is 50 mg.");
  expect(shown).toContain("not confirmed for every day since: unknown counts as missed");
  expect(shown).toMatch(
    /40 mg of methadone, by mouth or depot, 20 hours ago \(.*\), Fenwick Street Pharmacy/,
  );
  expect(await button(nurse, PREPARED).count()).toBe(0);
  await proveNow(world, story.nurse);
  const whole = await sent(nurse, `/dosing/visits/${visit}/prepare`, LOT);
  expect([whole.status, await preparedFor(visit)]).toEqual([422, 0]);
  expect(whole.words).toContain("After this gap that is more than may be given in this session");
});

test("H95: millilitres where milligrams are asked, another volume and another amount are signed by nobody and stop the dose on both pages until it was looked at again", async () => {
  const { world } = served;
  const who = await patient({ familyName: "Lindqvist", givenNames: "Per" }, 90);
  const visit = await cleared(world, who, session);
  const preparation = await preparing(world, who, visit);
  await checker.goto(`/dosing/check/${preparation}`);
  const entered = async (milligrams: string, millilitres: string): Promise<string> => {
    const label = { mg: milligrams, ml: millilitres, strength: "100", lot: "L1" };
    for (const [id, value] of Object.entries(label)) await checker.fill(`#${id}`, value);
    await press(checker, "Checked: sign");
    return said(checker);
  };
  expect(await entered("0.9 ml", "90 mg")).toMatch(
    /is no number of milligrams[\s\S]*is no number of millilitres/,
  );
  expect(await entered("90", "9.00")).toContain("Stopped: the amounts did not agree");
  await nurse.goto(`/dosing/visits/${visit}`);
  expect(await said(nurse)).toContain("Stopped: the amounts did not agree");
  expect(await nurse.getByRole("button", { name: /^Hand over/ }).count()).toBe(0);
  await checker.goto(`/dosing/check/${preparation}`);
  expect(await entered("90", "0.90")).toContain("Whoever prepared it looks again first");
  const [key] = await world.sql`select hand_key from preparation where id = ${preparation}`;
  await proveNow(world, story.nurse);
  const unchecked = await sent(nurse, `/dosing/visits/${visit}/hand-over`, { key: String(key?.hand_key) });
  expect([unchecked.status, await stateOf(visit)]).toEqual([422, "prepared"]);
  expect(unchecked.words).toContain("The second person has not checked this yet");
});

test("H96: an assessment left empty is none, whoever is sedated is prepared for by no address, and one sixteen minutes old holds for nothing", async () => {
  const { world } = served;
  const [drowsy, waited] = [await patient({ familyName: "Hale" }), await patient({ familyName: "Marsh" })];
  const visit = await arrived(drowsy);
  await nurse.goto(`/dosing/visits/${visit}`);
  expect(await nurse.locator("input[type=radio]:checked, input[type=checkbox]:checked").count()).toBe(0);
  await press(nurse, "Decide");
  expect(await said(nurse)).toContain("Choose how sleepy they are");
  expect(await stateOf(visit)).toBe("arrived");
  await typeReadings(nurse, { ...WELL, by: KNOWN, sedation: "3" });
  await press(nurse, "Decide");
  expect(await stateOf(visit)).toBe("withheld");
  expect(await button(nurse, PREPARED).count()).toBe(0);
  await proveNow(world, story.nurse);
  await nurse.goto(`/dosing/visits/${visit}/prepare`);
  expect(await said(nurse)).toContain("By the last assessment nothing is given now.");
  expect(await button(nurse, PREPARED).count()).toBe(0);
  const typed = await sent(nurse, `/dosing/visits/${visit}/prepare`, LOT);
  expect([typed.status, await preparedFor(visit)]).toEqual([422, 0]);

  const old = await cleared(world, waited, session);
  await world.sql`alter table pre_dose_assessment disable trigger all`;
  await world.sql`
    update pre_dose_assessment set at = at - interval '16 minutes', valid_until = valid_until - interval '16 minutes'
     where visit_id = ${old}`;
  await world.sql`alter table pre_dose_assessment enable trigger all`;
  await nurse.goto(`/dosing/visits/${old}`);
  expect(await said(nurse)).toContain("The assessment is too old. Assess them again, just before the dose.");
  expect(await button(nurse, PREPARED).count()).toBe(0);
  const late = await sent(nurse, `/dosing/visits/${old}/prepare`, LOT);
  expect([late.status, await preparedFor(old)]).toEqual([422, 0]);
  expect(late.words).toContain("The assessment is too old");
});

test("H103, H104: a short dip asks for watching and a long one for rousing; nobody leaves before their time; and a nurse who observes as many as they may hands over to nobody else", async () => {
  const { world } = served;
  const [first, second] = [await patient({ familyName: "Quinn" }), await patient({ familyName: "Vance" })];
  const [one, two] = [await prepared(world, first, session), await prepared(world, second, session)];
  await proveNow(world, story.nurse);
  await nurse.goto(`/dosing/visits/${one.visit}`);
  await nurse.getByRole("button", { name: /^Hand over 100 mg/ }).click();
  await nurse.getByText("All of it injected, just now").click();
  await nurse.getByText("Next readings").waitFor();
  const seen = async (low: string): Promise<string> => {
    for (const [id, value] of Object.entries({ breaths: "6", seconds: "30", spo2: "88", low }))
      await nurse.fill(`#${id}`, value);
    await nurse.check('input[name="sedation"][value="1"]');
    await nurse.check('input[name="oxygen"][value="no"]');
    await press(nurse, "Keep readings");
    return said(nurse);
  };
  expect(await seen("20")).not.toContain("prompt each breath");
  expect(await nurse.locator(".rung").count()).toBe(0);
  await seen("61");
  expect(await nurse.locator(".rung").innerText()).toBe("Speak to them, rouse them, prompt each breath.");
  for (const name of ["walks", "oriented", "driving"])
    await nurse.check(`input[name="${name}"][value="yes"]`);
  await press(nurse, "Fit to leave");
  expect(await said(nurse)).toMatch(/It is too early: they stay until \d\d:\d\d at least/);
  expect(await stateOf(one.visit)).toBe("observing");

  await nurse.goto(`/dosing/visits/${two.visit}`);
  await nurse.getByRole("button", { name: /^Hand over 100 mg/ }).click();
  await nurse.getByText("You observe as many people as one nurse may").first().waitFor();
  expect(await stateOf(two.visit)).toBe("prepared");
});

test("H80, H81, H98: once the licence has ended or the order is held, nothing is prepared, and the page says which", async () => {
  const { world } = served;
  const visit = await cleared(world, await patient({ familyName: "Ferris" }), session);
  const refused = async (): Promise<string> => {
    await proveNow(world, story.nurse);
    await nurse.goto(`/dosing/visits/${visit}`);
    if (await button(nurse, PREPARED).count()) {
      await nurse.fill("#lot", LOT.lot);
      await nurse.fill("#expires", LOT.expires);
      await press(nurse, PREPARED);
      return said(nurse);
    }
    return (await sent(nurse, `/dosing/visits/${visit}/prepare`, LOT)).words;
  };
  await world.sql`
    update clinic_licence set ended_on = ${today()}, ended_because = 'x', ended_at = now() where id = ${story.licence}`;
  expect(await refused()).toContain("No licence covers this order here today. Give nothing");
  await world.sql`
    update clinic_licence set ended_on = null, ended_because = null, ended_at = null where id = ${story.licence}`;
  await world.sql`
    update clinic_order set state = 'held' where person_id = (select person_id from dosing_visit where id = ${visit})`;
  expect(await refused()).toContain("This order is on hold. Give nothing");
  expect([await stateOf(visit), await preparedFor(visit)]).toEqual(["cleared", 0]);
});

test("H70: a line of the register has no form, and what a script sends to its address changes nothing", async () => {
  const { world } = served;
  const lines = () =>
    world.sql`select seq, key, hash from cd_entry where book_id = ${story.book} order by seq`;
  const before = await lines();
  await nurse.goto(`/register/books/${story.book}`);
  expect(await nurse.locator("main form, main input, main [contenteditable]").count()).toBe(0);
  for (const at of ["", "/1", "/lines/1", "/entries/1", "/enter/administer", "/print"])
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await sent(
        nurse,
        `/register/books/${story.book}${at}`,
        { quantity: "1", mg: "1" },
        method,
      );
      expect([at, method, answer.status], `${at} ${method}`).toEqual([
        at,
        method,
        expect.toSatisfy((status) => status >= 400),
      ]);
    }
  expect(before.length).toBeGreaterThan(1);
  expect(await lines()).toEqual(before);
});

test("H5, H110: a custody officer and a probation practitioner who know the person find nothing of the clinic at any of its addresses", async () => {
  const { world } = served;
  const [visit] =
    await world.sql`select id from dosing_visit where session_id = ${session} and person_id = ${story.person}`;
  for (const kind of ["police", "probation"]) {
    const agency = await world.anAgency(kind);
    await world.sql`insert into registration (person_id, agency_id, reason) values (${story.person}, ${agency.agencyId}, 'met')`;
    await world.anEpisode(agency, story.person);
    const officer = await windowOf(agency);
    await officer.goto(`/people/${story.person}`);
    expect(await officer.innerText("body")).not.toMatch(/opioid|diamorphine|dose|Foundry|clinic/i);
    for (const at of [
      "/dosing",
      `/dosing/${session}`,
      `/dosing/${session}/wall`,
      `/dosing/visits/${visit?.id}`,
      `/dosing/visits/${visit?.id}/assess`,
      "/selection",
      `/people/${story.person}/orders`,
      `/people/${story.person}/medicines`,
      `/people/${story.person}/photo`,
      `/register/books/${story.book}`,
    ]) {
      const answer = await officer.goto(at);
      expect([kind, at, [403, 404].includes(answer?.status() ?? 0)]).toEqual([kind, at, true]);
      expect([at, await officer.innerText("body")]).toEqual([
        at,
        expect.not.stringMatching(/Calder|diamorphine|\d mg|Foundry|assess/i),
      ]);
    }
  }
});
