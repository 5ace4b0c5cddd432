import type { Sql } from "../../../src/kernel/database/connection.ts";
import { FULL } from "../row.ts";
import type { Facts, Judge } from "./declared.ts";
import { type Insert, NAMES, type Try } from "./insert-try.ts";
import { inserts } from "./inserts.ts";
import { asReader, last, type Tally } from "./measure.ts";
import { papersOf, stepInserts } from "./medicines.ts";
import type { Reader, Somebody } from "./partnership.ts";
import { oneOfEachKind, type WhoTries } from "./who-tries.ts";

/** Tries every insert as every reader, each undone at once. */
export async function compareInserts(
  tx: Sql,
  judge: Judge,
  readers: readonly Reader[],
  people: readonly Somebody[],
  only?: readonly string[],
  stop: (tally: Tally) => boolean = () => false,
  who: WhoTries = "everybody",
): Promise<Tally> {
  const tally: Tally = { cells: 0, wrong: [] };
  const stays = new Map<string, string>();
  for (const row of await tx`select id, person_id, service_id from episode where ended_on is null`) {
    stays
      .set(String(row.person_id), String(row.id))
      .set(`${row.person_id} ${row.service_id}`, String(row.id));
  }
  const handovers = new Map<string, Facts>();
  for (const row of await tx`select id, person_id, to_service_id from handover`) {
    const found = { id: String(row.id) };
    handovers.set(String(row.person_id), found).set(`${row.person_id} ${row.to_service_id}`, found);
  }
  const all = { ...inserts(stays, handovers), ...stepInserts(await papersOf(tx)) };
  const tables = Object.entries(all).filter(([table]) => only?.includes(table) ?? true);
  const plan = new Map<Reader, Planned[]>(readers.map((reader) => [reader, []]));
  for (const [turn, [table, insert]] of tables.entries()) {
    const of = new Map(readers.map((reader) => [reader, triesOf(judge, reader, people, table, insert)]));
    for (const reader of who === "everybody" ? readers : chosen(of, turn))
      plan.get(reader)?.push(...(of.get(reader) ?? []));
  }
  for (const [reader, tries] of plan) {
    if (tries.length === 0) continue;
    const said = await outcomes(
      tx,
      reader,
      tries.map((each) => each.sql),
    );
    for (const [place, { table, one, right }] of tries.entries()) {
      tally.cells += 1;
      if (right === (said[place] === "yes")) continue;
      tally.wrong.push({
        table,
        operation: "insert",
        reader: reader.name,
        kind: right ? "wrong denial" : "leak",
        row: `${one.person.relationship}, consent ${one.person.consent} · ${one.category} · as ${one.inNameOf}: ${said[place]}`,
      });
    }
    if (stop(tally)) return tally;
  }
  return tally;
}

type Planned = {
  readonly table: string;
  readonly one: Try;
  readonly sql: string;
  readonly right: boolean;
};

/** What one reader tries to write into one table. */
const triesOf = (
  judge: Judge,
  reader: Reader,
  people: readonly Somebody[],
  table: string,
  insert: Insert,
): readonly Planned[] => {
  const { partnership } = judge;
  return people.flatMap((person) =>
    (insert.perCategory ? categoriesFor(reader, person, partnership.categories) : ["none"]).flatMap(
      (category) =>
        NAMES.filter((name) => isTold(reader, name, category)).flatMap((inNameOf) => {
          const one = { person, category, inNameOf };
          const sql = insert.sql({ partnership, reader }, one);
          return sql ? [{ table, one, sql, right: insert.may(judge, reader, one) }] : [];
        }),
    ),
  );
};

/** One of each kind of agency of those who may write something there, and one of those who may nothing. */
function chosen(of: ReadonlyMap<Reader, readonly Planned[]>, turn: number): readonly Reader[] {
  const trying = [...of].filter(([, tries]) => tries.length > 0);
  const able = trying.filter(([, tries]) => tries.some(({ right }) => right)).map(([reader]) => reader);
  const unable = trying.map(([reader]) => reader).filter((reader) => !able.includes(reader));
  return [...oneOfEachKind(able, turn), ...oneOfEachKind(unable, turn)];
}

/**
 * Every category about whoever is with the agency now. About the others, in passing, those that the reader's role has and one that it has
 * not: what bars a category it has not is the same whoever it is about.
 */
function categoriesFor(
  { role }: Reader,
  { relationship }: Somebody,
  all: readonly string[],
): readonly string[] {
  if (FULL || relationship === "open episode") return all;
  const has = (category: string): boolean => role.categories.includes(category);
  const without = all.find((category) => !has(category));
  return [...all.filter(has), ...(without ? [without] : [])];
}

/** A row that is wrong in two ways tells of neither: in passing, a category that a worker's role has not is tried under its own name alone. */
const isTold = ({ role, agency }: Reader, name: string, category: string): boolean =>
  FULL ||
  !agency ||
  !["another", "own, another kind"].includes(name) ||
  category === "none" ||
  role.categories.includes(category);

/** What each statement came to under the application's role: yes, no, or the database's words. All of them in one message. */
async function outcomes(tx: Sql, reader: Reader, statements: readonly string[]): Promise<readonly string[]> {
  const block = `
    do $try$
    declare
      statement text;
      said text[] := '{}';
    begin
      foreach statement in array array[${statements.map((each) => `$one$${each}$one$`).join(", ")}] loop
        begin
          execute statement;
          raise exception 'undo' using errcode = 'ZZ001';
        exception when sqlstate 'ZZ001' then said := array_append(said, 'yes');
                  when insufficient_privilege then said := array_append(said, 'no');
                  when others then said := array_append(said, sqlerrm);
        end;
      end loop;
      perform set_config('scorecard.said', array_to_json(said)::text, true);
    end $try$`;
  const answers = await asReader(tx, reader, block, "select current_setting('scorecard.said') as said");
  return JSON.parse(String(last(answers)[0]?.said)) as string[];
}
