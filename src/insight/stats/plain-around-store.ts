import type { DuckDBConnection } from "@duckdb/node-api";
import { invariant } from "../../kernel/result.ts";
import { type Around, type AroundCounted, apartOf, armsOf } from "./around.ts";
import { quoted } from "./kinds-store.ts";
import { DAYS, sourceOf } from "./store.ts";
import { eachChunk, streamed } from "./table-store.ts";

/** A number up to here is its own place in a list; beyond it the list would be mostly empty. */
const MOST = 20_000_000;

/** Days before and after 1970 that can be told apart; more than a thousand years each way. */
const HALF = 2 ** 19;
const SPAN = 2 * HALF;
/** What stands in the place of a day where there is none: a day before all others. */
const NO_DAY = -HALF;
/** What stands where a person's number would: nobody; a person who is no plain number. Numbers follow. */
const [NOBODY, STRANGER, FIRST] = [0, 1, 2] as const;
/** In the place of a day of entry: not in the file of people; there without a day. */
const [UNKNOWN, NO_ENTRY] = [-HALF - 1, -HALF - 2] as const;

/**
 * Counts as `readAround` does where everybody's name is a whole number as it is written out: 300,000 of them fit beside one another in a
 * list, and an event finds its person there in a twentieth of the time that it takes to look a name up. Nothing where they are other
 * names, or where anything in the files is not as it should be: the longer way says what.
 */
export async function countPlain(
  connection: DuckDBConnection,
  around: Around,
  days: number,
): Promise<AroundCounted | undefined> {
  const known = await peopleByNumber(connection);
  if (!known) return undefined;
  const { entryOf, order, nameless } = known;
  const complete = around.completeTo
    ? Math.round(Date.parse(`${around.completeTo}T00:00:00Z`) / 86_400_000)
    : undefined;
  const [before, after] = [new Float64Array(entryOf.length), new Float64Array(entryOf.length)];
  let [all, empty, strangers, last] = [0, 0, 0, NO_DAY as number];
  const count = (codes: Float64Array): void => {
    all += codes.length;
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i] as number;
      const who = Math.floor(code / SPAN);
      const day = code - who * SPAN - HALF;
      const number = who - FIRST;
      const entry = number < 0 || number >= entryOf.length ? UNKNOWN : (entryOf[number] as number);
      if (who === NOBODY || day === NO_DAY) empty++;
      if (who !== NOBODY && entry === UNKNOWN) strangers++;
      if (day > last) last = day;
      if (entry <= UNKNOWN || day === NO_DAY || (complete !== undefined && day > complete)) continue;
      if (day < entry) {
        if (day >= entry - days) before[number] = (before[number] as number) + 1;
      } else if (day < entry + days) after[number] = (after[number] as number) + 1;
    }
  };
  if (!(await eachEvent(connection, around, count))) return undefined;
  // Without any event nobody's time is cut: it is then the whole window.
  const end = complete ?? (last === NO_DAY ? Number.POSITIVE_INFINITY : last);
  const of = (counts: Float64Array): Float64Array => Float64Array.from(order, (n) => counts[n] as number);
  const followed = Float64Array.from(order, (n) => {
    const entry = entryOf[n] as number;
    return Math.max(0, Math.min(entry + days, end + 1) - entry);
  });
  return {
    people: armsOf(days, { before: of(before), after: of(after), followed }),
    apart: apartOf({ nameless, all, empty, strangers }),
  };
}

/** Days of entry by people's numbers, and those with a day in the file's order; nothing where some are no plain numbers. */
async function peopleByNumber(connection: DuckDBConnection) {
  const counted = await connection.runAndReadAll(
    `select count(*) filter (where not regexp_full_match(person, '0|[1-9][0-9]{0,7}')), max(try_cast(person as integer)),
            count(*) filter (where abs(date_diff('day', date '1970-01-01', entry)) >= ${HALF}), count(*) filter (where person is null or entry is null)
       from people`,
  );
  const [odd = 0, most = 0, far = 0, nameless = 0] = (counted.getRows()[0] ?? []).map(Number);
  if (odd > 0 || far > 0 || most > MOST) return undefined;
  const [numbers, entries] = await streamed(
    connection,
    `select person::double, coalesce(date_diff('day', date '1970-01-01', entry), ${NO_ENTRY})::double from people where person is not null order by row_of_file`,
    2,
  );
  invariant(numbers && entries, "two columns were asked for");
  const entryOf = new Int32Array(most + 1).fill(UNKNOWN);
  for (let i = 0; i < numbers.length; i++) entryOf[numbers[i] as number] = entries[i] as number;
  return { entryOf, order: numbers.filter((_, i) => entries[i] !== NO_ENTRY), nameless };
}

/** Shows every event as one number: its person's place and its day. False where a cell is not what is wanted. */
async function eachEvent(
  connection: DuckDBConnection,
  { events, person, day }: Around,
  count: (codes: Float64Array) => void,
): Promise<boolean> {
  const source = await sourceOf(connection, events);
  if (!source.ok || ![person, day].every((column) => source.value.columns.includes(column))) return false;
  const types = new Map([
    [person, "varchar"],
    [day, "date"],
  ]);
  const [p, d] = [`${quoted(person)}::varchar`, `${quoted(day)}::date`];
  const number = `try_cast(${p} as integer)`;
  // As long as its digits: then it is written as such a number is, and 007, +7 and 7.0 are other names.
  const digits = Array.from({ length: 8 }, (_, i) => `when ${number} < ${10 ** (i + 1)} then ${i + 1}`).join(
    " ",
  );
  const plain = `${number} >= 0 and length(${p}) = case ${digits} end`;
  const since = `date_diff('day', date '1970-01-01', ${d})`;
  const who = `case when ${p} is null then ${NOBODY} when ${plain} then ${number} + ${FIRST} else ${STRANGER} end`;
  const code = `case when abs(${since}) >= ${HALF} then -1 else (${who})::double * ${SPAN} + coalesce(${since}, ${NO_DAY}) + ${HALF} end`;
  for (const written of DAYS) {
    const state = { shown: 0, wrong: false };
    const sql = `select (${code})::double from ${source.value.reading(types, written)}`;
    const read = await eachChunk(connection, sql, (columns) => {
      const codes = columns(0);
      state.wrong ||= codes.includes(-1);
      if (!state.wrong) count(codes);
      state.shown += codes.length;
    }).then(
      () => true,
      () => false,
    );
    if (read) return !state.wrong;
    // Days of the one way of writing may have been counted before one of the other came: all of it is counted anew the longer way.
    if (state.shown > 0) return false;
  }
  return false;
}
