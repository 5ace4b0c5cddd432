import { expect, test } from "vitest";
import { numberOf } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { naloxoneGiven, secondsWords } from "./emergency-rules.ts";
import { dueAfter, type Look, type Rung, rungOf, standsAgainstLeaving } from "./observation-rules.ts";
import { thresholdsOf } from "./thresholds.ts";

const thresholds = thresholdsOf((key) => numberOf(DIAMORPHINE, key));
const at = (text: string) => Temporal.Instant.from(`2026-11-29T${text}Z`);
const look = (time: string, more: Partial<Look> = {}): Look => ({
  at: at(time),
  sedation: "1",
  rate: 14,
  spo2: 96,
  onOxygen: false,
  lowForSeconds: 0,
  ...more,
});

type Case = readonly [name: string, looks: readonly Look[], rung: string];
const LADDER: readonly Case[] = [
  ["nobody has looked yet", [], "watch"],
  [
    "a dip to 80 % of half a minute is expected",
    [look("09:05:00", { spo2: 80, lowForSeconds: 30 })],
    "watch",
  ],
  ["60 seconds below the line are still a dip", [look("09:05:00", { spo2: 85, lowForSeconds: 60 })], "watch"],
  ["61 seconds are not", [look("09:05:00", { spo2: 85, lowForSeconds: 61 })], "stimulate"],
  ["90 % is not below the line, however long", [look("09:05:00", { spo2: 90, lowForSeconds: 600 })], "watch"],
  ["9 breaths a minute", [look("09:05:00", { rate: 9 })], "stimulate"],
  ["no lift in 60 seconds", [look("09:05:00", { rate: 9 }), look("09:06:00", { rate: 9 })], "oxygen"],
  ["looked at again after 59", [look("09:05:00", { rate: 9 }), look("09:05:59", { rate: 9 })], "stimulate"],
  ["it lifted", [look("09:05:00", { rate: 9 }), look("09:06:00")], "watch"],
  [
    "two minutes below the line at the first look",
    [look("09:05:00", { spo2: 84, lowForSeconds: 120 })],
    "oxygen",
  ],
  [
    "still falling a minute later, though the nurse counted only since the look before",
    [look("09:05:00", { spo2: 88, lowForSeconds: 61 }), look("09:06:00", { spo2: 84, lowForSeconds: 60 })],
    "oxygen",
  ],
  [
    "at the third look too",
    [
      look("09:05:00", { spo2: 88, lowForSeconds: 61 }),
      look("09:06:20", { spo2: 86, lowForSeconds: 140 }),
      look("09:07:15", { spo2: 80, lowForSeconds: 55 }),
    ],
    "oxygen",
  ],
  [
    "half a minute later the saturation is up and the breaths are too few: it has not lifted",
    [look("09:05:00", { spo2: 88, lowForSeconds: 61 }), look("09:05:30", { spo2: 91, rate: 9 })],
    "stimulate",
  ],
  [
    "it lifted, and a dip after that is a dip",
    [
      look("09:05:00", { spo2: 88, lowForSeconds: 61 }),
      look("09:06:00", { spo2: 90 }),
      look("09:07:00", { spo2: 84, lowForSeconds: 50 }),
    ],
    "watch",
  ],
  [
    "could be woken again, with a saturation that is still low for less than a dip",
    [look("09:05:00", { sedation: "4" }), look("09:06:00", { spo2: 89, lowForSeconds: 20 })],
    "oxygen",
  ],
  ["7 breaths a minute", [look("09:05:00", { rate: 7 })], "naloxone"],
  ["84 % despite oxygen", [look("09:05:00", { spo2: 84, onOxygen: true })], "naloxone"],
  ["85 % with oxygen", [look("09:05:00", { spo2: 85, onOxygen: true })], "watch"],
  ["hard to wake", [look("09:05:00", { sedation: "4" })], "naloxone"],
];
for (const [name, looks, rung] of LADDER)
  test(`the ladder: ${name}`, () => {
    expect(rungOf(looks, thresholds)).toBe(rung);
  });

