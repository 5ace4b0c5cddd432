import { expect, test } from "vitest";
import { accept, refuse } from "../../kernel/result.ts";
import { amountInWords, amountWords, inWords, readAmount } from "./amount-rules.ts";
import { decideDose, decideRestart } from "./dose-rules.ts";
import { sayDose } from "./messages.ts";
import { doseWords, PRODUCTS, type Product, volumeInWords } from "./products.ts";
import { protocolFor } from "./protocols.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const product = (code: string): Product => {
  const found = PRODUCTS.get(code);
  if (!found) expect.fail(code);
  return found;
};
const METHADONE = product("methadone-solution");
const TABLET2 = product("buprenorphine-tablet-2");
const WEEKLY = product("buprenorphine-depot-weekly-16");

test.each([
  ["40", 40_000],
  [" 40mg ", 40_000],
  ["0.4", 400],
  ["2.50 mg", 2500],
  ["400 micrograms", 400],
  ["1 milligram", 1000],
])("a dose typed as “%s” is %i micrograms", (typed, micrograms) => {
  expect(readAmount(typed)).toEqual(accept(micrograms));
});

test.each([
  ["40 ml", "millilitres"],
  ["40 millilitres", "millilitres"],
  ["40 mcg", "unit-not-known"],
  ["40 µg", "unit-not-known"],
  ["4O", "unit-not-known"],
  ["forty", "not-an-amount"],
  ["0", "not-an-amount"],
  ["-40", "not-an-amount"],
  ["40,000", "not-an-amount"],
  ["0.0004", "finer-than-a-microgram"],
  ["9999999", "not-an-amount"],
])("“%s” is never taken for a dose in milligrams (%s)", (typed, code) => {
  expect(readAmount(typed)).toMatchObject({ ok: false, refusal: { code } });
});

test("milligrams come first and millilitres are worked out beside them, to a thousandth and without rounding", () => {
  expect(doseWords(METHADONE, 42_500)).toBe("42.5 mg (42.5 ml)");
  expect(doseWords(TABLET2, 12_000)).toBe("12 mg (6 tablets of 2 mg)");
  expect(doseWords(product("buprenorphine-tablet-0.4"), 800)).toBe(
    "800 micrograms (2 tablets of 400 micrograms)",
  );
  expect(doseWords(WEEKLY, 16_000)).toBe("16 mg (1 injection of 16 mg)");
  expect(amountWords(1001)).toBe("1.001 mg");
});

test.each([
  [0, "zero"],
  [13, "thirteen"],
  [40, "forty"],
  [99, "ninety-nine"],
  [100, "one hundred"],
  [560, "five hundred and sixty"],
  [1120, "one thousand one hundred and twenty"],
  [2007, "two thousand and seven"],
  [10_000, "ten thousand"],
])("%i is spelt “%s” on a prescription", (n, words) => {
  expect(inWords(n)).toBe(words);
});

test("a total is spelt in milligrams and in what is handed out", () => {
  expect(amountInWords(560_000)).toBe("five hundred and sixty milligrams");
  expect(amountInWords(2400)).toBe("two point four milligrams");
  expect(volumeInWords(METHADONE, 595_500)).toBe("five hundred and ninety-five point five millilitres");
  expect(volumeInWords(TABLET2, 84_000)).toBe("forty-two tablets");
  expect(volumeInWords(WEEKLY, 16_000)).toBe("one injection");
});

const ON = day("2026-12-01");
const taken = (mg: number, on: string, raisedOn?: string) => ({
  last: { micrograms: mg * 1000, on: day(on) },
  ...(raisedOn ? { raisedOn: day(raisedOn) } : {}),
});

