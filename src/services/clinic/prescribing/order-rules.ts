import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { daysBetween, type Instant, type LocalDate, londonDay } from "../../../kernel/time.ts";
import { CLINIC_PRODUCTS, type ClinicProduct } from "../products.ts";
import { microgramsOf, numberOf, type Protocol } from "../protocol/protocol.ts";
import { type Away, type Cap, capNow, mostUnder } from "./gap-rules.ts";
import { type NotInHalves, notInHalves } from "./halves-rules.ts";
import { hoursSince, type Injected, sessionDoses } from "./interval-rules.ts";
import { partsOfSlot, SLOTS, type Slot, slotsOf, totalOf, type Writing } from "./order.ts";
import type { RiseStop } from "./rise-rules.ts";
import { aboveSchedule, dayOfSchedule } from "./schedule-rules.ts";
import { notInSteps } from "./step-rules.ts";
import { mostAfterDay, mostAfterDose, mostOnDayOne } from "./titration-rules.ts";

/** What of an order is decided by rules. */
export type Wanted = Pick<
  Writing,
  | "kind"
  | "drugClass"
  | "startsOn"
  | "endsOn"
  | "slot"
  | "sessionsADay"
  | "mostSingle"
  | "mostDaily"
  | "rangeLeast"
  | "rule"
  | "parts"
>;

/** What is known when an order is decided. */
export type History = {
  /** What was injected in the last days, oldest first. */
  readonly taken: readonly Injected[];
  /** The standing order of before, if it goes on or went on until lately. */
  readonly current: Pick<Writing, "parts" | "phase"> | undefined;
  /** First day of the amount a day that stood last, where there was another before it or none. */
  readonly raisedOn: LocalDate | undefined;
  /** Was the overnight opioid of every night from the last injection until a moment seen? Not known is no. */
  readonly nightsSeen: (until: Instant) => boolean;
  /** When the sessions ended that they did not come to since the last injection. */
  readonly missed: readonly Instant[];
  /** When they were in custody, in hospital or elsewhere. */
  readonly away: readonly Away[];
  /** What happened after which nothing is raised, and no doctor has reviewed. */
  readonly riseStop: RiseStop | undefined;
};

export type OrderRefusal =
  | { readonly code: "ends-before-it-starts" }
  | { readonly code: "starts-in-the-past" }
  | { readonly code: "too-many-days"; readonly days: number; readonly most: number }
  | { readonly code: "not-this-drug"; readonly product: string; readonly substance: string }
  | { readonly code: "parts-missing"; readonly slot: Slot }
  | { readonly code: "parts-too-many"; readonly slot: Slot }
  | { readonly code: "parts-not-numbered"; readonly slot: Slot }
  | { readonly code: "not-in-steps"; readonly micrograms: number; readonly below: number }
  | { readonly code: "above-protocol-single"; readonly most: number }
  | { readonly code: "above-protocol-daily"; readonly most: number }
  | { readonly code: "above-own-single"; readonly most: number }
  | { readonly code: "above-own-daily"; readonly sum: number; readonly most: number }
  | {
      readonly code: "interval-too-short";
      readonly slot: Slot;
      readonly part: number;
      readonly least: number;
    }
  | { readonly code: "range-not-below"; readonly least: number }
  | { readonly code: "no-such-rule"; readonly rule: string }
  | { readonly code: "rule-of-other-sessions"; readonly rule: string }
  | { readonly code: "too-many-sessions"; readonly sessions: number }
  | { readonly code: "above-first-dose"; readonly slot: Slot; readonly part: number; readonly most: number }
  | {
      readonly code: "above-schedule";
      readonly slot: Slot;
      readonly part: number;
      readonly most: number;
      readonly day: number;
    }
  | { readonly code: "above-rule"; readonly slot: Slot; readonly most: number; readonly from: number }
  | { readonly code: "after-gap"; readonly slot: Slot; readonly most: number; readonly cap: Cap }
  | NotInHalves
  | { readonly code: "rise-stopped"; readonly stop: RiseStop };

/** What is let pass with a reason. */
export type Asked =
  | { readonly code: "short-interval"; readonly usual: number }
  | { readonly code: "after-gap"; readonly cap: Cap };

/** An order that the protocol allows. */
export type Decided = {
  readonly phase: "titration" | "stable";
  /** It begins anew: nothing was injected lately, or so long ago that tolerance is lost. */
  readonly begins: boolean;
  readonly raises: boolean;
  readonly cap: Cap;
  readonly asked: readonly Asked[];
};

/** The rule of an order that raises nothing. */
export const STEADY = "steady";

const scheduleOf = ({ rule }: Wanted, { schedules }: Protocol) => schedules.find(({ code }) => code === rule);

const slotsIn = (wanted: Wanted): readonly Slot[] =>
  wanted.slot ? [wanted.slot] : slotsOf(wanted.sessionsADay);

/**
 * May this be ordered? By the protocol's limits, by the rule of titration the order names and what was really injected, and by the gap
 * since. Nothing is ever worked out from another drug.
 */
