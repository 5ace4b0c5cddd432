import fc from "fast-check";
import { expect, test } from "vitest";
import { numberOf } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { type Around, decideBeforeDose, inBreath, type Readings } from "./assessment-rules.ts";
import { sayDecision } from "./decision-words.ts";
import { thresholdsOf } from "./thresholds.ts";

const thresholds = thresholdsOf((key) => numberOf(DIAMORPHINE, key));
const day = (text: string) => Temporal.PlainDate.from(text);
const WELL: Readings = {
  alertness: "alert",
  sedation: "1",
  breaths: 8,
  seconds: 30,
  spo2: 97,
  pulse: 70,
  alcohol: { refused: false, value: 0, unit: "ug-breath", calibratedUntil: day("2026-12-31") },
  signs: [],
  used: [],
  lastOral: "taken",
  changes: [],
  mood: "fine",
};
const KNOWN: Around = {
  today: day("2026-11-29"),
  baselineSpo2: undefined,
  identified: true,
  deferredBefore: false,
  capPercent: 100,
  blockedBy: undefined,
};
const alcohol = (value: number, unit: "ug-breath" | "mg-breath" | "mg-blood" = "ug-breath") =>
  ({ refused: false, value, unit, calibratedUntil: day("2026-12-31") }) as const;

