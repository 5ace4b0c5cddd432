import { daysBetween, type LocalDate } from "../../kernel/time.ts";
import { personYears } from "../changed/exposure.ts";
import type { Entered, Entrant } from "./entrants.ts";
import { type About, type Figure, rateFigure } from "./figure.ts";
import { shownParts } from "./keep-back.ts";
import { recordAsAt } from "./people.ts";

/** Days of one person's life from entry: with the service, and after leaving it; and on which side of it they died, if they did. */
type Days = { readonly there: number; readonly after: number; readonly died: "there" | "after" | undefined };

const compare = Temporal.PlainDate.compare;
const earlier = (a: LocalDate, b: LocalDate): LocalDate => (compare(a, b) <= 0 ? a : b);
const later = (a: LocalDate, b: LocalDate): LocalDate => (compare(a, b) >= 0 ? a : b);

/** The day of entry and the last day are both days of life: somebody who entered today has been there one day. */
function daysOf({ enteredOn, endedOn, diedOn }: Entrant, asAt: LocalDate): Days {
  // A death dated before entry is somebody's slip: the person was there on the day they entered.
  const last = diedOn && compare(diedOn, asAt) <= 0 ? later(diedOn, enteredOn) : asAt;
  const leftOn = endedOn ? earlier(later(endedOn, enteredOn), last) : last;
  const there = daysBetween(enteredOn, leftOn) + 1;
  const after = daysBetween(leftOn, last);
  return {
    there,
    after,
    died: diedOn && compare(diedOn, asAt) <= 0 ? (after > 0 ? "after" : "there") : undefined,
  };
}

/** Deaths of everyone who entered and the person-years from their entry, as the figures of deaths have them. Not for show as it is: it may be of very few. */
export function livedSince({ people, asAt }: Pick<Entered, "people" | "asAt">): {
  readonly deaths: number;
  readonly personYears: number;
} {
  const lives = people.map((one) => daysOf(one, asAt));
  return {
    deaths: lives.filter(({ died }) => died !== undefined).length,
    personYears: personYears(lives.reduce((sum, one) => sum + one.there + one.after, 0)),
  };
}

/** Why no column of those who stayed stands beside deaths. */
export const DEATHS_ALONE =
  "Deaths are of everyone who entered alone. Who stayed is told by how a stay ended, and a death while there counts as staying: a rate of those who stayed would choose people by the outcome it counts, and leave out the weeks after leaving, which are the deadliest. Deaths while with the service and after leaving stand here instead.";

/**
 * Deaths of everyone who entered, for every 100 person-years, with Garwood's exact limits: in all, while with the service and after leaving
 * it. The first weeks after leaving are the deadliest, so that the two are never added without being shown apart where they may be.
 */
export function deathFigures(entered: Entered, people: readonly Figure[]): readonly Figure[] {
  const lives = entered.people.map((one) => daysOf(one, entered.asAt));
  const died = (where: Days["died"]): number => lives.filter((one) => one.died === where).length;
  const years = (of: (one: Days) => number): number =>
    personYears(lives.reduce((sum, one) => sum + of(one), 0));
  const about = (code: string, label: string, definition: string): About => ({
    code: `deaths.${code}`,
    section: "deaths",
    label,
    whom: "everyone who entered",
    definition: `${definition} Person-years are days from entry to death or to the day the record was read, divided by 365.25; the day of death is the last. Deaths that the partnership was not told of are missing.`,
    source: "Deaths in the partnership's record, without names",
    fresh: recordAsAt(entered),
  });
  const [there, after] = [died("there"), died("after")];
  const rate = (one: About, events: number, time: number, held: boolean): Figure =>
    rateFigure(
      one,
      { events, people: events, time, in: "person-years", per: "100 person-years", times: 100 },
      held,
    );
  const apart = shownParts([there, after]).parts.every((n) => n !== undefined);
  // What is kept back among the ways of leaving is not told here either, nor what would give it away.
  const hidden = !apart || people.some((one) => one.code === "people.death" && one.held !== undefined);
  return [
    rate(
      about("all", "Deaths after entry", "Everyone who entered, for as long as they are followed."),
      there + after,
      years((one) => one.there + one.after),
      false,
    ),
    rate(
      about("there", "Deaths while with the service", "Up to the last day of the first stay."),
      there,
      years((one) => one.there),
      hidden,
    ),
    rate(
      about(
        "after",
        "Deaths after leaving",
        "From the day after the last day of the first stay; some of it may be a later stay.",
      ),
      after,
      years((one) => one.after),
      hidden,
    ),
  ];
}
