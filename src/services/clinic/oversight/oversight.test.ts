import { afterAll, beforeAll, expect, test } from "vitest";
import { call, counted, dosingStory, opened, prepared } from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import type { World } from "../../../../tests/world.ts";
import { accept } from "../../../kernel/result.ts";
import { now } from "../../../kernel/time.ts";
import { clinic } from "../service.ts";
import { ofAll, signedTogether } from "./rules.ts";

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

test("who always signs with the same person is told apart from who signs with several, whoever of the two was first", () => {
  const found = signedTogether([
    { first: "Ann", second: "Bo", lines: 6 },
    { first: "Bo", second: "Ann", lines: 2 },
    { first: "Cy", second: "Ann", lines: 3 },
    { first: "Dee", second: "Bo", lines: 1 },
  ]);
  expect(found.map(({ name, lines, always }) => [name, lines, always])).toEqual([
    ["Ann", 11, false],
    ["Bo", 9, false],
    ["Cy", 3, true],
    ["Dee", 1, false],
  ]);
  expect(found[0]?.partners).toEqual([
    { name: "Bo", lines: 8 },
    { name: "Cy", lines: 3 },
  ]);
  expect([ofAll(3, 40), ofAll(0, 0)]).toEqual(["3 of 40 (7.5 %)", "none"]);
});

test("H126: the accountable officer sees incidents, differences, late entries, overrides and pairs of the quarter, nobody in treatment, and posts nothing", async () => {
  const story = await dosingStory(world);
  const officer = await world.aWorker(story.nurse, "accountable-officer", "Prof Idris Vale");
  const session = await opened(world, story);
  const { preparation, key, visit } = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  expect((await call(world, story.nurse, "take_authority", preparation, key)).answer).toBe("done");
  await call(world, story.checker, "begin_dosing_emergency", visit, "overdose");
  await counted(world, story.nurse, story.checker, story.book, mg(9_900), mg(9_800));
  await proveNow(world, story.nurse);
  await call(
    world,
    story.nurse,
    "record_late_dose",
    story.person,
    story.book,
    mg(100),
    now().subtract({ minutes: 3 }),
    "x",
    "on paper",
  );
  const seen = visitorTo(site, { token: officer.token });
  const { status, body } = await seen.get("/register/oversight");
  expect(status).toBe(200);
  expect(body).toContain("1 dose in 4 lines of the register");
  // An emergency, and a dose on paper that clashes with the one that was handed over.
  expect(body).toMatch(/Incidents at sessions.*2, 2 not reviewed/s);
  expect(body).toMatch(/Differences in stock.*1, 1 open, 0 unexplained/s);
  expect(body).toContain("Tomasz Reid 4 of 4 (100.0 %)");
  expect(body).toContain("Always the same person");
  expect(body).not.toMatch(/Calder|Iain/);
  // What they may not do.
  await proveNow(world, officer);
  expect([403, 404]).toContain((await seen.get(`/register/books/${story.book}/enter`)).status);
  const posted = await call(world, officer, "sign_controlled_drug", "count", Buffer.alloc(32)).then(
    (one) => one.answer,
    (error: { code?: string }) => error.code,
  );
  expect(posted).toBeNull();
  for (const path of ["/dosing", "/dosing/attendance", "/clinic/ending"])
    expect([403, 404]).toContain((await seen.get(path)).status);
});

test("how treatment ended is counted for each ending apart, a breach by its ground, and by nobody who may not read the register", async () => {
  const story = await dosingStory(world);
  const officer = await world.aWorker(story.nurse, "accountable-officer", "Prof Idris Vale");
  const seen = visitorTo(site, { token: officer.token });
  expect((await seen.get("/register/oversight")).body).toContain("Nobody’s treatment ended in this quarter");
  await world.sql`
    update episode e set ended_on = greatest(e.started_on, london_day(now())), ending = 'breach-violence'
      from service s where s.id = e.service_id and e.person_id = ${story.person} and s.kind = 'clinic'`;
  const { body } = await seen.get("/register/oversight");
  expect(body).toContain("How treatment ended: 1 person");
  expect(body).toContain("Broke a rule: violence or threats");
  const codes = clinic.endings.map(({ code }) => code);
  expect(codes).toEqual(
    expect.arrayContaining([
      ...["own-choice", "handed-over", "moved-away", "died", "retained-in-custody", "clinic-closed"],
      ...["breach-use-on-site", "breach-passing-on", "breach-violence", "breach-no-care"],
    ]),
  );
  const police = await world.anAgency("police");
  const asked = await world.as(police, async (tx) =>
    accept((await tx`select * from clinic_endings('2000-01-01', '2100-01-01')`).length),
  );
  expect(asked).toEqual(accept(0));
});
