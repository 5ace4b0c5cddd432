import { expect, test } from "vitest";
import { costOf } from "../../src/insight/economics/costing.ts";
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
