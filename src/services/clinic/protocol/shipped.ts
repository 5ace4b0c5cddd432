import { SHIPPED_MEDICINES } from "./emergency-medicines.ts";
import type { Key } from "./keys.ts";
import type { GapRow, Protocol, Schedule } from "./protocol.ts";

type Sourced = Protocol["parameters"][string];
const S24 = "Swiss product label of diamorphine hydrochloride monohydrate (registration 55561)";
const S36 = "PMC7392795, table 1: Canadian clinic";
const S49 = "ascpjournal s13722-021-00220-2, table 1: hold rule of a hydromorphone trial";
const looked = (value: number, source: string): Sourced => ({ value, mark: "L", source });
const memory = (value: number, source: string): Sourced => ({ value, mark: "M", source });
const proposed = (value: number): Sourced => ({
  value,
  mark: "P",
  source: "proposed here; for the clinic’s licensed doctor and clinical safety lead",
});

const may = (percent: number, more: Partial<GapRow["confirmed"]> = {}): GapRow["confirmed"] => ({
  percent,
  observeLonger: false,
  halves: false,
  tellPrescriber: false,
  prescriberFirst: false,
  beginAnew: false,
  ...more,
});
const ANEW = may(0, { tellPrescriber: true, prescriberFirst: true, beginAnew: true });

/** The table of gaps. Proposed as a whole: no published one for injected diamorphine could be read. */
const GAPS: readonly GapRow[] = [
  { underHours: 24, words: "missed one session (under 24 hours)", confirmed: may(100), otherwise: may(100) },
  {
    underHours: 48,
    words: "24 to under 48 hours",
    confirmed: may(100),
    otherwise: may(75, { observeLonger: true }),
  },
  {
    underHours: 72,
    words: "48 to under 72 hours",
    confirmed: may(50, { tellPrescriber: true }),
    otherwise: may(50, { tellPrescriber: true, halves: true }),
  },
  {
    underHours: 120,
    words: "72 hours to under 5 days",
    confirmed: may(25, { tellPrescriber: true, prescriberFirst: true }),
    otherwise: ANEW,
  },
  {
    underHours: null,
    words: "5 days or more, or from custody or hospital without a confirmed opioid",
    confirmed: ANEW,
    otherwise: ANEW,
  },
];

/** Diamorphine in the United Kingdom: a draft until a clinic's own licensed doctor and safety lead have signed it. */
export const DIAMORPHINE: Protocol = {
  format: "throughcare-clinic-protocol-1",
  code: "hat-uk-draft",
  version: 1,
  name: "Diamorphine injected under supervision (draft for the United Kingdom)",
  drugClass: "diamorphine",
  substance: "diamorphine hydrochloride",
  dated: "2026-11-29",
  checkBy: "2027-04-01",
  parameters: {
    "dispensing-step": proposed(5),
    "max-single": memory(400, "German and Dutch practice; proposed for here"),
    "max-daily": memory(900, "RIOTT (England); proposed for here"),
    "order-longest": proposed(28),
    "tolerance-at": looked(300, S24),
    "sessions-a-day": looked(2, "glasgow.gov.uk: two a day, seven days a week"),
    "days-a-week": looked(7, "glasgow.gov.uk: two a day, seven days a week"),
    "min-interval": proposed(240),
    "min-interval-ordered": looked(180, S36),
    "top-up-interval": looked(30, S24),
    grace: proposed(60),
    "staff-nurses": proposed(1),
    "staff-checkers": proposed(1),
    "staff-doctors": proposed(1),
    "count-at-start": proposed(1),
    "count-at-end": proposed(1),
    "made-up-to": proposed(100),
    "made-up-keeps": memory(
      24,
      "European guidance on products made up before use: 24 hours in a refrigerator",
    ),
    "first-dose": looked(15, S24),
    "repeat-dose": looked(15, S24),
    "day-one-dose": looked(30, S24),
    "twice-daily-rise": looked(50, S24),
    "stable-after": proposed(14),
    "multi-daily-share": looked(50, S24),
    "assessment-holds": proposed(15),
    "poss-clear": proposed(1),
    "poss-defer": proposed(2),
    "poss-withhold": proposed(3),
    "breaths-counted-for": proposed(30),
    "breaths-withhold": looked(10, S49),
    "breaths-defer": proposed(12),
    "oxygen-withhold": looked(92, S49),
    "oxygen-defer": proposed(95),
    "own-oxygen": proposed(1),
    "own-oxygen-least": proposed(88),
    "own-oxygen-holds": proposed(180),
    "defer-wait": proposed(30),
    "alcohol-clear": proposed(0),
    "alcohol-limit": proposed(22),
    "alcohol-again": proposed(60),
    "alcohol-blood-ratio": memory(2.3, "UK law counts 2300 to 1"),
    "reduce-by": proposed(25),
    "check-late": proposed(3),
    "watch-for": proposed(10),
    "first-check": proposed(5),
    "second-check": proposed(15),
    "least-checks": looked(2, "heraldscotland.com: observations taken twice before leaving"),
    "least-stay": looked(20, S36),
    "least-stay-titration": proposed(30),
    "rise-counts-from": proposed(10),
    "leave-poss": proposed(2),
    "leave-breaths": proposed(10),
    "leave-oxygen": proposed(92),
    "leave-look-holds": proposed(5),
    "welfare-call": proposed(120),
    "observed-at-once": proposed(4),
    "alarm-oxygen": proposed(90),
    "alarm-oxygen-for": proposed(60),
    "alarm-breaths": proposed(10),
    "alarm-no-lift": proposed(60),
    "naloxone-breaths": proposed(8),
    "naloxone-oxygen": proposed(85),
    "naloxone-observe": memory(120, "two hours, longer with methadone"),
    "naloxone-observe-oral": proposed(240),
    "naloxone-wears-off": looked(
      20,
      "wearewithyou.org.uk: 20 to 30 minutes may be enough to be sedated again",
    ),
    "emergency-readings-from": proposed(2),
    "emergency-readings-by": proposed(5),
    "seizure-medicine-after": memory(5, "UK first aid: a fit is timed, and treated at five minutes"),
    "titration-rows-down": proposed(1),
    "unconfirmed-observe": proposed(30),
    "halves-apart": proposed(30),
    "outreach-after": proposed(2),
    "suspend-after": proposed(3),
    "review-first-month-every": proposed(7),
    "review-every": proposed(28),
    "benefit-first": proposed(3),
    "benefit-second": proposed(6),
    "benefit-third": proposed(12),
    "benefit-every": proposed(12),
    "second-opinion": looked(24, "BtMVV s.5a, as quoted by mpu-vorbereitung-online.com"),
    "retained-gap": proposed(14),
    "licence-first-alert": proposed(90),
    "licence-second-alert": proposed(60),
    "licence-third-alert": proposed(30),
    "dead-space": proposed(0),
    "vial-tolerance": proposed(0),
    "register-kept": looked(2, "Misuse of Drugs Regulations 2001"),
    "invoices-kept": looked(6, "NICE NG46 (S74)"),
  } satisfies Record<Key, Sourced>,
  gaps: [...GAPS],
  rules: ["label-twice-daily", "label-multi-daily"],
  schedules: [],
  emergencyMedicines: [...SHIPPED_MEDICINES],
};

