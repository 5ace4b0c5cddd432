import type { CountedMeasure } from "./insight/area-series/series.ts";
import { type Catalogue, inSentence } from "./insight/changed/catalogue.ts";
import type { TreatingKind } from "./insight/indicators/store.ts";
import type { Programmes } from "./insight/programmes/entrants.ts";
import { AREA_MEASURES } from "./record/area-month/measures.ts";
import { EVENT_KINDS } from "./record/event/kinds.ts";
import { measures } from "./record/measure/definitions/index.ts";
import { reliabilityOf } from "./record/measure/reliability.ts";
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
    ...(TREATING.some((kind) => kind.code === code) ? { treats: true as const } : {}),
    entered: `${A_PLACE.has(code) ? "the " : ""}${inSentence(name)}`,
    completed: endings.filter((ending) => ending.kind === "planned").map((ending) => ending.code),
  })),
  events: EVENT_KINDS.filter((kind) => !NOT_COUNTED.has(kind.code)).map(
    ({ code, plural, category, ...kind }) => ({
      code,
      plural,
      ...("hopedFor" in kind ? { hopedFor: true as const } : {}),
      category,
      linkedBy: category === "offending" ? "pnc" : category === "health" ? "nhs" : "nothing",
      file: category === "offending" ? "the police's file of them" : "a file of them",
    }),
  ),
};

/** What is counted of areas month by month. */
export const AREAS_COUNTED: readonly CountedMeasure[] = AREA_MEASURES;

/** Kinds of service with sessions of their own for which people are expected: those are their attendance. */
const WITH_SESSIONS: ReadonlySet<string> = new Set(["clinic"]);

/** Measures that ask one question of the profile by itself: followed where a kind of service does not ask for the profile, so that nothing is counted twice. */
const ALONE: ReadonlySet<string> = new Set(["psychological-health", "physical-health", "quality-of-life"]);

/** Scores that pages of programmes follow: those that say most of use, offending and health. */
const FOLLOWED: ReadonlySet<string> = new Set([
  ...[
    "opiates",
    "crack",
    "alcohol",
    "cocaine",
    "amphetamines",
    "cannabis",
    "injected",
    "shoplifting",
    "psychological-health",
    "physical-health",
    "quality-of-life",
  ].map((score) => `top ${score}`),
  "phq-9 phq-9",
  ...[...ALONE].map((measure) => `${measure} ${measure}`),
]);

/** What the pages of programmes need of the declared services and of the measures they ask for. */
export const PROGRAMMES: Programmes = {
  counted: COUNTED,
  kinds: SERVICES.map(({ code, name, endings, asksFor }) => ({
    code,
    name,
    endings: endings.map((ending) => ({ code: ending.code, name: ending.name, kind: ending.kind })),
    sessions: WITH_SESSIONS.has(code),
    asksFor,
  })),
  measureNames: new Map(measures.map(({ code, name }) => [code, name])),
  scores: measures.flatMap((measure) =>
    measure.scores.flatMap((score) =>
      score.direction === "none" || !FOLLOWED.has(`${measure.code} ${score.code}`)
        ? []
        : [
            {
              measure: measure.code,
              measureName: measure.name,
              code: score.code,
              name: score.name,
              better: score.direction === "higher-is-better" ? ("higher" as const) : ("lower" as const),
              ofUse: score.reliableChange?.ofUse ?? false,
              reliability: reliabilityOf(measure.code, score.code),
              ...(ALONE.has(measure.code) ? { unlessAsked: "top" } : {}),
            },
          ],
    ),
  ),
};
