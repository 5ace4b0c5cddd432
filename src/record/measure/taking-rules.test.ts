import { expect, test } from "vitest";
import { decideTakenOn, riskReviewDue } from "./taking-rules.ts";

const at = (text: string) => Temporal.Instant.from(text);
const day = (text: string) => Temporal.PlainDate.from(text);

test("a measure taken last week can still be entered today", () => {
  expect(decideTakenOn(day("2026-11-14"), {}, at("2026-11-21T10:00:00Z")).ok).toBe(true);
});

test("a measure cannot have been taken tomorrow, by the calendar in England", () => {
  const lateEvening = at("2026-07-01T23:30:00Z"); // 00:30 on 2 July in England
  expect(decideTakenOn(day("2026-07-02"), {}, lateEvening).ok).toBe(true);
  expect(decideTakenOn(day("2026-07-03"), {}, lateEvening)).toMatchObject({
    refusal: { code: "day-still-to-come" },
  });
});

test("no measure is taken after a death, but one taken on its day can be entered", () => {
  const now = at("2026-11-21T10:00:00Z");
  expect(decideTakenOn(day("2026-11-02"), { died: day("2026-11-02") }, now).ok).toBe(true);
  expect(decideTakenOn(day("2026-11-03"), { died: day("2026-11-02") }, now)).toMatchObject({
    refusal: { code: "after-death" },
  });
});

test("no measure is taken before a birth: its year was mistyped", () => {
  const now = at("2026-11-21T10:00:00Z");
  expect(decideTakenOn(day("1985-04-03"), { born: day("1985-04-03") }, now).ok).toBe(true);
  expect(decideTakenOn(day("1926-11-20"), { born: day("1985-04-03") }, now)).toMatchObject({
    refusal: { code: "before-birth" },
  });
});

test("a risk review is due within two hours", () => {
  expect(riskReviewDue(at("2026-11-21T10:15:00Z")).toString()).toBe("2026-11-21T12:15:00Z");
});

test("a risk review raised late in the evening is due before midnight in England, not tomorrow", () => {
  // 22:40 in summer time is 21:40 UTC; the last minute of the day is 22:59 UTC.
  expect(riskReviewDue(at("2026-07-01T21:40:00Z")).toString()).toBe("2026-07-01T22:59:00Z");
  expect(riskReviewDue(at("2026-07-01T22:59:00Z")).toString()).toBe("2026-07-01T22:59:30Z");
  expect(riskReviewDue(at("2026-07-01T22:59:20Z")).toString()).toBe("2026-07-01T22:59:50Z");
});
