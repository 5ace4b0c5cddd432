import type { PersonId } from "../../src/kernel/id.ts";
import type { Random } from "../../src/kernel/random.ts";
import type { BookId } from "../../src/services/clinic/register/index.ts";
import { call } from "../clinic/dosing-story.ts";
import type { ClinicStory } from "../clinic/orders-story.ts";
import { proveNow } from "../medicines/story.ts";
import type { TestAgency, World } from "../world.ts";
import type { ClinicClock } from "./clinic-clock.ts";

/** A clinic as its staff live it, and what really lies in its cupboard. */
export type LivedClinic = {
  readonly world: World;
  readonly clock: ClinicClock;
  readonly random: Random;
  story: ClinicStory & { checker: TestAgency; book: BookId };
  readonly people: readonly PersonId[];
  /** Micrograms in the cupboard: what was put in, less what was taken out, by nobody's book but this. */
  stock: number;
  /** Keys of handings over that were acknowledged. */
  readonly acknowledged: string[];
  readonly late: string[];
  /** What was answered, and how often: a month without refusals tries nothing. */
  readonly answers: Map<string, number>;
};

/** Whether something that comes about so often in a hundred does now. */
export const chance = ({ random }: LivedClinic, percent: number): boolean =>
  random.between(1, 100) <= percent;
/** Counts an answer, and hands it on. */
export const note = ({ answers }: LivedClinic, answer: string): string => {
  answers.set(answer, (answers.get(answer) ?? 0) + 1);
  return answer;
};

/** Calls a function of the database as somebody who has just shown that it is they. */
export async function proved(
  clinic: LivedClinic,
  who: TestAgency,
  name: string,
  ...values: readonly unknown[]
) {
  await proveNow(clinic.world, who);
  return call(clinic.world, who, name, ...values);
}
