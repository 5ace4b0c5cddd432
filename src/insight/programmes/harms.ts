import { type Attended, BY_PERSON } from "./attendance.ts";
import type { Entered } from "./entrants.ts";
import { type About, type Figure, noFigure, rateFigure, shareFigures, type Whom } from "./figure.ts";
import { isFew } from "./keep-back.ts";
import { hasStayed, recordAsAt } from "./people.ts";

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

/**
 * What went wrong: emergencies and incidents for every 1,000 sessions somebody came to, where there are sessions, of everyone and beside them of
 * those who stayed; exits that nobody planned, everywhere. Those who stayed are not shown where one to four of those who left, or of what
 * happened to them, could be had by subtraction.
 */
export function harmFigures(
  entered: Entered,
  attended: readonly Attended[],
  harmed: readonly Harmed[],
  people: readonly Figure[],
): readonly Figure[] {
  const stayed = new Set(entered.people.filter((one) => hasStayed(one, entered)).map(({ key }) => key));
  const mine = <T extends { readonly key: string }>(all: readonly T[]) =>
    all.filter(({ key }) => stayed.has(key));
  const tells = isFew(stayed.size) || isFew(entered.people.length - stayed.size);
  const rates = (Object.keys(KINDS) as Harmed["kind"][]).flatMap((kind) => {
    const own = harmed.filter((one) => one.kind === kind);
    const all = rateOf(entered, kind, "everyone who entered", attended, own, false);
    const [left, gone] = [
      own.filter(({ key }) => !stayed.has(key)),
      attended.filter(({ key }) => !stayed.has(key)),
    ];
    const few =
      isFew(times(left)) || isFew(left.length) || isFew(gone.filter((one) => one.attended > 0).length);
    const held = tells || all.held === "few" || few;
    return [all, rateOf(entered, kind, "those who stayed", mine(attended), mine(own), held)];
  });
  return [...(entered.kind.sessions ? rates : []), ...exits(entered, people)];
}

const times = (all: readonly Harmed[]): number => all.reduce((sum, one) => sum + one.times, 0);

function rateOf(
  entered: Entered,
  kind: Harmed["kind"],
  whom: Whom,
  attended: readonly Attended[],
  own: readonly Harmed[],
  held: boolean,
): Figure {
  const [label, definition] = KINDS[kind];
  const about: About = {
    code: `harms.${kind}`,
    section: "harms",
    label,
    whom,
    definition: `${definition} ${BY_PERSON}`,
    source: "The clinic's emergencies and incidents, without names",
    fresh: recordAsAt(entered),
  };
  const each = Map.groupBy(own, ({ key }) => key);
  return rateFigure(
    about,
    {
      byPerson: attended.map(({ key, attended: of }) => ({ some: times(each.get(key) ?? []), of })),
      events: times(own),
      people: each.size,
      time: attended.reduce((sum, one) => sum + one.attended, 0),
      in: "sessions",
      per: "1,000 sessions",
      times: 1000,
    },
    held,
  );
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
