import { expect, test } from "vitest";
import { tableText, wrapped } from "./changed-text.ts";

test("a table on a terminal has its names to the left and its figures to the right", () => {
  expect(
    tableText({
      caption: "Who",
      columns: ["Which", "People"],
      rows: [
        ["Entered", "1,200"],
        ["In", "9"],
      ],
    }),
  ).toBe("Who\nWhich    People\nEntered   1,200\nIn            9");
});

test("a sentence is broken between words and never within one", () => {
  expect(wrapped("one two three", 7)).toBe("one two\nthree");
  expect(wrapped("unbreakable", 4)).toBe("unbreakable");
});
