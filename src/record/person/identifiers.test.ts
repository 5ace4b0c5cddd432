import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sayIdentifier } from "./identifier-messages.ts";
import {
  formatNhsNumber,
  IDENTIFIER_SCHEMES,
  parseClientReference,
  parseCro,
  parseNhsNumber,
  parsePnc,
  parsePrisonNumber,
} from "./identifiers.ts";

const THIS_YEAR = 2026;
type Answer = { ok: true; value: string } | { ok: false; refusal: { code: string } };
const of = (answer: Answer): string => (answer.ok ? answer.value : answer.refusal.code);

describe("an NHS number", () => {
  // Published test numbers; the first is the NHS's own example.
  test.each(["9434765919", "9990000018", "9990000026", "9990000034", "4000000004"])("%s is one", (number) => {
    expect(of(parseNhsNumber(number))).toBe(number);
  });
  test("can end in nought: where the sum is a multiple of eleven there is nothing left to add", () => {
    // 9×10 + 8×9 + 7×8 + 6×7 + 5×6 + 4×5 + 3×4 + 2×3 + 1×2 = 330 = 30 × 11.
    expect(of(parseNhsNumber("9876543210"))).toBe("9876543210");
  });
  test.each([
    ["printed in three groups", "943 476 5919", "9434765919"],
    ["with hard spaces and dashes", "943\u00a0476-5919", "9434765919"],
    ["with its last digit mistyped", "9434765918", "check-failed"],
    ["with two digits swapped", "9434756919", "check-failed"],
    ["whose check would be 10, which is never issued", "9990000000", "check-failed"],
    ["of ten equal digits, though the sum works", "1111111111", "placeholder"],
    ["with nine digits", "943476591", "wrong-shape"],
    ["with eleven digits", "94347659190", "wrong-shape"],
    ["with Arabic-Indic digits", "٩٤٣٤٧٦٥٩١٩", "wrong-shape"],
    ["left empty", "", "wrong-shape"],
  ])("%s", (_name, typed, answer) => {
    expect(of(parseNhsNumber(typed))).toBe(answer);
  });
  test("any single mistyped digit is noticed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), (place, shift) => {
        const digits = [..."9434765919"];
        digits[place] = String((Number(digits[place]) + shift) % 10);
        expect(of(parseNhsNumber(digits.join("")))).toBe("check-failed");
      }),
    );
  });
  test("is printed in groups of three, three and four, and what is none as it is", () => {
    const parsed = parseNhsNumber("9434765919");
    expect(parsed.ok && formatNhsNumber(parsed.value)).toBe("943 476 5919");
    const scheme = IDENTIFIER_SCHEMES.find((one) => one.code === "nhs");
    expect(scheme?.format("9434765919")).toBe("943 476 5919");
    expect(scheme?.format("9434765918")).toBe("9434765918");
  });
});

