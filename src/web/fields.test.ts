import { describe, expect, test } from "vitest";
import { boxes, choose, day, dayAndTime, optionalDay, readForm, text } from "./fields.ts";

const NOW = Temporal.Instant.from("2026-06-10T09:00:00Z");

describe("a day and time in one line", () => {
  const field = dayAndTime("When?", "Enter when");
  const read: readonly [string, string][] = [
    ["27/3/2026 14:30", "2026-03-27T14:30:00Z"],
    ["27/3/2026 at 14:30", "2026-03-27T14:30:00Z"],
    ["27 March 2026, 0930", "2026-03-27T09:30:00Z"],
    ["1/7/26 9.30pm", "2026-07-01T20:30:00Z"],
    ["1 July 2026 at 9.30 pm", "2026-07-01T20:30:00Z"],
    ["14:30", "2026-06-10T13:30:00Z"],
    ["2.30 pm", "2026-06-10T13:30:00Z"],
  ];
  for (const [typed, instant] of read) {
    test(`“${typed}” is ${instant}`, () => {
      const answer = field.read(typed, NOW);
      expect("value" in answer && answer.value.toString()).toBe(instant);
    });
  }
  for (const typed of ["tomorrow", "27/3/2026", "31/2/2026 10:00", "27/3/2026 25:00"]) {
    test(`“${typed}” is refused with what was typed in the sentence`, () => {
      const answer = field.read(typed, NOW);
      expect("error" in answer && answer.error).toContain(typed);
    });
  }
});

test("boxes of which one must be ticked say so when none is, and only then", () => {
  const field = boxes("Who?", [{ value: "x", label: "X" }], { missing: "Choose at least one" });
  expect(field.read(undefined, NOW)).toEqual({ error: "Choose at least one" });
  expect(field.read("x", NOW)).toEqual({ value: ["x"] });
});

describe("reading a form", () => {
  const form = {
    name: text("Name", "Enter a name", { longest: 5 }),
    on: day("Day", "Enter a day"),
    until: optionalDay("Until"),
    sort: choose("Sort", [{ value: "a", label: "A" }], "Choose a sort"),
    several: boxes("Several", [
      { value: "x", label: "X" },
      { value: "y", label: "Y" },
    ]),
  };
  test("every missing or wrong answer gets its own sentence", () => {
    const read = readForm(
      form,
      { name: "too long", on: "", until: "31/2/2026", sort: "b", several: ["x", "z"] },
      NOW,
    );
    expect("errors" in read && read.errors).toEqual({
      name: "Use 5 characters or fewer; this has 8",
      on: "Enter a day",
      until: "“31/2/2026” is not a date. Enter it like 27/3/2026",
      sort: "Choose a sort",
      several: "Choose from the answers shown",
    });
  });
  test("right answers come back typed, with what may be empty left empty", () => {
    const read = readForm(form, { name: " Al ", on: "1/2/26", sort: "a", several: "y" }, NOW);
    expect("values" in read && { ...read.values, on: String(read.values.on) }).toEqual({
      name: "Al",
      on: "2026-02-01",
      until: undefined,
      sort: "a",
      several: ["y"],
    });
  });
});
