import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalDate, today, typedDay } from "../../src/kernel/time.ts";
import { openServed, type Served } from "../served.ts";
import { expectNoSidewaysScroll, findings, NO_SCRIPTS, openBrowser, PHONE, signInAs } from "./browser.ts";

// A prescription's way through the browser: written, refused, signed with a fresh proof, taken in sight at the counter without
// scripts and on a phone, and seen by the prescriber as the last observed dose.

let served: Served;
let browser: Browser;
beforeAll(async () => {
  served = await openServed({ people: 40 });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** Pictures to look at, where a folder is named for them. */
const look = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};

/** The next day from tomorrow on which the made-up pharmacy is open; today where it is. */
const openDay = (): LocalDate => (today().dayOfWeek === 7 ? today().add({ days: 1 }) : today());

const sound = async (page: Page): Promise<void> => {
  await expectNoSidewaysScroll(page);
  expect(await findings(page)).toEqual([]);
};

test("a prescription is written, signed, collected at a counter without scripts, and seen by whoever prescribed", async () => {
  const [one] = await served.world.sql<{ id: string; born_on: LocalDate }[]>`
    select p.id, p.born_on from person p join episode e on e.person_id = p.id join service s on s.id = e.service_id
     where s.code = 'wayside-community' and e.ended_on is null and p.died_on is null
       and not exists (select from prescription x where x.person_id = p.id) order by p.id limit 1`;
  const here = `/people/${one?.id}/medicines`;
  const keyworker = await signInAs(browser, served, "keyworker");
  await keyworker.goto(`${here}/new`);
  await keyworker.selectOption("#product", "methadone-solution");
  await keyworker.fill("#dose", "60 ml");
  await keyworker.click("text=Save prescription");
  await look(keyworker, "write-refused");
  expect(await keyworker.textContent("main")).toContain("“60 ml” is in millilitres");
  await keyworker.fill("#dose", "30");
  await keyworker.fill("#startsOn", typedDay(openDay()));
  await keyworker.fill("#endsOn", typedDay(openDay().add({ days: 6 })));
  await keyworker.check('input[name="supervised"][value="every"]');
  await keyworker.selectOption("#pharmacy", { index: 1 });
  await keyworker.check('input[name="wordings"][value="remaining-days"]');
  await keyworker.check('input[name="state"][value="queued"]');
  await sound(keyworker);
  await keyworker.click("text=Save prescription");
  await keyworker.waitForURL(/medicines\/[0-9a-f-]{36}$/);
  const prescription = new URL(keyworker.url()).pathname;
  await look(keyworker, "prescription-queued");

  const prescriber = await signInAs(browser, served, "community-prescriber");
  await prescriber.goto("/signing");
  await look(prescriber, "signing");
  await sound(prescriber);
  await prescriber.goto(`${prescription}/sign`);
  await look(prescriber, "sign");
  await sound(prescriber);
  await prescriber.click("text=Sign prescription");
  await prescriber.waitForURL((url) => url.pathname === prescription);
  expect(await prescriber.textContent("main")).toContain("210 mg (210 ml)");
  await look(prescriber, "prescription-signed");
  await prescriber.goto(`${prescription}/print`);
  await look(prescriber, "print");

  for (const device of [NO_SCRIPTS, PHONE]) {
    const counter = await signInAs(browser, served, "community-pharmacist", device);
    await counter.goto(`/dispensing?on=${openDay()}`);
    await look(counter, `dispensing-${device.width}`);
    await expectNoSidewaysScroll(counter);
    const address = await served.world.sql<
      { id: string }[]
    >`select id from instalment where prescription_id = ${prescription.slice(-36)} order by due_on limit 1`;
    await counter.goto(`/dispensing/${address[0]?.id}`);
    await look(counter, `counter-${device.width}`);
    await expectNoSidewaysScroll(counter);
    if (device === NO_SCRIPTS && openDay().equals(today())) {
      await counter.click('button[value="given"]');
      expect(await counter.textContent("main")).toContain("Recorded: given to");
    }
    await counter.context().close();
  }
  await prescriber.goto(here);
  await look(prescriber, "medicines");
  await sound(prescriber);
  await prescriber.goto("/protocols");
  await look(prescriber, "protocols");
  await sound(prescriber);
});
