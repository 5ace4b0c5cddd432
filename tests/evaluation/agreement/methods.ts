import { COMPARISON } from "./comparison.ts";
import { COUNTS } from "./counts.ts";
import type { Method } from "./method.ts";
import { COURSES, PLACES } from "./places.ts";
import { READINGS } from "./readings.ts";
import { STATE_METHODS } from "./states.ts";
import { SURVIVAL } from "./survival.ts";
import { TABLES } from "./tables.ts";

/** All methods that are compared, by the R file that answers them. */
export const METHODS: readonly (readonly [file: string, methods: readonly Method[]])[] = [
  ["tables.R", [...TABLES, ...READINGS]],
  ["counts.R", [...COUNTS, ...COURSES]],
  ["places.R", PLACES],
  ["survival.R", SURVIVAL],
  ["states.R", STATE_METHODS],
  ["comparison.R", COMPARISON],
];
