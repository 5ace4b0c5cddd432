import { afterAll, beforeAll, test } from "vitest";
import { ROUTES } from "../../src/app.ts";
import { type Site, setUpSite } from "../site.ts";
import { addressesOf, crawl, type Ground, groundOf, shownIn, type Visit, visit } from "./matrix/crawl.ts";
import { DECLARED, type Judge, judgeOf } from "./matrix/declared.ts";
import { mayOpen } from "./matrix/openings.ts";
import { buildPartnership, type Partnership, type Reader, type Somebody } from "./matrix/partnership.ts";
import { FULL, LIMIT, publish } from "./row.ts";

// The same matrix as readers meet it: every page about a person, asked for over HTTP in every state, with every row
// that it shows held against what is declared, and against the lines that the look left in the access log.

let site: Site;
let partnership: Partnership;
let judge: Judge;
let ground: Ground;
const faults = {
  leaks: new Map<string, number>(),
  denials: new Map<string, number>(),
  unlogged: new Map<string, number>(),
  phantoms: new Map<string, number>(),
  failures: new Map<string, number>(),
};
let visits = 0;
let looks = 0;
let refusedAfterALook = 0;
const denied = new Set<string>();
const opened = new Set<string>();

beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  partnership = await buildPartnership(site.world, {
    everyKind: false,
    consents: ["given"],
    categories: ["identity", "health", "offending", "safeguarding"],
    kinds: ["treatment", "police", "housing", "supervised-use"],
  });
  judge = judgeOf(partnership);
  ground = await groundOf(site);
}, LIMIT);
afterAll(() => site.close());

const QUICK = ["keyworker", "custody-officer", "administrator"];
const QUICK_STATES = ["none", "offered", "open episode", "day after retention"];

const count = (of: Map<string, number>, words: string): void => void of.set(words, (of.get(words) ?? 0) + 1);
const inWords = (of: Map<string, number>): readonly string[] =>
  [...of].map(([words, n]) => `${words} × ${n}`);
const sum = (of: Map<string, number>): number => [...of.values()].reduce((a, b) => a + b, 0);
const personOf = (table: string, row: { id: string; person_id?: string | null }): string | undefined =>
  table === "person" ? row.id : (row.person_id ?? undefined);

/** Police and probation are told that whom they referred was sent, received or closed, and the page names the handover. */
const toldAsSender = (reader: Reader, table: string, row: { from_service_id?: string }): boolean =>
  table === "handover" && row.from_service_id === reader.agency?.serviceId;

/** The identity clerk reads who two records may be, which is what that page is for, whether their agency has to do with them or not. */
const toldAsClerk = ({ reader, route }: Visit): boolean =>
  route.path.startsWith("/identity") && (reader.role.may as readonly string[]).includes("identity:review");

/** Holds one page against what is declared: its status, what it shows, what it left in the log. */
function judgeVisit(one: Visit, of = faults): void {
  visits += 1;
  const { reader, route, status } = one;
  const at = `${reader.role.code} at ${reader.agency?.kind ?? "home"}, ${route.path}, ${one.about}, ${one.person?.relationship ?? "any"}`;
  const path = `GET ${route.path}`;
  (status === 403 || status === 404 ? denied : opened).add(path);
  if (status >= 500) count(of.failures, `${at}: ${status}`);
  const right = mayOpen(judge, one);
  if (right === "no" && status !== 403 && status !== 404) count(of.leaks, `${at}: ${status}`);
  if (right === "yes" && status !== 200 && status !== 303) count(of.denials, `${at}: ${status}`);
  const shown = shownIn(one, ground, partnership.people);
  for (const { table, row } of shown) {
    const may =
      DECLARED[table]?.select?.(judge, reader, row) || toldAsSender(reader, table, row) || toldAsClerk(one);
    if (!may) count(of.leaks, `${at} shows ${table}`);
    const person = personOf(table, row);
    if (!person) continue;
    looks += 1;
    if (!one.logged.has(person)) count(of.unlogged, `${at} shows ${table}`);
  }
  const about = new Set([...shown.map(({ table, row }) => personOf(table, row)), reader.person]);
  for (const id of one.url.match(/[0-9a-f-]{36}/g) ?? []) {
    const known = ground.known.get(id);
    if (known) about.add(personOf(known.table, known.row));
  }
  for (const person of one.logged) {
    // A page may know who is meant and still have nothing to show: the look at who they are was made, and its line stays.
    if (status >= 400 && judge.minimum(reader, person)) refusedAfterALook += 1;
    else if (status >= 400 || !about.has(person)) count(of.phantoms, `${at}: ${status}`);
  }
}