test("readings are due at 5 and at 15 minutes and then on leaving, and each look answers for one of them", () => {
  const ended = at("09:00:00");
  const due = (looks: readonly Look[], now: string) =>
    dueAfter(ended, looks, at("09:20:00"), at(now), thresholds);
  expect(due([], "09:01:00").next).toEqual(at("09:05:00"));
  expect(due([], "09:08:00").overdue).toBe(false);
  expect(due([], "09:08:01").overdue).toBe(true);
  expect(due([look("09:06:00")], "09:10:00").next).toEqual(at("09:15:00"));
  expect(due([look("08:59:00")], "09:10:00").next).toEqual(at("09:05:00"));
  const both = due([look("09:06:00"), look("09:16:00")], "09:18:00");
  expect([both.next, both.mayLeaveFrom]).toEqual([undefined, at("09:20:00")]);
});

test("H161: after a look that asked for more than to watch the next is due 60 seconds later, and the readings at 15 minutes count anew once it lifted", () => {
  const ended = at("09:00:00");
  const due = (rungs: readonly Rung[], now: string) =>
    dueAfter(
      ended,
      rungs.map((rung, i) => ({ at: at(`09:0${5 + i}:00`), rung })),
      at("09:20:00"),
      at(now),
      thresholds,
    );
  for (const rung of ["stimulate", "oxygen", "naloxone"] as const) {
    expect(due([rung], "09:06:00")).toMatchObject({ next: at("09:06:00"), overdue: false });
    expect(due([rung], "09:06:01").overdue).toBe(true);
  }
  expect(due(["stimulate", "oxygen"], "09:06:30")).toMatchObject({ next: at("09:07:00"), overdue: false });
  expect(due(["watch"], "09:06:01")).toMatchObject({ next: at("09:15:00"), overdue: false });
});

const leaving = (more: Partial<Parameters<typeof standsAgainstLeaving>[0]>) =>
  standsAgainstLeaving(
    {
      ended: at("09:00:00"),
      looks: [look("09:05:00"), look("09:16:00")],
      stays: at("09:20:00"),
      now: at("09:20:00"),
      walks: true,
      oriented: true,
      toldNotToDrive: true,
      baselineSpo2: undefined,
      ...more,
    },
    thresholds,
  );

test("somebody leaves as fit from when they need stay no longer, after two sets of readings", () => {
  expect(leaving({})).toBeUndefined();
  expect(leaving({ now: at("09:19:59") })).toEqual({ code: "too-early", from: at("09:20:00") });
  expect(leaving({ stays: at("09:30:00") })).toEqual({ code: "too-early", from: at("09:30:00") });
  expect(leaving({ looks: [look("09:16:00")] })).toEqual({ code: "too-few-checks", made: 1, needed: 2 });
  expect(leaving({ looks: [look("08:50:00"), look("09:16:00")] })).toMatchObject({ code: "too-few-checks" });
});

test("nobody leaves as fit who is drowsy, breathes too slowly, is short of oxygen or does not walk", () => {
  const last = (more: Partial<Look>) => leaving({ looks: [look("09:05:00"), look("09:16:00", more)] });
  expect(last({ sedation: "2" })).toBeUndefined();
  expect(last({ sedation: "3" })).toEqual({ code: "not-fit", because: "drowsy" });
  expect(last({ sedation: "asleep" })).toEqual({ code: "not-fit", because: "drowsy" });
  expect(last({ rate: 9.5 })).toEqual({ code: "not-fit", because: "breathing" });
  expect(last({ spo2: 91 })).toEqual({ code: "not-fit", because: "oxygen" });
  expect(leaving({ walks: false })).toEqual({ code: "not-fit", because: "unsteady" });
  expect(leaving({ oriented: false })).toEqual({ code: "not-fit", because: "lost" });
  expect(leaving({ toldNotToDrive: false })).toEqual({ code: "not-fit", because: "not-told" });
  expect(
    leaving({ looks: [look("09:05:00"), look("09:16:00", { spo2: 91 })], baselineSpo2: 90 }),
  ).toBeUndefined();
});

test("naloxone is counted: how many doses, how much, and how long ago", () => {
  const dose = (time: string, micrograms: number) => ({ what: "naloxone", micrograms, at: at(time) });
  const given = naloxoneGiven([
    dose("09:01:00", 400),
    { what: "oxygen", micrograms: undefined, at: at("09:01:30") },
    dose("09:04:00", 800),
  ]);
  expect(given).toEqual({ doses: 2, micrograms: 1200, last: at("09:04:00") });
  expect(secondsWords(at("09:04:00"), at("09:05:40"))).toBe("100 seconds");
  expect(secondsWords(at("09:04:00"), at("09:07:59"))).toBe("3 minutes");
});