const dose = (amount: number, topUp?: number): Schedule["days"][number][number] =>
  topUp === undefined ? { dose: amount } : { dose: amount, topUp };
const schedule = (code: string, name: string, maintenance: number, days: Schedule["days"]): Schedule => ({
  code,
  name,
  mark: "L",
  source: S36,
  topUpAfterMinutes: 20,
  days,
  maintenance,
});

/** Hydromorphone as a Canadian clinic gives it, twice a day. Another protocol that is loaded as it stands. */
export const HYDROMORPHONE: Protocol = {
  ...DIAMORPHINE,
  code: "hydromorphone-canada",
  name: "Hydromorphone injected under supervision (Canadian clinic)",
  drugClass: "hydromorphone",
  substance: "hydromorphone hydrochloride",
  parameters: {
    ...DIAMORPHINE.parameters,
    "max-single": memory(200, "SALOME"),
    "max-daily": looked(500, "clinicaltrials.gov NCT01447212 (SALOME)"),
    "tolerance-at": memory(200, "no figure could be read"),
    "min-interval": looked(180, S36),
    "top-up-interval": looked(20, S36),
    "first-dose": looked(20, S36),
    "repeat-dose": looked(30, S36),
    "day-one-dose": looked(50, S36),
  },
  rules: [],
  schedules: [
    schedule("standard", "Standard", 90, [
      [dose(20), dose(20)],
      [dose(40), dose(60)],
      [dose(60), dose(80)],
      [dose(80), dose(90)],
      [dose(90), dose(90)],
    ]),
    schedule("rapid-a", "Rapid, case A", 140, [
      [dose(45, 30), dose(50, 30)],
      [dose(80, 20), dose(100)],
      [dose(100), dose(100)],
    ]),
    schedule("rapid-b", "Rapid, case B", 60, [
      [dose(15, 30), dose(45, 10)],
      [dose(45, 30), dose(50, 30)],
      [dose(80), dose(80)],
    ]),
    schedule("rapid-c", "Rapid, case C", 150, [
      [dose(15, 30), dose(45, 30)],
      [dose(50, 30), dose(80, 20)],
      [dose(100), dose(100)],
    ]),
  ],
};

/** What comes with the program. */
export const SHIPPED: readonly Protocol[] = [DIAMORPHINE, HYDROMORPHONE];
