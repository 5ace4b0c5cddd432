import type { Sql } from "../src/kernel/database/connection.ts";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";
import type { LocalDate } from "../src/kernel/time.ts";
import type { System } from "../src/system.ts";
import { calendarFrom } from "./calendar.ts";
import { writeCast } from "./cast-store.ts";
import type { Life } from "./life.ts";
import { absences, deskTasks, importRuns } from "./office.ts";
import { isTwice, lifeOf, OWN_RECORD, TWICE_AFTER } from "./person-life.ts";
import { progressOf } from "./progress.ts";
import { type Row, rowsOf } from "./rows.ts";
import { columnTypes, giveOwnAccount, hasPeople, insertRows, readDirectory } from "./rows-store.ts";

/** Code of the made-up partnership. */
export const NORTHMOOR = "northmoor";

const SEED = "northmoor-1";
const PEOPLE_PER_BATCH = 200;

/** How large Northmoor is to be, and the day on which its story ends. */
export type NorthmoorOptions = { readonly people: number; readonly today: LocalDate; readonly seed?: string };

/**
 * Makes the made-up partnership Northmoor unless its people are there already. It is written in one transaction, so that a
 * start that was stopped half-way leaves an empty one, which the next start fills.
 */
export async function ensureNorthmoor(
  system: System,
  options: NorthmoorOptions,
  tell: (sentence: string) => void,
): Promise<"made" | "there"> {
  if (!system.partnerships.has(NORTHMOOR)) {
    const made = await system.create({ code: NORTHMOOR, name: "Northmoor", madeUp: true });
    invariant(made.ok, "Northmoor can be made beside the partnerships there are");
  }
  if (await asPolicyRole(system.setUp, NORTHMOOR, hasPeople)) return "there";
  tell(`Making the made-up partnership Northmoor with ${options.people} people. This is done once.`);
  await asPolicyRole(system.setUp, NORTHMOOR, (tx) => writeNorthmoor(tx, options));
  return "made";
}

/** Writes the cast, the people and their two years. Runs as the policy role, in the caller's transaction. */
export async function writeNorthmoor(tx: Sql, options: NorthmoorOptions): Promise<void> {
  const { people, today, seed = SEED } = options;
  await writeCast(tx);
  const calendar = calendarFrom(today);
  const [where, types] = [await readDirectory(tx), await columnTypes(tx)];
  const progress = progressOf(people, "people");
  let [offences, custody] = [0, 0];
  for (let from = 0; from < people; from += PEOPLE_PER_BATCH) {
    const size = Math.min(PEOPLE_PER_BATCH, people - from);
    const lives = Array.from({ length: size }, (_, place) => lifeOf(seed, from + place, calendar));
    const tables = new Map<string, Row[]>();
    for (const life of lives) {
      for (const [table, rows] of rowsOf(life, where, calendar))
        tables.set(table, [...(tables.get(table) ?? []), ...rows]);
      offences += life.events.filter((one) => one.source === "police file").length;
      custody += life.events.filter((one) => one.kind === "custody").length;
    }
    for (const [table, rows] of tables) await insertRows(tx, types, table, rows);
    await insertRows(
      tx,
      types,
      "identity_review",
      reviews(lives, from, (index) => lifeOf(seed, index, calendar)),
    );
    const own = from === 0 ? lives[OWN_RECORD] : undefined;
    if (own) await giveOwnAccount(tx, "person", own.person.id);
    progress.at(from + size);
  }
  await insertRows(tx, types, "task", deskTasks(where, calendar));
  await insertRows(tx, types, "absence", absences(where, calendar));
  await insertRows(tx, types, "import_run", importRuns(where, calendar, { offences, custody }));
  progress.end();
}

/** What the identity clerk is asked about: those registered twice. */
const reviews = (lives: readonly Life[], from: number, lifeAt: (index: number) => Life): readonly Row[] =>
  lives.flatMap((life, place): Row[] =>
    isTwice(from + place)
      ? [
          {
            person_id: life.person.id,
            candidate_id: lifeAt(from + place - TWICE_AFTER).person.id,
            why: "The same date of birth and a similar name",
            raised_at: life.person.registeredAt,
          },
        ]
      : [],
  );
