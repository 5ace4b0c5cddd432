import { expect, test } from "vitest";
import { measures } from "./record/measure/definitions/index.ts";
import { PARAMETERS } from "./record/parameters.ts";
import { reviewed, sayOverdue } from "./reviews.ts";
import { SERVICES } from "./services/index.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

test("everything that is proposed or defined for a time has a day on which somebody looks at it again", () => {
  const all = reviewed(PARAMETERS, SERVICES, measures);
  const names = all.map(({ name }) => name);
  expect(names).toContain("settle after a no");
  expect(names).toContain("days of sight after Community treatment");
  expect(names).toContain("hours to first contact of Community treatment");
  expect(names).toContain("the measure Depression questionnaire (PHQ-9)");
  expect(all.length).toBeGreaterThan(
    Object.keys(PARAMETERS).length + 2 * SERVICES.length + measures.length - 1,
  );
});

test("on its day a value is still in time; the day after, whoever starts the server is told", () => {
  const all = [
    { name: "the first", by: day("2027-04-01") },
    { name: "the second", by: day("2027-05-01") },
  ];
  expect(sayOverdue(all, day("2027-04-01"))).toBeUndefined();
  expect(sayOverdue(all, day("2027-04-02"))).toBe(
    "1 value is past the day by which somebody was to look at them again: the first.",
  );
  const many = Array.from({ length: 7 }, (_, i) => ({ name: `value ${i}`, by: day("2027-04-01") }));
  expect(sayOverdue(many, day("2028-01-01"))).toBe(
    "7 values are past the day by which somebody was to look at them again: value 0, value 1, value 2, value 3, value 4 and 2 more.",
  );
});
