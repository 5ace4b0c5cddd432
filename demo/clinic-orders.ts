import type { Sql } from "../src/kernel/database/connection.ts";
import { randomFrom } from "../src/kernel/random.ts";
import { printOf } from "../src/services/clinic/protocol/protocol.ts";
import { DIAMORPHINE } from "../src/services/clinic/protocol/shipped.ts";
import type { Calendar } from "./calendar.ts";
import {
  treatedAtTheClinic,
  writeInjected,
  writeLicence,
  writeOrder,
  writeOxygen,
  writeProtocol,
} from "./clinic-orders-store.ts";
import { writeClinicSessions } from "./clinic-sessions.ts";
import { HARBOUR } from "./register.ts";
import type { Directory } from "./rows.ts";

const NALOXONE =
  "Naloxone 400 micrograms into a muscle, repeated every 2 to 3 minutes until breathing is restored; 999";
const [MORNING, EVENING] = [9 * 60 + 20, 16 * 60 + 30];
/** Doses of a day that somebody on a steady order has, in milligrams, morning and evening. */
const STEADY = [120, 150, 180, 200, 250, 300] as const;

/**
 * Writes the licences of Northmoor's clinic, an order for everybody in treatment there, and what they had in the last days: one order
 * waits to be signed, one is on hold, one stands after oxygen was given and nobody has reviewed it.
 */
export async function writeClinicOrders(tx: Sql, where: Directory, calendar: Calendar): Promise<void> {
  const [doctor, nurse, lead] = ["clinic-doctor", "clinic-nurse", "cd-lead"].map(
    (username) => where.workers.get(username)?.staffId,
  );
  const premises = HARBOUR.id;
  if (!doctor || !nurse || !lead) return;
  // Its first reminder has come, so that the doctor finds what it says.
  const licence = await writeLicence(tx, {
    doctor,
    lead,
    premises,
    from: calendar.day(-290),
    until: calendar.day(75),
    at: calendar.at(-290, 600),
  });
  await writeProtocol(tx, {
    premises,
    doctor,
    at: calendar.at(-40, 700),
    code: DIAMORPHINE.code,
    version: DIAMORPHINE.version,
    print: printOf(DIAMORPHINE),
    content: DIAMORPHINE,
  });
  for (const [i, one] of (await treatedAtTheClinic(tx, HARBOUR.service)).entries()) {
    const random = randomFrom(`${one.person} order`);
    const inTitration = one.stage === "titration";
    const milligrams = inTitration ? random.pick([45, 60, 90]) : random.pick(STEADY);
    const state = i === 1 ? "held" : "signed";
    const order = {
      person: one.person,
      premises,
      licence,
      doctor,
      micrograms: milligrams * 1000,
      starts: calendar.day(-6),
      ends: calendar.day(7),
      at: calendar.at(-7, 800),
      naloxone: NALOXONE,
      protocol: DIAMORPHINE.code,
      version: DIAMORPHINE.version,
      print: printOf(DIAMORPHINE),
      phase: inTitration ? "titration" : "stable",
      product: "diamorphine-ampoule-100",
      rangeLeast: inTitration ? undefined : Math.floor((milligrams * 500) / 5000) * 5000,
    } as const;
    const id = await writeOrder(tx, { ...order, state });
    if (i === 0)
      await writeOrder(tx, {
        ...order,
        state: "queued",
        starts: calendar.day(8),
        ends: calendar.day(21),
        at: calendar.at(-1, 840),
        replaces: id,
      });
    const doses: { at: string; micrograms: number }[] = [];
    for (let day = -6; day < 0; day += 1)
      // Somebody misses a session now and then.
      for (const minutes of [MORNING, EVENING])
        if (!random.chance(0.06) && !(state === "held" && day > -4))
          doses.push({
            at: calendar.at(day, minutes + Math.floor(random.next() * 25)),
            micrograms: order.micrograms,
          });
    await writeInjected(tx, one.person, nurse, doses);
    if (i === 2) await writeOxygen(tx, one.person, nurse, calendar.at(-1, EVENING + 12));
  }
  await writeClinicSessions(tx, premises, nurse, calendar);
}
