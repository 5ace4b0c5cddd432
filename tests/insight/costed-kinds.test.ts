import { expect, test } from "vitest";
import { OFFENCES } from "../../demo/happenings.ts";
import { costOf } from "../../src/insight/economics/costing.ts";
import { eventCodes, mappedWords } from "../../src/insight/economics/event-codes.ts";
import { notCosted, unitCosts } from "../../src/insight/economics/reference.ts";
import { EVENT_KINDS } from "../../src/record/event/kinds.ts";

// The record says of each kind of event whether it is costed; economics must have either its price or the reason why not.
test.each(EVENT_KINDS.map((kind) => [kind.code, kind] as const))(
  "%s has a unit cost or a reason",
  (code, kind) => {
    const cost = costOf(unitCosts(), code);
    const why = notCosted().find((one) => one.code.toLowerCase() === code);
    expect(Boolean(cost) !== Boolean(why)).toBe(true);
    // A kind that is costed by what it was (which offence, how long a stay) has the reason that says so.
    const finer = /-by-/.test(kind.costedAs ?? "");
    expect(Boolean(cost)).toBe(kind.costedAs !== null && !finer);
    if (finer) expect(why?.why).toMatch(/^It is priced by/);
  },
);

test.each([...OFFENCES.map(([words]) => words), "Shoplifting", " Theft  from shop "])(
  "the words “%s” of a police file stand for a price or for what is counted without one",
  (words) => {
    const row = eventCodes().find((one) => one.kind === "offence" && one.words === mappedWords(words));
    expect(row).toBeDefined();
    const costed = unitCosts().some(({ code }) => code === row?.code);
    expect(costed || notCosted().some(({ code }) => code === row?.code)).toBe(true);
  },
);

test("a kind that is priced by what it was has rows of the mapping, and so has one that is priced as it is", () => {
  for (const { code, costedAs } of EVENT_KINDS)
    if (costedAs !== null)
      expect(
        eventCodes().some(({ kind }) => kind === code),
        code,
      ).toBe(true);
});
