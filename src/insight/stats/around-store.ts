import { accept, invariant, type Result } from "../../kernel/result.ts";
import { parseDay } from "../../kernel/time.ts";
import type { PersonArms } from "../evaluate/clustered.ts";
import { type Refused, said } from "./messages.ts";
import { type Repeats, repeatsIn } from "./repeats-store.ts";
import { load, withDuck } from "./store.ts";
import { streamed } from "./table-store.ts";

/** A file of people with the day each entered, and a file of events with the day each happened. */
export type Around = {
  readonly people: string;
  readonly events: string;
  readonly person: string;
  readonly entry: string;
  readonly day: string;
  /** Days looked at before entry, and from entry on. */
  readonly days: number;
  /** The last day to which events are complete; by default the day of the last event. */
  readonly completeTo?: string;
};

/** Each person's events and years at risk, and what was left aside. */
export type AroundCounted = {
  readonly people: readonly PersonArms[];
  readonly apart: Readonly<Record<string, number>>;
  /** The last day followed, where nobody said to which day events are complete: that of the last event. */
  readonly inferredTo: string | undefined;
  readonly repeats: Repeats | undefined;
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Counts each person's events in the days before entry and from the day of entry on.
 *
 * The day of entry itself is the first day after. Time after entry ends with the last day to which events are complete, so that
 * whoever entered lately has less of it; years are days / 365.25. Custody is not in these files and is not taken off.
 * People stand in the file's order, so that swaps drawn by a seed are the same each time.
 */
export async function readAround(around: Around): Promise<Result<AroundCounted, Refused>> {
  if (around.completeTo !== undefined && !(DAY.test(around.completeTo) && parseDay(around.completeTo)))
    return said({ code: "bad-day", option: "--complete-to", value: around.completeTo });
  return withDuck(async (connection) => {
    const entries = {
      person: { column: around.person, kind: "id" },
      entry: { column: around.entry, kind: "day" },
    } as const;
    const happened = {
      person: { column: around.person, kind: "id" },
      day: { column: around.day, kind: "day" },
    } as const;
    const people = await load(connection, around.people, entries, "people");
    if (!people.ok) return people;
    const twice = await connection.runAndReadAll(
      `select person, max(row_of_file) from people where person is not null group by person having count(*) > 1 limit 1`,
    );
    const [again] = twice.getRows();
    if (again)
      return said({ code: "twice", column: around.person, value: String(again[0]), row: Number(again[1]) });
    const days = Math.round(around.days);
    const last = around.completeTo ? `date '${around.completeTo}'` : undefined;
    // No event lies after the last one, so that where nothing else is said the windows need not be cut to count.
    await connection.run(
      `create temp table windows as select row_of_file, person, entry, ${last ? `least(entry + ${days}, ${last} + 1)` : `entry + ${days}`} as until from people`,
    );
    const events = await load(connection, around.events, happened, "tally", (rows) => tallied(rows, days));
    if (!events.ok) return events;
    const [before, after, followed] = await streamed(
      connection,
      `select coalesce(t.before, 0)::double, coalesce(t.after, 0)::double,
              greatest(0, date_diff('day', w.entry, least(w.until, ${last ?? "(select max(last) from tally)"} + 1)))::double
         from windows w left join tally t on t.row_of_file = w.row_of_file
        where w.person is not null and w.entry is not null order by w.row_of_file`,
      3,
    );
    invariant(before && after && followed, "three columns were asked for");
    const aside = await connection.runAndReadAll(`
      select (select count(*) from people where person is null or entry is null),
             sum(rows_read), sum(empty), sum(strangers), max(last)::varchar from tally`);
    const [row = []] = aside.getRows();
    const repeats = await repeatsIn(connection, around.events);
    const [nameless = 0, all = 0, empty = 0, strangers = 0] = row.slice(0, 4).map(Number);
    return accept({
      repeats,
      inferredTo: last ? undefined : String(row[4] ?? ""),
      people: Array.from(followed, (time, i) => ({
        comparison: { events: before[i] as number, personYears: days / 365.25 },
        rate: { events: time > 0 ? (after[i] as number) : 0, personYears: time / 365.25 },
      })),
      apart: {
        "people left out": nameless,
        "event rows": all,
        "event rows left out": empty,
        "events of people not in the file": strangers,
      },
    });
  });
}

/**
 * One row a person of the other file, with how many events fall on each side, and one for all events of nobody there. Counted while
 * the file is read: ten million rows are never held.
 */
const tallied = (rows: string, days: number): string => `
  select w.row_of_file, count(*) as rows_read,
         count(*) filter (where e.person is null or e.day is null) as empty,
         count(*) filter (where e.person is not null and w.person is null) as strangers,
         max(e.day) as last,
         count(*) filter (where e.day >= w.entry - ${days} and e.day < w.entry and e.day < w.until) as before,
         count(*) filter (where e.day >= w.entry and e.day < w.until) as after
    from (${rows}) e left join windows w on w.person = e.person
   group by w.row_of_file`;
