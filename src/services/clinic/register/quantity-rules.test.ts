import fc from "fast-check";
import { expect, test } from "vitest";
import { invariant } from "../../../kernel/result.ts";
import { CLINIC_PRODUCTS, type ClinicProduct } from "../products.ts";
import type { LineContext } from "./line-form.ts";
import { bothWords, headingOf, readQuantity, sayQuantity, spelledOut } from "./quantity-rules.ts";
import { solutionsOf } from "./stock-forms.ts";

const of = (code: string): ClinicProduct => {
  const product = CLINIC_PRODUCTS.get(code);
  invariant(product, "the product is declared");
  return product;
};
const AMPOULE = of("diamorphine-ampoule-100");
const SOLUTION = of("diamorphine-solution-100");
const METHADONE = of("methadone-oral-1");

test.each<[string, ClinicProduct, number | string]>([
  ["300 mg", AMPOULE, 300_000],
  ["3 ampoules", AMPOULE, 300_000],
  ["1 ampoule", AMPOULE, 100_000],
  ["3 x 100 mg", AMPOULE, 300_000],
  ["3 x 30 mg", AMPOULE, "other-strength"],
  ["1,000 mg", AMPOULE, 1_000_000],
  ["1 g", AMPOULE, 1_000_000],
  ["300", AMPOULE, "no-unit"],
  ["3 ml", AMPOULE, "unit-not-of-this"],
  ["3 vials", AMPOULE, "unit-not-of-this"],
  ["2.5 ml", SOLUTION, 250_000],
  ["37 ml", METHADONE, 37_000],
  ["37", METHADONE, "no-unit"],
  ["400 mcg", METHADONE, "misread-unit"],
  ["400 µg", METHADONE, "misread-unit"],
  ["400 micrograms", METHADONE, 400],
  ["0.0001 mg", METHADONE, "finer-than-a-microgram"],
  ["2 kg", METHADONE, "unit-not-of-this"],
  ["2000000 mg", METHADONE, "too-much"],
  ["-5 mg", METHADONE, "not-a-quantity"],
  ["about 5 mg", METHADONE, "not-a-quantity"],
  ["", METHADONE, "not-a-quantity"],
])("“%s” of %s is read as it was meant, or not at all", (typed, product, meant) => {
  const read = readQuantity(typed, product);
  expect(read.ok ? read.value : read.refusal.code).toBe(meant);
  if (!read.ok) expect(sayQuantity(read.refusal)).toMatch(/[a-z0-9]$/);
});

test("mg and ml stand beside each other wherever a quantity is shown", () => {
  expect(bothWords(SOLUTION, 30_000)).toBe("30 mg (0.30 ml)");
  expect(bothWords(SOLUTION, 151_500)).toBe("151.5 mg (1.515 ml)");
  expect(bothWords(AMPOULE, -300_000)).toBe("−300 mg (3 ampoules of 100 mg)");
  expect(bothWords(AMPOULE, 250_000)).toBe("250 mg (not whole ampoules)");
  expect(headingOf(SOLUTION)).toBe(
    "Diamorphine hydrochloride monohydrate, solution for injection, made up here, 100 mg/ml",
  );
});

test("what is shown of a quantity is read back as the same quantity", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CLINIC_PRODUCTS.values()),
      fc.integer({ min: 1, max: 999_999_999 }),
      (product, micrograms) => {
        const [mg, ml] = bothWords(product, micrograms).split(" (");
        expect(readQuantity(mg ?? "", product)).toEqual({ ok: true, value: micrograms });
        const pieces = (ml ?? "").replace(/\)$/, "").replace(/ of .*/, "");
        if (/^[\d,.]/.test(pieces))
          expect(readQuantity(pieces, product)).toEqual({ ok: true, value: micrograms });
      },
    ),
  );
});

test("a powder is made up into a solution of its own salt alone: vials of the monohydrate, and no ampoule of the hydrochloride", () => {
  const into = (code: string) =>
    solutionsOf({
      book: { product: of(code), premises: "Harbour" },
      others: [{ product: SOLUTION, premises: "Harbour" }],
    } as unknown as LineContext).length;
  expect([
    into("diamorphine-vial-5g"),
    into("diamorphine-vial-10g"),
    into("diamorphine-ampoule-500"),
  ]).toEqual([1, 1, 0]);
  expect(headingOf(of("diamorphine-vial-5g"))).toContain("hydrochloride monohydrate");
  // Five grams of the monohydrate, as the label has them: turned into no base and no other salt.
  expect(of("diamorphine-vial-5g").strength).toEqual({ micrograms: 5_000_000, per: "unit" });
});

test("a quantity in words says milligrams, and what they come to of the product", () => {
  const spelled = (code: string, micrograms: number) => spelledOut(of(code), micrograms);
  expect(spelled("diamorphine-ampoule-100", 1_500_000)).toBe(
    "one thousand five hundred milligrams, fifteen ampoules",
  );
  expect(spelled("diamorphine-ampoule-100", 100_000)).toBe("one hundred milligrams, one ampoule");
  expect(spelled("methadone-oral-1", 500_000)).toBe("five hundred milligrams, five hundred millilitres");
  expect(spelled("diamorphine-vial-10g", 10_000_000)).toBe("ten thousand milligrams, one vial");
  // Not whole ampoules: no number of them is said.
  expect(spelled("diamorphine-ampoule-100", 150_000)).toBe("one hundred and fifty milligrams");
});
