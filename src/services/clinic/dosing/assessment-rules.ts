import type { LocalDate } from "../../../kernel/time.ts";
import type { Thresholds } from "./thresholds.ts";

/** How awake somebody is before a dose, in our own words. */
export const ALERTNESS = {
  alert: "Alert",
  voice: "Answers when spoken to",
  pain: "Answers to touch or pain only",
  unresponsive: "Does not answer",
} as const;
export type Alertness = keyof typeof ALERTNESS;

/** How sleepy an opioid has made somebody, in our own words, from asleep to not to be woken. */
export const SEDATION = {
  asleep: "Asleep, easy to wake",
  "1": "1: awake and clear",
  "2": "2: a little drowsy, easily roused",
  "3": "3: drifts off while talking",
  "4": "4: hard to wake, hardly answers",
} as const;
export type Sedation = keyof typeof SEDATION;

export const SIGNS = {
  slurred: "Slurred speech",
  unsteady: "Unsteady on their feet",
  pinpoint: "Pinpoint pupils",
  smell: "Smells of alcohol",
  agitated: "Agitated",
} as const;
export type Sign = keyof typeof SIGNS;

export const USED = {
  benzodiazepine: "Benzodiazepines",
  gabapentinoid: "Pregabalin or gabapentin",
  "street-opioid": "Street opioids",
  alcohol: "Alcohol",
  cocaine: "Cocaine or crack",
  other: "Something else",
} as const;
export type Used = keyof typeof USED;
/** What makes a full dose more dangerous; cocaine is recorded beside it. */
const DEPRESSANTS: readonly Used[] = ["benzodiazepine", "gabapentinoid", "street-opioid", "alcohol"];

export const LAST_ORAL = {
  taken: "Taken as prescribed",
  missed: "Not taken",
  extra: "More taken than prescribed",
  none: "None is prescribed",
} as const;
export type LastOral = keyof typeof LAST_ORAL;

export const CHANGES = {
  pregnancy: "Pregnant, or may be",
  illness: "New illness or injury",
  medicine: "New medicine",
} as const;
export type Change = keyof typeof CHANGES;

export const MOODS = {
  fine: "No concern",
  low: "Low or distressed",
  "self-harm": "Thoughts of self-harm",
} as const;
export type Mood = keyof typeof MOODS;

/** Units in which breath and blood alcohol are shown by devices. Never a number without one. */
export const ALCOHOL_UNITS = {
  "ug-breath": "micrograms in 100 ml of breath",
  "mg-breath": "milligrams in a litre of breath",
  "mg-blood": "milligrams in 100 ml of blood",
} as const;
export type AlcoholUnit = keyof typeof ALCOHOL_UNITS;

/** What a nurse may decide of their own judgement: less than the readings allow, never more. */
export const JUDGED = { defer: "Wait, then look again", withhold: "Nothing now" } as const;

/** What was measured: by a breath test, or that it was refused. Kept as shown by the device. */
export type Alcohol =
  | { readonly refused: true }
  | {
      readonly refused: false;
      readonly value: number;
      readonly unit: AlcoholUnit;
      readonly calibratedUntil: LocalDate;
    };

/** Everything that is read before a dose. */
export type Readings = {
  readonly alertness: Alertness;
  readonly sedation: Sedation;
  readonly breaths: number;
  readonly seconds: number;
  readonly spo2: number;
  readonly pulse: number;
  readonly alcohol: Alcohol;
  readonly signs: readonly Sign[];
  readonly used: readonly Used[];
  readonly lastOral: LastOral;
  readonly changes: readonly Change[];
  readonly mood: Mood;
  /** The nurse's own judgement, where they would give less than the readings allow, and why. */
  readonly judged?: { readonly kind: keyof typeof JUDGED; readonly reason?: Reason; readonly why: string };
  /** What else was asked: it decides nothing. */
  readonly more?: Readonly<Record<string, string>>;
};

/** What is known besides. */
export type Around = {
  readonly today: LocalDate;
  /** Own saturation at rest, where a prescriber recorded one. */
  readonly baselineSpo2: number | undefined;
  readonly identified: boolean;
  /** A check of this visit was deferred before, for at least the time to wait. */
  readonly deferredBefore: boolean;
  /** At most so much of the standing dose, in per cent, after a gap; 0 asks for a new start. */
  readonly capPercent: number;
  /** What stands against any dose: licence, protocol, an emergency or an absence that nobody has reviewed. */
  readonly blockedBy: "protocol" | "licence" | "emergency" | "gap" | undefined;
};