type Case = readonly [
  name: string,
  read: Partial<Readings>,
  around: Partial<Around>,
  decision: string,
  reasons: readonly string[],
];
/** The table of the clinic's reference (1.9), and its edges, worked by hand. */
const CASES: readonly Case[] = [
  ["well: full dose", {}, {}, "clear nobody", []],
  ["12 breaths a minute are enough", { breaths: 6 }, {}, "clear nobody", []],
  ["11 breaths a minute wait", { breaths: 11, seconds: 60 }, {}, "defer nobody", ["LOW_RR"]],
  ["10 breaths a minute wait", { breaths: 5 }, {}, "defer nobody", ["LOW_RR"]],
  ["9 breaths a minute: nothing", { breaths: 9, seconds: 60 }, {}, "withhold nobody", ["LOW_RR"]],
  ["95 % is enough", { spo2: 95 }, {}, "clear nobody", []],
  ["94 % waits", { spo2: 94 }, {}, "defer nobody", ["LOW_SPO2"]],
  ["92 % waits", { spo2: 92 }, {}, "defer nobody", ["LOW_SPO2"]],
  ["91 %: nothing", { spo2: 91 }, {}, "withhold nobody", ["LOW_SPO2"]],
  ["91 % at an own baseline of 90 is theirs", { spo2: 91 }, { baselineSpo2: 90 }, "clear nobody", []],
  [
    "89 % below an own baseline of 90: nothing",
    { spo2: 89 },
    { baselineSpo2: 90 },
    "withhold nobody",
    ["LOW_SPO2"],
  ],
  ["a little drowsy waits", { sedation: "2" }, {}, "defer nobody", ["SEDATED"]],
  [
    "still drowsy after the wait: a prescriber may order less",
    { sedation: "2" },
    { deferredBefore: true },
    "reduce prescriber",
    ["SEDATED"],
  ],
  [
    "drifting off: nothing, even after a wait",
    { sedation: "3" },
    { deferredBefore: true },
    "withhold nobody",
    ["SEDATED"],
  ],
  ["asleep: nothing", { sedation: "asleep" }, {}, "withhold nobody", ["SEDATED"]],
  ["answers only when spoken to: nothing", { alertness: "voice" }, {}, "withhold nobody", ["SEDATED"]],
  ["a little alcohol: the prescriber decides", { alcohol: alcohol(1) }, {}, "reduce prescriber", ["ALCOHOL"]],
  [
    "alcohol at the limit: the prescriber decides",
    { alcohol: alcohol(22) },
    {},
    "reduce prescriber",
    ["ALCOHOL"],
  ],
  ["alcohol above the limit: nothing", { alcohol: alcohol(23) }, {}, "withhold nobody", ["ALCOHOL"]],
  [
    "50 mg in 100 ml of blood is within 22 of breath",
    { alcohol: alcohol(50, "mg-blood") },
    {},
    "reduce prescriber",
    ["ALCOHOL"],
  ],
  [
    "51 mg in 100 ml of blood is above it",
    { alcohol: alcohol(51, "mg-blood") },
    {},
    "withhold nobody",
    ["ALCOHOL"],
  ],
  [
    "0.23 mg in a litre of breath is above it",
    { alcohol: alcohol(0.23, "mg-breath") },
    {},
    "withhold nobody",
    ["ALCOHOL"],
  ],
  [
    "a refused test: nothing, and no word of a positive one",
    { alcohol: { refused: true } },
    {},
    "withhold nobody",
    ["TEST_REFUSED"],
  ],
  [
    "benzodiazepines used, looks well: two decide",
    { used: ["benzodiazepine"] },
    {},
    "reduce second-staff",
    ["OTHER_DRUGS"],
  ],
  ["cocaine alone decides nothing", { used: ["cocaine"] }, {}, "clear nobody", []],
  [
    "slurred speech: the prescriber decides",
    { signs: ["slurred"] },
    {},
    "reduce prescriber",
    ["OTHER_DRUGS"],
  ],
  [
    "more methadone than prescribed: the prescriber decides",
    { lastOral: "extra" },
    {},
    "reduce prescriber",
    ["OTHER_DRUGS"],
  ],
  [
    "a new illness: the prescriber decides",
    { changes: ["illness"] },
    {},
    "reduce prescriber",
    ["ACUTE_ILLNESS"],
  ],
  ["thoughts of self-harm: two decide", { mood: "self-harm" }, {}, "reduce second-staff", ["SAFEGUARDING"]],
  [
    "half the dose after a gap: by a prescriber's order",
    {},
    { capPercent: 50 },
    "reduce prescriber",
    ["MISSED_LIMIT"],
  ],
  ["a gap that begins anew: nothing", {}, { capPercent: 0 }, "withhold nobody", ["MISSED_LIMIT"]],
  [
    "the methadone of the night before was not taken: a second looks first",
    { lastOral: "missed" },
    {},
    "reduce second-staff",
    ["ORAL_MISSED"],
  ],
  ["not certain who it is: blocked, however well", {}, { identified: false }, "block nobody", ["ID_FAIL"]],
  [
    "a breath tester past its calibration: blocked",
    { alcohol: { ...alcohol(0), calibratedUntil: day("2026-11-28") } },
    {},
    "block nobody",
    ["DEVICE"],
  ],
  [
    "its last day of calibration still counts",
    { alcohol: { ...alcohol(0), calibratedUntil: day("2026-11-29") } },
    {},
    "clear nobody",
    [],
  ],
  ["no licence: blocked", {}, { blockedBy: "licence" }, "block nobody", ["LICENCE"]],
  [
    "the gravest decides, and names its own reasons",
    { sedation: "2", spo2: 90, used: ["alcohol"] },
    {},
    "withhold nobody",
    ["LOW_SPO2"],
  ],
];

for (const [name, read, around, decision, reasons] of CASES)
  test(name, () => {
    const decided = decideBeforeDose({ ...WELL, ...read }, { ...KNOWN, ...around }, thresholds);
    expect(`${decided.kind} ${decided.by}`).toBe(decision);
    expect(decided.reasons).toEqual(reasons);
  });

test("alcohol above the limit is looked at again after an hour, a drowsy person after half of one", () => {
  const after = (read: Partial<Readings>) =>
    decideBeforeDose({ ...WELL, ...read }, KNOWN, thresholds).againAfter;
  expect(after({ alcohol: alcohol(40) })).toBe(60);
  expect(after({ sedation: "2" })).toBe(30);
  expect(after({})).toBeUndefined();
});

