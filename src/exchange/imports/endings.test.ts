import { expect, test } from "vitest";
import { community } from "../../services/community/service.ts";
import { diversion } from "../../services/diversion/service.ts";
import { SERVICES } from "../../services/index.ts";
import { recovery } from "../../services/recovery/service.ts";
import { endingMeant, stageOnImport } from "./endings.ts";

const cases = [
  [community, "Treatment completed", "completed"],
  [community, "TREATMENT COMPLETED - DRUG FREE", "completed-drug-free"],
  [community, "dropped-out", "dropped-out"],
  [community, "Incomplete - dropped out", "dropped-out"],
  [community, "Lost contact", "dropped-out"],
  [community, "Deceased", "died"],
  [community, "Moved out of area", "moved-away"],
  [community, "  Moved   out-of-area. ", "moved-away"],
  [diversion, "Completed", "contract-completed"],
  [recovery, "Lost contact", "lost-contact"],
  [community, "Discharged to the moon", "unknown-reason"],
  [diversion, "Drug free", "unknown-reason"],
] as const;

for (const [service, reason, meant] of cases) {
  test(`“${reason}” from ${service.name} means ${meant}`, () => {
    const ending = endingMeant(service, reason);
    expect(ending.ok ? ending.value.code : ending.refusal.code).toBe(meant);
  });
}

test("every service knows a death by its usual words", () => {
  for (const service of SERVICES) {
    const ending = endingMeant(service, "Client died");
    expect(ending.ok && ending.value.kind).toBe("death");
  }
});

test("someone on a treatment provider's list is in treatment; a service without that stage begins at its first", () => {
  expect(stageOnImport(community)).toBe("in-treatment");
  expect(stageOnImport(diversion)).toBe(diversion.stages[0].code);
});
