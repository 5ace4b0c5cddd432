import { expect, test } from "vitest";
import { numberOf } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { lacksOf, type Opening } from "./session-rules.ts";
import { sayLack } from "./session-words.ts";
import { thresholdsOf } from "./thresholds.ts";

const thresholds = thresholdsOf((key) => numberOf(DIAMORPHINE, key));
const READY: Opening = {
  onShift: [
    { staff: "Mei", duty: "nurse" },
    { staff: "Tom", duty: "checker" },
    { staff: "Ngozi", duty: "doctor" },
  ],
  books: [{ name: "Diamorphine 100 mg", counted: "agreed", stands: false }],
  licensed: true,
  protocolMayBeUsed: true,
};
const lacks = (more: Partial<Opening>) => lacksOf({ ...READY, ...more }, thresholds);

test("a session with its staff, its counts, a licence and a protocol lacks nothing", () => {
  expect(lacks({})).toEqual([]);
});

test("everything that is missing is said at once, and what to do", () => {
  const all = lacks({
    onShift: [{ staff: "Mei", duty: "nurse" }],
    books: [{ name: "Diamorphine 100 mg", counted: "not-counted", stands: false }],
    licensed: false,
    protocolMayBeUsed: false,
  });
  expect(all.map(({ code }) => code)).toEqual([
    "too-few",
    "too-few",
    "not-counted",
    "no-licence",
    "no-protocol",
  ]);
  for (const one of all) expect(sayLack(one)).toMatch(/\.$/);
});

test("nobody gives and checks in one session", () => {
  expect(lacks({ onShift: [...READY.onShift, { staff: "Mei", duty: "checker" }] })).toEqual([
    { code: "twice", staff: "Mei" },
  ]);
});

test("a count that differs and a discrepancy that is open keep it closed", () => {
  const book = { name: "Diamorphine 100 mg", counted: "agreed", stands: true } as const;
  expect(lacks({ books: [book] })).toEqual([{ code: "discrepancy", book: "Diamorphine 100 mg" }]);
  expect(lacks({ books: [{ ...book, counted: "differs" }] })).toEqual([
    { code: "differs", book: "Diamorphine 100 mg" },
  ]);
  expect(lacks({ books: [] })).toEqual([{ code: "no-book" }]);
});
