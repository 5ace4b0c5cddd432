import { deathFigures } from "./deaths.ts";
import type { Entered, Entrant, FollowedScore } from "./entrants.ts";
import { harmFigures } from "./harms.ts";
import { alike, offencesOf } from "./lives.fixture.ts";
import { lifeFigures } from "./lives.ts";
import type { Programme } from "./load.ts";
import { outcomeFigures } from "./outcomes.ts";
import { peopleFigures } from "./people.ts";
import type { Reading } from "./readings.ts";
import { retentionFigures, retentionOf } from "./retention.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
type Left = readonly [on: string, how: string] | undefined;
const left = (i: number): Left => {
  if (i < 8) return ["2025-02-20", "dropped-out"];
  return i < 20 ? ["2025-06-30", "completed"] : undefined;
};

/** Forty who entered on one day: eight dropped out on day 50, twelve completed on day 180, twenty are still there. */
const entered: Entered = {
  asAt: day("2025-12-31"),
  kind: {
    code: "community",
    name: "Community",
    endings: [
      { code: "completed", name: "Completed", kind: "planned" },
      { code: "dropped-out", name: "Dropped out", kind: "unplanned" },
    ],
    sessions: false,
    asksFor: ["top", "housing-status"],
  },
  people: Array.from({ length: 40 }, (_, i): Entrant => {
    const gone = left(i);
    return {
      key: `person-${i}`,
      enteredOn: day("2025-01-01"),
      endedOn: gone && day(gone[0]),
      ending: gone?.[1],
      diedOn: undefined,
      laterStays: 0,
    };
  }),
};

const score = (code: string, name: string, better: FollowedScore["better"]): FollowedScore => ({
  measure: "top",
  measureName: "TOP",
  code,
  name,
  better,
  ofUse: false,
  reliability: undefined,
});
const SCORES = [
  score("opiates", "Days of opioids", "lower"),
  score("psychological-health", "Psychological health", "higher"),
];

/** How each of the forty stands at the start and at the latest review. */
const readings = entered.people.flatMap(({ key }, i): readonly Reading[] => {
  const of = (takenOn: string, measure: string, scores: Reading["scores"]): Reading => ({
    key,
    measure,
    takenOn: day(takenOn),
    scores,
    work: undefined,
  });
  // Fewer days: 24; as many: 10; more: 6. Feels better: 10; as well: 22; less well: 8.
  const days = i < 24 ? 2 : i < 34 ? 10 : 20;
  const feels = i < 10 ? 15 : i < 32 ? 10 : 5;
  // No fixed home at the start: 16; of them at the latest review still: 6.
  const housing = (none: number) => ({ "housing-need": i < none ? 1 : 3 });
  return [
    of("2025-01-03", "top", { opiates: 10, "psychological-health": 10 }),
    of("2025-02-01", "top", { opiates: days, "psychological-health": feels }),
    of("2025-01-03", "housing-status", housing(16)),
    of("2025-02-01", "housing-status", housing(6)),
  ];
});

/** Offences of twenty followed for a year: of nine they fell from two to none, of six they held at one, of five they rose from none to one. */
const crime = () => offencesOf([...alike(9, [-30, -40]), ...alike(6, [-20, 20]), ...alike(5, [10])]);

/** A small made-up programme, counted by the functions that count a real one from what is known of each person. */
export function madeProgramme(): Programme {
  const retention = retentionOf(entered);
  const people = peopleFigures(entered);
  const told = crime();
  return {
    service: {
      code: "made",
      name: "Made-up treatment",
      kind: "community",
      kindName: "Community treatment",
      agencyCode: "made",
      agencyName: "Nobody’s",
    },
    blocks: [],
    period: { from: day("2025-01-01"), to: day("2025-01-31") },
    wrongPeriod: undefined,
    budgets: [],
    mayEnterBudget: false,
    funding: undefined,
    entered,
    retention,
    notes: told.notes,
    figures: [
      ...people,
      ...retentionFigures(entered, retention),
      ...outcomeFigures(entered, readings, SCORES),
      ...told.figures,
      ...lifeFigures(entered, readings),
      ...deathFigures(entered, people),
      ...harmFigures(entered, [], [], people),
    ],
  };
}
