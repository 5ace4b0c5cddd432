import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { fromLondon } from "../../kernel/time.ts";
import { Age, barLength } from "./board-cards.tsx";

const at = (local: string) => fromLondon(Temporal.PlainDateTime.from(local));
const FROM = at("2026-03-02T09:00");
const DUE = at("2026-03-04T09:00");

test.each<[string, string, number]>([
  ["just offered, the bar is a fifth", "2026-03-02T09:00", 1],
  ["half of the time used is three of five", "2026-03-03T09:00", 3],
  ["at the very moment it is due the bar is full and not late", "2026-03-04T09:00", 5],
  ["an hour late is the shortest amber", "2026-03-04T10:00", 1],
  ["half a day late is two", "2026-03-04T21:00", 2],
  ["two days late is three", "2026-03-06T09:00", 3],
  ["five days late is four", "2026-03-09T09:00", 4],
  ["seven days and more late is full", "2026-03-11T09:00", 5],
])("%s", (_words, now, length) => {
  expect(barLength(DUE, FROM, at(now))).toBe(length);
});

test("lateness is said in words with the exact time beside, and only then is it amber", () => {
  const shown = (now: string) => renderToStaticMarkup(<Age due={DUE} from={FROM} now={at(now)} />);
  expect(shown("2026-03-06T09:00")).toContain("2 days late (4 Mar, 09:00)");
  expect(shown("2026-03-06T09:00")).toContain("age--late");
  expect(shown("2026-03-04T08:40")).toContain("in 20 minutes (09:00)");
  expect(shown("2026-03-04T09:00")).not.toContain("late");
});
