import { expect, test } from "vitest";
import { capital, counted, listed } from "./words.ts";

test("things are counted with their thousands, and one thing is one", () => {
  expect([
    counted(1, "row"),
    counted(0, "row"),
    counted(4165, "row"),
    counted(2, "entry", "entries"),
  ]).toEqual(["1 row", "0 rows", "4,165 rows", "2 entries"]);
});

test("things in a row end in and, or in or", () => {
  expect([listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")]).toEqual([
    "",
    "a",
    "a and b",
    "a, b or c",
  ]);
});

test("a line begins with a capital, whatever its letters", () => {
  expect([capital("élan"), capital(""), capital("NHS number")]).toEqual(["Élan", "", "NHS number"]);
});
