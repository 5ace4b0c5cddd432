import type { Sql } from "../src/kernel/database/connection.ts";
import { asPolicyRole, type PartnershipRefusal } from "../src/kernel/database/partnership.ts";
import { newestOf } from "../src/kernel/encryption.ts";
import { accept, invariant, type Result } from "../src/kernel/result.ts";
import type { LocalDate } from "../src/kernel/time.ts";
import { grouped } from "../src/kernel/words.ts";
import type { System } from "../src/system.ts";
import { areaMonthRows } from "./area-months.ts";
import { writeBudgets } from "./budgets-store.ts";
import { type Calendar, calendarFrom } from "./calendar.ts";
import { careOf } from "./care.ts";
import { writeCast } from "./cast-store.ts";
import { writeClinicOrders } from "./clinic-orders.ts";
import { curiousLooks } from "./curious.ts";
import { diaryRows } from "./diary.ts";
import { exceptions } from "./exceptions.ts";
import { oldRecords } from "./keeping.ts";
import { letterRows } from "./letters.ts";
import type { Life } from "./life.ts";
import { absences, deskTasks, importRuns } from "./office.ts";
import { insightKeyOf, isTwice, lifeOf, OWN_RECORD, TWICE_AFTER } from "./person-life.ts";
import { progressOf } from "./progress.ts";
import { writeHarbour, writeRegister } from "./register-store.ts";
import { type Row, rowsOf } from "./rows.ts";
import {
  columnTypes,
  filedEvents,
  giveOwnAccount,
  insertRows,
  isWhole,
  keysThere,
  raiseReviews,
  readDirectory,
  type Twice,
} from "./rows-store.ts";
import { writeSelections } from "./selection-store.ts";
import { draftOfRules } from "./sharing-rules-store.ts";
import { supplyRowsOf } from "./supplying.ts";
import { writeTransfers } from "./transfers.ts";

/** Code of the made-up partnership. */
export const NORTHMOOR = "northmoor";

const SEED = "northmoor-1";
const PEOPLE_PER_BATCH = 200;
/** As many as the connections of set-up work, and as a small machine has processors. */
const BATCHES_AT_ONCE = 2;

/** How large Northmoor is to be, and the day on which its story ends. */
export type NorthmoorOptions = { readonly people: number; readonly today: LocalDate; readonly seed?: string };

/** Runs a piece of work in a transaction of its own, as the partnership's policy role. */
export type InTransaction = <T>(work: (tx: Sql) => Promise<T>) => Promise<T>;

type Story = { readonly seed: string; readonly people: number; readonly calendar: Calendar };

/**
 * Makes the made-up partnership Northmoor unless it is whole already. A start that was stopped half-way is taken up by the
 * next one where it was left.
 */
export async function ensureNorthmoor(
  system: System,
  options: NorthmoorOptions,
  tell: (sentence: string) => void,
): Promise<Result<"made" | "there", PartnershipRefusal>> {
  if (!system.partnerships.has(NORTHMOOR)) {
    const made = await system.create({ code: NORTHMOOR, name: "Northmoor", madeUp: true });
    if (!made.ok) return made;
  }
  const inTransaction: InTransaction = (work) => asPolicyRole(system.setUp, NORTHMOOR, work);
  if (await inTransaction(isWhole)) return accept("there");
  tell(`Making the made-up partnership Northmoor with ${grouped(options.people)} people. This is done once.`);
  await writeNorthmoor(inTransaction, options);
  const newest = newestOf(await system.keys());
  if (newest) await inTransaction((tx) => writeTransfers(tx, newest));
  return accept("made");
}

/**
 * Writes the cast, the people and their two years, a batch of people to a transaction, so that any number streams through
 * the same memory and nothing written is lost when it is stopped. What needs everyone comes last, in one transaction.
 */
