import { type Random, randomFrom } from "../src/kernel/random.ts";
import type { LocalDate } from "../src/kernel/time.ts";
import type { Calendar } from "./calendar.ts";
import { CAST } from "./cast.ts";
import { numberOf } from "./chance.ts";
import type { Directory, Row } from "./rows.ts";

/** Months that Northmoor's series of areas run over, and the first of them after the Lantern opened. */
const AREA_MONTHS = 48;
const OPENED_AT = 24;

/** What was put into a series, so that an answer can be held against it: counts a month. */
type Truth = {
  readonly level: number;
  readonly trend: number;
  /** How far the seasons lift and lower it. */
  readonly season: number;
  /** The jump in the first month after the opening, and what each month after it adds. */
  readonly step: number;
  readonly bend: number;
};

type AreaTruth = {
  readonly code: string;
  readonly name: string;
  readonly population: number;
  readonly truths: Readonly<Record<string, Truth>>;
};

const still = (level: number, trend: number, season: number): Truth => ({
  level,
  trend,
  season,
  step: 0,
  bend: 0,
});

/** Fenwick, where the Lantern opened, and Holmside, where nothing did. Anti-social behaviour and deaths did not change in either. */
const AREAS: readonly AreaTruth[] = [
  {
    code: "NM-01",
    name: "Fenwick",
    population: 12_400,
    truths: {
      "anti-social-behaviour": still(130, 0.2, 18),
      "drug-litter": { level: 78, trend: 0.4, season: 9, step: -24, bend: -0.6 },
      "open-drug-use": { level: 42, trend: 0.2, season: 6, step: -11, bend: 0 },
      "drug-deaths": still(1.6, 0, 0),
    },
  },
  {
    code: "NM-02",
    name: "Holmside",
    population: 15_100,
    truths: {
      "anti-social-behaviour": still(148, 0.2, 20),
      "drug-litter": still(66, 0.4, 9),
      "open-drug-use": still(31, 0.2, 5),
      "drug-deaths": still(1.4, 0, 0),
    },
  },
];

/** Who counts what, and what they call the source. */
const COUNTED_BY: Readonly<Record<string, readonly [agency: string, source: string, file: string]>> = {
  "anti-social-behaviour": ["northmoor-police", "Northmoor Police incident log", "asb-by-ward"],
  "drug-litter": ["northmoor-council", "Northmoor Council cleansing rounds", "litter-and-use"],
  "open-drug-use": ["northmoor-council", "Northmoor Council wardens", "litter-and-use"],
  "drug-deaths": ["northmoor-office", "Register of deaths, month of registration", "deaths-by-ward"],
};

/** One count of the made-up series. */
type AreaCount = {
  readonly area: string;
  readonly code: string;
  readonly population: number;
  readonly measure: string;
  readonly month: LocalDate;
  readonly counted: number;
};

/** What would be counted on average in that month, counted from 0. */
const expectedIn = ({ level, trend, season, step, bend }: Truth, at: number): number =>
  level +
  trend * (at + 1) +
  season * Math.sin((2 * Math.PI * (at + 1)) / 12) +
  (at >= OPENED_AT ? step + bend * (at - OPENED_AT) : 0);

/** A count around that mean, by chance alone (Poisson, by Knuth's way). */
function countAround(random: Random, mean: number): number {
  const least = Math.exp(-mean);
  let [count, product] = [0, random.next()];
  while (product > least) {
    count += 1;
    product *= random.next();
  }
  return count;
}

/** Every count of Northmoor's areas, the last month being that of `last`. The same seed has the same counts whatever the months are called. */
export function areaCounts(seed: string, last: LocalDate): readonly AreaCount[] {
  const first = last.with({ day: 1 }).subtract({ months: AREA_MONTHS - 1 });
  return AREAS.flatMap(({ code, name, population, truths }) =>
    Object.entries(truths).flatMap(([measure, truth]) => {
      const random = randomFrom(`${seed}/area-months/${code}/${measure}`);
      return Array.from({ length: AREA_MONTHS }, (_, at) => ({
        area: name,
        code,
        population,
        measure,
        month: first.add({ months: at }),
        counted: countAround(random, expectedIn(truth, at)),
      }));
    }),
  );
}

