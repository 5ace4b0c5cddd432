import { afterAll, beforeAll, test } from "vitest";
import { ROUTES } from "../../src/app.ts";
import { type Site, setUpSite } from "../site.ts";
import { addressesOf, type Ground, groundOf, LISTS } from "./matrix/crawl.ts";
import { DECLARED, type Judge, judgeOf } from "./matrix/declared.ts";
import { buildPartnership, type Partnership, type Reader } from "./matrix/partnership.ts";
import { FULL, LIMIT, publish, sized } from "./row.ts";

// Everything that a reader may not see is changed: words, days, whole rows, other people, other agencies' decisions and
// handovers. What the reader is answered stays the same to the byte: pages, files, counts, order, headers.

const SEED = "unmoved 1";
let site: Site;
let partnership: Partnership;
let judge: Judge;
let ground: Ground;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  partnership = await buildPartnership(site.world, {
    everyKind: false,
    consents: ["none", "given"],
    categories: ["identity", "health", "offending", "housing"],
    kinds: ["treatment", "police", "housing", "supervised-use"],
  });
  // Long due: "in two minutes" would become "now" between two looks.
  await site.world.sql`
    update handover set due_at = due_at - interval '20 days', first_contact_at = first_contact_at - interval '20 days',
                        offered_at = offered_at - interval '25 days'`;
  await site.world
    .sql`update task set due_at = due_at - interval '20 days', closed_at = closed_at - interval '1 day'`;
  judge = judgeOf(partnership);
  ground = await groundOf(site);
}, LIMIT);
afterAll(() => site.close());

const TOKENS =
  /(name="(?:_csrf|_once|shownAt|arrivedAt|happenedAt|at)" value=")[^"]*|(data-mark=")[^"]*|nonce="[^"]*"/g;
const CLOCK =
  /\d{1,2} [A-Z][a-z]+ \d{4} at \d\d:\d\d|in \d+ (minutes?|hours?)[^<]*|just now \([^)]*\)|\d+ (minutes?|hours?) (late|ago)( \([^)]*\))?/g;
/** Headers that belong to one answer alone. */
const OF_ITS_OWN = new Set([
  "date",
  "set-cookie",
  "content-security-policy",
  "content-length",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
]);

/** How often the reader's own agency has looked, which grows by asking. */
const ownLooks = (reader: Reader): RegExp =>
  new RegExp(`Agency ${reader.agency?.code} opened this record (\\d+ times|once)`, "g");

type Answers = Map<string, string>;

/** Everything a reader is answered, one address after the other, without what differs from one showing to the next. */
async function answersTo(reader: Reader, addresses: readonly string[]): Promise<Answers> {
  const answers: Answers = new Map();
  for (const url of addresses) {
    const answer = await site.web.app.inject({
      url,
      headers: { host: site.host, cookie: `throughcare=${site.code}.${reader.token}` },
    });
    const headers = Object.entries(answer.headers).filter(([name]) => !OF_ITS_OWN.has(name));
    const body = answer.body.replace(TOKENS, "$1$2").replace(CLOCK, "then").replace(ownLooks(reader), "");
    answers.set(url, `${answer.statusCode}\n${JSON.stringify(headers)}\n${body}`);
  }
  return answers;
}

/** What a reader can ask for. Whoever may read insight counts everybody, without names: those pages are theirs to move. */
function addressesFor(reader: Reader, only?: RegExp): readonly string[] {
  const given = partnership.people.filter((person) => person.consent === "given");
  const people = FULL ? given : given.slice(4, 12);
  const about = ROUTES.filter((route) => route.get && /:(person|handover|task)\b/.test(route.path)).flatMap(
    (route) =>
      people.flatMap((person) =>
        addressesOf(route, reader, person, judge, ground).map((address) => address.url),
      ),
  );
  if (only) return about.filter((url) => only.test(url));
  return [...new Set([...LISTS, ...(FULL ? about : about.filter((_, place) => place % 8 === 0))])];
}

const list = (ids: readonly string[]): string => ids.map((id) => `'${id}'`).join(", ") || "null";

/** What is written is never what stood there already. */
let mark = 0;

/** Changes all that is hidden from a reader, in a way that differs with every round. */
async function changeWhatIsHidden(reader: Reader, round: number): Promise<number> {
  const { sql } = site.world;
  let changed = 0;
  mark += 1;
  const hidden = (table: string) =>
    (ground.rows.get(table) ?? [])
      .filter((row) => !DECLARED[table]?.select?.(judge, reader, row))
      .map((row) => row.id);
  const CHANGE: Readonly<Record<string, string>> = {
    note: `words = 'changed ${mark}', at = at - interval '1 day'`,
    alert: `words = 'changed ${mark}', ended_at = case when ended_at is null then now() end`,
    alias: `name = 'changed ${mark}'`,
    identifier: `value = 'changed ${mark} ' || id, ended_at = case when ended_at is null then now() end`,
    event: `what = 'changed ${mark}', happened_on = happened_on - ${round + 1}, kind = 'overdose'`,
    measure: `answers = '{"quality-of-life": ${round % 10}}', taken_on = taken_on - ${round + 1}`,
    death_decision: `reason = 'changed ${mark}'`,
  };
  for (const [table, set] of Object.entries(CHANGE)) {
    const ids = hidden(table).filter((_, place) => (place + round) % 3 !== 0);
    changed += (await sql.unsafe(`update ${table} set ${set} where id in (${list(ids)})`)).count;
  }
  const gone = hidden("note").filter((_, place) => place % 50 === round);
  changed += (await sql.unsafe(`delete from note where id in (${list(gone)})`)).count;
  return changed + (await addOthers(reader, round));
}

