import { expect, test } from "vitest";
import type { Virus } from "./definitions.ts";
import { sayVirus } from "./messages.ts";
import { decideStep, nextDue, type Step, type TestResult } from "./rules.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const step = (virus: Virus, code: string, on: string, result?: TestResult): Step => ({
  virus,
  step: code,
  result,
  on: day(on),
});

test("after the first dose against hepatitis B the second is due after 7 days, then 14, then a year", () => {
  const first = step("hepatitis-b", "vaccination-1", "2026-03-02");
  expect(nextDue("hepatitis-b", [first])).toMatchObject({
    what: "Second vaccination",
    on: day("2026-03-09"),
  });
  const second = step("hepatitis-b", "vaccination-2", "2026-03-10");
  expect(nextDue("hepatitis-b", [first, second])).toMatchObject({
    what: "Third vaccination",
    on: day("2026-03-24"),
  });
  const third = step("hepatitis-b", "vaccination-3", "2026-03-24");
  expect(nextDue("hepatitis-b", [second, third, first])).toMatchObject({
    what: "Booster",
    on: day("2027-03-24"),
  });
});

test("nothing is due of hepatitis B for somebody immunised already or immune", () => {
  for (const code of ["immunised-already", "acquired-immunity", "booster"])
    expect(nextDue("hepatitis-b", [step("hepatitis-b", code, "2026-03-02")]), code).toBeUndefined();
});

test("a positive antibody test is followed by a PCR test, a positive PCR test by a referral", () => {
  const antibody = step("hepatitis-c", "antibody", "2026-03-02", "positive");
  expect(nextDue("hepatitis-c", [antibody])).toMatchObject({ what: "PCR test", on: day("2026-03-16") });
  const pcr = step("hepatitis-c", "pcr", "2026-03-10", "positive");
  expect(nextDue("hepatitis-c", [antibody, pcr])).toMatchObject({
    what: "Refer for treatment",
    on: day("2026-03-17"),
  });
  expect(
    nextDue("hepatitis-c", [antibody, pcr, step("hepatitis-c", "referred", "2026-03-12")]),
  ).toBeUndefined();
});

test("a positive PCR test is not hidden by a later antibody test elsewhere, nor by a later no", () => {
  const pcr = step("hepatitis-c", "pcr", "2026-03-10", "positive");
  const later = [
    step("hepatitis-c", "antibody", "2026-05-01", "negative"),
    step("hepatitis-c", "offered-refused", "2026-06-01"),
  ];
  expect(nextDue("hepatitis-c", [...later, pcr])).toMatchObject({
    what: "Refer for treatment",
    on: day("2026-03-17"),
  });
  expect(sayVirus("hepatitis-c", [...later, pcr], day("2026-06-10"))).toContain("PCR test, positive");
  const known = [
    step("hiv", "tested", "2026-03-02", "positive"),
    step("hiv", "offered-refused", "2026-06-01"),
  ];
  expect(nextDue("hiv", known)).toBeUndefined();
  expect(sayVirus("hiv", known, day("2026-06-10"))).toContain("test, positive");
});

test("whoever said no is offered it again, and one virus says nothing of another", () => {
  const no = step("hiv", "offered-refused", "2026-01-01");
  expect(nextDue("hiv", [no])).toMatchObject({ what: "Offer again", on: day("2026-07-02") });
  expect(nextDue("hepatitis-c", [no])).toBeUndefined();
});

test("somebody whose HIV test was positive is not told to be tested again", () => {
  expect(nextDue("hiv", [step("hiv", "tested", "2026-03-02", "positive")])).toBeUndefined();
  expect(nextDue("hiv", [step("hiv", "tested", "2026-03-02", "negative")])).toMatchObject({
    what: "Test again",
    on: day("2027-03-02"),
  });
});

test("one line says what is known, its age and what is due", () => {
  const steps = [step("hepatitis-c", "pcr", "2026-03-02", "positive")];
  expect(sayVirus("hepatitis-c", steps, day("2026-03-12"))).toBe(
    "Hepatitis C: PCR test, positive 2 Mar 2026 (10 days ago). Refer for treatment was due 9 Mar 2026",
  );
  expect(sayVirus("hiv", steps, day("2026-03-12"))).toBe("HIV: nothing recorded");
});

test("a test says what it showed, and nothing else does", () => {
  const today = day("2026-03-12");
  expect(decideStep(step("hiv", "tested", "2026-03-12"), today)).toMatchObject({
    refusal: { code: "result-needed" },
  });
  expect(decideStep(step("hiv", "referred", "2026-03-12", "positive"), today)).toMatchObject({
    refusal: { code: "no-result-here" },
  });
  expect(decideStep(step("hiv", "tested", "2026-03-13", "negative"), today)).toMatchObject({
    refusal: { code: "in-the-future" },
  });
});