export function decideOrder(
  wanted: Wanted,
  protocol: Protocol,
  history: History,
  now: Instant,
): Result<Decided, OrderRefusal> {
  const wrong =
    spanRefused(wanted, protocol, londonDay(now)) ??
    partsRefused(wanted, protocol) ??
    limitsRefused(wanted, protocol) ??
    ruleRefused(wanted, protocol);
  if (wrong) return refuse(wrong);
  const intervals = intervalsOf(wanted, protocol);
  if (!intervals.ok) return intervals;
  const cap = capNow(protocol, history, now);
  const begins = cap.beginAnew;
  const amounts = begins ? beginsRefused(wanted, protocol) : goesOnRefused(wanted, protocol, history, cap);
  if (amounts) return refuse(amounts);
  const raises = !begins && raisesAbove(wanted, protocol, history);
  if (raises && history.riseStop) return refuse({ code: "rise-stopped", stop: history.riseStop });
  const gap: readonly Asked[] =
    !begins && (cap.prescriberFirst || cap.percent < 100) ? [{ code: "after-gap", cap }] : [];
  return accept({
    phase: phaseOf(wanted, protocol, history, begins || raises),
    begins,
    raises,
    cap,
    asked: [...intervals.value, ...gap],
  });
}

/** In titration while a dose is being found, and until it has stood for the protocol's days since it was last raised. */
function phaseOf(
  { kind, rule, startsOn }: Wanted,
  protocol: Protocol,
  { current, raisedOn }: History,
  rises: boolean,
): "titration" | "stable" {
  if (kind === "single-session" && current) return current.phase;
  if (rises || rule !== STEADY) return "titration";
  const stood = raisedOn && daysBetween(raisedOn, startsOn);
  return stood !== undefined && stood >= numberOf(protocol, "stable-after") ? "stable" : "titration";
}

function spanRefused(wanted: Wanted, protocol: Protocol, today: LocalDate): OrderRefusal | undefined {
  const days = daysBetween(wanted.startsOn, wanted.endsOn) + 1;
  const most = numberOf(protocol, "order-longest");
  if (days < 1) return { code: "ends-before-it-starts" };
  if (Temporal.PlainDate.compare(wanted.startsOn, today) < 0) return { code: "starts-in-the-past" };
  return days > most ? { code: "too-many-days", days, most } : undefined;
}

/** Is this a product of the drug that a protocol is of? */
export const isOfProtocol = (product: ClinicProduct | undefined, protocol: Protocol): boolean =>
  product?.substance.toLowerCase() === protocol.drugClass && product.form !== "powder-vial";

function partsRefused(wanted: Wanted, protocol: Protocol): OrderRefusal | undefined {
  const slots = slotsIn(wanted);
  for (const slot of Object.keys(SLOTS) as Slot[]) {
    const parts = partsOfSlot(wanted.parts, slot);
    if (!slots.includes(slot) && parts.length > 0) return { code: "parts-too-many", slot };
    if (slots.includes(slot) && parts.length === 0) return { code: "parts-missing", slot };
    if (parts.some(({ part }, i) => part !== i + 1)) return { code: "parts-not-numbered", slot };
  }
  for (const { product } of wanted.parts) {
    if (!isOfProtocol(CLINIC_PRODUCTS.get(product), protocol))
      return { code: "not-this-drug", product, substance: protocol.substance };
  }
  return notInSteps(
    wanted.parts.map(({ micrograms }) => micrograms),
    protocol,
  );
}

function limitsRefused(wanted: Wanted, protocol: Protocol): OrderRefusal | undefined {
  const [single, daily] = [microgramsOf(protocol, "max-single"), microgramsOf(protocol, "max-daily")];
  const largest = Math.max(...wanted.parts.map(({ micrograms }) => micrograms));
  const sum = totalOf(wanted.parts);
  if (Math.max(largest, wanted.mostSingle) > single) return { code: "above-protocol-single", most: single };
  if (Math.max(sum, wanted.mostDaily) > daily) return { code: "above-protocol-daily", most: daily };
  if (largest > wanted.mostSingle) return { code: "above-own-single", most: wanted.mostSingle };
  if (sum > wanted.mostDaily) return { code: "above-own-daily", sum, most: wanted.mostDaily };
  const smallest = Math.min(...slotsIn(wanted).map((slot) => totalOf(wanted.parts, slot)));
  return wanted.rangeLeast !== undefined && wanted.rangeLeast >= smallest
    ? { code: "range-not-below", least: smallest }
    : undefined;
}

