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

test("a service, an event or a window that is not here is refused, with what is", () => {
  expect(readQuestion({ service: "nowhere" }, offered, catalogue)).toEqual({
    ok: false,
    refusal: {
      code: "service-unknown",
      given: "nowhere",
      known: ["recovery", "eastside", "community", "wayside"],
    },
  });
  expect(readQuestion({ event: "rain" }, offered, catalogue)).toEqual({
    ok: false,
    refusal: { code: "event-unknown", given: "rain", known: ["offence", "ae-attendance"] },
  });
  for (const window of ["27", "1827", "0", "-365", "1e2", "a year", "36525"]) {
    expect(readQuestion({ window }, offered, catalogue), window).toEqual({
      ok: false,
      refusal: { code: "window-not-usable", given: window },
    });
  }
  expect(["28", "1826"].map((window) => read({ window }).windowDays)).toEqual([28, 1826]);
});

test("without community treatment the first kind that is offered is asked about", () => {
  const question = readQuestion({}, offered.slice(0, 1), catalogue);
  expect(question.ok && question.value.service).toMatchObject({ by: "kind", code: "recovery" });
});

test("what is entered is said as its declaration says it", () => {
  const services = [
    { code: "recovery", entered: "recovery check-ups", completed: [] },
    { code: "community", entered: "treatment in the community", completed: [] },
  ];
  const question = readQuestion({}, offered, { ...catalogue, services });
  expect(question.ok && question.value.service.entered).toBe("treatment in the community");
});

test("a partnership without services is told so", () => {
  expect(readQuestion({}, [], catalogue)).toEqual({ ok: false, refusal: { code: "no-services" } });
});