/** One reader of each set of rights: roles that may the same in the same kind of agency are asked once. */
function oneOfEach(readers: readonly Reader[]): readonly Reader[] {
  const kinds = new Map<string, Reader>();
  for (const reader of readers)
    kinds.set(
      [reader.agency?.kind, reader.person, ...reader.role.categories, ...reader.role.may].join(),
      reader,
    );
  return [...kinds.values()];
}

const chosen = (): { readers: readonly Reader[]; people: readonly Somebody[] } => ({
  readers: FULL
    ? oneOfEach(partnership.readers)
    : partnership.readers.filter(
        (reader, place, all) =>
          QUICK.includes(reader.role.code) || (reader.person && place === all.length - 1),
      ),
  people: partnership.people.filter((person) => FULL || QUICK_STATES.includes(person.relationship)),
});

test(
  "every page about a person opens for those who may see it, shows what they may see, and leaves its line",
  async () => {
    await crawl(site, judge, ground, chosen(), judgeVisit);
    const leaks = sum(faults.leaks) + sum(faults.failures);
    const { readers, people } = chosen();
    const notes = [
      `${readers.length} readers, ${people.length} states of relationship, ${opened.size} pages`,
    ];
    await publish({
      id: "A1 pages",
      figure: "The same over HTTP: every page about a person, in every state of relationship",
      target: "0 leaks, 0 wrong denials, no page fails",
      value: `${leaks} leaks or failures, ${sum(faults.denials)} wrong denials`,
      met: leaks + sum(faults.denials) === 0,
      n: visits,
      zero: true,
      control: { planted: "notes shown to everybody", found: await withNotesForAll() },
      notes: [...notes, ...inWords(faults.leaks), ...inWords(faults.failures), ...inWords(faults.denials)],
    });
  },
  LIMIT,
);

test(
  "whoever is shown on a page stands in the access log of that request, and nobody else",
  async () => {
    await publish({
      id: "A8",
      figure:
        "Whoever a page shows stands in the access log of that request, and nobody who was not looked at",
      target: "0 unlogged, 0 phantom lines",
      value: `${sum(faults.unlogged)} unlogged, ${sum(faults.phantoms)} phantom lines`,
      met: sum(faults.unlogged) + sum(faults.phantoms) === 0,
      n: looks,
      zero: true,
      control: { planted: "the line of one page is not written", found: await withOneLineLost() },
      notes: [
        `rows and names found in ${visits} pages by canary ids`,
        `${refusedAfterALook} lines beside, of looks at who somebody in sight is that ended in "not there" (another's row, or nothing yet to show)`,
        ...inWords(faults.unlogged),
        ...inWords(faults.phantoms),
      ],
    });
  },
  LIMIT,
);

const fresh = (): typeof faults => ({
  leaks: new Map(),
  denials: new Map(),
  unlogged: new Map(),
  phantoms: new Map(),
  failures: new Map(),
});

/** The keyworker's visits to everybody's notes, judged apart. */
async function notesOnly(): Promise<typeof faults> {
  const apart = fresh();
  const [before, beforeLooks] = [visits, looks];
  const reader = partnership.readers.find((each) => each.role.code === "keyworker");
  const route = ROUTES.find((each) => each.path === "/people/:person/notes");
  for (const person of partnership.people) {
    if (!reader || !route) continue;
    for (const address of addressesOf(route, reader, person, judge, ground))
      judgeVisit(await visit(site, reader, route, address), apart);
  }
  [visits, looks] = [before, beforeLooks];
  return apart;
}

async function withNotesForAll(): Promise<number> {
  const { sql } = site.world;
  const [policy] =
    await sql`select qual from pg_policies where tablename = 'note' and policyname = 'seen_by_those_entitled'`;
  await sql.unsafe("alter policy seen_by_those_entitled on note using (true)");
  const { leaks } = await notesOnly();
  await sql.unsafe(`alter policy seen_by_those_entitled on note using (${policy?.qual})`);
  return sum(leaks);
}

async function withOneLineLost(): Promise<number> {
  const { sql } = site.world;
  await sql.unsafe(`
    create function line_lost() returns trigger language plpgsql as $$ begin return null; end $$;
    create trigger line_lost before insert on access_log for each row when (new.route = '/people/:person/notes') execute function line_lost()`);
  const { unlogged } = await notesOnly();
  await sql.unsafe("drop trigger line_lost on access_log; drop function line_lost");
  return sum(unlogged);
}