/** Old stays are each of a year of their own, since no two may overlap. */
let year = 1900;

/** People whom the reader has nothing to do with, and what other agencies have to do with those they know. */
async function addOthers(reader: Reader, round: number): Promise<number> {
  const { sql } = site.world;
  const others = partnership.others.filter((agency) => agency.kind !== reader.agency?.kind);
  const people = partnership.people.map((person) => person.id);
  let changed = 0;
  year += 1;
  for (const agency of others) {
    const added = await sql`
      with someone as (
        insert into person (family_name, given_names, born_on, sex)
        select 'Canary' || n, 'Hidden', date '1980-02-03', 'male' from generate_series(1, 5) n returning id)
      insert into registration (person_id, agency_id, reason) select id, ${agency.agencyId}, 'x' from someone`;
    const category = partnership.serviceCategory.get(agency.serviceKind) ?? "";
    const seen = sharedWith(reader, category, agency.kind);
    const stays = seen
      ? { count: 0 }
      : await sql`
        insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on, ended_on, ending)
        select id, ${agency.serviceId}, ${agency.agencyId}, ${agency.kind}, ${category}, ${agency.teamId}, 'any',
               make_date(${year}::int, 1, 1), make_date(${year}::int, 2, 1), 'completed'
          from unnest(${sql.array([...people], 2950)}) id`;
    const tasks = await sql`
      insert into task (agency_id, team_id, person_id, kind, title, due_at)
      select ${agency.agencyId}, ${agency.teamId}, id, 'to-do', ${`hidden ${round}`}, now() - interval '3 days'
        from unnest(${sql.array([...people], 2950)}) id`;
    changed += added.count + stays.count + tasks.count;
  }
  return changed;
}

const sharedWith = (reader: Reader, category: string, ownerKind: string): boolean =>
  partnership.people.some((person) => judge.others(reader, person.id, category, ownerKind)) &&
  reader.role.categories.includes(category);

type Run = { answers: number; readonly moved: string[]; changed: number };

async function run(
  readers: readonly Reader[],
  rounds: number,
  asked: (reader: Reader) => readonly string[] = addressesFor,
): Promise<Run> {
  const all: Run = { answers: 0, moved: [], changed: 0 };
  for (const reader of readers) {
    const addresses = asked(reader);
    await answersTo(reader, addresses);
    let before = await answersTo(reader, addresses);
    for (let round = 0; round < rounds; round += 1) {
      all.changed += await changeWhatIsHidden(reader, round);
      const after = await answersTo(reader, addresses);
      for (const [url, said] of after) {
        all.answers += 1;
        if (said !== before.get(url))
          all.moved.push(`${reader.name}: ${shape(url)}: ${difference(before.get(url) ?? "", said)}`);
      }
      before = after;
    }
  }
  return all;
}

const shape = (url: string): string => url.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…");

/** Where two answers part, with a few words around it. */
function difference(before: string, after: string): string {
  let place = 0;
  while (place < before.length && before[place] === after[place]) place += 1;
  return JSON.stringify([before.slice(Math.max(0, place - 60), place + 60), after.slice(place, place + 60)]);
}

test(
  "whatever is hidden from a reader may change, and nothing that they are answered does",
  async () => {
    const readers = (
      FULL ? ["housing-officer", "custody-officer", "keyworker", "opc-worker"] : ["housing-officer"]
    ).flatMap((code) => partnership.readers.filter((each) => each.role.code === code));
    const all = await run(readers, sized(1, 3));
    await site.world.sql`create policy plain on note for select to app_testland using (true)`;
    const notes = (reader: Reader) => addressesFor(reader, /\/notes$/);
    const planted = (await run(readers.slice(0, 1), 1, notes)).moved.length;
    await site.world.sql`drop policy plain on note`;
    await publish({
      id: "A5",
      figure: "What a reader is answered does not move when all that is hidden from them changes",
      target: "0 answers differ by a byte",
      value: `${all.moved.length} answers differ`,
      met: all.moved.length === 0,
      n: all.answers,
      zero: true,
      seed: SEED,
      control: { planted: "a second policy that shows every note", found: planted },
      notes: [
        `${readers.map((reader) => reader.name).join(", ")}; ${all.changed} hidden rows changed, added or removed between the two times`,
        "the same database asked before and after; what belongs to one answer alone is left out: form tokens, nonces, marks, the times of showing and printing",
        "what changed is left out for those who may read it: it counts everybody, without names, and is theirs to see move",
        ...new Set(all.moved.slice(0, 20)),
      ],
    });
  },
  LIMIT,
);