test("with no dose known, methadone is begun with 10 to 30 mg: more is refused, less asks for a reason", () => {
  expect(decideDose(METHADONE, 30_000, ON, {})).toMatchObject({
    ok: true,
    value: { phase: "titration", begins: true, asked: [] },
  });
  expect(decideDose(METHADONE, 30_001, ON, {})).toMatchObject(refuse({ code: "above-start", most: 30_000 }));
  expect(decideDose(METHADONE, 5000, ON, {})).toMatchObject({
    ok: true,
    value: { asked: [{ code: "below-start" }] },
  });
});

test("a dose is raised by 10 mg at most, and not again for three days", () => {
  expect(decideDose(METHADONE, 40_000, ON, taken(30, "2026-11-30", "2026-11-28"))).toMatchObject({
    ok: true,
    value: { phase: "titration" },
  });
  expect(decideDose(METHADONE, 41_000, ON, taken(30, "2026-11-30"))).toEqual(
    refuse({ code: "step-too-large", from: 30_000, most: 40_000 }),
  );
  expect(decideDose(METHADONE, 40_000, ON, taken(30, "2026-11-30", "2026-11-29"))).toMatchObject(
    refuse({ code: "step-too-soon" }),
  );
});

test("a lower dose is never held up", () => {
  expect(decideDose(METHADONE, 20_000, ON, taken(60, "2026-11-30", "2026-11-30"))).toMatchObject({
    ok: true,
    value: { asked: [] },
  });
});

test("after three days without a dose the same dose asks why, and more is refused; after five it is begun anew", () => {
  const three = taken(60, "2026-11-27");
  expect(decideDose(METHADONE, 60_000, ON, three)).toMatchObject({
    ok: true,
    value: { asked: [{ code: "after-gap", gap: 3 }] },
  });
  expect(decideDose(METHADONE, 65_000, ON, three)).toMatchObject(
    refuse({ code: "raised-after-gap", gap: 3 }),
  );
  expect(decideDose(METHADONE, 60_000, ON, taken(60, "2026-11-25"))).toMatchObject(
    refuse({ code: "above-start", gap: 5 }),
  );
  expect(decideDose(METHADONE, 30_000, ON, taken(60, "2026-11-25"))).toMatchObject({
    ok: true,
    value: { begins: true },
  });
});

test("ten times the dose, by a slip of the point, is refused whatever reason is given", () => {
  expect(decideDose(METHADONE, 600_000, ON, taken(60, "2026-11-30"))).toMatchObject(
    refuse({ code: "never-above" }),
  );
});

test("a dose above the usual most asks for a reason", () => {
  expect(decideDose(METHADONE, 130_000, ON, taken(130, "2026-11-30"))).toMatchObject({
    ok: true,
    value: { asked: [{ code: "above-usual" }] },
  });
});

test("tablets are whole, and a depot has one strength", () => {
  expect(decideDose(TABLET2, 3000, ON, {})).toMatchObject(refuse({ code: "not-whole-units" }));
  expect(decideDose(WEEKLY, 24_000, ON, {})).toMatchObject(refuse({ code: "one-strength-a-depot" }));
});

test("a hold ends with the dose as it was only while tolerance is not thought lost", () => {
  const protocol = protocolFor(METHADONE);
  if (!protocol) expect.fail("methadone has a protocol");
  expect(decideRestart(protocol, { micrograms: 60_000, on: day("2026-11-27") }, ON)).toEqual(
    accept({ gap: 3 }),
  );
  expect(decideRestart(protocol, { micrograms: 60_000, on: day("2026-11-25") }, ON)).toMatchObject(
    refuse({ code: "begin-anew", gap: 5 }),
  );
  expect(decideRestart(protocol, undefined, ON)).toMatchObject(refuse({ code: "begin-anew" }));
});

test("every refusal of a dose says what is possible instead, with its number", () => {
  expect(sayDose({ code: "above-start", most: 30_000, gap: 5 })).toContain(
    "5 days without a dose, so it is begun anew: 30 mg at most",
  );
  expect(sayDose({ code: "step-too-large", from: 30_000, most: 40_000 })).toBe(
    "From 30 mg it is raised to 40 mg at most at once",
  );
});
