import type { Sql } from "../src/kernel/database/connection.ts";
import { KEYS, type Key } from "../src/services/clinic/protocol/keys.ts";
import { numberOf, printOf } from "../src/services/clinic/protocol/protocol.ts";
import { DIAMORPHINE } from "../src/services/clinic/protocol/shipped.ts";
import type { Calendar } from "./calendar.ts";
import { writeAbsence, writeSessions } from "./clinic-sessions-store.ts";

const SLOTS = [
  { slot: "morning", opens: 9 * 60, ends: 11 * 60 },
  { slot: "evening", opens: 16 * 60, ends: 18 * 60 },
] as const;
const DAYS = 6;
const GRACE = numberOf(DIAMORPHINE, "grace");

/** Writes the sessions of the last days at Northmoor's clinic, so that attendance has something to count. */
export async function writeClinicSessions(
  tx: Sql,
  premises: string,
  nurse: string,
  calendar: Calendar,
): Promise<void> {
  await writeSessions(tx, {
    premises,
    nurse,
    protocol: DIAMORPHINE.code,
    version: DIAMORPHINE.version,
    print: printOf(DIAMORPHINE),
    numbers: Object.fromEntries([...KEYS.keys()].map((key) => [key, numberOf(DIAMORPHINE, key as Key)])),
    slots: Array.from({ length: DAYS }, (_, i) => i - DAYS).flatMap((day) =>
      SLOTS.map(({ slot, opens, ends }) => ({
        day: calendar.day(day),
        slot,
        opens: calendar.at(day, opens),
        ends: calendar.at(day, ends),
        closes: calendar.at(day, ends + GRACE),
      })),
    ),
  });
  await writeAbsence(tx, premises);
}