test("whatever is not the full dose says when it is looked at again: after the protocol’s minutes, or at the next session in words", () => {
  const at = Temporal.Instant.from("2026-11-30T09:00:00Z");
  const said = (more: Partial<Readings>) => {
    const read = { ...WELL, ...more };
    return sayDecision(decideBeforeDose(read, KNOWN, thresholds), read, at);
  };
  // A refused breath test after the 60 minutes of a positive one.
  expect(said({ alcohol: { refused: true } })).toContain("Look again from 10:00.");
  expect(said({ lastOral: "missed" })).toContain("Look again at the next session.");
  for (const reason of ["NO_STOCK", "NO_STAFF"] as const)
    expect(said({ judged: { kind: "withhold", reason, why: "x" } })).toContain(
      "Look again at the next session.",
    );
  expect(said({})).not.toContain("Look again");
});

test("a clinic's own numbers decide: drowsy is given nothing where its protocol says so, and blood is compared by its ratio", () => {
  const by = (more: Partial<Record<string, number>>, read: Partial<Readings>) =>
    decideBeforeDose(
      { ...WELL, ...read },
      KNOWN,
      thresholdsOf((key) => more[key] ?? numberOf(DIAMORPHINE, key)),
    ).kind;
  expect([by({}, { sedation: "2" }), by({ "poss-withhold": 2 }, { sedation: "2" })]).toEqual([
    "defer",
    "withhold",
  ]);
  // 48 in 100 ml of blood: by 2.3 that is 21 in breath, by 2 it is 24; above 22 nothing is given.
  const blood = { alcohol: alcohol(48, "mg-blood") };
  expect([by({}, blood), by({ "alcohol-blood-ratio": 2 }, blood)]).toEqual(["reduce", "withhold"]);
});

test("a nurse may decide less than the readings allow and says why; never more", () => {
  const decided = (read: Partial<Readings>) => decideBeforeDose({ ...WELL, ...read }, KNOWN, thresholds);
  const uneasy = { judged: { kind: "defer", why: "Not himself today" } } as const;
  expect(decided(uneasy)).toMatchObject({ kind: "defer", reasons: ["JUDGEMENT"], againAfter: 30 });
  expect(
    sayDecision(decided(uneasy), { ...WELL, ...uneasy }, Temporal.Instant.from("2026-11-30T09:00:00Z")),
  ).toBe("Wait, then look again: the nurse’s own judgement. “Not himself today” Look again from 09:30.");
  expect(decided({ judged: { kind: "withhold", why: "x" } }).kind).toBe("withhold");
  expect(decided({ sedation: "3", ...uneasy })).toMatchObject({ kind: "withhold", reasons: ["SEDATED"] });
});

test("35 micrograms of breath are 80 milligrams of blood", () => {
  expect(Math.round(35 * 2.3)).toBe(81);
  expect(inBreath(80, "mg-blood", 2.3)).toBeCloseTo(34.8, 1);
  expect(inBreath(0.35, "mg-breath", 2.3)).toBeCloseTo(35, 6);
});

test("whatever is read, nobody is given a full dose who is not awake, breathing, saturated and sober", () => {
  const reading = fc.record({
    alertness: fc.constantFrom("alert", "voice", "pain", "unresponsive"),
    sedation: fc.constantFrom("asleep", "1", "2", "3", "4"),
    breaths: fc.integer({ min: 0, max: 60 }),
    seconds: fc.integer({ min: 30, max: 120 }),
    spo2: fc.integer({ min: 50, max: 100 }),
    value: fc.constantFrom(0, 0, 1, 22, 23),
    deferredBefore: fc.boolean(),
  });
  fc.assert(
    fc.property(reading, ({ value, deferredBefore, ...read }) => {
      const { kind } = decideBeforeDose(
        { ...WELL, ...(read as Partial<Readings>), alcohol: alcohol(value) },
        { ...KNOWN, deferredBefore },
        thresholds,
      );
      const rate = (read.breaths * 60) / read.seconds;
      const well =
        read.alertness === "alert" && read.sedation === "1" && rate >= 12 && read.spo2 >= 95 && value === 0;
      expect(kind === "clear").toBe(well);
      if (read.spo2 < 92 || rate < 10) expect(kind).toBe("withhold");
    }),
  );
});
