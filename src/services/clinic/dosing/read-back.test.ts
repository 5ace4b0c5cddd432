import { afterAll, beforeAll, expect, test } from "vitest";
import { call, dosingStory, opened, prepared } from "../../../../tests/clinic/dosing-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency } from "../../../../tests/world.ts";
import { clock, now } from "../../../kernel/time.ts";
import { sayReadings } from "./assessment-words.ts";
import { sayDetails } from "./step-words.ts";

// What was asked and answered at a session is read again by whoever decides after it.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const as = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });

/** What stands on a page, without its markup. */
const wordsOf = (html: string): string => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

const TYPED: readonly (readonly [string, string])[] = [
  ...["known", "name", "born"].map((by) => ["by", by] as const),
  ["alertness", "alert"],
  ["sedation", "1"],
  ["breaths", "7"],
  ["seconds", "30"],
  ["spo2", "97"],
  ["pulse", "81"],
  ["alcohol", "0"],
  ["unit", "ug-breath"],
  ["device", "B7"],
  ["calibrated", "1/1/2030"],
  ["signs", "pinpoint"],
  ["used", "benzodiazepine"],
  ["used", "cocaine"],
  ["usedWords", "Two blue tablets last night"],
  ["lastOral", "taken"],
  ["site", "concern"],
  ["changes", "none"],
  ["mood", "low"],
  ["cows", "6"],
];

/** The same, as a clinician reads it: 7 breaths in 30 seconds are 14 a minute. */
const READ = [
  "Who is it? I know them myself; They said their name; They said their day of birth",
  "Alertness Alert",
  "Sedation 1: awake and clear",
  "Breaths counted 7 breaths in 30 seconds (14 a minute)",
  "Oxygen saturation on air 97 %",
  "Pulse 81 a minute",
  "Breath test shows 0 micrograms in 100 ml of breath",
  "Device B7",
  "Device calibrated until 1 Jan 2030",
  "Signs Pinpoint pupils",
  "Used since the last visit Benzodiazepines; Cocaine or crack",
  "What, how, how much and when? Two blue tablets last night",
  "Last methadone or other opioid by mouth Taken as prescribed",
  "Injection sites Sore, hot, swollen or open",
  "New since the last visit None of these",
  "Mood Low or distressed",
  "Withdrawal score (COWS) 6",
];

test("H182: what was read and asked before a dose stands under the assessment, before whoever agrees, and before the doctor who orders for one session", async () => {
  const story = await dosingStory(site.world);
  const session = await opened(site.world, story);
  const [nurse, checker, doctor] = [as(story.nurse), as(story.checker), as(story.doctor)];
  const visit = (await nurse.post(`/dosing/${session}/arrived/${story.person}`, {})).location;
  const decided = await nurse.post(
    `${visit}/assess`,
    new URLSearchParams(TYPED.map(([name, value]) => [name, value])),
  );
  expect([decided.status, decided.location]).toEqual([303, visit]);
  for (const [who, at] of [
    [nurse, visit],
    [checker, `${visit}/agree`],
    [doctor, `/people/${story.person}/orders/${story.order}/session`],
  ] as const) {
    const { body } = await who.get(at);
    expect(body).toMatch(/<details[^>]*>\s*<summary/);
    for (const words of READ) expect(wordsOf(body)).toContain(words);
  }
  // Whoever agreed says why, and that is read as well.
  const agreed = await checker.post(`${visit}/agree`, { reason: "Wide awake, and steady" });
  expect(agreed.status).toBe(303);
  expect(wordsOf((await nurse.get(visit)).body)).toContain(
    "Tomasz Reid agreed to the full dose: Wide awake, and steady.",
  );
});

test("a refused test is read as refused and never as nought; what was not asked is not written down", () => {
  const said = sayReadings(
    { alertness: "alert", alcohol: null, alcohol_refused: true, signs: [] },
    undefined,
    88,
  );
  const of = (asked: string) => said.filter((one) => one.asked === asked).map((one) => one.said);
  expect(of("Breath test shows")).toEqual(["The test was refused"]);
  expect(of("Device")).toEqual([]);
  expect(of("Signs")).toEqual(["None of these"]);
  expect(of("Mood")).toEqual(["Not written down"]);
  expect(of("Pulse")).toEqual(["Not written down"]);
  expect(of("Their own saturation that it was held against")).toEqual(["88 %"]);
});

test("H182: what was said of somebody who left, how they were known, and what was added to an outcome stand in what happened", async () => {
  const story = await dosingStory(site.world);
  const session = await opened(site.world, story);
  const { visit, preparation, key } = await prepared(site.world, story, session);
  await proveNow(site.world, story.nurse);
  const taken = await call(site.world, story.nurse, "take_authority", preparation, key);
  expect(taken.answer).toBe("done");
  const nurse = as(story.nurse);
  const at = `/dosing/visits/${visit}`;
  const part = await nurse.post(`${at}/otherwise`, {
    what: "part",
    injected: "60",
    at: clock(now()),
    words: "The needle blocked",
  });
  expect(part.status).toBe(303);
  const left = await nurse.post(`${at}/left-early`, {
    advised: "yes",
    capacity: "doubt",
    witness: "T. Reid",
    naloxone: "refused",
    reason: "A bus to catch",
  });
  expect(left.status).toBe(303);
  const body = wordsOf((await nurse.get(at)).body);
  expect(body).toContain("A part injected: 60 mg. Added: The needle blocked.");
  expect(body).toContain(
    "Being assessed: I know them myself; They said their name; They said their day of birth.",
  );
  expect(body).toContain(
    "Left early: A bus to catch. Were they advised to stay? Yes. Could they decide it? In doubt: the doctor was called. Naloxone to take along? Offered and refused. Who else saw it? T. Reid.",
  );
  expect(sayDetails("fit-to-leave", { walks: "yes", oriented: "yes", toldNotToDrive: "no" })).toBe(
    "Do they walk unaided? Yes. Do they know where they are? Yes. Were they told not to drive? No",
  );
});