describe("a PNC number", () => {
  test.each([
    ["with a short serial", "2012/394773H", "2012/0394773H"],
    ["in its canonical form", "2012/0394773H", "2012/0394773H"],
    ["in small letters with spaces", " 2012 / 0394773h ", "2012/0394773H"],
    ["with two digits of the year", "12/394773H", "2012/0394773H"],
    ["without the slash", "20120394773H", "2012/0394773H"],
    ["with two digits of the year and no slash", "120394773H", "2012/0394773H"],
    ["from this century", "2003/1234567Q", "2003/1234567Q"],
    ["from the last century by a short year later than this one", "79/1C", "1979/0000001C"],
    ["with a wrong letter", "2003/1234567A", "check-failed"],
    ["with a letter that looks like a digit", "2003/1234567O", "check-failed"],
    ["of a year that has not come", "2027/1234567Q", "year-not-reached"],
    ["with a three-digit year", "203/1234567Q", "wrong-shape"],
    ["with eight digits after the slash", "2003/12345678Q", "wrong-shape"],
    ["numbered zero", "2003/0Z", "wrong-shape"],
    ["of ten digits whose letter would only fit a serial of eight", "2012394773X", "check-failed"],
    ["without a letter", "2003/1234567", "wrong-shape"],
  ])("%s", (_name, typed, answer) => {
    expect(of(parsePnc(typed, THIS_YEAR))).toBe(answer);
  });
  test("a two-digit year is this century's up to and including the current year", () => {
    const letterOf26 = "ZABCDEFGHJKLMNPQRTUVWXY"[260000001 % 23];
    expect(of(parsePnc(`26/1${letterOf26}`, 2026))).toBe(`2026/0000001${letterOf26}`);
    expect(of(parsePnc(`26/1${letterOf26}`, 2025))).toBe(`1926/0000001${letterOf26}`);
  });
  test("that could be two numbers without its slash is refused rather than guessed", () => {
    // 2013 and serial 11111, or 2020 and serial 1311111: worked by a separate script.
    expect(of(parsePnc("201311111Z", THIS_YEAR))).toBe("two-readings");
  });
});

describe("a prison number", () => {
  test.each([
    ["as printed", "A1234BC", "A1234BC"],
    ["in small letters", "a1234bc", "A1234BC"],
    ["with letters and digits in the wrong order", "1234ABC", "wrong-shape"],
  ])("%s", (_name, typed, answer) => {
    expect(of(parsePrisonNumber(typed))).toBe(answer);
  });
});

describe("a CRO number", () => {
  test.each([
    ["with a short serial", "29906/12J", "029906/12J"],
    ["in its canonical form", "029906/12J", "029906/12J"],
    ["with a wrong letter", "29906/12A", "check-failed"],
    ["of the old files", "SF39/100Z", "SF39/100Z"],
    ["of the old files with a wrong letter", "SF39/100A", "check-failed"],
    // 12000000 leaves 3 when divided by 23, and 390 leaves 22: the letters C and Y.
    ["numbered zero", "0/12C", "wrong-shape"],
    ["of the old files, numbered zero", "SF39/0Y", "wrong-shape"],
    ["without its slash", "2990612J", "wrong-shape"],
  ])("%s", (_name, typed, answer) => {
    expect(of(parseCro(typed))).toBe(answer);
  });
});

test("a client reference is kept as its provider writes it, and is one line of print", () => {
  expect(of(parseClientReference(" TS-100/a "))).toBe("TS-100/a");
  expect(of(parseClientReference("Rene\u0301"))).toBe("Ren\u00e9");
  expect(of(parseClientReference("x".repeat(50)))).toBe("x".repeat(50));
  expect(of(parseClientReference("x"))).toBe("x");
  expect(of(parseClientReference("  "))).toBe("wrong-shape");
  expect(of(parseClientReference("TS\u0000100"))).toBe("wrong-shape");
  expect(of(parseClientReference("x".repeat(51)))).toBe("wrong-shape");
});

describe("every kind of number", () => {
  test.each(IDENTIFIER_SCHEMES.map((scheme) => [scheme.name, scheme] as const))(
    "%s: its example is one, and what is printed reads back as the same number",
    (_name, scheme) => {
      const parsed = scheme.parse(scheme.example, THIS_YEAR);
      expect(parsed.ok).toBe(true);
      if (!parsed.ok) return;
      expect(of(scheme.parse(scheme.format(parsed.value), THIS_YEAR))).toBe(parsed.value);
      expect(of(scheme.parse(parsed.value, THIS_YEAR))).toBe(parsed.value);
    },
  );
  test("reading any text answers and never throws, and a refusal has words", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        for (const scheme of IDENTIFIER_SCHEMES) {
          const answer = scheme.parse(text, THIS_YEAR);
          if (!answer.ok) expect(sayIdentifier(answer.refusal)).toMatch(/^(is|fails|can) /);
        }
      }),
    );
  });
});
