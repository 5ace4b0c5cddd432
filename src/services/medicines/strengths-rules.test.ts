import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accept } from "../../kernel/result.ts";
import { decideDose } from "./dose-rules.ts";
import { doseWords, PRODUCTS, volumeInWords } from "./products.ts";
import {
  decideStrengths,
  fewest,
  lineOf,
  mixtureOf,
  productOf,
  type Several,
  sayStrengths,
  strengthsOf,
  sumOf,
  sumWords,
} from "./strengths-rules.ts";

const TABLETS = strengthsOf("buprenorphine-tablets");
const numbers = (of8: number, of2: number, of400: number) =>
  new Map([
    [8000, of8],
    [2000, of2],
    [400, of400],
  ]);
const decided = (
  micrograms: number,
  entered = numbers(0, 0, 0),
  several: Several = "buprenorphine-tablets",
) => decideStrengths(several, micrograms, entered);
const said = (result: ReturnType<typeof decided>): string =>
  result.ok ? "yes" : sayStrengths(result.refusal);

describe("the fewest tablets of a dose, worked out by hand", () => {
  test.each([
    [400, "1 × 400 micrograms = 400 micrograms"],
    [1200, "3 × 400 micrograms = 1.2 mg"],
    [2000, "1 × 2 mg = 2 mg"],
    [2800, "1 × 2 mg + 2 × 400 micrograms = 2.8 mg"],
    [6000, "3 × 2 mg = 6 mg"],
    [8000, "1 × 8 mg = 8 mg"],
    [10_000, "1 × 8 mg + 1 × 2 mg = 10 mg"],
    [12_400, "1 × 8 mg + 2 × 2 mg + 1 × 400 micrograms = 12.4 mg"],
    [31_600, "3 × 8 mg + 3 × 2 mg + 4 × 400 micrograms = 31.6 mg"],
  ])("%i micrograms", (micrograms, words) => {
    const parts = fewest(micrograms, TABLETS);
    expect(parts.ok && sumWords(parts.value)).toBe(words);
  });

  test("are as few as trying every way finds", () => {
    const most = 24_000;
    const least: number[] = [0];
    for (let dose = 400; dose <= most; dose += 400)
      least.push(
        Math.min(
          ...TABLETS.map(({ perUnit }) => 1 + (least[(dose - perUnit) / 400] ?? Number.POSITIVE_INFINITY)),
        ),
      );
    for (const [at, count] of least.entries()) {
      if (at === 0) continue;
      const parts = fewest(at * 400, TABLETS);
      expect(parts.ok && parts.value.reduce((sum, { units }) => sum + units, 0), `${at * 400}`).toBe(count);
    }
  });

  test("each strength is a whole number of the next smaller one, on which that rests", () => {
    for (const several of ["buprenorphine-tablets", "buprenorphine-lyophilisates"] as const) {
      const strengths = strengthsOf(several).map(({ perUnit }) => perUnit);
      expect(strengths.length).toBeGreaterThan(1);
      for (const [at, next] of strengths.slice(1).entries()) expect((strengths[at] ?? 0) % next).toBe(0);
    }
  });
});

