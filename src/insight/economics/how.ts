import type { Random } from "../../kernel/random.ts";

/** By what chance and how often the draws are made, and the day on which it is asked (2026-11-29). */
export type How = {
  readonly seed: string;
  readonly draws: number;
  readonly random: Random;
  readonly today: string;
};
