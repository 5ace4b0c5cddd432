import { expect, test } from "vitest";
import { ROLES } from "../staff/roles.ts";
import { groupsFor, PERSON_TABS, tabsFor } from "./tabs.ts";

const whole = { known: true, reads: true };
const words = (role: string): readonly string[] => {
  const may = ROLES.find(({ code }) => code === role)?.may ?? [];
  return groupsFor({ role, may: [...may] }, whole).map(
    ({ label, tabs }) => label + (tabs.length > 1 ? `: ${tabs.map((tab) => tab.label).join(", ")}` : ""),
  );
};

test("a keyworker finds the whole record under eight words", () => {
  expect(words("keyworker")).toEqual([
    "Overview",
    "Care: Assessment, Risk, Plan, Safeguarding, Measures, Health",
    "Medicines",
    "Appointments",
    "Contacts: Contacts, Notes, Letters, Family",
    "Journey: Episodes, Events, Moving on, Clinic selection, What changed",
    "Sharing",
    "Details",
  ]);
});

test("where a role has one tab of a group, the row says that tab's own word", () => {
  expect(words("cd-lead")).toEqual(["Overview", "Medicines", "Notes", "Details"]);
});

test("no role loses a tab to its group", () => {
  for (const { code, may } of ROLES) {
    const reader = { role: code, may: [...may] };
    expect(
      groupsFor(reader, whole)
        .flatMap(({ tabs }) => tabs)
        .toSorted(),
    ).toEqual(tabsFor(reader, whole).toSorted());
  }
  expect(new Set(PERSON_TABS.map((tab) => tab.code)).size).toBe(PERSON_TABS.length);
});