describe("a dose of several strengths", () => {
  test("is worked out and shown to be looked at, not taken unseen", () => {
    expect(said(decided(10_000))).toBe(
      "The fewest are 1 × 8 mg + 1 × 2 mg = 10 mg. They stand below: save again if that is right, or change them",
    );
  });

  test("may be made otherwise, as long as it adds up", () => {
    const made = decided(10_000, numbers(0, 5, 0));
    expect(made.ok && made.value.code).toBe("buprenorphine-tablet-2");
    const other = decided(10_000, numbers(0, 4, 5));
    expect(other.ok && sumWords(other.value.parts ?? [])).toBe("4 × 2 mg + 5 × 400 micrograms = 10 mg");
  });

  test("is refused with its arithmetic when the parts do not come to the dose", () => {
    expect(said(decided(10_000, numbers(1, 2, 0)))).toBe(
      "1 × 8 mg + 2 × 2 mg = 12 mg, and the dose is 10 mg. Change the numbers or the dose, or leave the numbers empty",
    );
    expect(said(decided(500))).toBe(
      "No whole number of 8 mg, 2 mg and 400 micrograms comes to 500 micrograms. Enter another dose",
    );
    expect(said(decided(2400, numbers(0, 1, 1), "buprenorphine-lyophilisates"))).toBe(
      "There is none of 400 micrograms in this form. Use 8 mg or 2 mg",
    );
  });

  test("is refused by the rule of doses as well, whoever asks", () => {
    const made = decided(10_000, numbers(1, 1, 0));
    expect(made.ok).toBe(true);
    if (!made.ok) return;
    const day = Temporal.PlainDate.from("2026-11-30");
    const last = { micrograms: 10_000, on: day.subtract({ days: 1 }) };
    expect(decideDose(made.value, 10_000, day, { last })).toMatchObject({ ok: true });
    expect(decideDose(made.value, 20_000, day, { last })).toMatchObject({
      ok: false,
      refusal: { code: "not-whole-units" },
    });
    expect(decideDose(made.value, 5000, day, { last })).toMatchObject({ ok: false });
  });

  test("reads as so many of each, in figures and in words, for one dose and for a course", () => {
    const made = decided(10_000, numbers(1, 1, 0));
    expect(made.ok).toBe(true);
    if (!made.ok) return;
    expect(made.value.name).toBe("Buprenorphine sublingual tablets of 8 mg and 2 mg");
    expect(doseWords(made.value, 10_000)).toBe("10 mg (1 tablet of 8 mg and 1 tablet of 2 mg)");
    expect(doseWords(made.value, 30_000)).toBe("30 mg (3 tablets of 8 mg and 3 tablets of 2 mg)");
    expect(volumeInWords(made.value, 140_000)).toBe("fourteen tablets of 8 mg and fourteen tablets of 2 mg");
    // Fourteen days of 2 × 400 micrograms: 28 tablets, 11.2 mg.
    const small = decided(2800, numbers(0, 1, 2));
    expect(small.ok && small.value.parts?.map((part) => lineOf(part, 14))).toEqual([
      "Buprenorphine 2 mg sublingual tablets: 14 tablets (fourteen tablets), 28 mg (twenty-eight milligrams)",
      "Buprenorphine 400 micrograms sublingual tablets: 28 tablets (twenty-eight tablets), 11.2 mg (eleven point two milligrams)",
    ]);
  });

  test("is kept as a code that comes back as the same dose, and nothing else is taken for one", () => {
    fc.assert(
      fc.property(fc.nat(4), fc.nat(9), fc.nat(9), (of8, of2, of400) => {
        fc.pre([of8, of2, of400].filter((n) => n > 0).length > 1);
        const sum = of8 * 8000 + of2 * 2000 + of400 * 400;
        const made = decided(sum, numbers(of8, of2, of400));
        const back = made.ok ? productOf(made.value.code) : undefined;
        expect(back).toEqual(made.ok ? made.value : undefined);
        expect(sumOf(back?.parts ?? [])).toBe(sum);
      }),
    );
    for (const code of [
      "",
      "1*buprenorphine-tablet-8",
      "1*buprenorphine-tablet-8+",
      "0*buprenorphine-tablet-8+1*buprenorphine-tablet-2",
      "1*buprenorphine-tablet-8+1*buprenorphine-lyophilisate-2",
      "1*buprenorphine-depot-weekly-8+1*buprenorphine-depot-weekly-16",
      "1*methadone-solution+1*buprenorphine-tablet-2",
    ])
      expect(productOf(code), code).toBeUndefined();
    const eight = PRODUCTS.get("buprenorphine-tablet-8");
    expect(eight && mixtureOf([{ product: eight, units: 2 }])).toBe(eight);
    expect(accept(productOf("buprenorphine-tablet-8"))).toEqual(accept(eight));
  });
});
