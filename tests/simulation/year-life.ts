import type { EpisodeId, PersonId, StaffId } from "../../src/kernel/id.ts";
import type { Random } from "../../src/kernel/random.ts";
import { type LocalDate, londonDay } from "../../src/kernel/time.ts";
import type { AppointmentId } from "../../src/record/diary/appointment.ts";
import type { PrescriptionId } from "../../src/services/medicines/prescription.ts";

/** One person's year as chance has it, and how far it has come. */
export type Life = {
  readonly name: string;
  readonly chance: Random;
  /** The day of the year on which they are referred. */
  readonly comesOn: number;
  readonly takesOpioids: boolean;
  /** How likely they come to an appointment, and to the pharmacy. */
  readonly comes: number;
  readonly collects: number;
  /** Days of treatment after which they complete, if they get there. */
  readonly completesAfter: number;
  /** Of the few who die (of few people more than anywhere, so that it is seen): days after the referral, and whether it is while they are looked for. */
  readonly dies?: { readonly after: number; readonly missed: boolean };
  person?: PersonId;
  episode?: EpisodeId;
  keyworker?: StaffId;
  next?: { readonly id: AppointmentId; readonly on: LocalDate };
  assessed: boolean;
  treatedOn?: LocalDate;
  prescription?: { readonly id: PrescriptionId; readonly endsOn: LocalDate };
  missedSince?: LocalDate;
  over: boolean;
};

/** So many lives, the same from the same seed. */
export const livesOf = (random: Random, people: number, days: number): Life[] =>
  Array.from({ length: people }, (_, i) => {
    const chance = random.fork(`life ${i}`);
    const isOfTheDead = i % Math.max(3, Math.round(people / 20)) === 1;
    // Of those who die every other one is seldom there, so that they are looked for when it happens.
    const missed = isOfTheDead && i % 2 === 1;
    return {
      name: `Simulated${[...String(i)].map((digit) => "abcdefghij"[Number(digit)]).join("")}`,
      chance,
      comesOn: chance.between(0, Math.floor(days * 0.6)),
      takesOpioids: chance.chance(0.6),
      comes: (missed ? 0.1 : 0.55) + 0.4 * chance.next(),
      collects: 0.7 + 0.29 * chance.next(),
      completesAfter: chance.between(10, Math.floor(days * 0.7)),
      ...(isOfTheDead && { dies: { after: chance.between(8, Math.floor(days * 0.4)), missed } }),
      assessed: false,
      over: false,
    };
  });

/** The day on which a year that is played begins: what the database signs by its own clock must not lie behind it. */
export const firstDay = (): LocalDate => londonDay(Temporal.Now.instant()).add({ days: 1 });
