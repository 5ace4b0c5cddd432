import { type Catalogue, inSentence } from "./insight/changed/catalogue.ts";
import type { TreatingKind } from "./insight/indicators/store.ts";
import { EVENT_KINDS } from "./record/event/kinds.ts";
import { SERVICES } from "./services/index.ts";

/** Kinds that what changed does not count: custody is no time at risk, a release ends it, and a death ends everything. */
const NOT_COUNTED: ReadonlySet<string> = new Set(["custody", "release", "death"]);

/** Kinds of service that people speak of as a place: they enter the clinic, but community treatment. */
const A_PLACE: ReadonlySet<string> = new Set(["clinic", "overdose-prevention"]);

/** Kinds of service that give structured treatment to adults in the community, as the national indicators count them. */
export const TREATING: readonly TreatingKind[] = SERVICES.filter(
  ({ reportsTo, stages }) => reportsTo.includes("ndtms-adult") && stages.some(({ treats }) => treats),
).map(({ code, name, stages, endings }) => ({
  code,
  name,
  treats: stages.filter(({ treats }) => treats).map((stage) => stage.code),
  exits: new Map(endings.map((ending) => [ending.code, ending.kind])),
}));

/** What insight counts: the declared services with their planned endings, and the events that happen to people. */
export const COUNTED: Catalogue = {
  services: SERVICES.map(({ code, name, endings }) => ({
    code,
    entered: `${A_PLACE.has(code) ? "the " : ""}${inSentence(name)}`,
    completed: endings.filter((ending) => ending.kind === "planned").map((ending) => ending.code),
  })),
  events: EVENT_KINDS.filter((kind) => !NOT_COUNTED.has(kind.code)).map(({ code, plural, category }) => ({
    code,
    plural,
    category,
    linkedBy: category === "offending" ? "pnc" : category === "health" ? "nhs" : "nothing",
    file: category === "offending" ? "the police's file of them" : "a file of them",
  })),
};
