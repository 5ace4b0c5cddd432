import { SIGNED_IN } from "../../../src/web/page.ts";
import type { Visit } from "./crawl.ts";
import type { Judge } from "./declared.ts";

/**
 * What each page about a person needs, beside the permission that it declares: that the reader's agency may see its own
 * record of the person, or only who they are; and the category of what it shows, where it shows but one.
 */
const NEEDS: Readonly<Record<string, readonly [right: "minimum" | "own", category?: string]>> = {
  "/people/:person": ["minimum", "identity"],
  "/people/:person/episodes": ["own", "identity"],
  "/people/:person/details": ["own", "identity"],
  "/people/:person/correct": ["own", "identity"],
  "/people/:person/names/new": ["own", "identity"],
  "/people/:person/numbers/new": ["own", "identity"],
  "/people/:person/alerts/new": ["own", "identity"],
  "/people/:person/death": ["own", "identity"],
  "/people/:person/death/reverse": ["own", "identity"],
  "/people/:person/notes": ["own", "identity"],
  "/people/:person/notes/new": ["own", "identity"],
  "/people/:person/measures": ["own", "health"],
  "/people/:person/measures/:definition/new": ["own", "health"],
  "/people/:person/events": ["own", "identity"],
  "/people/:person/events/new": ["own", "identity"],
  "/people/:person/consents": ["own", "identity"],
  "/people/:person/consents/record": ["own", "identity"],
  "/people/:person/consents/withdraw": ["own", "identity"],
  "/people/:person/tasks/new": ["own", "identity"],
  "/people/:person/episodes/open": ["own", "identity"],
  "/people/:person/what-changed": ["own", "identity"],
};

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
  const [right, category] = needs;
  if (!(right === "own" ? judge.own : judge.minimum)(reader, person.id)) return "no";
  return category === undefined || reader.role.categories.includes(category) ? "yes" : "no";
}
