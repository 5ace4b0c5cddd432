import type { Browser } from "@playwright/test";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { CAST } from "../../demo/cast.ts";
import { ROUTES } from "../../src/app.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { ROLES } from "../../src/record/staff/roles.ts";
import { openServed, type Served } from "../served.ts";
import { openBrowser } from "./browser.ts";
import { seedsOfClinicOrders } from "./clinic-seeds.ts";
import { type Seen, walk } from "./crawl.ts";
import { rareAmongPrescriptions, seedsOfMedicines } from "./medicines-seeds.ts";
import { openPerson } from "./people.ts";

// Some four hundred pages, each looked at in three widths: long on a busy machine. Two windows keep both sides busy.
vi.setConfig({ maxConcurrency: 2 });

/** The first worker of each role, and the person in treatment. */
const EVERYONE = [
  ...new Map(
    CAST.flatMap(({ posts }) => posts.map((post) => [post.role, post.username] as const)).toReversed(),
  ).values(),
  "person",
];

/** Pages that no link of a walk leads to, and why that is right. */
const NOT_BY_LINK: Readonly<Record<string, string>> = {
  "/dosing/injections/:injection/correct":
    "offered where something was injected in a session; the walk of the clinic corrects one",
  "/dosing/late/:late/aside": "offered where a dose is recorded late",
  "/dosing/late/asides/:aside": "offered while a second is waited for",
  "/dosing/late/asides/:aside/drop": "offered while a second is waited for",
  "/dosing/corrections/:correction": "offered while a correction waits; the walk of the clinic signs one",
  "/dosing/corrections/:correction/drop":
    "offered while a correction waits; the test of corrections drops one",
  "/register/differences/:difference/release":
    "offered to the controlled-drugs lead while a difference freezes its book; the test of frozen books releases one",
  "/people/:person/own-oxygen/take-back":
    "offered where one is recorded; the test of own oxygen takes one back",
  "/people/:person/keeping/erase":
    "offered where a service has to do with somebody no more; the tests of keeping send it",
  "/people/:person/selection/:nomination/agreement":
    "offered where the licensed doctor has accepted somebody; the test of selection signs it",
  "/people/:person/selection/:nomination/agreement/print":
    "offered where the licensed doctor has accepted somebody; the test of selection prints it",
  "/people/:person/selection/:nomination/begin":
    "offered where an agreement is signed; the test of selection presses it",
  "/imports/:run/columns": "stands between sending a file and reading it; the journey goes through it",
  "/imports/:run/errors.csv": "offered where rows were wrong, which needs a file sent; the journey sends one",
  "/people/:person/handovers/offer/:draft":
    "a form's second page; the journey and the keyboard go through it",
  "/people/:person/handovers/offer/:draft/check":
    "a form's third page; the journey and the keyboard go through it",
  "/staff/:account/enable":
    "offered where an account is disabled, and nobody's is; the test of administration opens it",
  "/staff/:account/absence/:absence/end": "a button that acts at once, without a page before it",
  "/staff/:account/link": "a button that acts at once; the test of administration presses it",
  "/account/post": "a button in the bar of whoever holds several posts; the test of signing in presses it",
  "/account/passkeys/:passkey/name": "offered where somebody has a passkey; the test of passkeys opens it",
  "/account/passkeys/:passkey/remove": "offered where somebody has a passkey; the test of passkeys opens it",
  "/staff/:account/organisations/link": "offered where there is an organisation; its test links somebody",
  "/staff/:account/organisations/:provider/unlink":
    "offered where somebody is linked; its test takes it away",
  "/staff/:account/posts/:post/end":
    "offered where somebody holds several posts; the test of posts presses it",
  "/account/sessions/:session/end": "a button that acts at once; the test of one's own sessions presses it",
  "/account/sessions/end-others": "a button that acts at once; the test of one's own sessions presses it",
  "/identity/:review/join":
    "follows the decision that two are one person; the test of joined records opens it",
  "/identity/joined/:joining": "offered where records were joined; the test of joined records opens it",
  "/appointments/:appointment/correct":
    "offered once an appointment is marked, which none may be at night; the walk of the diary corrects one",
  "/diary/rooms/:room/close": "offered among the rooms; the test of small acts closes one",
  "/people/:person/check-ups/:checkUp": "offered once a check-up is due; the test of moving on holds one",
  "/people/:person/medicines/doses/:dose/withdraw":
    "offered where one's own agency saw a dose; the test of small acts withdraws one",
  "/people/:person/orders/:order/restart":
    "offered while an order is on hold; the test of orders restarts one",
  "/people/:person/orders/:order/reduce":
    "offered where the doctor left a range to the nurse; the test of orders reduces a session",
  "/transfers/out/:transfer/send":
    "offered once a transfer is prepared; the walk between two partnerships sends one",
  "/people/:person/safeguarding/:concern/done":
    "offered where a concern is open; the test of the door ends one",
  "/people/:person/joint-plans/:plan/answer": "offered where a joint plan is asked for; its test answers",
  "/people/:person/joint-plans/:plan/end": "offered where a joint plan stands; its test ends one",
  "/people/:person/joint-endings/:ending/answer":
    "offered where an ending is asked for in a joint plan; its test answers",
  "/clinic/ending/:ending/call-off": "offered while a service ends; the test of endings calls one off",
  "/register/waiting/:key":
    "offered while a line waits for its second signature; the test of the register’s pages signs one",
  "/register/waiting/:key/withdraw":
    "offered while a line waits; the test of the register’s pages withdraws one",
  "/witness/:key":
    "offered while a destruction waits for its witness; the test of the register’s pages signs one",
  "/register/differences/:difference":
    "offered where a book does not agree; the test of the register’s pages walks through one",
  "/register/differences/:difference/post":
    "offered where a line is kept beside its book; the same test posts one",
  "/register/books/:book/dose-by-mouth":
    "offered in a book of medicine by mouth, which Northmoor has none of; the test of doses by mouth books one",
  "/register/incidents/:incident/follow-up":
    "offered beneath an occurrence, which Northmoor has none of; the test of occurrences follows one up",
  "/register/incidents/:incident/reported":
    "offered beneath an occurrence, which Northmoor has none of; the test of occurrences reports one",
  "/register/balance/:paper":
    "offered once somebody has signed a balance; the test of the register’s pages signs one",
  "/register/requisitions/:requisition":
    "offered once a requisition is signed; the test of requisitions reads its sheet",
  "/register/requisitions/:requisition/close":
    "offered where a requisition is open; the test of requisitions closes one",
  "/dosing/downtime/printer/:premises":
    "offered on the board of a session; the test of shifts says there that the printer is out",
  "/register/returns/:returned":
    "offered where something was brought back; the test of the register’s pages destroys it",
  "/referrals/drafts/:draft": "offered where a referral was begun; the test of the door goes on with one",
  "/supplies/:supply/withdraw":
    "offered where something was given without a name; the test of small acts withdraws one",
  "/people/:person/emergency/close": "offered while a record is open in an emergency; its test presses it",
  ...Object.fromEntries(
    ROUTES.filter(
      ({ get, path }) =>
        get && /^\/dosing\/(:|open|visits|check|witness|emergencies|incidents\/|late\/)/.test(path),
    ).map(({ path }) => [
      path,
      "Northmoor has no session until somebody opens one; the browser walk of dosing goes through it",
    ]),
  ),
  ...Object.fromEntries(
    ROUTES.filter(({ path, get }) => get && /^\/releases\/(:table|drafts)/.test(path)).map(({ path }) => [
      path,
      "Northmoor has published nothing until two people sign; the browser walk of releases goes through it",
    ]),
  ),
  ...Object.fromEntries(
    ROUTES.filter(({ path, get }) => get && path.startsWith("/cohorts/:number")).map(({ path }) => [
      path,
      "Northmoor has no saved cohort until somebody defines one; the browser walk of programmes goes through it",
    ]),
  ),
  ...Object.fromEntries(
    ROUTES.filter(({ path, get }) => get && /^\/dosing\/downtime\/(:|packs)/.test(path)).map(({ path }) => [
      path,
      "Northmoor has had no downtime; the browser walk of a downtime goes through it",
    ]),
  ),
};

