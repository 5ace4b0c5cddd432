import { afterAll, beforeAll, expect, test } from "vitest";
import { asPolicyRole } from "../../src/kernel/database/partnership.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { type Instant, longDateTime, now, today } from "../../src/kernel/time.ts";
import type { Sheet } from "../../src/services/clinic/downtime/form-sheets.ts";
import type { Pack } from "../../src/services/clinic/downtime/pack.ts";
import { packForFile, packOf } from "../../src/services/clinic/downtime/pack-store.ts";
import { drawPdf } from "../../src/services/clinic/downtime/pdf.ts";
import { sheetsOf } from "../../src/services/clinic/downtime/sheets.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { openWorld, type World } from "../world.ts";
import { type DosingStory, dosingStory } from "./dosing-story.ts";
import { doseSeen, signedLongAgo } from "./gap-story.ts";
import { aLicence } from "./orders-story.ts";

// What the paper says of a gap: whoever gives by it while the system is down has no page to ask. 100 mg in each session; the table as shipped.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const wordsOf = (sheet: Sheet | undefined): string =>
  (sheet?.blocks ?? [])
    .flatMap((block) =>
      "words" in block ? [block.words] : block.kind === "lines" ? block.labels : block.rows.flat(),
    )
    .join("\n");

/** The same pack as its reader sees it and as the program makes the file of it. */
async function orders(story: DosingStory, at: Instant): Promise<string> {
  const file = await asPolicyRole(world.sql, WORLD_CODE, (tx) => packForFile(tx, story.premises, at));
  const read = await world.as<Pack | undefined, never>(story.nurse, async (tx) =>
    accept(await packOf(tx, story.premises, at)),
  );
  invariant(file && read.ok && read.value, "there is a pack");
  expect(read.value.people[0]?.orders).toEqual(file.people[0]?.orders);
  const [, second] = sheetsOf(file, undefined);
  return wordsOf(second);
}

async function lastHad(hours: number): Promise<{ story: DosingStory; last: Instant; at: Instant }> {
  const story = await dosingStory(world);
  await signedLongAgo(world, story);
  const at = now();
  const last = at.subtract({ minutes: hours * 60 });
  await doseSeen(world, story.nurse, story.person, last);
  return { story, last, at };
}
const after = (last: Instant, hours: number): string => longDateTime(last.add({ hours }));

test("H168: fifty hours after the last dose the sheet gives half in two halves until 72 hours, then says to ring the doctor", async () => {
  const { story, last, at } = await lastHad(50);
  const sheet = await orders(story, at);
  expect(sheet).toContain("50 h 0 min since the last injection when this was made.");
  expect(sheet).toContain("Oral opioid not seen on every night since, which counts as missed.");
  for (const slot of ["Morning", "Evening"])
    expect(sheet).toContain(
      `${slot}, 100 mg in all: at most 50 mg in two halves 30 min apart until ${after(last, 72)}; then RING THE DOCTOR, nothing without them: it is begun anew.`,
    );
});

test("H168: where less than the whole is left, the dose itself says so", async () => {
  const less = await lastHad(50);
  expect(await orders(less.story, less.at)).toContain(
    "100 mg. NOT ALL OF IT NOW: see the table of gaps above",
  );
  const whole = await lastHad(10);
  expect(await orders(whole.story, whole.at)).not.toContain("NOT ALL OF IT NOW");
});

test("H168: ten hours after it the whole dose is given until 24 hours by the clock, three quarters until 48, half until 72", async () => {
  const { story, last, at } = await lastHad(10);
  expect(await orders(story, at)).toContain(
    `Morning, 100 mg in all: all of it until ${after(last, 24)}; then at most 75 mg until ${after(last, 48)}; then at most 50 mg in two halves 30 min apart until ${after(last, 72)}; then RING THE DOCTOR, nothing without them: it is begun anew.`,
  );
});

test("H168: while a dose is being found each row is one further down, and a session missed from now on rings the doctor", async () => {
  const { story, last, at } = await lastHad(10);
  await world.sql`update clinic_order set phase = 'titration' where id = ${story.order}`;
  const sheet = await orders(story, at);
  expect(sheet).toContain(
    `Morning, 100 mg in all: all of it until ${after(last, 24)}; then at most 50 mg in two halves 30 min apart until ${after(last, 48)}; then RING THE DOCTOR`,
  );
  expect(sheet).toContain("a session missed from now on leaves less: ring the doctor before the next dose");
});

test("H168: who was elsewhere and is not reviewed, and whoever has had nothing, gets nothing by the sheet without the doctor", async () => {
  const { story, at } = await lastHad(10);
  await world.sql`
    insert into clinic_absence (person_id, agency_id, owner_kind, place, from_at) values (${story.person}, ${story.nurse.agencyId}, 'clinic', 'custody', now())`;
  const sheet = await orders(story, now());
  expect(sheet).toContain("GIVE NOTHING, RING THE DOCTOR: they were in custody");
  expect(sheet).not.toContain("all of it until");
  expect(at).toBeTruthy();
  const never = await dosingStory(world);
  await signedLongAgo(world, never);
  // The doctor signed this dose as a first one, knowing of none before.
  expect(await orders(never, now())).toContain("no injection of this drug is known");
});

test("H168: the dose form has a line for the hours and the most by the table, and is still one page", async () => {
  const { story, at } = await lastHad(50);
  const pack = await asPolicyRole(world.sql, WORLD_CODE, (tx) => packForFile(tx, story.premises, at));
  invariant(pack, "there is a pack");
  const sheets = sheetsOf(pack, { first: 1, lastDose: 10, last: 12 });
  expect(wordsOf(sheets[2])).toContain("Hours since the last dose\nMost by the table: mg\nDoctor rung");
  const drawn = await drawPdf({ sheets, foot: "x", madeAtMs: 0, password: "carthorse-beacon" });
  // One page of the list, one of the order, ten forms, two pages of the register.
  expect(drawn.pages).toBe(14);
});

test("tomorrow's sheet goes by tomorrow's licence, and a drug that needs none asks for none", async () => {
  const { story, at } = await lastHad(10);
  await world.sql`update clinic_licence set ended_on = ${today().add({ days: 1 })}, ended_because = 'Left', ended_at = now() where id = ${story.licence}`;
  expect(await orders(story, at)).toContain("NO VALID LICENCE TOMORROW: give nothing after midnight");
  await world.sql`update clinic_licence set ended_on = ${today()} where id = ${story.licence}`;
  expect(await orders(story, at)).toContain("NO VALID LICENCE: give nothing");
  await aLicence(
    world,
    story.lead,
    story.doctor,
    story.premises,
    today().add({ days: 60 }),
    today().add({ days: 1 }),
  );
  const renewed = await orders(story, at);
  expect(renewed).toContain("NO VALID LICENCE TODAY: give nothing before tomorrow");
  expect(renewed).toContain("\n100 mg\n");
  await world.sql`update clinic_order set drug_class = 'hydromorphone' where id = ${story.order}`;
  expect(await orders(story, at)).not.toContain("NO VALID LICENCE");
});
