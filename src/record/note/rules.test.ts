import { expect, test } from "vitest";
import { accept, refuse } from "../../kernel/result.ts";
import { decideCorrection, noteCategoriesOf } from "./rules.ts";

const ours = { category: "health", ours: true, corrected: false } as const;

test("the agency that wrote a note may correct it", () => {
  expect(decideCorrection(ours)).toEqual(accept("health"));
});

test("nobody corrects another agency's note", () => {
  expect(decideCorrection({ ...ours, ours: false })).toEqual(refuse({ code: "not-ours" }));
});

test("a note is corrected once; after that its correction is", () => {
  expect(decideCorrection({ ...ours, corrected: true })).toEqual(refuse({ code: "corrected-already" }));
});

test("a custody officer writes notes on offending, contact and safeguarding, and never on health", () => {
  expect(noteCategoriesOf(["identity", "contact", "offending", "safeguarding"])).toEqual([
    "offending",
    "contact",
    "safeguarding",
  ]);
});
