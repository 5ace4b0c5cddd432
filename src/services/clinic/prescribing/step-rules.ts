import { microgramsOf, type Protocol } from "../protocol/protocol.ts";
import { floorToStep } from "./titration-rules.ts";

/** The first dose that is no whole number of the protocol's dispensing steps, in micrograms; undefined where each is. */
export function notInSteps(
  doses: readonly number[],
  protocol: Protocol,
): { readonly code: "not-in-steps"; readonly micrograms: number; readonly below: number } | undefined {
  const step = microgramsOf(protocol, "dispensing-step");
  const odd = doses.find((micrograms) => micrograms % step !== 0);
  return odd === undefined
    ? undefined
    : { code: "not-in-steps", micrograms: odd, below: floorToStep(odd, step) };
}
