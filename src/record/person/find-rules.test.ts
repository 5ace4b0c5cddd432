import { expect, test } from "vitest";
import { asksForSomething, readFind } from "./find-rules.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

// The PNC number's check letter: 12 and 0394773 give 120394773, which leaves 8 when divided by 23; the eighth letter
// after Z in ZABCDEFGHJKLMNPQRTUVWXY is H. The NHS number is the one printed in its own specification.
const cases: readonly [name: string, typed: string, wanted: ReturnType<typeof readFind>][] = [
  ["a name is a name, in the order it was typed", "  dene   Hall ", { name: "dene Hall" }],
  [
    "an NHS number is read in its groups",
    "943 476 5919",
    { name: "", number: { value: "9434765919", scheme: "nhs" } },
  ],
  [
    "an NHS number is read without them",
    "9434765919",
    { name: "", number: { value: "9434765919", scheme: "nhs" } },
  ],
  [
    "a PNC number is read with a short year",
    "12/394773h",
    { name: "", number: { value: "2012/0394773H", scheme: "pnc" } },
  ],
  [
    "a PNC number is read without its slash",
    "20120394773H",
    { name: "", number: { value: "2012/0394773H", scheme: "pnc" } },
  ],
  [
    "a prison number is read in any spacing",
    "a1234 bc",
    { name: "", number: { value: "A1234BC", scheme: "prison" } },
  ],
  ["a birth date alone is a birth date", "3/4/85", { name: "", bornOn: day("1985-04-03") }],
  ["a birth date may be written out", "3 April 1985", { name: "", bornOn: day("1985-04-03") }],
  ["a birth date narrows a name", "hall 3.4.1985 dean", { name: "hall dean", bornOn: day("1985-04-03") }],
  [
    "a number beside a name says it all",
    "dean hall 943 476 5919",
    { name: "", number: { value: "9434765919", scheme: "nhs" } },
  ],
  [
    "a number that fails its check is said, not searched",
    "943 476 5918",
    { name: "", mistyped: { scheme: "nhs", code: "check-failed" } },
  ],
  [
    "a service's own reference is looked for as it is written",
    "WS100852",
    { name: "", number: { value: "WS100852" } },
  ],
  ["nothing typed asks for nothing", "   ", { name: "" }],
  ["a birth date with spaces in it is a birth date", "3 / 4 / 1985", { name: "", bornOn: day("1985-04-03") }],
  [
    "a service's own reference beside a birth date is looked for without it",
    "WS100852 3/4/1985",
    { name: "", number: { value: "WS100852" } },
  ],
  [
    "a day that is none is no birth date, but may be somebody's reference",
    "31/2/1985",
    { name: "", number: { value: "31/2/1985" } },
  ],
  ["an accent typed in two parts is the same letter", "Rene\u0301", { name: "Ren\u00e9" }],
  ["no more than 200 characters are looked for", "x".repeat(201), { name: "x".repeat(200) }],
];

for (const [name, typed, wanted] of cases) {
  test(name, () => {
    expect(readFind(typed, 2026)).toEqual(wanted);
  });
}

test("a name, a birth date or a number is enough to look for; nothing, or a mistyped number, is not", () => {
  const asks = (typed: string) => asksForSomething(readFind(typed, 2026));
  expect(["hall", "3/4/85", "A1234BC"].map(asks)).toEqual([true, true, true]);
  expect([" ", "943 476 5918"].map(asks)).toEqual([false, false]);
});
