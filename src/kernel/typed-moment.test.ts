import { describe, expect, test } from "vitest";
import { fromLondon, londonDateTime } from "./time.ts";
import { readComingDay, readComingMoment } from "./typed-moment.ts";

// 25 November 2026 is a Wednesday.
const wednesday = Temporal.PlainDate.from("2026-11-25");
const present = fromLondon(wednesday.toPlainDateTime({ hour: 9 }));

describe("a day to come, as it is typed", () => {
  test.each([
    ["today", "2026-11-25"],
    ["tomorrow", "2026-11-26"],
    ["thu", "2026-11-26"],
    ["Tue", "2026-12-01"],
    ["tuesday", "2026-12-01"],
    ["next tue", "2026-12-01"],
    ["wed", "2026-12-02"],
    ["2/12", "2026-12-02"],
    ["2 dec", "2026-12-02"],
    ["24/11", "2027-11-24"],
    ["25/11", "2026-11-25"],
    ["1/1/27", "2027-01-01"],
    ["t", undefined],
    ["31/2", undefined],
    ["someday", undefined],
  ])("“%s” is %s", (typed, meant) => expect(readComingDay(typed, wednesday)?.toString()).toBe(meant));
});

describe("a day and time to come, in one line", () => {
  test.each([
    ["tue 10", "2026-12-01T10:00:00"],
    ["2/12 1430", "2026-12-02T14:30:00"],
    ["tomorrow at 9.30am", "2026-11-26T09:30:00"],
    ["1430", "2026-11-25T14:30:00"],
    ["27/3/2027 14:30", "2027-03-27T14:30:00"],
    ["fri, 2 pm", "2026-11-27T14:00:00"],
    ["tuesday", undefined],
    ["", undefined],
  ])("“%s” is %s", (typed, meant) => {
    const at = readComingMoment(typed, present);
    expect(at && londonDateTime(at).toString()).toBe(meant);
  });
});
