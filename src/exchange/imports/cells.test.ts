import { describe, expect, test } from "vitest";
import { name, oneOf, type Reading, sex, text, wholeName } from "./cells.ts";
import { context } from "./fixture.ts";

const reading: Reading = { ...context, dates: "day-first" };
type Read = { readonly ok: boolean; readonly value?: unknown; readonly refusal?: { readonly code: string } };
const said = (read: Read): unknown => (read.ok ? read.value : read.refusal?.code);

describe("a cell", () => {
  const code = oneOf(() => ["overdose-prevention", "community"]);
  test.each<[string, Read, unknown]>([
    ["of words has single spaces", text(20)("  Theft   from\tshop ", reading), "Theft from shop"],
    ["of words joins an accent typed apart", text(20)("Rene\u0301", reading), "René"],
    ["of words may be as long as it may be", text(5)("Theft", reading), "Theft"],
    ["of words may be no longer", text(5)("Thefts", reading), "text-too-long"],
    ["of a name may have a hundred letters", name(`Ann${"e".repeat(97)}`, reading), `Ann${"e".repeat(97)}`],
    ["of a name may have no more", name(`Ann${"e".repeat(98)}`, reading), "text-too-long"],
    ["of a name has a letter in it", name("123", reading), "not-a-name"],
    ["of a whole name is no number", wholeName("12, 34", reading), "not-a-name"],
    ["of a whole name that nothing divides", wholeName("Craig Rowntree", reading), "name-in-one-piece"],
    ["of a whole name may have no more", wholeName(`${"A".repeat(99)}, B`, reading), "text-too-long"],
    ["of sex is read in any case", sex(" FEMALE ", reading), "female"],
    ["of sex is read as the NHS codes it", sex("9", reading), "indeterminate"],
    ["of sex is never guessed", sex("?", reading), "not-one-of"],
    [
      "of a code is read however it is written",
      code(" Overdose  Prevention ", reading),
      "overdose-prevention",
    ],
    ["of a code with an underscore", code("overdose_prevention", reading), "overdose-prevention"],
    ["of a code that is none", code("moon", reading), "not-one-of"],
  ])("%s", (_name, read, answer) => {
    expect(said(read)).toEqual(answer);
  });

  test("of a whole name of a hundred characters is read", () => {
    const long = "A".repeat(97);
    expect(said(wholeName(`${long}, B`, reading))).toMatchObject({ givenNames: "B" });
  });
});
