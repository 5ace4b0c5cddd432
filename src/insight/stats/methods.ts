import { COMPARISON_METHODS } from "./comparison.ts";
import { COUNT_METHODS } from "./counts.ts";
import { INDIVIDUAL_METHODS } from "./individual.ts";
import type { Method } from "./method.ts";
import { PLACE_METHODS } from "./places.ts";
import { RATE_METHODS } from "./rates.ts";
import { SURVIVAL_METHODS } from "./survival.ts";

/** Every method of the command line, in the order of its help. */
export const METHODS: readonly Method[] = [
  ...RATE_METHODS,
  ...SURVIVAL_METHODS,
  ...COUNT_METHODS,
  ...COMPARISON_METHODS,
  ...PLACE_METHODS,
  ...INDIVIDUAL_METHODS,
];