export const REASONS = {
  SEDATED: "not fully alert",
  LOW_RR: "breathing too slowly",
  LOW_SPO2: "oxygen too low",
  ALCOHOL: "alcohol in the breath",
  OTHER_DRUGS: "signs or word of other drugs",
  ORAL_MISSED: "the last dose by mouth was not taken",
  MISSED_LIMIT: "too long since the last dose",
  ACUTE_ILLNESS: "something about their health is new",
  SAFEGUARDING: "thoughts of self-harm",
  JUDGEMENT: "the nurse’s own judgement",
  INTERVAL: "too soon after the last dose",
  DAILY_MAX: "the most of a day has been given",
  BEHAVIOUR: "how they behaved: nobody would be safe",
  NO_STOCK: "there is not enough in the cupboard",
  NO_STAFF: "there are too few staff",
  RX_LAPSED: "their order has run out",
  ID_FAIL: "not certain who it is",
  DEVICE: "the breath tester is past its calibration",
  LICENCE: "no licence is in force",
  PROTOCOL: "the protocol may not be used",
  GAP_REVIEW: "they were elsewhere, and a licensed doctor has not reviewed the gap",
  EMERGENCY: "an emergency has not been reviewed by a prescriber",
  TEST_REFUSED: "the breath test was refused",
} as const;
export type Reason = keyof typeof REASONS;

/** What a human may give as the reason: each that no reading and no rule finds by itself, and those it may have missed. */
export const CHOSEN: readonly Reason[] = [
  "JUDGEMENT",
  "OTHER_DRUGS",
  "ACUTE_ILLNESS",
  "SAFEGUARDING",
  "BEHAVIOUR",
  "INTERVAL",
  "DAILY_MAX",
  "NO_STOCK",
  "NO_STAFF",
  "RX_LAPSED",
  "LICENCE",
  "ID_FAIL",
];

const OF_THE_BODY: ReadonlySet<Reason> = new Set(["JUDGEMENT", "OTHER_DRUGS", "ACUTE_ILLNESS"]);

export const DECISIONS = ["clear", "reduce", "defer", "withhold", "block"] as const;
export type DecisionKind = (typeof DECISIONS)[number];

/** Who may decide otherwise: nobody; the nurse with a second member of staff; a licensed prescriber by an order. */
export type Decider = "nobody" | "second-staff" | "prescriber";

export type Decision = {
  readonly kind: DecisionKind;
  readonly reasons: readonly Reason[];
  readonly by: Decider;
  /** Minutes after which it may be looked at again. */
  readonly againAfter: number | undefined;
};

/** Breaths in a minute, from how many were counted in how many seconds. */
export const breathsAMinute = ({ breaths, seconds }: Pick<Readings, "breaths" | "seconds">): number =>
  (breaths * 60) / seconds;

/** Micrograms in 100 ml of breath. `bloodRatio`: milligrams in 100 ml of blood for each of them, by the protocol. For comparing only. */
export const inBreath = (value: number, unit: AlcoholUnit, bloodRatio: number): number =>
  unit === "ug-breath" ? value : unit === "mg-breath" ? value * 100 : value / bloodRatio;

type Finding = {
  readonly kind: DecisionKind;
  readonly reason: Reason;
  readonly by: Decider;
  readonly again?: number;
};

/**
 * The decision before a dose, by the table of the clinic's reference (1.9). The gravest finding decides; every reason of that
 * gravity is named. The program decides nothing beyond it: what follows is a person's.
 */
export function decideBeforeDose(read: Readings, around: Around, { preDose: t }: Thresholds): Decision {
  const found = [
    ...blocks(read, around),
    ...ofTheBody(read, around, t),
    ...ofAlcohol(read, t),
    ...ofWhatWasSaid(read, around),
    ...ofJudgement(read, t),
  ];
  const gravest = found.reduce<DecisionKind>(
    (worst, { kind }) => (rank(kind) > rank(worst) ? kind : worst),
    "clear",
  );
  const deciding = found.filter(({ kind }) => kind === gravest);
  const again = deciding.map(({ again }) => again ?? 0);
  return {
    kind: gravest,
    reasons: [...new Set((gravest === "clear" ? found : deciding).map(({ reason }) => reason))],
    by: deciding.some(({ by }) => by === "prescriber")
      ? "prescriber"
      : deciding.some(({ by }) => by === "second-staff")
        ? "second-staff"
        : "nobody",
    againAfter: Math.max(0, ...again) || undefined,
  };
}

const rank = (kind: DecisionKind): number => DECISIONS.indexOf(kind);

