import type { Instant, LocalDate } from "../../kernel/time.ts";

/** One thing that is counted of areas, as the application hands it over from the record's definitions. */
export type CountedMeasure = {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly ofPeople: boolean;
  readonly cautions: readonly string[];
  readonly source: string;
  readonly checkBy: string;
};

/** Which series: one measure of one area as one agency counts it. */
export type SeriesKey = { readonly agency: string; readonly measure: string; readonly area: string };

/** A series that there is, before its counts are read. */
export type Offered = SeriesKey & {
  readonly agencyName: string;
  /** The area as people say it. */
  readonly areaName: string;
  readonly months: number;
  readonly first: LocalDate;
  readonly last: LocalDate;
};

/** One version of one month's count. */
export type Version = {
  readonly month: LocalDate;
  readonly version: number;
  readonly counted: number;
  readonly population: number | undefined;
  readonly basis: "occurred" | "registered" | undefined;
  readonly source: string;
  readonly loadedAt: Instant;
};

/** A month as it counts now, with what it was told as before. */
export type Month = Version & { readonly before: readonly number[] };

const compare = Temporal.PlainDate.compare;

/** The months of a series in order, each by its newest version. */
export function monthsOf(versions: readonly Version[]): readonly Month[] {
  const byMonth = Map.groupBy(versions, ({ month }) => month.toString());
  return [...byMonth.values()]
    .flatMap((all) => {
      const sorted = all.toSorted((a, b) => a.version - b.version);
      const newest = sorted.at(-1);
      return newest ? [{ ...newest, before: sorted.slice(0, -1).map(({ counted }) => counted) }] : [];
    })
    .toSorted((a, b) => compare(a.month, b.month));
}

/** A series as an address names it. */
export const addressOf = ({ agency, measure, area }: SeriesKey): string => [agency, measure, area].join("|");

/** The series that an address names, of those there are; the first where it names none. */
export const seriesNamed = (offered: readonly Offered[], asked: string | undefined): Offered | undefined =>
  offered.find((one) => addressOf(one) === asked) ?? offered[0];

/** Series of the same measure of other areas: what a series can be set against. */
export const othersOf = (offered: readonly Offered[], one: Offered | undefined): readonly Offered[] =>
  offered.filter(({ measure, area }) => measure === one?.measure && area !== one.area);

/** When something began: a service's first stay in the record, or a day that somebody wrote down with a reason. */
export type Moment = {
  /** As an address names it: `service:fenwick-clinic`, `day:` and an id. */
  readonly code: string;
  readonly what: string;
  readonly on: LocalDate;
  readonly from: "record" | "written";
  readonly reason: string | undefined;
  readonly by: string | undefined;
};

/** How near two beginnings are for the one to be taken for the other, in months. */
const NEAR = 12;

/** What else began within a year of a moment: it may be what changed the series. */
export const nearBy = (moments: readonly Moment[], moment: Moment): readonly Moment[] =>
  moments.filter(
    (one) =>
      one.code !== moment.code &&
      compare(one.on, moment.on.subtract({ months: NEAR })) >= 0 &&
      compare(one.on, moment.on.add({ months: NEAR })) <= 0,
  );