export async function writeNorthmoor(inTransaction: InTransaction, options: NorthmoorOptions): Promise<void> {
  const { people, seed = SEED } = options;
  const story: Story = { seed, people, calendar: calendarFrom(options.today) };
  await inTransaction(writeCast);
  const progress = progressOf(people, "people");
  const starts = Array.from({ length: Math.ceil(people / PEOPLE_PER_BATCH) }, (_, i) => i * PEOPLE_PER_BATCH);
  const waiting = starts.values();
  let done = 0;
  const inTurn = async (): Promise<void> => {
    for (const from of waiting) {
      const written = await inTransaction((tx) => writeBatch(tx, story, from));
      done += written;
      progress.at(done);
    }
  };
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, inTurn));
  await inTransaction((tx) => writeLast(tx, story));
  progress.end();
}

/** Writes those of a batch whom no earlier start wrote, with everything about them. Returns how many are there now. */
async function writeBatch(tx: Sql, { seed, people, calendar }: Story, from: number): Promise<number> {
  const size = Math.min(PEOPLE_PER_BATCH, people - from);
  const indexOf = new Map(Array.from({ length: size }, (_, i) => [insightKeyOf(seed, from + i), from + i]));
  for (const key of await keysThere(tx, [...indexOf.keys()])) indexOf.delete(key);
  const [where, types] = [await readDirectory(tx), await columnTypes(tx)];
  const tables = new Map<string, Row[]>();
  for (const index of indexOf.values()) {
    const life = lifeOf(seed, index, calendar);
    for (const [table, rows] of [
      ...rowsOf(life, where, calendar),
      ...careOf(seed, index, life, where, calendar),
      ...supplyRowsOf(seed, life, where, calendar),
    ]) {
      const known = tables.get(table);
      if (known) known.push(...rows);
      else tables.set(table, [...rows]);
    }
  }
  for (const [table, rows] of tables) await insertRows(tx, types, table, rows);
  return size;
}

/** Writes what is about nobody or about two people: with it, Northmoor is whole. */
async function writeLast(tx: Sql, { seed, people, calendar }: Story): Promise<void> {
  const [where, types] = [await readDirectory(tx), await columnTypes(tx)];
  const lifeAt = (index: number): Life => lifeOf(seed, index, calendar);
  await raiseReviews(tx, registeredTwice(people, lifeAt));
  if (people > OWN_RECORD) await giveOwnAccount(tx, "person", lifeAt(OWN_RECORD).person.id);
  for (const [table, rows] of exceptions(people, lifeAt, where, calendar))
    await insertRows(tx, types, table, rows);
  for (const [table, rows] of oldRecords(people, lifeAt, where, calendar))
    await insertRows(tx, types, table, rows);
  const lead = where.workers.get("ig-lead");
  invariant(lead, "Northmoor has a lead of information governance");
  await draftOfRules(tx, lead.staffId);
  const commissioner = where.workers.get("commissioner");
  invariant(commissioner, "Northmoor has a commissioner");
  await writeBudgets(tx, commissioner.staffId, calendar.at(-90, 600));
  await insertRows(tx, types, "access_log", curiousLooks(people, lifeAt, where, calendar));
  await insertRows(tx, types, "task", deskTasks(where, calendar));
  await writeHarbour(tx);
  for (const [table, rows] of await diaryRows(tx, where, calendar, seed))
    await insertRows(tx, types, table, rows);
  await writeSelections(tx, where, calendar);
  for (const [table, rows] of await letterRows(tx, where, calendar, seed))
    await insertRows(tx, types, table, rows);
  await writeClinicOrders(tx, where, calendar);
  await writeRegister(tx, calendar, seed);
  await insertRows(tx, types, "absence", absences(where, calendar));
  await insertRows(tx, types, "import_run", importRuns(where, calendar, await filedEvents(tx)));
  for (const [table, rows] of areaMonthRows(where, calendar, seed)) await insertRows(tx, types, table, rows);
}

/** What the identity clerk is asked about: those registered twice. */
function registeredTwice(people: number, lifeAt: (index: number) => Life): readonly Twice[] {
  const twice = Array.from({ length: people }, (_, index) => index).filter(isTwice);
  return twice.map((index) => {
    const { person } = lifeAt(index);
    return { person: person.id, like: lifeAt(index - TWICE_AFTER).person.id, at: person.registeredAt };
  });
}
