import { expect, test } from "vitest";
import { ALERTNESS, SEDATION } from "../dosing/assessment-rules.ts";
import { doseForm } from "./form-sheets.ts";
import type { Pack } from "./pack.ts";
import { drawPdf } from "./pdf.ts";

// A form names no more of a pack than its premises.
const PACK = { premises: { name: "The clinic" } } as Pack;

test("a dose on paper is asked in the words of the screen: each step of alertness and of sedation, and no scale of another name", () => {
  const text = JSON.stringify(doseForm(PACK, 7));
  for (const words of [...Object.values(ALERTNESS), ...Object.values(SEDATION)])
    expect(text).toContain(words);
  expect(text).not.toMatch(/POSS|AVPU|ACVPU/);
});

test("H185: the form asks where the injection went in", () => {
  expect(JSON.stringify(doseForm(PACK, 7))).toContain("vein, muscle or skin; where");
});

test("a form of a dose is one page: a second would lie loose", async () => {
  const sheets = [doseForm(PACK, 7)];
  expect(
    (await drawPdf({ foot: "Foot.", madeAtMs: 0, sheets, password: "carthorse-beacon-quill" })).pages,
  ).toBe(1);
});
