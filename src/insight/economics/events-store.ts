import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { load, sourceOf, withDuck } from "../stats/store.ts";
import type { Both } from "./costing.ts";
import type { SideNames } from "./design.ts";
import { refused } from "./messages.ts";

/** Events of a file, by code and side, and how unevenly they fall on people where the file says whose they are. */
export type EventsRead = {
  readonly counts: ReadonlyMap<string, Both>;
  /** People with any event, the sum of people's counts and of their squares, on each side; undefined where no person is given. */
  readonly people: Readonly<Record<keyof SideNames, PeopleRead>> | undefined;
};

/** What people's own counts add up to. */
export type PeopleRead = { readonly people: number; readonly sum: number; readonly squares: number };

type Connection = Parameters<Parameters<typeof withDuck>[0]>[0];

/**
 * Reads events from a CSV, gzipped CSV or Parquet file: columns side and code, perhaps count (else one a row) and person.
 *
 * Refused by row and column: an empty cell, a side that the design does not have, a count that is none. Nothing is left out.
 */
export async function readEvents(file: string, sides: SideNames): Promise<Result<EventsRead, Refused>> {
  return withDuck(async (connection) => {
    const source = await sourceOf(connection, file);
    if (!source.ok) return source;
    const has = (column: string): boolean => source.value.columns.includes(column);
    const wanted = {
      side: { column: "side", kind: "name" as const },
      code: { column: "code", kind: "name" as const },
      ...(has("count") ? { count: { column: "count", kind: "name" as const } } : {}),
      ...(has("person") ? { person: { column: "person", kind: "id" as const } } : {}),
    };
    const loaded = await load(connection, file, wanted, "events");
    if (!loaded.ok) return loaded;
    const bad = await firstBad(connection, file, Object.keys(wanted), sides);
    if (bad) return bad;
    const counts = await countsOf(connection, has("count") ? NUMBER : "1", sides);
    if (counts.size === 0) return refused("no-events", { file });
    const people = has("person") ? await peopleOf(connection, has("count") ? NUMBER : "1", sides) : undefined;
    return accept({ counts, people });
  });
}

/** Counts are read as text, so that what is no number is refused in words of our own. */
const NUMBER = "try_cast(count as double)";
const sideWord = "lower(trim(side))";

async function firstBad(connection: Connection, file: string, columns: readonly string[], sides: SideNames) {
  for (const column of columns) {
    const empty = await connection.runAndReadAll(
      `select row_of_file from events where "${column}" is null or trim("${column}"::varchar) = '' order by row_of_file limit 1`,
    );
    const [row] = empty.getRows();
    if (row) return refused("empty-cell", { file, column, row: Number(row[0]) });
  }
  const there = Object.values(sides);
  const astray = await connection.runAndReadAll(
    `select row_of_file, side from events where ${sideWord} not in (${there.map((side) => `'${side}'`).join(", ")}) order by row_of_file limit 1`,
  );
  const [row] = astray.getRows();
  if (row) return refused("bad-side", { file, row: Number(row[0]), value: String(row[1]), there });
  if (!columns.includes("count")) return undefined;
  const below = await connection.runAndReadAll(
    `select row_of_file, count from events where ${NUMBER} is null or not isfinite(${NUMBER}) or ${NUMBER} < 0 order by row_of_file limit 1`,
  );
  const [bad] = below.getRows();
  return bad ? refused("bad-count", { file, row: Number(bad[0]), value: String(bad[1]) }) : undefined;
}

async function countsOf(
  connection: Connection,
  count: string,
  sides: SideNames,
): Promise<ReadonlyMap<string, Both>> {
  const read = await connection.runAndReadAll(
    `select upper(trim(code)), sum(${count}) filter (where ${sideWord} = '${sides.without}'),
            sum(${count}) filter (where ${sideWord} = '${sides.with}')
       from events group by 1 order by 1`,
  );
  return new Map(
    read
      .getRows()
      .map(([code, without, withIt]) => [
        String(code),
        { without: Number(without ?? 0), with: Number(withIt ?? 0) },
      ]),
  );
}

async function peopleOf(
  connection: Connection,
  count: string,
  sides: SideNames,
): Promise<Readonly<Record<keyof SideNames, PeopleRead>>> {
  const read = await connection.runAndReadAll(
    `select side, count(*), sum(own), sum(own * own)
       from (select ${sideWord} as side, trim(person::varchar) as person, sum(${count})::double as own from events group by 1, 2)
      group by 1`,
  );
  const of = (side: string): PeopleRead => {
    const row = read.getRows().find((one) => one[0] === side);
    return { people: Number(row?.[1] ?? 0), sum: Number(row?.[2] ?? 0), squares: Number(row?.[3] ?? 0) };
  };
  return { without: of(sides.without), with: of(sides.with) };
}
