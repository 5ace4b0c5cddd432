import { expect, test } from "vitest";
import type { Catalogue } from "./catalogue.ts";
import { asQuery, readQuestion, subjectOf } from "./question.ts";

const catalogue: Catalogue = {
  services: [],
  events: [
    { code: "offence", plural: "Recorded offences", category: "offending", linkedBy: "pnc", file: "a file" },
    { code: "ae-attendance", plural: "A&E attendances", category: "health", linkedBy: "nhs", file: "a file" },
  ],
};
const offered = [
  { code: "eastside", name: "Eastside Recovery", kind: "recovery", kindName: "Recovery check-ups" },
  { code: "wayside", name: "Wayside", kind: "community", kindName: "Community treatment" },
];
const read = (asked: object) => {
  const question = readQuestion(asked, offered, catalogue);
  if (!question.ok) throw new Error(question.refusal.code);
  return question.value;
};

test("asked for nothing, the page is about offences in the year around entering community treatment", () => {
  expect(read({})).toMatchObject({
    service: { by: "kind", code: "community" },
    event: { code: "offence" },
    windowDays: 365,
  });
  expect(subjectOf(read({}))).toEqual({
    who: "everyone who entered community treatment",
    events: "recorded offences",
  });
});

test("a kind means all its services, any other code one service, said by its name", () => {
  expect(subjectOf(read({ service: "recovery" })).who).toBe("everyone who entered recovery check-ups");
  expect(subjectOf(read({ service: "eastside", event: "ae-attendance" }))).toEqual({
    who: "everyone who entered Eastside Recovery",
    events: "A&E attendances",
  });
});

test("a question goes into an address and comes back the same", () => {
  const question = read({ service: "eastside", event: "ae-attendance", window: "182" });
  expect(read(Object.fromEntries(new URLSearchParams(asQuery(question))))).toEqual(question);
});

test("a partnership without services is told so", () => {
  expect(readQuestion({}, [], catalogue)).toEqual({ ok: false, refusal: { code: "no-services" } });
});
