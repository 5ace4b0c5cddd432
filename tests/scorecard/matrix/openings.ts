import { isEnforcement } from "../../../src/record/sharing/agency-kinds.ts";
import { SIGNED_IN } from "../../../src/web/page.ts";
import type { Visit } from "./crawl.ts";
import type { Judge } from "./declared.ts";

/**
 * What each page about a person needs, beside the permission that it declares: that the reader's agency may see its own
 * record of the person, or only who they are; and the categories of what it shows, of which the role needs one.
 */
const NEEDS: Readonly<Record<string, readonly [right: "minimum" | "own", ...categories: string[]]>> = {
  "/people/:person": ["minimum", "identity"],
  "/people/:person/episodes": ["own", "health", "offending", "housing", "social", "supervised-use"],
  "/people/:person/details": ["own", "identity"],
  "/people/:person/correct": ["own", "identity"],
  "/people/:person/names/new": ["own", "identity"],
  "/people/:person/numbers/new": ["own", "identity"],
  "/people/:person/alerts/new": ["own", "identity"],
  "/people/:person/death": ["own", "identity"],
  "/people/:person/death/reverse": ["own", "identity"],
  "/people/:person/notes": ["own", "identity"],
  "/people/:person/notes/new": ["own", "identity"],
  "/people/:person/measures": ["own", "health", "housing", "social"],
  "/people/:person/measures/:definition/new": ["own", "health"],
  "/people/:person/events": ["own", "offending", "health", "housing", "social"],
  "/people/:person/events/new": ["own", "offending", "health", "housing", "social"],
  "/people/:person/consents": ["own", "identity"],
  "/people/:person/consents/record": ["own", "identity"],
  "/people/:person/consents/withdraw": ["own", "identity"],
  "/people/:person/tasks/new": ["own", "identity"],
  "/people/:person/episodes/open": ["own", "identity"],
  "/people/:person/what-changed": ["own", "identity"],
};

/** Pages that police and probation never open, whatever the role. */
const NOT_FOR_ENFORCEMENT = /^\/people\/:person\/consents\b/;

/**
 * May this address be opened? `maybe` where the page's own rules say more than rights do (whether a handover still waits,
 * whether a draft is there): then what it shows is held against the rules all the same.
 */
export function mayOpen(judge: Judge, { reader, route, about, person }: Visit): "yes" | "no" | "maybe" {
  const permitted = route.allow === SIGNED_IN || (reader.role.may as readonly string[]).includes(route.allow);
  if (!permitted || about === "hidden" || about === "absent") return "no";
  if (about === "list") return "yes";
  const needs = NEEDS[route.path];
  if (!needs || about === "own" || !person) return "maybe";
  if (NOT_FOR_ENFORCEMENT.test(route.path) && isEnforcement(reader.agency?.kind ?? null)) return "no";
  const [right, ...categories] = needs;
  if (!(right === "own" ? judge.own : judge.minimum)(reader, person.id)) return "no";
  return categories.some((category) => reader.role.categories.includes(category)) ? "yes" : "no";
}