function ofJudgement({ judged }: Readings, t: Thresholds["preDose"]): Finding[] {
  if (!judged) return [];
  const { kind, reason = "JUDGEMENT" } = judged;
  // A body changes while they wait; an empty cupboard or a missing colleague does not wait for it.
  const again = OF_THE_BODY.has(reason) ? { again: t.deferMinutes } : {};
  return [{ kind, reason, by: "nobody", ...again }];
}

function blocks({ alcohol }: Readings, around: Around): Finding[] {
  const found: Finding[] = [];
  const block = (reason: Reason): void => void found.push({ kind: "block", reason, by: "nobody" });
  if (!around.identified) block("ID_FAIL");
  if (around.blockedBy === "protocol") block("PROTOCOL");
  if (around.blockedBy === "licence") block("LICENCE");
  if (around.blockedBy === "emergency") block("EMERGENCY");
  if (around.blockedBy === "gap") block("GAP_REVIEW");
  if (!alcohol.refused && Temporal.PlainDate.compare(alcohol.calibratedUntil, around.today) < 0)
    block("DEVICE");
  return found;
}

function ofTheBody(read: Readings, around: Around, t: Thresholds["preDose"]): Finding[] {
  const found: Finding[] = [];
  const withhold = (reason: Reason): void =>
    void found.push({ kind: "withhold", reason, by: "nobody", again: t.deferMinutes });
  // Looked at again after the wait and no better: a prescriber may order less; until then it is deferred again.
  const defer = (reason: Reason): void =>
    void found.push(
      around.deferredBefore
        ? { kind: "reduce", reason, by: "prescriber" }
        : { kind: "defer", reason, by: "nobody", again: t.deferMinutes },
    );
  // Asleep is no score: whoever has to be woken is given nothing, whatever a protocol says.
  const sedation = read.sedation === "asleep" ? Number.POSITIVE_INFINITY : Number(read.sedation);
  if (read.alertness !== "alert" || sedation >= t.sedationWithhold) withhold("SEDATED");
  else if (sedation >= t.sedationDefer || sedation > t.sedationClear) defer("SEDATED");
  const rate = breathsAMinute(read);
  if (rate < t.breathsWithholdBelow) withhold("LOW_RR");
  else if (rate < t.breathsDeferBelow) defer("LOW_RR");
  const usual = around.baselineSpo2 !== undefined && read.spo2 >= around.baselineSpo2;
  if (!usual && read.spo2 < t.spo2WithholdBelow) withhold("LOW_SPO2");
  else if (!usual && read.spo2 < t.spo2DeferBelow) defer("LOW_SPO2");
  return found;
}

function ofAlcohol({ alcohol }: Readings, t: Thresholds["preDose"]): Finding[] {
  const withheld = { kind: "withhold", by: "nobody", again: t.alcoholRetestMinutes } as const;
  if (alcohol.refused) return [{ ...withheld, reason: "TEST_REFUSED" }];
  const breath = inBreath(alcohol.value, alcohol.unit, t.bloodRatio);
  if (breath > t.alcoholLimit) return [{ ...withheld, reason: "ALCOHOL" }];
  return breath > t.alcoholClear ? [{ kind: "reduce", reason: "ALCOHOL", by: "prescriber" }] : [];
}

function ofWhatWasSaid(read: Readings, { capPercent }: Around): Finding[] {
  const found: Finding[] = [];
  const intoxicated = read.signs.some(
    (sign) => sign === "slurred" || sign === "unsteady" || sign === "smell",
  );
  if (intoxicated) found.push({ kind: "reduce", reason: "OTHER_DRUGS", by: "prescriber" });
  else if (read.signs.length > 0 || read.used.some((one) => DEPRESSANTS.includes(one)))
    found.push({ kind: "reduce", reason: "OTHER_DRUGS", by: "second-staff" });
  // Less by mouth overnight than was prescribed: less is borne than the dose reckons with.
  if (read.lastOral === "missed") found.push({ kind: "reduce", reason: "ORAL_MISSED", by: "second-staff" });
  if (read.lastOral === "extra") found.push({ kind: "reduce", reason: "OTHER_DRUGS", by: "prescriber" });
  if (read.changes.length > 0) found.push({ kind: "reduce", reason: "ACUTE_ILLNESS", by: "prescriber" });
  if (read.mood === "self-harm") found.push({ kind: "reduce", reason: "SAFEGUARDING", by: "second-staff" });
  if (capPercent < 100)
    found.push(
      capPercent <= 0
        ? { kind: "withhold", reason: "MISSED_LIMIT", by: "nobody" }
        : { kind: "reduce", reason: "MISSED_LIMIT", by: "prescriber" },
    );
  return found;
}