/** A session begins so long after the one before; a further part may follow at once only while both are first doses. */
function intervalsOf(wanted: Wanted, protocol: Protocol): Result<readonly Asked[], OrderRefusal> {
  const usual = numberOf(protocol, "min-interval");
  const ordered = numberOf(protocol, "min-interval-ordered");
  const topUp = numberOf(protocol, "top-up-interval");
  const atOnce = microgramsOf(protocol, "repeat-dose");
  const after = scheduleOf(wanted, protocol)?.topUpAfterMinutes ?? 0;
  for (const slot of slotsIn(wanted))
    for (const { part, leastMinutes, micrograms } of partsOfSlot(wanted.parts, slot)) {
      const mayFollow =
        part === 2 && micrograms <= atOnce && totalOf(partsOfSlot(wanted.parts, slot).slice(0, 1)) <= atOnce;
      const least = part === 1 ? ordered : Math.max(mayFollow ? 0 : topUp, after);
      if (leastMinutes < least) return refuse({ code: "interval-too-short", slot, part, least });
    }
  const isShort = wanted.parts.some(({ part, leastMinutes }) => part === 1 && leastMinutes < usual);
  return accept(isShort ? [{ code: "short-interval", usual }] : []);
}

function ruleRefused({ rule, sessionsADay }: Wanted, protocol: Protocol): OrderRefusal | undefined {
  const sessions = numberOf(protocol, "sessions-a-day");
  if (sessionsADay > sessions) return { code: "too-many-sessions", sessions };
  if (rule === STEADY || protocol.schedules.some(({ code }) => code === rule)) return undefined;
  if (!protocol.rules.some((code) => code === rule)) return { code: "no-such-rule", rule };
  return (rule === "label-twice-daily") === (sessionsADay === 2)
    ? undefined
    : { code: "rule-of-other-sessions", rule };
}

function beginsRefused(wanted: Wanted, protocol: Protocol): OrderRefusal | undefined {
  const schedule = scheduleOf(wanted, protocol);
  const above = schedule && aboveSchedule(schedule, 1, wanted.parts, slotsIn(wanted));
  if (schedule) return above && { code: "above-first-dose", ...above };
  let injection = 0;
  for (const slot of slotsIn(wanted))
    for (const { part, micrograms } of partsOfSlot(wanted.parts, slot)) {
      injection += 1;
      const most = mostOnDayOne(protocol, injection);
      if (micrograms > most) return { code: "above-first-dose", slot, part, most };
    }
  return undefined;
}

/** The most of a session of somebody who goes on, before any cap, and from what it was worked out. */
function mostOfSession(
  wanted: Wanted,
  protocol: Protocol,
  { taken, current }: History,
  slot: Slot,
): { readonly most: number; readonly from: number } {
  const sessions = sessionDoses(taken, protocol);
  const last = sessions.at(-1);
  if (!last) return { most: 0, from: 0 };
  const within = protocol.gaps[1]?.underHours ?? 0;
  const lately = sessions.filter(({ endedAt }) => hoursSince(endedAt, last.endedAt) < within);
  const borne = Math.max(...lately.map(({ micrograms }) => micrograms));
  // As much as stands ordered for this session is no rise, where as much was borne lately.
  const asBefore = current ? Math.min(totalOf(current.parts, slot), borne) : last.micrograms;
  const steady = Math.max(asBefore, last.micrograms);
  if (wanted.rule === STEADY) return { most: steady, from: last.micrograms };
  if (wanted.rule === "label-twice-daily")
    return { most: Math.max(mostAfterDose(last.micrograms, protocol), steady), from: last.micrograms };
  const ofDay = londonDay(last.endedAt);
  const thatDay = taken
    .filter(({ endedAt }) => londonDay(endedAt).equals(ofDay))
    .reduce((sum, { micrograms }) => sum + micrograms, 0);
  return { most: Math.max(mostAfterDay(thatDay, protocol), steady), from: thatDay };
}

function goesOnRefused(
  wanted: Wanted,
  protocol: Protocol,
  history: History,
  cap: Cap,
): OrderRefusal | undefined {
  const step = microgramsOf(protocol, "dispensing-step");
  const schedule = scheduleOf(wanted, protocol);
  const last = sessionDoses(history.taken, protocol).at(-1)?.micrograms ?? 0;
  for (const slot of slotsIn(wanted)) {
    const asked = totalOf(wanted.parts, slot);
    if (cap.row !== undefined) {
      // After a session that was missed nothing is raised: what stood ordered, or was had last, is what the cap is of.
      const capped = mostUnder(cap, history.current ? totalOf(history.current.parts, slot) : last, step);
      if (asked > capped) return { code: "after-gap", slot, most: capped, cap };
      const whole = notInHalves(partsOfSlot(wanted.parts, slot), slot, cap, capped, protocol);
      if (whole) return whole;
    }
    const { most, from } = mostOfSession(wanted, protocol, history, slot);
    if (!schedule && !cap.row && asked > most) return { code: "above-rule", slot, most, from };
  }
  if (!schedule) return undefined;
  const day = dayOfSchedule(protocol, history, wanted.startsOn);
  const above = aboveSchedule(schedule, day, wanted.parts, slotsIn(wanted));
  return above && { code: "above-schedule", day, ...above };
}

/** Is more ordered than stood ordered or, without an order, than was had last? */
function raisesAbove(wanted: Wanted, protocol: Protocol, { current, taken }: History): boolean {
  const last = sessionDoses(taken, protocol).at(-1)?.micrograms ?? 0;
  return slotsIn(wanted).some(
    (slot) => totalOf(wanted.parts, slot) > (current ? totalOf(current.parts, slot) : last),
  );
}
