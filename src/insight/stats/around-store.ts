import { accept, type Result } from "../../kernel/result.ts";
import type { PersonArms } from "../evaluate/clustered.ts";
import { type Refused, said } from "./messages.ts";
import { load, withDuck } from "./store.ts";

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
  if (around.completeTo !== undefined && !DAY.test(around.completeTo))
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
    const events = await load(connection, around.events, happened, "events");
    if (!events.ok) return events;
    const days = Math.round(around.days);
    const last = around.completeTo ? `date '${around.completeTo}'` : "(select max(day) from events)";
    const counted = await connection.runAndReadAll(`
      with windows as (
        select row_of_file, person, entry, least(entry + ${days}, ${last} + 1) as until
          from people where person is not null and entry is not null),
      counts as (
        select w.person,
               count(*) filter (where e.day < w.entry) as before,
               count(*) filter (where e.day >= w.entry) as after
          from windows w join events e on e.person = w.person and e.day >= w.entry - ${days} and e.day < w.until
         group by w.person)
      select coalesce(c.before, 0)::double, coalesce(c.after, 0)::double,
             greatest(0, date_diff('day', w.entry, w.until))::double
        from windows w left join counts c on c.person = w.person
       order by w.row_of_file`);
    const rows = counted.getRows();
    const aside = await connection.runAndReadAll(`
      select (select count(*) from people where person is null or entry is null),
             (select count(*) from events),
             (select count(*) from events where person is null or day is null),
             (select count(*) from events e where e.person is not null and not exists (select 1 from people p where p.person = e.person))`);
    const [nameless = 0, all = 0, empty = 0, strangers = 0] = (aside.getRows()[0] ?? []).map(Number);
    return accept({
      people: rows.map(([before, after, followed]) => ({
        comparison: { events: Number(before), personYears: days / 365.25 },
        rate: { events: Number(followed) > 0 ? Number(after) : 0, personYears: Number(followed) / 365.25 },
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
