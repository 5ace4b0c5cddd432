import type { Asking } from "../../kernel/database/door.ts";
import { categoriesOf } from "../staff/role-categories.ts";

/** Who reads, as far as tabs and buttons depend on it. */
export type Reader = Pick<Asking, "role" | "may">;

/** One part of a person's record, a page of its own at `/people/:person/CODE`. */
export type PersonTab = {
  readonly code: string;
  readonly label: string;
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

/** Every tab of a person's page, in order. An area that adds one adds its line here and its page at its path. */
export const PERSON_TABS: readonly PersonTab[] = [
  { code: "", label: "Overview", shows: () => true },
  {
    code: "notes",
    label: "Notes",
    shows: (reader) => categoriesOf(reader.role).some((category) => category !== "identity"),
  },
  {
    code: "contacts",
    label: "Contacts",
    shows: needsOneOf("health", "offending", "housing", "social"),
  },
  {
    code: "appointments",
    label: "Appointments",
    shows: needsOneOf("health", "offending", "housing", "social", "supervised-use"),
  },
  {
    code: "episodes",
    label: "Episodes",
    shows: needsOneOf("health", "offending", "housing", "social", "supervised-use"),
  },
  { code: "medicines", label: "Medicines", shows: needsOneOf("medication") },
  { code: "assessment", label: "Assessment", shows: needsOneOf("health", "housing", "social") },
  { code: "risk", label: "Risk", shows: needsOneOf("health", "safeguarding") },
  { code: "plan", label: "Plan", shows: needsOneOf("health", "offending", "housing", "social") },
  { code: "safeguarding", label: "Safeguarding", shows: needsOneOf("safeguarding") },
  { code: "measures", label: "Measures", shows: needsOneOf("health", "housing", "social") },
  { code: "health", label: "Health", shows: readsHealth },
  { code: "moving-on", label: "Moving on", shows: needsOneOf("health") },
  {
    code: "letters",
    label: "Letters",
    notInEmergency: true,
    shows: (reader) => reader.may.includes("clinical") && needsOneOf("health", "contact")(reader),
  },
  { code: "events", label: "Events", shows: needsOneOf("offending", "health", "housing", "social") },
  {
    code: "what-changed",
    notInEmergency: true,
    label: "What changed",
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
