import fc from "fast-check";
import { expect, test } from "vitest";
import { CLINIC_PRODUCTS, type ClinicProduct } from "../products.ts";
import { makeUp, mg, ml, parseMg, parseMl, unaccounted } from "./amount-rules.ts";

const product = (code: string): ClinicProduct => {
  const found = CLINIC_PRODUCTS.get(code);
  if (!found) throw new Error(`Invariant broken: ${code} is declared`);
  return found;
};

test("90 mg from a 100 mg ampoule made up to 100 mg in a millilitre is 0.90 ml, and 10 mg is left", () => {
  expect(makeUp(90_000, product("diamorphine-ampoule-100"), 100)).toEqual({
    ok: true,
    value: {
      dose: 90_000,
      units: 1,
      taken: 100_000,
      rest: 10_000,
      microgramsPerMillilitre: 100_000,
      microlitres: 900,
    },
  });
});

test("225 mg from 100 mg ampoules opens three, and 75 mg is left", () => {
  expect(makeUp(225_000, product("diamorphine-ampoule-100"), 100)).toMatchObject({
    value: { units: 3, taken: 300_000, rest: 75_000, microlitres: 2250 },
  });
});

test("of a solution exactly the dose is taken, by its own strength, whatever a powder is made up to", () => {
  expect(makeUp(150_000, product("diamorphine-solution-100"), 50)).toMatchObject({
    value: { units: 0, taken: 150_000, rest: 0, microgramsPerMillilitre: 100_000, microlitres: 1500 },
  });
});

test("what a syringe cannot hold exactly is refused and never rounded; what is not injected is not made up", () => {
  expect(makeUp(67_500, product("diamorphine-ampoule-100"), 100)).toEqual({
    ok: false,
    refusal: { code: "not-drawn-exactly" },
  });
  expect(makeUp(65_000, product("diamorphine-ampoule-100"), 100)).toMatchObject({
    value: { microlitres: 650 },
  });
  expect(makeUp(30_000, product("methadone-oral-1"), 100)).toMatchObject({
    refusal: { code: "not-injected" },
  });
});

test("milligrams and millilitres are read as people type them, and never one for the other", () => {
  expect(parseMg("90")).toBe(90_000);
  expect(parseMg("67,5 mg")).toBe(67_500);
  expect(parseMg("0.9 ml")).toBeUndefined();
  expect(parseMg("9e2")).toBeUndefined();
  expect(parseMl(".9")).toBe(900);
  expect(parseMl("0.90 ml")).toBe(900);
  expect(parseMl("90 mg")).toBeUndefined();
  expect(parseMl("")).toBeUndefined();
  expect([mg(67_500), ml(650)]).toEqual(["67.5 mg", "0.65 ml"]);
});

test("whatever is made up, dose and rest are what was taken, less than one ampoule is left, and the volume is the dose", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 800 }),
      fc.constantFrom(5, 10, 30, 100, 250, 500),
      (dose, strength) => {
        const made = makeUp(dose * 1000, product(`diamorphine-ampoule-${strength}`), 100);
        if (!made.ok) return;
        const { taken, rest, microlitres, microgramsPerMillilitre, units } = made.value;
        expect(taken).toBe(dose * 1000 + rest);
        expect(rest).toBeLessThan(strength * 1000);
        expect(units * strength * 1000).toBe(taken);
        expect((microlitres * microgramsPerMillilitre) / 1000).toBe(dose * 1000);
      },
    ),
  );
});

test("100 mg of which 60 were injected and 40 wasted is accounted for; 30 wasted leave 10", () => {
  const part = { prepared: 100_000, injected: 60_000, returned: 0 };
  expect(unaccounted({ ...part, wasted: 40_000 })).toBe(0);
  expect(unaccounted({ ...part, wasted: 30_000 })).toBe(10_000);
  expect(unaccounted({ prepared: 200_000, injected: 0, wasted: 0, returned: 200_000 })).toBe(0);
});
