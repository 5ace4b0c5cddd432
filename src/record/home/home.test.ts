import { expect, test } from "vitest";
import { fromLondon } from "../../kernel/time.ts";
import { ROLES } from "../staff/roles.ts";
import { HOMES } from "./blocks.ts";
import { byWhen, type Line } from "./lines.ts";

const at = (local: string) => fromLondon(Temporal.PlainDateTime.from(local));

const line = (key: string, due: string, pressing?: true): Line => ({
  key,
  due: at(due),
  who: "Dean Hall",
  what: "Ring",
  href: "/tasks",
  act: { does: "go", words: "Open", href: "/tasks" },
  ...(pressing ? { pressing } : {}),
});

const NOW = at("2026-03-27T09:00");
const keys = (lines: readonly Line[]) => lines.map((each) => each.key);

test("late and within the hour is now, by tonight is today, the seventh day still belongs to this week", () => {
  const due = byWhen(
    [
      line("the eighth day", "2026-04-03T00:00"),
      line("last minute of the seventh day", "2026-04-02T23:59"),
      line("tomorrow at midnight", "2026-03-28T00:00"),
      line("tonight", "2026-03-27T23:59"),
      line("in an hour", "2026-03-27T10:00"),
      line("in 59 minutes", "2026-03-27T09:59"),
      line("yesterday", "2026-03-26T09:00"),
    ],
    NOW,
  );
  expect(keys(due.now)).toEqual(["yesterday", "in 59 minutes"]);
  expect(keys(due.today)).toEqual(["in an hour", "tonight"]);
  expect(keys(due.week)).toEqual(["tomorrow at midnight", "last minute of the seventh day"]);
  expect(due.later).toBe(1);
});

test("somebody handed back is now, whenever it is due", () => {
  expect(keys(byWhen([line("back", "2026-03-29T12:00", true)], NOW).now)).toEqual(["back"]);
});

test("the day on which clocks go forward ends at midnight on the wall", () => {
  const sunday = byWhen([line("late on Sunday", "2026-03-29T23:30")], at("2026-03-29T00:30"));
  expect(keys(sunday.today)).toEqual(["late on Sunday"]);
});

test("every role has a home, with something on it for everyone but the person, whose home is their record", () => {
  for (const role of ROLES) {
    expect(HOMES[role.code], role.code).toBeDefined();
    if (role.code !== "person") expect(HOMES[role.code]?.length, role.code).toBeGreaterThan(0);
  }
  expect(Object.keys(HOMES).sort()).toEqual(ROLES.map((role) => role.code).sort());
});

test("no home shows names to a role that may read nobody", () => {
  for (const role of ROLES.filter((each) => !each.may.includes("person:read"))) {
    expect(
      HOMES[role.code]?.filter((block) => block === "people" || block === "referrals"),
      role.code,
    ).toEqual([]);
  }
});