let served: Served;
let browser: Browser;
const seen: Seen = { routes: new Map(), shapes: new Map() };

beforeAll(async () => {
  [served, browser] = await Promise.all([openServed({ people: 60 }), openBrowser()]);
  const { world } = served;
  const person = await openPerson(served, "keyworker", "wayside-community", ["Alfred", "Moss", "1951-05-30"]);
  const died = await world.database.as(await world.tokenFor("keyworker"), "/test", async (tx) =>
    accept(await tx`select record_death(${person}, current_date, 'told by his daughter')`),
  );
  invariant(died.ok, "the test's person has died");
  await rareAmongPrescriptions(world);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** Where walks begin besides home: someone the worker's agency sees now, and what not everyone has. */
async function seedsFor(username: string): Promise<readonly string[]> {
  const role = CAST.flatMap(({ posts }) => posts).find((post) => post.username === username)?.role;
  if (role === "administrator") return someoneSignedIn();
  if (role === "ig-lead") return whatIsShared();
  // A service of which enough people are known to say anything.
  if (role === "commissioner") return ["/programmes/wayside-community"];
  if (!ROLES.some(({ code, may }) => code === role && may.includes("person:read"))) return [];
  const rows = await served.world.sql`
    select v.person_id from visible v join post p on p.agency_id = v.agency_id join account a on a.id = p.account_id
     where a.username = ${username} and p.role = ${role ?? ""} and v.until > now() order by v.person_id limit 1`;
  return [
    ...rows.map((row) => `/people/${row.person_id}`),
    ...(role === "keyworker" ? await rareAtWayside() : []),
    ...(await seedsOfMedicines(served.world, role)),
    ...(await seedsOfClinicOrders(served.world, role)),
  ];
}

/** A worker with a session to end. */
async function someoneSignedIn(): Promise<readonly string[]> {
  const rows = await served.world.sql`select id from account where username = 'keyworker'`;
  return rows.map((row) => `/staff/${row.id}`);
}

/** What is shared without consent now, and can be ended; a version of the sharing rules that can be changed. */
async function whatIsShared(): Promise<readonly string[]> {
  const rows = await served.world.sql`
    (select '/gateways/' || id as path from gateway where state = 'approved' limit 1)
    union all (select '/sharing-rules/' || number from sharing_rule_set where state = 'draft' limit 1)`;
  return rows.map((row) => String(row.path));
}

/** An open stay, an ended one, a measure, an alert and a death of Wayside's. */
async function rareAtWayside(): Promise<readonly string[]> {
  const rows = await served.world.sql`
    with seen as (select person_id, agency_id from visible join agency on agency.id = agency_id
                   where code = 'wayside' and until > now())
    select path from (
      (select '/people/' || person_id || '/episodes/' || id as path
         from episode join seen using (person_id, agency_id) where ended_on is null order by id limit 1) union all
      (select '/people/' || person_id || '/episodes/' || id
         from episode join seen using (person_id, agency_id) where ended_on is not null order by id limit 1) union all
      (select '/people/' || person_id || '/measures/taken/' || id
         from measure join seen using (person_id, agency_id) order by id limit 1) union all
      (select '/people/' || person_id || '/consents/named'
         from named_limit join seen using (person_id) where ended_at is null order by id limit 1) union all
      (select '/people/' || person_id || '/consents'
         from gateway join seen using (person_id) where state = 'approved' order by id limit 1) union all
      (select '/people/' || person_id || '/details'
         from alert join seen using (person_id, agency_id) where ended_at is null order by id limit 1) union all
      (select '/people/' || id from person join seen on person_id = id where died_on is not null order by id limit 1) union all
      (select '/appointments/' || a.id from appointment a join seen using (person_id, agency_id)
        where a.state = 'booked' and a.starts_at > now() order by a.id limit 1) union all
      (select '/diary/rooms/' || r.id from room r join agency g on g.id = r.agency_id where g.code = 'wayside' limit 1) union all
      (select '/groups/' || r.id from regular_group r join agency g on g.id = r.agency_id where g.code = 'wayside' limit 1) union all
      (select '/people/' || person_id || '/health' from drug_test join seen using (person_id, agency_id) limit 1) union all
      (select '/people/' || person_id || '/health' from supply join seen using (person_id, agency_id) limit 1) union all
      (select '/people/' || person_id || '/health' from virus_step join seen using (person_id, agency_id) limit 1) union all
      (select '/people/' || person_id || '/plan' from plan_goal join seen using (person_id, agency_id) order by plan_goal.id limit 1) union all
      (select '/people/' || person_id || '/medicines' from episode join seen using (person_id, agency_id) where ended_on is null limit 1) union all
      (select '/people/' || person_id || '/letters' from letter join seen using (person_id, agency_id) where sent_at is null limit 1) union all
      (select '/people/' || person_id || '/letters' from letter join seen using (person_id, agency_id) where sent_at is not null limit 1) union all
      (select '/people/' || person_id || '/moving-on' from joint_plan join seen using (person_id, agency_id) where state = 'agreed' limit 1) union all
      (select '/people/' || person_id || '/family' from family_agreement join seen using (person_id, agency_id) where ended_at is null limit 1) union all
      (select '/people/' || person_id || '/family' from family_agreement join seen using (person_id, agency_id) where ended_at is not null limit 1) union all
      (select '/people/' || person_id || '/referrals' from referral join seen using (person_id, agency_id) where corrects is null limit 1) union all
      (select '/people/' || person_id || '/plan' from plan_review join seen using (person_id, agency_id) where not void limit 1) union all
      (select '/people/' || person_id || '/safeguarding' from concern join seen using (person_id, agency_id) limit 1) union all
      (select distinct on (state) '/transfers/out/' || id from transfer_out order by state, id) union all
      (select distinct on (state) '/transfers/in/' || id from transfer_in order by state, id) union all
      (select '/people/' || person_id || '/told' from transferred join seen using (person_id, agency_id) limit 1) union all
      select '/indicators') as rare`;
  return rows.map((row) => String(row.path));
}

test.concurrent.each(EVERYONE)(
  "%s finds every page that is open to them sound: answered, for everyone to use, narrow, with one heading",
  async (username) => {
    const found = await walk(browser, served, username, seen, await seedsFor(username));
    expect(found.wrong).toEqual([]);
    expect(found.opened.length, "pages opened").toBeGreaterThan(3);
  },
);

test("every page of the system is led to by a link, or it is written down why not", () => {
  const never = served.web.options.routes
    .filter((route) => route.get && !seen.routes.has(route.path))
    .map((route) => route.path);
  const pages = served.web.options.routes.filter((route) => route.get).map((route) => route.path);
  // Which of two roles comes to a page first differs from run to run, so that one of the pages below may be met after all.
  expect(never.filter((path) => !(path in NOT_BY_LINK))).toEqual([]);
  expect(Object.keys(NOT_BY_LINK).filter((path) => !pages.includes(path))).toEqual([]);
});
