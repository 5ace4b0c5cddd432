import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dosingStory, opened } from "../../../../tests/clinic/dosing-story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency } from "../../../../tests/world.ts";
import { clock, type Instant } from "../../../kernel/time.ts";
import { type RescueMedicine, SHIPPED_MEDICINES } from "../protocol/emergency-medicines.ts";
import { type Protocol, printOf, readProtocol } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { nextDose, nextReadings, readPress, rescueLabel } from "./emergency-rules.ts";

// The medicines of an emergency are the protocol's: what is offered, and when something is due again.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const as = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });
const idIn = (location: string): string => /([0-9a-f-]{36})/.exec(location)?.[1] ?? "";
const at = (time: string): Instant => Temporal.Instant.from(`2026-03-02T${time}:00Z`);
const given = (
  what: "naloxone" | "benzodiazepine",
  route: "muscle" | "vein" | "cheek",
  ug: number,
  time: string,
  drug?: string,
) => ({ what, route, micrograms: ug, at: at(time), drug }) as const;

describe("what is due next", () => {
  // Worked by hand from the reference, 1.11: into a muscle again every 2 to 3 minutes; into a vein after 1; after 2 mg nothing is said.
  test.each([
    ["into a muscle after 2 to 3 minutes", given("naloxone", "muscle", 400, "10:00"), "10:02 10:03"],
    ["800 micrograms into a vein after a minute", given("naloxone", "vein", 800, "10:00"), "10:01 10:01"],
    ["100 micrograms into a vein after two", given("naloxone", "vein", 100, "10:00"), "10:02 10:02"],
    ["after 2 mg into a vein nothing is said", given("naloxone", "vein", 2000, "10:00"), "none"],
    [
      "of a strength the protocol does not name nothing is said",
      given("naloxone", "muscle", 500, "10:00"),
      "none",
    ],
  ] as const)("%s", (_, one, expected) => {
    const due = nextDose("naloxone", [given("naloxone", "muscle", 400, "09:30"), one], SHIPPED_MEDICINES);
    expect(due ? `${clock(due.from)} ${clock(due.by)}` : "none").toBe(expected);
  });

  test("readings are due 2 to 5 minutes after the last, and after it began before there are any", () => {
    const due = (acts: { what: string; at: Instant }[]) => {
      const { from, by } = nextReadings(at("10:00"), acts, { from: 2, by: 5 });
      return `${clock(from)} ${clock(by)}`;
    };
    expect(due([{ what: "oxygen", at: at("10:01") }])).toBe("10:02 10:05");
    expect(due([{ what: "response", at: at("10:04") }])).toBe("10:06 10:09");
  });

  test("the buttons of the reference: naloxone as it was, and for a fit midazolam 10 mg in the cheek, lorazepam 4 mg and diazepam 10 mg into a vein", () => {
    expect(SHIPPED_MEDICINES.map(rescueLabel)).toEqual([
      "Naloxone 400 µg, muscle",
      "Naloxone 1.8 mg, nose",
      "Naloxone 100 µg, vein",
      "Naloxone 400 µg, vein",
      "Naloxone 800 µg, vein",
      "Naloxone 2 mg, vein",
      "Midazolam 10 mg, inside the cheek",
      "Lorazepam 4 mg, vein",
      "Diazepam 10 mg, vein",
    ]);
  });

  test("a press says what, how and how much, or is none", () => {
    expect(readPress("benzodiazepine cheek 10000 midazolam")?.drug).toBe("midazolam");
    for (const wrong of [
      "benzodiazepine",
      "benzodiazepine cheek 10000",
      "naloxone ear 400",
      "naloxone muscle 0",
      "oxygen",
    ])
      expect(readPress(wrong), wrong).toBeUndefined();
  });
});

/** A protocol with these medicines, or what is wrong with it. */
const withMedicines = (medicines: readonly RescueMedicine[]) =>
  readProtocol(JSON.stringify({ ...DIAMORPHINE, version: 2, emergencyMedicines: medicines }));
const NASAL: RescueMedicine = {
  what: "naloxone",
  drug: "naloxone",
  route: "nose",
  milligrams: 1.26,
  againFrom: 4,
  againBy: 4,
  mark: "M",
  source: "another nasal spray",
};

test("a protocol without naloxone, or with the same presentation twice, is not put forward", () => {
  expect(withMedicines(SHIPPED_MEDICINES.filter(({ what }) => what !== "naloxone"))).toMatchObject({
    wrong: ["emergencyMedicines: has no naloxone"],
  });
  expect(withMedicines([NASAL, NASAL])).toMatchObject({
    wrong: ["emergencyMedicines: names the same presentation twice"],
  });
});

