import type { Asking } from "../../kernel/database/door.ts";
import { categoriesOf } from "../staff/role-categories.ts";

/** Who reads, as far as tabs and buttons depend on it. */
export type Reader = Pick<Asking, "role" | "may">;

/** One part of a person's record, a page of its own at `/people/:person/CODE`. */
export type PersonTab = {
  readonly code: string;
  readonly label: string;
  /** The group of tabs it stands in; without one it stands by itself. */
  readonly group?: string;
  /** Whether the reader's role could find anything there. Never asks what is there, so that nothing hidden shows. */
  readonly shows: (reader: Reader) => boolean;
  /** Not for whoever reads in an emergency alone. */
  readonly notInEmergency?: boolean;
};

const needsOneOf =
  (...categories: readonly string[]) =>
  (reader: Reader): boolean =>
    categoriesOf(reader.role).some((category) => categories.includes(category));

/** Whether a reader's role reads health, or what the supervised-use room records of it. */
export const readsHealth = needsOneOf("health", "supervised-use");

/** Groups of tabs, so that what a role needs stands in one row of few words. */
const CARE = "Care";
const CONTACTS = "Contacts";
const JOURNEY = "Journey";

/**
 * Every tab of a person's page, in order; those of a group stand together. An area that adds one adds its line here and its page at
 * its path.
 */
export const PERSON_TABS: readonly PersonTab[] = [
  { code: "", label: "Overview", shows: () => true },
  {
    code: "assessment",
    label: "Assessment",
    group: CARE,
    shows: needsOneOf("health", "housing", "social"),
  },
  { code: "risk", label: "Risk", group: CARE, shows: needsOneOf("health", "safeguarding") },
  { code: "plan", label: "Plan", group: CARE, shows: needsOneOf("health", "offending", "housing", "social") },
  { code: "safeguarding", label: "Safeguarding", group: CARE, shows: needsOneOf("safeguarding") },
  { code: "measures", label: "Measures", group: CARE, shows: needsOneOf("health", "housing", "social") },
  { code: "health", label: "Health", group: CARE, shows: readsHealth },
  { code: "medicines", label: "Medicines", shows: needsOneOf("medication") },
  {
    code: "appointments",
    label: "Appointments",
    shows: needsOneOf("health", "offending", "housing", "social", "supervised-use"),
  },
  {
    code: "contacts",
    label: "Contacts",
    group: CONTACTS,
    shows: needsOneOf("health", "offending", "housing", "social"),
  },
  {
    code: "notes",
    label: "Notes",
    group: CONTACTS,
    shows: (reader) => categoriesOf(reader.role).some((category) => category !== "identity"),
  },
  {
    code: "letters",
    label: "Letters",
    group: CONTACTS,
    notInEmergency: true,
    shows: (reader) => reader.may.includes("clinical") && needsOneOf("health", "contact")(reader),
  },
  {
    code: "family",
    label: "Family",
    group: CONTACTS,
    notInEmergency: true,
    shows: (reader) => reader.may.includes("clinical") && needsOneOf("social")(reader),
  },
  {
    code: "episodes",
    label: "Episodes",
    group: JOURNEY,
    shows: needsOneOf("health", "offending", "housing", "social", "supervised-use"),
  },
  {
    code: "events",
    label: "Events",
    group: JOURNEY,
    shows: needsOneOf("offending", "health", "housing", "social"),
  },
  { code: "moving-on", label: "Moving on", group: JOURNEY, shows: needsOneOf("health") },
  {
    code: "selection",
    label: "Clinic selection",
    group: JOURNEY,
    notInEmergency: true,
    shows: (reader) =>
      reader.may.includes("work") && needsOneOf("health", "offending", "housing", "social")(reader),
  },
  {
    code: "what-changed",
    notInEmergency: true,
    label: "What changed",
    group: JOURNEY,
    shows: (reader) => reader.may.includes("insight:read") && needsOneOf("offending")(reader),
  },
  {
    code: "consents",
    label: "Sharing",
    notInEmergency: true,
    shows: (reader) => reader.may.includes("consent:record"),
  },
  { code: "details", label: "Details", shows: () => true },
];

/** How far a reader gets: to the whole record, to read it in an emergency, or to who the person is and no further. */
export type Reach = { readonly known: boolean; readonly reads: boolean };

/** The tabs of this reader. While a handover is only offered there is one: who the person is. */
export const tabsFor = (reader: Reader, { known, reads }: Reach): readonly PersonTab[] =>
  PERSON_TABS.filter(
    (tab) => (tab.code === "" || (reads && (known || !tab.notInEmergency))) && tab.shows(reader),
  );

/** One word of the row of tabs: a tab by itself, or a group of which this reader has several. */
export type TabGroup = { readonly label: string; readonly tabs: readonly PersonTab[] };

/** The row of tabs of this reader. A group of which they have one tab alone is called as that tab is. */
export function groupsFor(reader: Reader, reach: Reach): readonly TabGroup[] {
  const byGroup = Map.groupBy(tabsFor(reader, reach), (tab) => tab.group ?? tab.label);
  return [...byGroup].map(([name, tabs]) => ({
    label: tabs.length === 1 ? (tabs[0]?.label ?? name) : name,
    tabs,
  }));
}
