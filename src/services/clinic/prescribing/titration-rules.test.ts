import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Protocol } from "../protocol/protocol.ts";
import { DIAMORPHINE, HYDROMORPHONE } from "../protocol/shipped.ts";
import { floorToStep, mostAfterDay, mostAfterDose, mostOnDayOne, scheduledDose } from "./titration-rules.ts";

const mg = (milligrams: number): number => milligrams * 1000;
/** The label's own arithmetic, before any rounding: doses measured to the microgram. */
const UNROUNDED: Protocol = {
  ...DIAMORPHINE,
  parameters: {
    ...DIAMORPHINE.parameters,
    "dispensing-step": { value: 0.001, mark: "P", source: "for this test" },
  },
};

describe("the Swiss label", () => {
  test("begins with 15 mg, then a further 15 mg straight away, then up to 30 mg at a time", () => {
    expect([1, 2, 3, 4, 9].map((injection) => mostOnDayOne(DIAMORPHINE, injection))).toEqual(
      [15, 15, 30, 30, 30].map(mg),
    );
  });

  test("two a day from 30 mg: 30, 45, 67.5, 101.25, 151.9, 227.8, 341.7", () => {
    const chain = [mg(30)];
    for (let i = 0; i < 6; i += 1) chain.push(mostAfterDose(chain.at(-1) ?? 0, UNROUNDED));
    expect(chain.map((micrograms) => Math.round(micrograms / 100) / 10)).toEqual([
      30, 45, 67.5, 101.3, 151.9, 227.8, 341.7,
    ]);
    expect(chain[3]).toBe(mg(101.25));
    // Each rounded down to the 5 mg that can be measured.
    expect(chain.map((micrograms) => floorToStep(micrograms, mg(5)) / 1000)).toEqual([
      30, 45, 65, 100, 150, 225, 340,
    ]);
  });

  test("what was really had counts, so that rounding down is carried on: 30, 45, 65, 95, 140, 210, 315", () => {
    const chain = [mg(30)];
    for (let i = 0; i < 6; i += 1) chain.push(mostAfterDose(chain.at(-1) ?? 0, DIAMORPHINE));
    expect(chain.map((micrograms) => micrograms / 1000)).toEqual([30, 45, 65, 95, 140, 210, 315]);
  });

  test("three a day after 120 mg in all: 60, then 90, then 135 mg each", () => {
    expect([120, 180, 270].map((total) => mostAfterDay(mg(total), DIAMORPHINE) / 1000)).toEqual([
      60, 90, 135,
    ]);
  });

  test("never rises by more than half, and is always what can be measured", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (taken) => {
        const next = mostAfterDose(taken, DIAMORPHINE);
        expect(next).toBeLessThanOrEqual(taken * 1.5);
        expect(next % mg(5)).toBe(0);
        expect(mostAfterDay(taken, DIAMORPHINE)).toBeLessThanOrEqual(taken / 2);
      }),
    );
  });
});

describe("the Canadian schedule of hydromorphone", () => {
  const schedule = (code: string) => {
    const found = HYDROMORPHONE.schedules.find((one) => one.code === code);
    if (!found) expect.fail(code);
    return found;
  };
  const days = (code: string, until: number) =>
    Array.from({ length: until }, (_, i) =>
      [1, 2].map((session) => {
        const { dose, topUp } = scheduledDose(schedule(code), i + 1, session);
        return topUp > 0 ? `${dose / 1000}+${topUp / 1000}` : `${dose / 1000}`;
      }),
    );

  test("is what table 1 says, each with what it maintains after its last day", () => {
    expect(days("standard", 6)).toEqual([
      ["20", "20"],
      ["40", "60"],
      ["60", "80"],
      ["80", "90"],
      ["90", "90"],
      ["90", "90"],
    ]);
    expect(days("rapid-a", 4)).toEqual([
      ["45+30", "50+30"],
      ["80+20", "100"],
      ["100", "100"],
      ["140", "140"],
    ]);
    expect(days("rapid-b", 4)).toEqual([
      ["15+30", "45+10"],
      ["45+30", "50+30"],
      ["80", "80"],
      ["60", "60"],
    ]);
    expect(days("rapid-c", 4)).toEqual([
      ["15+30", "45+30"],
      ["50+30", "80+20"],
      ["100", "100"],
      ["150", "150"],
    ]);
  });
});
