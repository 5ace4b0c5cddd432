import type { Tx } from "../../src/kernel/database/door.ts";
import type { Random } from "../../src/kernel/random.ts";
import { accept, type Result, refuse } from "../../src/kernel/result.ts";
import { londonDay } from "../../src/kernel/time.ts";
import { loadToSign, mayRestart, sign, writeOrder } from "../../src/services/clinic/prescribing/actions.ts";
import { moveOrder } from "../../src/services/clinic/prescribing/acts-store.ts";
import type { Order, OrderId, Part } from "../../src/services/clinic/prescribing/order.ts";
import { insertReview } from "../../src/services/clinic/prescribing/review-store.ts";
import { ordersOf } from "../../src/services/clinic/prescribing/store.ts";
import { CAME_WITH_THEIR_DOSE, mg } from "../clinic/orders-story.ts";
import { acknowledge, act, type LivedClinic, note, type Patient, proved, said } from "./lived-clinic.ts";

const STEP = mg(5);
const PRODUCT = "diamorphine-ampoule-100";
const NALOXONE =
  "Naloxone 400 micrograms into a muscle, repeated every 2 to 3 minutes until breathing is restored";

/** The parts of a plan of two sessions a day: in the morning now and then two injections half an hour apart, after a gap in both. */
export const partsOf = (ug: number, split = false, halves = false): readonly Part[] => {
  const part = (slot: "morning" | "evening", nth: number, micrograms: number): Part => ({
    slot,
    part: nth,
    product: PRODUCT,
    micrograms,
    leastMinutes: nth === 1 ? 240 : 30,
  });
  const half = Math.ceil(ug / 2 / STEP) * STEP;
  const session = (slot: "morning" | "evening", isSplit: boolean): readonly Part[] =>
    isSplit && ug > half ? [part(slot, 1, half), part(slot, 2, ug - half)] : [part(slot, 1, ug)];
  return [...session("morning", split || halves), ...session("evening", halves)];
};

const isSplit = ({ parts }: Order): boolean => parts.some(({ part }) => part === 2);
const ofASession = ({ parts }: Order): number =>
  parts.filter(({ slot }) => slot === "evening").reduce((sum, { micrograms }) => sum + micrograms, 0);

type Plan = {
  readonly ug: number;
  readonly rule: string;
  readonly tomorrow: boolean;
  readonly split: boolean;
  /** Each session in two halves, as a gap asks for. */
  readonly halves?: boolean;
};

/** Writes and signs a plan in place of another, as the pages do: shown, then signed as it was shown. */
export async function planned(
  clinic: LivedClinic,
  { person }: Patient,
  before: Order | undefined,
  { ug, rule, tomorrow, split, halves }: Plan,
): Promise<Result<OrderId, { readonly code: string }>> {
  const { doctor, premises } = clinic.story;
  const startsOn = londonDay(clinic.clock.now()).add({ days: tomorrow ? 1 : 0 });
  const goesOn =
    before && before.state !== "ended" && before.state !== "cancelled" && before.state !== "changed";
  return proved(clinic, doctor, async (tx): Promise<Result<OrderId, { readonly code: string }>> => {
    const written = await writeOrder(
      tx,
      person,
      {
        premises,
        kind: "standing",
        drugClass: "diamorphine",
        startsOn,
        endsOn: startsOn.add({ days: 27 }),
        slot: undefined,
        sessionsADay: 2,
        mostSingle: mg(300),
        mostDaily: mg(600),
        rangeLeast: undefined,
        rule,
        naloxone: NALOXONE,
        reason: "Seen today, and the gap talked over",
        replaces: goesOn ? before.id : undefined,
        insteadOf: undefined,
        parts: partsOf(ug, split, halves),
        state: "queued",
      },
      clinic.clock.now(),
    );
    if (!written.ok) return written;
    const shown = await loadToSign(tx, person, written.value, clinic.clock.now());
    return shown ? sign(tx, shown, shown.print, CAME_WITH_THEIR_DOSE) : refuse({ code: "not-there" });
  });
}

async function lastPlan(clinic: LivedClinic, { person }: Patient): Promise<Order | undefined> {
  const read = await act(clinic, clinic.story.doctor, async (tx: Tx) => accept(await ordersOf(tx, person)));
  const orders = read.ok ? read.value : [];
  return orders
    .filter((one) => one.kind === "standing" && one.signedAt !== undefined)
    .toSorted((a, b) => Temporal.Instant.compare(b.signedAt ?? b.writtenAt, a.signedAt ?? a.writtenAt))[0];
}

/**
 * A doctor sees somebody whose plan is held or whom the gap since the last dose keeps from it: reviews, lets the plan go on where it may,
 * and else tries to order as much as before, then less and less, until the rules let it be signed.
 */
export async function seeDoctor(clinic: LivedClinic, patient: Patient, random: Random): Promise<void> {
  const { doctor } = clinic.story;
  const { person } = patient;
  for (const kind of ["after-event", "gap"] as const)
    await proved(clinic, doctor, async (tx) =>
      accept(await insertReview(tx, person, kind, "Seen and talked with")),
    );
  const plan = await lastPlan(clinic, patient);
  if (!plan) return void note(clinic, "doctor: no plan");
  const now = clinic.clock.now();
  if (plan.state === "held" && random.chance(0.6)) {
    const restarted = await proved(
      clinic,
      doctor,
      async (tx): Promise<Result<unknown, { readonly code: string }>> => {
        const may = await mayRestart(tx, plan, now);
        if (!may.ok) return may;
        const answer = await moveOrder(tx, plan, "restarted", "Seen today");
        return answer === "done" ? accept(answer) : refuse({ code: answer });
      },
    );
    note(clinic, `restarted: ${said(restarted)}`);
    if (restarted.ok) return;
  }
  const ug = ofASession(plan);
  for (const percent of [100, 75, 50, 25]) {
    const less = Math.floor((ug * percent) / 100 / STEP) * STEP;
    if (less === 0) continue;
    const again = { ug: less, rule: "steady", tomorrow: false, split: isSplit(plan) };
    let done = await planned(clinic, patient, plan, again);
    if (!done.ok && done.refusal.code === "not-in-halves") {
      note(clinic, `ordered at ${percent}%: ${said(done)}`);
      done = await planned(clinic, patient, plan, { ...again, halves: true });
    }
    note(clinic, `ordered at ${percent}%: ${said(done)}`);
    if (done.ok) return acknowledge(clinic, "clinic_order", done.value);
  }
  const anew = await planned(clinic, patient, plan, {
    ug: mg(15),
    rule: "label-twice-daily",
    tomorrow: false,
    split: false,
  });
  note(clinic, `begun anew: ${said(anew)}`);
  if (anew.ok) acknowledge(clinic, "clinic_order", anew.value);
}

/** Of whoever is in titration a doctor raises the dose for tomorrow: by what the rule lets, and now and then tries for more. */
export async function raise(clinic: LivedClinic, patient: Patient, random: Random): Promise<void> {
  const plan = await lastPlan(clinic, patient);
  if (plan?.state !== "signed") return;
  const now = ofASession(plan);
  if (now >= mg(250)) return;
  const bold = random.chance(0.25);
  const ug = Math.floor((now * (bold ? 1.9 : 1.5)) / STEP) * STEP;
  const done = await planned(clinic, patient, plan, {
    ug,
    rule: "label-twice-daily",
    tomorrow: true,
    split: false,
  });
  note(clinic, `${bold ? "raised too far" : "raised"}: ${said(done)}`);
  if (done.ok) acknowledge(clinic, "clinic_order", done.value);
}
