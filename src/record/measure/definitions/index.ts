import type { MeasureDefinition } from "../definition.ts";
import { employmentStatus } from "./employment-status.ts";
import { housingStatus } from "./housing-status.ts";
import { phq9 } from "./phq-9.ts";
import { physicalHealth } from "./physical-health.ts";
import { psychologicalHealth } from "./psychological-health.ts";
import { qualityOfLife } from "./quality-of-life.ts";
import { streetDrugSpend } from "./street-drug-spend.ts";
import { top } from "./top.ts";

/** Every measure there is, in the order a list shows them. A new one is its own file and one line here. */
export const measures: readonly MeasureDefinition[] = [
  top,
  psychologicalHealth,
  physicalHealth,
  qualityOfLife,
  phq9,
  housingStatus,
  employmentStatus,
  streetDrugSpend,
];

/** The measure with this code, for text that comes from outside; undefined when there is none. */
export const measureNamed = (code: string): MeasureDefinition | undefined =>
  measures.find((one) => one.code === code);
