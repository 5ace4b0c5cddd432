import type { Entered, Entrant } from "./entrants.ts";
import { type About, type Figure, noFigure, shareFigures, type Whom } from "./figure.ts";
import { isFew } from "./keep-back.ts";
import { hasStayed, recordAsAt } from "./people.ts";

/** What came of the appointments or sessions of one person while they were with the service. */
export type Attended = {
  readonly key: string;
  readonly attended: number;
  readonly missed: number;
};

/** How intervals of what people did several times are made. */
export const BY_PERSON =
  "The interval is the wider of the exact one, which takes each as independent of the others, and the one that lets one person's hang together (ratio of sums by person, Student's t). Below ten people the exact one alone is left, and is too narrow.";

const SOURCES = {
  appointments: {
    what: "Appointments",
    source: "Appointments in the partnership's diaries, without names",
    definition:
      "Of appointments with the service on days of the stay that were kept or missed; what was excused, moved or cancelled, or is still to come, is not counted.",
  },
  sessions: {
    what: "Sessions",
    source: "The clinic's sessions for which somebody was expected, without names",
    definition:
      "Of the clinic's sessions for which somebody was expected on days of the stay, as the clinic counts them: came, whatever was given, or did not come. Excused sessions are not counted.",
  },
} as const;

/** Attendance: the share that was kept and that was missed, of everyone who entered and of those who stayed. */
export function attendanceFigures(entered: Entered, attended: readonly Attended[]): readonly Figure[] {
  const of = SOURCES[entered.kind.sessions ? "sessions" : "appointments"];
  const byKey = new Map(attended.map((one) => [one.key, one]));
  const about = (code: string, label: string, whom: Whom): About => ({
    code: `attendance.${code}`,
    section: "attendance",
    label: `${of.what} ${label}`,
    whom,
    definition: `${of.definition} ${BY_PERSON}`,
    source: of.source,
    fresh: recordAsAt(entered),
  });
  const figures = (whom: Whom, people: readonly Entrant[], held: boolean): readonly Figure[] => {
    const own = people.flatMap(({ key }) => byKey.get(key) ?? []);
    const abouts = [about("kept", "kept", whom), about("missed", "missed", whom)] as const;
    const counted = own.filter((one) => one.attended + one.missed > 0).length;
    if (held || isFew(counted)) return abouts.map((one) => noFigure(one, "share", "few"));
    return shareFigures(
      (["attended", "missed"] as const).map((what, i) => ({
        about: abouts[i] as About,
        count: own.reduce((all, one) => all + one[what], 0),
        byPerson: own.map((one) => ({ some: one[what], of: one.attended + one.missed })),
      })),
    );
  };
  const stayed = entered.people.filter((one) => hasStayed(one, entered));
  return [
    ...figures("everyone who entered", entered.people, false),
    ...figures(
      "those who stayed",
      stayed,
      isFew(stayed.length) || isFew(entered.people.length - stayed.length),
    ),
  ];
}
