import { expect, test } from "vitest";
import { safePath, sheetFor } from "./screen.ts";

test.each([
  ["/people?find=smith", "/people?find=smith"],
  ["/", "/"],
  ["//elsewhere.example/", "/"],
  ["/\\elsewhere.example", "/"],
  ["https://elsewhere.example/", "/"],
  ["people", "/"],
  ["/a\r\nset-cookie: x", "/"],
  ["/\t/elsewhere.example/", "/"],
  ["/people?find=zo\u00eb", "/"],
  ["/people?find=zo%C3%AB", "/people?find=zo%C3%AB"],
  ["", "/"],
  [undefined, "/"],
  [["/people"], "/"],
])("a choice that came from %j leads back to %j, never to another place", (asked, path) => {
  expect(safePath(asked)).toBe(path);
});

test("what is said for dark devices holds everywhere once dim was chosen, and nowhere once light was", () => {
  const sheet = "a{}@media screen and (prefers-color-scheme: dark){a{color:#fff}}@media print{a{}}";
  expect(sheetFor("device", sheet)).toBe(sheet);
  expect(sheetFor("dim", sheet)).toBe("a{}@media screen{a{color:#fff}}@media print{a{}}");
  expect(sheetFor("light", sheet)).toBe("a{}@media not all{a{color:#fff}}@media print{a{}}");
});