test("H184: a seizure of somebody not known begins in one touch; what ends it says drug, dose and route, its batch is asked, and five minutes are counted", async () => {
  const story = await dosingStory(site.world);
  const session = await opened(site.world, story);
  const board = (await as(story.nurse).get(`/dosing/${session}`)).body;
  const anybody = new RegExp(
    `action="/dosing/premises/${story.premises}/emergency"(?:(?!</form>).)*value="seizure"`,
    "s",
  );
  expect(board).toMatch(anybody);
  expect(board).toMatch(/action="\/dosing\/visits\/[0-9a-f-]+\/emergency"(?:(?!<\/form>).)*value="seizure"/s);
  const begun = await as(story.nurse).post(`/dosing/premises/${story.premises}/emergency`, {
    kind: "seizure",
  });
  const emergency = idIn(begun.location);
  const path = `/dosing/emergencies/${emergency}`;
  const page = async () => (await as(story.nurse).get(path)).body;
  expect(await page()).toContain("If the fit goes on, a medicine for it");
  await site.world
    .sql`update dosing_emergency set began_at = now() - interval '301 seconds' where id = ${emergency}`;
  expect(await page()).toContain("give a medicine for it now");
  const before = await page();
  expect(before.indexOf("Midazolam 10 mg")).toBeLessThan(before.indexOf("Naloxone 400"));
  await as(story.nurse).post(`${path}/did`, { what: "benzodiazepine cheek 10000 midazolam" });
  const after = await page();
  expect(after).toContain("Midazolam 10 mg inside the cheek");
  expect(after).not.toContain("give a medicine for it now");
  const [row] = await site.world.sql`select id from dosing_emergency_act where emergency_id = ${emergency}`;
  const batch = `${path}/naloxone/${row?.id}`;
  expect(after).toContain(batch);
  await as(story.nurse).post(batch, { last: "", batch: "BM-77", giver: "", other: "A paramedic" });
  expect(await page()).toContain("batch BM-77, given by A paramedic");
  // By the database too: a benzodiazepine without its drug, dose and route is none.
  const bare = site.world
    .sql`insert into dosing_emergency_act (emergency_id, what) values (${emergency}, 'benzodiazepine')`;
  await expect(bare).rejects.toThrow(/a_medicine_says_how_and_how_much|a_benzodiazepine_says_which/);
});

test("H184: what ends a fit is offered in an overdose as well, and a protocol's own list is what is offered, with its own minutes", async () => {
  const story = await dosingStory(site.world);
  await opened(site.world, story);
  const read = withMedicines([NASAL, ...SHIPPED_MEDICINES.filter(({ route }) => route !== "nose")]);
  if ("wrong" in read) expect.fail(read.wrong.join());
  const protocol: Protocol = read.protocol;
  const begun = await as(story.nurse).post(`/dosing/premises/${story.premises}/emergency`, {
    kind: "overdose",
  });
  const path = `/dosing/emergencies/${idIn(begun.location)}`;
  const page = async () => (await as(story.nurse).get(path)).body;
  const shipped = await page();
  expect(shipped).toContain("Midazolam 10 mg");
  expect(shipped).toContain("Next readings due from");
  await site.world.sql`
    insert into clinic_protocol (agency_id, code, version, print, content, loaded_by)
    values (${story.nurse.agencyId}, ${protocol.code}, 2, ${printOf(protocol)}, ${site.world.sql.json(protocol as never)}, ${story.doctor.staffId})`;
  await site.world.sql`
    insert into clinic_protocol_sign_off (protocol_id, print, capacity, staff_id)
    select p.id, p.print, x.capacity, x.staff::uuid from clinic_protocol p
     cross join (values ('licensed-doctor', ${story.doctor.staffId}), ('safety-lead', ${story.checker.staffId})) x (capacity, staff) where p.print = ${printOf(protocol)}`;
  const own = await page();
  expect(own).toContain("Naloxone 1.26 mg, nose");
  expect(own).not.toContain("Naloxone 1.8 mg, nose");
  // Pressed on a page of before: it happened, and is kept.
  const done = await as(story.nurse).post(`${path}/did`, { what: "naloxone nose 1800 naloxone" });
  expect(done.status).toBe(303);
  expect(await page()).toContain("Naloxone 1800 micrograms into the nose");
  await as(story.nurse).post(`${path}/did`, { what: "naloxone nose 1260 naloxone" });
  const [row] = await site.world
    .sql`select at from dosing_emergency_act where micrograms = 1260 order by at desc limit 1`;
  const due = Temporal.Instant.from(new Date(String(row?.at)).toISOString()).add({ minutes: 4 });
  expect(await page()).toContain(`Next naloxone may be due at ${clock(due)}`);
});
