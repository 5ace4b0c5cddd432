import { describe, expect, test } from "vitest";
import type { CountedEvent } from "./catalogue.ts";
import { changedForOne, type PersonQuestion, unseenOwners } from "./one-person.ts";
import { personFinding, personRatio, sayPerson } from "./person-messages.ts";
import type { Source } from "./sources.ts";
import type { SeenPerson } from "./store-person.ts";

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const event: CountedEvent = {
  code: "offence",
  plural: "Recorded offences",
  category: "offending",
  linkedBy: "pnc",
  file: "the police's file of them",
};
const source = (kind: Source["kind"], agencyKind: string, completeTo: string | undefined): Source => ({
  kind,
  agencyName: agencyKind,
  agencyKind,
  completeTo: completeTo ? day(completeTo) : undefined,
  completeBy: "stated",
  firstOn: undefined,
  importedAt: undefined,
});
const sources = [source("events", "police", "2026-09-30"), source("custody", "prison", "2026-09-30")];
const seen: SeenPerson = {
  diedOn: undefined,
  hasPnc: true,
  hasNhs: false,
  grants: ["minimum", "own", "offending/police", "offending/prison"],
  categories: ["health", "offending"],
};
const stay = { kind: "community", kindName: "Community treatment", startedOn: day("2025-01-01"), own: true };
const question: PersonQuestion = { stay, entered: "community treatment", event, windowDays: 365 };
const happened = {
  events: ["2024-03-01", "2024-06-01", "2024-09-01", "2025-02-01"].map(day),
  custody: [{ inOn: day("2024-07-01"), outOn: day("2024-08-01") }],
};

describe("one person's own counts", () => {
  test("stand with the time at risk, and without a percentage", () => {
    const changed = changedForOne(seen, happened, sources, question);
    if (!changed.ok) throw new Error(changed.refusal.code);
    // July has 31 days inside: 365 - 31 before, all 365 after.
    expect([changed.value.everyone.before.days, changed.value.everyone.after.days]).toEqual([334, 365]);
    expect(personFinding(changed.value, question)).toBe(
      "Recorded offences: 3 in 0.91 years at risk in the 365 days before entering community treatment on 1 January 2025, and 1 in 1.00 years at risk since, up to 31 December 2025.",
    );
    expect(personRatio(changed.value)).toContain("No percentage is given for one person");
    expect(personRatio(changed.value)).not.toMatch(/\d+ % (lower|higher)/);
  });

  test("end with the day of death", () => {
    const changed = changedForOne({ ...seen, diedOn: day("2025-01-10") }, happened, sources, question);
    if (!changed.ok) throw new Error(changed.refusal.code);
    expect([changed.value.everyone.after.days, changed.value.everyone.after.events]).toEqual([10, 0]);
    expect(personFinding(changed.value, question)).toContain("years at risk since, up to the day of death.");
  });
});

describe("what else happened to them", () => {
  const attendance: CountedEvent = { ...event, code: "ae-attendance", category: "health", linkedBy: "nhs" };
  const fromHospital = [
    source("events", "hospital", "2026-09-30"),
    source("custody", "prison", "2026-09-30"),
  ];
  const nurse = { ...seen, hasPnc: false, hasNhs: true, grants: ["health/hospital", "offending/prison"] };
  const of = (counted: CountedEvent, who: SeenPerson, events = happened.events.slice(0, 1)) => {
    const changed = changedForOne(who, { events, custody: [] }, fromHospital, {
      ...question,
      event: counted,
    });
    return changed.ok ? "counted" : changed.refusal.code;
  };

  test("is seen by its own category, while time in custody is always offending", () => {
    expect(unseenOwners(nurse, fromHospital, attendance)).toEqual([]);
    expect(unseenOwners({ ...nurse, categories: ["health"] }, fromHospital, attendance)).toEqual(["prison"]);
    expect(unseenOwners({ ...nurse, grants: [] }, fromHospital.toReversed(), attendance)).toEqual([
      "hospital",
      "prison",
    ]);
  });

  test("needs the number by which it is linked, or one event that was linked; some need no number", () => {
    const unknown = { ...nurse, hasPnc: true, hasNhs: false };
    expect(of(attendance, nurse, [])).toBe("counted");
    expect(of(attendance, unknown, [])).toBe("no-number");
    expect(of(attendance, unknown)).toBe("counted");
    expect(of({ ...attendance, linkedBy: "nothing" }, unknown, [])).toBe("counted");
  });
});

describe("nothing is counted", () => {
  test("of somebody who entered after the data end", () => {
    const late = { ...question, stay: { ...stay, startedOn: day("2026-10-01") } };
    expect(changedForOne(seen, happened, sources, late)).toMatchObject({
      ok: false,
      refusal: { code: "nobody-followed-yet" },
    });
  });

  test("where the police's records are not shared with the reader, since less sight would read as a fall", () => {
    const blind = { ...seen, grants: ["minimum", "own", "offending/prison"] };
    expect(unseenOwners(blind, sources, event)).toEqual(["police"]);
    const changed = changedForOne(blind, { events: [], custody: [] }, sources, question);
    expect(changed).toEqual({ ok: false, refusal: { code: "not-shared", owners: ["police"] } });
    if (!changed.ok) expect(sayPerson(changed.refusal, event)).toContain("not shared with you now");
  });

  test("where the reader's role does not need what is counted", () => {
    expect(unseenOwners({ ...seen, categories: ["health"] }, sources, event)).toEqual(["police", "prison"]);
  });

  test("where a source is missing or nobody knows its end", () => {
    expect(changedForOne(seen, happened, sources.slice(0, 1), question)).toMatchObject({
      refusal: { code: "source-missing", missing: ["custody"] },
    });
    const endless = [source("events", "police", undefined), source("custody", "prison", "2026-09-30")];
    expect(changedForOne(seen, happened, endless, question)).toMatchObject({
      refusal: { code: "source-without-end", agencies: ["police"] },
    });
  });

  test("where the person has no number by which police could be asked, rather than a comfortable nought", () => {
    const unknown = { ...seen, hasPnc: false };
    expect(changedForOne(unknown, { events: [], custody: [] }, sources, question)).toMatchObject({
      refusal: { code: "no-number" },
    });
    expect(changedForOne(unknown, happened, sources, question).ok).toBe(true);
  });
});
