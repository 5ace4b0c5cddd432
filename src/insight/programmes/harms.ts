import { type Attended, BY_PERSON } from "./attendance.ts";
import type { Entered } from "./entrants.ts";
import { type About, type Figure, noFigure, rateFigure, shareFigures } from "./figure.ts";
import { recordAsAt } from "./people.ts";

/** How often something went wrong for one person in the sessions of a clinic. */
export type Harmed = {
  readonly key: string;
  readonly kind: "overdose" | "seizure" | "incident";
  readonly times: number;
};

const KINDS = {
  overdose: ["Overdoses in sessions", "Emergencies recorded as an overdose at a session of the clinic."],
  seizure: ["Seizures in sessions", "Emergencies recorded as a seizure at a session of the clinic."],
  incident: [
    "Other incidents in sessions",
    "Incidents of the clinic about a person, emergencies apart: late, clashing or corrected records among them.",
  ],
} as const satisfies Readonly<Record<Harmed["kind"], readonly [string, string]>>;

/** What went wrong: emergencies and incidents for every 1,000 sessions somebody came to, where there are sessions; exits that nobody planned, everywhere. */
export function harmFigures(
  entered: Entered,
  attended: readonly Attended[],
  harmed: readonly Harmed[],
  people: readonly Figure[],
): readonly Figure[] {
  const fresh = recordAsAt(entered);
  const sessions = attended.reduce((sum, one) => sum + one.attended, 0);
  const rates = Object.entries(KINDS).map(([kind, [label, definition]]) => {
    const own = harmed.filter((one) => one.kind === kind);
    const about: About = {
      code: `harms.${kind}`,
      section: "harms",
      label,
      whom: "everyone who entered",
      definition: `${definition} ${BY_PERSON}`,
      source: "The clinic's emergencies and incidents, without names",
      fresh,
    };
    const events = own.reduce((sum, one) => sum + one.times, 0);
    const each = Map.groupBy(own, ({ key }) => key);
    return rateFigure(about, {
      byPerson: attended.map(({ key, attended: of }) => ({
        some: (each.get(key) ?? []).reduce((sum, one) => sum + one.times, 0),
        of,
      })),
      events,
      people: new Set(own.map(({ key }) => key)).size,
      time: sessions,
      in: "sessions",
      per: "1,000 sessions",
      times: 1000,
    });
  });
  return [...(entered.kind.sessions ? rates : []), ...exits(entered, people)];
}

/**
 * Of those who left, how many left unplanned: worked out from what is shown of all who entered, so that nothing is told here that is
 * kept back there.
 */
function exits(entered: Entered, people: readonly Figure[]): readonly Figure[] {
  const about: About = {
    code: "harms.exit-unplanned",
    section: "harms",
    label: "Exits that nobody planned",
    whom: "everyone who entered",
    definition: "Of those whose first stay has ended, people whose stay ended unplanned.",
    source: "Stays in the partnership's record, without names",
    fresh: recordAsAt(entered),
  };
  const of = (code: string) => people.find((one) => one.code === `people.${code}`);
  const [there, unplanned] = [of("there"), of("unplanned")];
  if (there?.numerator === undefined || unplanned?.numerator === undefined)
    return [noFigure(about, "share", "few")];
  const left = entered.people.length - there.numerator;
  const [figure] = shareFigures([
    { about, count: unplanned.numerator },
    { about, count: left - unplanned.numerator },
  ]);
  return figure ? [figure] : [];
}
