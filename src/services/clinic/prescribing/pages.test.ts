import { afterAll, beforeAll, expect, test } from "vitest";
import { ago, doseSeen, signedLongAgo } from "../../../../tests/clinic/gap-story.ts";
import {
  CAME_WITH_THEIR_DOSE,
  type ClinicStory,
  clinicStory,
  mg,
  signedOrder,
} from "../../../../tests/clinic/orders-story.ts";
import { EVERY_DAY, proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../../../../tests/site.ts";
import type { World } from "../../../../tests/world.ts";
import { today, typedDay } from "../../../kernel/time.ts";

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

/** A first day by the label, as a doctor types it. */
const dayOne = (story: ClinicStory, more: Record<string, string> = {}) => ({
  premises: story.premises,
  product: "diamorphine-ampoule-30",
  route: "vein",
  startsOn: typedDay(today()),
  endsOn: typedDay(today()),
  sessions: "2",
  morning: "15 + 15",
  midday: "",
  evening: "30",
  apart: "240",
  followsAfter: "0",
  mostSingle: "30",
  mostDaily: "60",
  rangeLeast: "",
  rule: "label-twice-daily",
  naloxone: "Naloxone 400 micrograms into a muscle",
  reason: "",
  state: "queued",
  ...more,
});
/** What a page says, without its marks. */
const said = (body: string): string =>
  body
    .replace(/<script.*?<\/script>/gs, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
const printIn = (body: string): string => /name="print" value="([0-9a-f]+)"/.exec(body)?.[1] ?? "";

const because = CAME_WITH_THEIR_DOSE;
/** Writes and signs in the browser. Answers where the order is. */
async function signedInBrowser(story: ClinicStory, doctor: Visitor, fields: Record<string, string>) {
  const written = await doctor.post(`/people/${story.person}/orders/new`, fields);
  if (written.status !== 303)
    expect.fail(
      /nhsuk-error-message[^>]*>([^<]*(?:<[^>]+>[^<]*)*)/.exec(written.body)?.[0] ??
        written.body.slice(0, 500),
    );
  await proveNow(world, story.doctor);
  const shown = await doctor.get(`${written.location}/sign`);
  const signed = await doctor.post(`${written.location}/sign`, { print: printIn(shown.body), because });
  return { at: written.location, shown: shown.body, signed };
}

test("a doctor writes a first day by the label, signs what was shown, and the plan shows it with its numbered parts", async () => {
  const story = await clinicStory(world);
  const doctor = visitorTo(site, { token: story.doctor.token });
  const form = await doctor.get(`/people/${story.person}/orders/new`);
  expect(form.body).toContain("Not for clinical use");
  expect(form.body).toContain("It is begun anew, with a first dose");
  // No dose is filled in.
  for (const name of ["morning", "evening", "mostSingle", "mostDaily"])
    expect(form.body).toMatch(
      new RegExp(`name="${name}"[^>]*value=""|<input(?![^>]*value="[^"])[^>]*name="${name}"`),
    );
  const { at, shown, signed } = await signedInBrowser(story, doctor, dayOne(story));
  expect(shown).toContain(
    "part 1: 15 mg into a vein, at least 240 minutes after the end of the injection before",
  );
  expect(shown).toContain("part 2: 15 mg into a vein, may follow straight away");
  expect([signed.status, signed.location]).toEqual([303, at]);
  const nurse = visitorTo(site, { token: story.nurse.token });
  for (const page of [
    at,
    `${at}/print`,
    `/people/${story.person}/orders`,
    `/people/${story.person}/medicines`,
  ])
    expect([page, (await nurse.get(page)).status]).toEqual([page, 200]);
  expect((await nurse.get(`/people/${story.person}/medicines`)).body).toContain("Injected at a clinic (1)");
  expect((await nurse.get(`${at}/print`)).body).toMatch(/15 mg into a vein.*thirty milligrams/s);
});

test.each([
  [
    "more than a first dose",
    { morning: "20 + 10", followsAfter: "30" },
    "15 mg at most for part 1 of the morning session",
  ],
  [
    "more than 30 mg later that day",
    { evening: "35", mostSingle: "35", mostDaily: "65" },
    "30 mg at most for part 1 of the evening session",
  ],
  [
    "what cannot be measured",
    { morning: "12", followsAfter: "30" },
    "12 mg cannot be measured here. Rounded down it is 10 mg",
  ],
  [
    "above the protocol's most",
    { morning: "405", mostSingle: "405", mostDaily: "900" },
    "never goes above 400 mg in one injection",
  ],
  ["above its own most", { mostSingle: "15" }, "above the most in one injection of this order, 15 mg"],
  ["above its own most of a day", { mostDaily: "50" }, "The parts come to 60 mg a day"],
  ["millilitres", { morning: "0.3 ml" }, "is in millilitres"],
  ["a session too soon", { apart: "120" }, "180 minutes after the end of the injection before, at least"],
  [
    "an interval below the usual without a reason",
    { apart: "200" },
    "below the usual 240 minutes between sessions. Say why",
  ],
  ["a session that the order has not", { midday: "15" }, "There is no midday session in this order"],
  [
    "a rule for three sessions with two",
    { rule: "label-multi-daily" },
    "for another number of sessions a day",
  ],
  ["no way that it is injected", { route: "" }, "Choose how it is injected"],
  ["yesterday", { startsOn: typedDay(today().subtract({ days: 1 })) }, "The first day has gone by"],
  ["too long", { endsOn: typedDay(today().add({ days: 40 })) }, "one order is for 28 at most"],
])("an order with %s is not written, and what was typed is kept", async (_, more, words) => {
  const story = await clinicStory(world);
  const doctor = visitorTo(site, { token: story.doctor.token });
  const answer = await doctor.post(`/people/${story.person}/orders/new`, dayOne(story, more));
  expect(answer.status).not.toBe(303);
  expect(said(answer.body)).toContain(words);
  expect(answer.body).toContain("Naloxone 400 micrograms into a muscle");
});

test("H185: another way to inject it is another print: what was shown into a vein is not signed into a muscle", async () => {
  const story = await clinicStory(world);
  const doctor = visitorTo(site, { token: story.doctor.token });
  const form = (await doctor.get(`/people/${story.person}/orders/new`)).body;
  expect(form).not.toMatch(/name="route"[^>]*checked/);
  const written = await doctor.post(`/people/${story.person}/orders/new`, dayOne(story));
  await proveNow(world, story.doctor);
  const shown = await doctor.get(`${written.location}/sign`);
  await world.sql`update clinic_order_part set route = 'muscle' where order_id = ${written.location.slice(-36)}`;
  const signed = await doctor.post(`${written.location}/sign`, { print: printIn(shown.body), because });
  expect(signed.status).not.toBe(303);
});

test("nobody signs what was written anew since, nor by a page that somebody else has seen", async () => {
  const story = await clinicStory(world);
  const doctor = visitorTo(site, { token: story.doctor.token });
  const first = await doctor.post(`/people/${story.person}/orders/new`, dayOne(story));
  await proveNow(world, story.doctor);
  const shown = await doctor.get(`${first.location}/sign`);
  const anew = await doctor.post(`${first.location}/anew`, dayOne(story, { morning: "15", evening: "15" }));
  expect([anew.status, said(anew.body).slice(0, 300)]).toEqual([303, expect.anything()]);
  const stale = await doctor.post(`${first.location}/sign`, { print: printIn(shown.body), because });
  expect(stale.status).toBe(404);
  const other = await doctor.post(`${anew.location}/sign`, { print: printIn(shown.body), because });
  expect(said(other.body)).toContain("changed after this page was shown to you");
  expect((await doctor.get(anew.location)).body).toContain("Nothing is given by this until");
});

test("nothing is signed without a fresh proof, by a nurse, or by a doctor without the licence", async () => {
  const story = await clinicStory(world, { until: null });
  const doctor = visitorTo(site, { token: story.doctor.token });
  const written = await doctor.post(`/people/${story.person}/orders/new`, dayOne(story));
  await proveNow(world, story.doctor);
  const shown = await doctor.get(`${written.location}/sign`);
  const signed = await doctor.post(`${written.location}/sign`, { print: printIn(shown.body), because });
  expect(said(signed.body)).toContain(
    "You hold no licence for this drug at these premises on every day of it",
  );
  const nurse = visitorTo(site, { token: story.nurse.token });
  expect((await nurse.get(`${written.location}/sign`)).status).toBe(403);
  await world.sql`update session set proved_at = now() - interval '1 hour'`;
  const stale = await doctor.post(`${written.location}/sign`, { print: printIn(shown.body), because });
  expect(stale.status).not.toBe(303);
});

test("another dose for one session is an order of its own; the standing order stays; a nurse reduces within the range alone", async () => {
  const story = await clinicStory(world);
  const standing = await signedOrder(world, story, { rangeLeast: mg(50) });
  if (!standing.ok) expect.fail(JSON.stringify(standing));
  const at = `/people/${story.person}/orders/${standing.value}`;
  const nurse = visitorTo(site, { token: story.nurse.token });
  await proveNow(world, story.nurse);
  const reduce = (parts: string, slot = "morning") =>
    nurse.post(`${at}/reduce`, { slot, parts, reason: "Drowsy, but rouses at once" });
  expect(said((await reduce("40")).body)).toContain("outside the range that the doctor signed");
  expect(said((await reduce("100")).body)).toContain("outside the range that the doctor signed");
  expect(said((await reduce("110")).body)).toContain("outside the range that the doctor signed");
  const done = await reduce("75");
  expect([done.status, done.location]).toEqual([303, at]);
  // A slip is put right by whoever made it: 75 ends, its step says why, and 60 stands.
  expect((await reduce("60")).status).toBe(303);
  const orders = await world.sql`
    select o.id, o.state, (select micrograms::int / 1000 from clinic_order_part p where p.order_id = o.id) as mg,
           (select s.reason from clinic_order_step s where s.order_id = o.id order by s.at desc, s.id desc limit 1) as why
      from clinic_order o where o.within_range_of = ${standing.value} order by o.id`;
  expect(orders.map(({ state, mg, why }) => `${mg} ${state}: ${why}`)).toEqual([
    "75 ended: Reduced anew: Drowsy, but rouses at once",
    "60 signed: Drowsy, but rouses at once",
  ]);
  const page = await nurse.get(at);
  expect(page.body).toContain("200 mg</strong> a day");
  expect((await nurse.get(`/people/${story.person}/orders`)).body).toContain("60 mg");
  // What cannot be measured is refused at the form, and not when it is to be prepared.
  expect(said((await reduce("63,333")).body)).not.toContain("Reduced for");
  expect(said((await reduce("63.333")).body)).toContain(
    "63.333 mg cannot be measured here. Rounded down it is 60 mg; it is never rounded up",
  );
});

test("a hold in the browser stops the clinic's and the oral part of the plan, and only a licensed doctor restarts", async () => {
  const story = await clinicStory(world);
  const standing = await signedOrder(world, story);
  if (!standing.ok) expect.fail("signed");
  const at = `/people/${story.person}/orders/${standing.value}`;
  const nurse = visitorTo(site, { token: story.nurse.token });
  const held = await nurse.post(`${at}/hold`, { reason: "Went to hospital" });
  expect(held.status).toBe(303);
  expect((await nurse.get(at)).body).toContain("Nothing is given by this order today");
  expect((await nurse.get(`${at}/restart`)).status).toBe(403);
  const doctor = visitorTo(site, { token: story.doctor.token });
  await proveNow(world, story.doctor);
  const restart = await doctor.post(`${at}/restart`, { reason: "Seen today" });
  // Nothing was seen injected, so the dose as it was is refused.
  expect(said(restart.body)).toContain("so it is begun anew: 15 mg at most");
});

test("a restart in the browser says that the oral part is still on hold, how much of it, and where it is restarted", async () => {
  const story = await clinicStory(world);
  const standing = await signedOrder(world, story);
  if (!standing.ok) expect.fail("signed");
  await signedLongAgo(world, { order: standing.value });
  await doseSeen(world, story.nurse, story.person, ago(10));
  const at = `/people/${story.person}/orders/${standing.value}`;
  const [nurse, doctor] = [story.nurse, story.doctor].map(({ token }) => visitorTo(site, { token }));
  if (!nurse || !doctor) expect.fail("two visitors");
  const restarted = async () => {
    expect((await nurse.post(`${at}/hold`, { reason: "Went to hospital" })).status).toBe(303);
    await proveNow(world, story.doctor);
    expect((await doctor.post(`${at}/restart`, { reason: "Seen today" })).status).toBe(303);
    return said((await doctor.get(at)).body);
  };
  const none = await restarted();
  expect(none).toContain("Restarted.");
  expect(none).not.toContain("on hold");
  const pharmacy = await world.anAgency("pharmacy");
  const [place] = await world.sql`
    insert into pharmacy (agency_id, name, address, phone, hours) values (${pharmacy.agencyId}, 'Fenwick Street', 'x', 'x', ${world.sql.json(EVERY_DAY)}) returning id`;
  await world.sql`
    insert into prescription (person_id, agency_id, owner_kind, with_agency_id, pharmacy_id, team_id, product, micrograms, starts_on, ends_on, collected_on, supervised,
                              protocol, protocol_version, phase, total_micrograms, state, signed_at, signed_by, signed_print)
    values (${story.person}, ${story.nurse.agencyId}, 'clinic', ${pharmacy.agencyId}, ${place?.id ?? ""}, ${story.nurse.teamId}, 'methadone-solution', 40000, current_date, current_date + 6,
            '1234567', 'every', 'methadone-daily', 1, 'stable', 280000, 'signed', now(), ${story.doctor.staffId}, repeat('0', 64))`;
  const one = await restarted();
  expect(one).toContain(
    "Restarted. The oral part is still on hold: 1 prescription. Restart it under Medicines.",
  );
  expect((await doctor.get(at)).body).toContain(
    `href="/people/${story.person}/medicines">Restart it under Medicines</a>`,
  );
});

test("H166: who signs a first order is asked why no selection came before it, and reads it afterwards with the signature", async () => {
  const story = await clinicStory(world);
  const doctor = visitorTo(site, { token: story.doctor.token });
  const written = await doctor.post(`/people/${story.person}/orders/new`, dayOne(story));
  await proveNow(world, story.doctor);
  const shown = await doctor.get(`${written.location}/sign`);
  expect(said(shown.body)).toContain(
    "Not accepted and agreed yet: open Selection, or say why there was no selection",
  );
  expect(shown.body).toContain(`href="/people/${story.person}/selection"`);
  const print = printIn(shown.body);
  const unsaid = await doctor.post(`${written.location}/sign`, { print, because: "" });
  expect([unsaid.status, said(unsaid.body)]).toEqual([
    422,
    expect.stringContaining("say why there was no selection"),
  ]);
  expect((await doctor.post(`${written.location}/sign`, { print, because })).status).toBe(303);
  expect(said((await doctor.get(written.location)).body)).toContain(CAME_WITH_THEIR_DOSE);
  // One that takes its place asks no more.
  const next = await doctor.post(
    `${written.location}/change`,
    dayOne(story, { morning: "15", evening: "15" }),
  );
  expect(said((await doctor.get(`${next.location}/sign`)).body)).not.toContain("no selection");
});
