import { describe, expect, test } from "vitest";
import {
  boxes,
  carried,
  choose,
  day,
  dayAndTime,
  type Field,
  longText,
  optionalDay,
  optionalPick,
  optionalText,
  password,
  readForm,
  text,
} from "./fields.ts";

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
  test("left empty is missing", () => {
    expect(field.read(" ", NOW)).toEqual({ error: "Enter when" });
  });
  for (const typed of ["tomorrow", "27/3/2026", "31/2/2026 10:00", "27/3/2026 25:00"]) {
    test(`“${typed}” is refused with what was typed in the sentence`, () => {
      const answer = field.read(typed, NOW);
      expect("error" in answer && answer.error).toContain(typed);
    });
  }
});

test("what a page carries along is read, and what is nothing of the kind is left out", () => {
  const field = carried((text) => (/^\d+$/.test(text) ? Number(text) : undefined));
  expect([field.read("12", NOW), field.read("twelve", NOW), field.read(undefined, NOW)]).toEqual([
    { value: 12 },
    { value: undefined },
    { value: undefined },
  ]);
});

test("boxes of which one must be ticked say so when none is, and only then", () => {
  const field = boxes("Who?", [{ value: "x", label: "X" }], { missing: "Choose at least one" });
  expect(field.read(undefined, NOW)).toEqual({ error: "Choose at least one" });
  expect(field.read("x", NOW)).toEqual({ value: ["x"] });
});

describe("one question", () => {
  const choices = [
    { value: "a", label: "A" },
    { value: "c", label: "C" },
  ];
  const read: readonly [string, Field<unknown>, string | readonly string[] | undefined, unknown][] = [
    ["a text as long as may be is kept", text("Name", "-", { longest: 5 }), "Marys", { value: "Marys" }],
    [
      "a text of nothing but spaces is missing",
      text("Name", "Enter a name"),
      "  ",
      { error: "Enter a name" },
    ],
    ["a text may have 200 characters", text("Name", "-"), "x".repeat(200), { value: "x".repeat(200) }],
    [
      "a text may have no more",
      text("Name", "-"),
      "x".repeat(201),
      { error: "Use 200 characters or fewer; this has 201" },
    ],
    ["of a text sent twice the first counts", text("Name", "-"), [" one ", "two"], { value: "one" }],
    ["a text that may be empty may be left out", optionalText("Note"), undefined, { value: "" }],
    [
      "a text that may be empty may not be endless",
      optionalText("Note", { longest: 5 }),
      "longer",
      { error: "Use 5 characters or fewer; this has 6" },
    ],
    [
      "a long text may have 4000 characters",
      longText("What", "-"),
      "x".repeat(4000),
      { value: "x".repeat(4000) },
    ],
    [
      "a long text may have no more",
      longText("What", "-"),
      "x".repeat(4001),
      { error: "Use 4000 characters or fewer; this has 4001" },
    ],
    ["a long text must be there", longText("What", "Enter what"), "", { error: "Enter what" }],
    ["a password keeps its spaces", password("Password", "-"), " four words ", { value: " four words " }],
    ["a password must be there", password("Password", "Enter one"), "", { error: "Enter one" }],
    [
      "a choice that may be left open may be",
      optionalPick("Who", choices, { none: "Nobody yet" }),
      "",
      { value: "" },
    ],
    ["a choice is kept", optionalPick("Who", choices, { none: "Nobody yet" }), "a", { value: "a" }],
    [
      "a choice that was not offered is none",
      optionalPick("Who", choices, { none: "Nobody yet" }),
      "b",
      { error: "Choose an answer from the list" },
    ],
    ["nothing chosen is missing", choose("Sort", choices, "Choose one"), undefined, { error: "Choose one" }],
    ["no box ticked is an answer", boxes("Several", choices), undefined, { value: [] }],
  ];
  test.each(read)("%s", (_name, field, typed, answer) => {
    expect(field.read(typed, NOW)).toEqual(answer);
  });
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
  test("one wrong answer is enough to send the form back", () => {
    const read = readForm(form, { name: "Al", on: "1/2/26", sort: "a", several: "z" }, NOW);
    expect(read).toEqual({ errors: { several: "Choose from the answers shown" } });
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