/** A count that police corrected a month after they had sent it: so many less had been counted at first. */
const CORRECTED = { measure: "anti-social-behaviour", at: 40, less: 7 };

const runOf = (file: string): string => numberOf(`area months ${file}`);

/** The files of counts, what they hold, and the day on which the Lantern opened: by table. */
export function areaMonthRows(
  where: Directory,
  calendar: Calendar,
  seed: string,
): readonly (readonly [table: string, rows: readonly Row[]])[] {
  const last = calendar.today.with({ day: 1 }).subtract({ months: 1 });
  const counts = areaCounts(seed, last);
  const rows = counts.flatMap((one): readonly Row[] => {
    const [agency = "", source = "", file = ""] = COUNTED_BY[one.measure] ?? [];
    const row = (version: number, counted: number): Row => ({
      agency_id: where.agencies.get(agency)?.id,
      area: one.code,
      area_code: one.code,
      area_name: one.area,
      measure: one.measure,
      month: one.month.toString(),
      version,
      counted,
      population: one.population,
      basis: one.measure === "drug-deaths" ? "registered" : null,
      source,
      run_id: runOf(file),
      loaded_at: calendar.at(version === 1 ? -30 : -1, 10 * 60),
    });
    const isCorrected =
      one.measure === CORRECTED.measure &&
      one.code === AREAS[0]?.code &&
      one.month.equals(last.subtract({ months: AREA_MONTHS - 1 - CORRECTED.at }));
    return isCorrected ? [row(1, one.counted - CORRECTED.less), row(2, one.counted)] : [row(1, one.counted)];
  });
  return [
    ["import_run", runsOf(rows, last, where, calendar)],
    ["area_month", rows],
    ["area_moment", [openingOf(last, where, calendar)]],
  ];
}

/** One line of an import for each file. */
function runsOf(rows: readonly Row[], last: LocalDate, where: Directory, calendar: Calendar): readonly Row[] {
  const files = [...new Map(Object.values(COUNTED_BY).map((by) => [by[2], by])).values()];
  return files.map(([agency, source, file]): Row => {
    const own = rows.filter(({ run_id }) => run_id === runOf(file)).length;
    const end = last.with({ day: last.daysInMonth }).toString();
    return {
      id: runOf(file),
      kind: "area-months",
      event_kinds: [],
      earliest_on: last.subtract({ months: AREA_MONTHS - 1 }).toString(),
      file_name: `${file}-to-${last.toString().slice(0, 7)}.csv`,
      agency_id: where.agencies.get(agency)?.id,
      state: "done",
      dry_run: false,
      bytes_all: own * 60,
      bytes_done: own * 60,
      rows_read: own,
      rows_good: own,
      rows_new: own,
      latest_on: end,
      complete_to: end,
      complete_by: "inferred",
      account_id: where.workers.get("administrator")?.accountId,
      staff_id: where.workers.get("administrator")?.staffId,
      source,
      started_at: calendar.at(-1, 10 * 60),
      ended_at: calendar.at(-1, 10 * 60 + 1),
    };
  });
}

/** The day on which the Lantern opened, as the commissioner wrote it down. */
function openingOf(last: LocalDate, where: Directory, calendar: Calendar): Row {
  const office = CAST.find(({ code }) => code === "northmoor-office");
  return {
    began_on: last.subtract({ months: AREA_MONTHS - 1 - OPENED_AT }).toString(),
    what: "The Lantern opened in Fenwick",
    reason:
      "First session of the supervised-use room, from its own book; what the room records is not counted here",
    staff_id: where.workers.get("commissioner")?.staffId,
    agency_id: where.agencies.get(office?.code ?? "")?.id,
    written_at: calendar.at(-20, 11 * 60),
  };
}
