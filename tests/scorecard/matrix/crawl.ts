import type { OutgoingHttpHeaders } from "node:http";
import { ROUTES } from "../../../src/app.ts";
import type { Route } from "../../../src/web/page.ts";
import type { Site } from "../../site.ts";
import { DECLARED, type Facts, type Judge } from "./declared.ts";
import { factsOf } from "./measure.ts";
import type { Reader, Somebody } from "./partnership.ts";

/** One page asked for, with whatever it answered and the lines it left in the access log. */
export type Visit = {
  readonly reader: Reader;
  readonly route: Route;
  readonly url: string;
  /** What stands in the address: a row of the reader's own agency, one that is hidden from them, or none at all. */
  readonly about: "own" | "hidden" | "absent" | "list" | "person";
  readonly person: Somebody | undefined;
  readonly status: number;
  readonly body: string;
  readonly headers: OutgoingHttpHeaders;
  /** The people whom the log's lines of this request name. */
  readonly logged: ReadonlySet<string>;
};

/** Which table a parameter of an address names a row of. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  line: ["identifier", "alert"],
  note: ["note"],
  measure: ["measure"],
  event: ["event"],
  episode: ["episode"],
  handover: ["handover"],
  task: ["task"],
};
/** Parameters that name something of the program or of its office, with one that is there. */
const GIVEN: Readonly<Record<string, string>> = { definition: "quality-of-life", kind: "clinic" };

/** The rows of every table that a page could show, with who may see each. */
export type Ground = {
  readonly rows: ReadonlyMap<string, readonly Facts[]>;
  /** Of which table and person the row of an id is. */
  readonly known: ReadonlyMap<string, { readonly table: string; readonly row: Facts }>;
};

/** Everything that could stand in a page, by its id. */
export async function groundOf(site: Site): Promise<Ground> {
  const rows = new Map<string, readonly Facts[]>();
  const known = new Map<string, { table: string; row: Facts }>();
  for (const table of SHOWN) {
    const facts = await factsOf(site.world.sql, table);
    rows.set(table, facts);
    for (const row of facts) known.set(row.id, { table, row });
  }
  return { rows, known };
}
const SHOWN = [
  "person",
  "note",
  "alert",
  "alias",
  "identifier",
  "event",
  "measure",
  "episode",
  "death_decision",
  "handover",
  "task",
];

const ABSENT = "0197aaaa-bbbb-7ccc-8ddd-eeeeffff0000";

type Address = {
  readonly url: string;
  readonly about: Visit["about"];
  readonly person: Somebody | undefined;
};

/** The addresses of a route for one reader and one person: with rows of their own, hidden ones, and none. */
export function addressesOf(
  route: Route,
  reader: Reader,
  person: Somebody,
  judge: Judge,
  ground: Ground,
): readonly Address[] {
  const names = [...route.path.matchAll(/:(\w+)/g)].map((found) => found[1] ?? "");
  const rest = names.filter((name) => name !== "person");
  const fill = (values: Readonly<Record<string, string>>): string =>
    route.path.replace(/:(\w+)/g, (_, name: string) => values[name] ?? GIVEN[name] ?? ABSENT);
  const base = { person: person.id };
  const named = rest.filter((name) => NAMES[name] !== undefined);
  if (named.length === 0) return [{ url: fill(base), about: "person", person }];
  const rowOf = (name: string, which: "own" | "hidden"): string | undefined => {
    for (const table of NAMES[name] ?? []) {
      const found = ground.rows.get(table)?.find((row) => {
        if (row.person_id !== person.id) return false;
        const seen = DECLARED[table]?.select?.(judge, reader, row) ?? false;
        return which === "own" ? seen : !seen;
      });
      if (found) return found.id;
    }
    return undefined;
  };
  return (["own", "hidden", "absent"] as const).flatMap((about): readonly Address[] => {
    const values = named.map((name) => [name, about === "absent" ? ABSENT : rowOf(name, about)] as const);
    if (values.some(([, value]) => value === undefined)) return [];
    return [
      { url: fill({ ...base, ...(Object.fromEntries(values) as Record<string, string>) }), about, person },
    ];
  });
}

/** The pages that list people, and so name nobody in their address. */
export const LISTS: readonly string[] = [
  "/",
  "/people",
  "/people?find=canary",
  "/people?find=canary1",
  "/people?find=3/2/1980",
  "/boards",
  "/boards/mine",
  "/boards/team",
  "/boards/team?wall=yes",
  "/boards/ageing",
  "/tasks",
  "/tasks/new",
  "/my",
  "/my/progress",
  "/my/sharing",
  "/my/who-looked",
  "/identity",
  "/account",
  "/help",
];

const routeAt = (url: string): Route | undefined => ROUTES.find((route) => route.path === url.split("?")[0]);

/** Asks for every page about these people as each reader, and for every list. Calls back with each visit. */
export async function crawl(
  site: Site,
  judge: Judge,
  ground: Ground,
  {
    readers,
    people,
    routes = ROUTES,
  }: { readers: readonly Reader[]; people: readonly Somebody[]; routes?: readonly Route[] },
  seen: (visit: Visit) => void,
): Promise<void> {
  for (const reader of readers) {
    for (const url of LISTS) {
      const route = routeAt(url);
      if (route && routes.includes(route))
        seen(await visit(site, reader, route, { url, about: "list", person: undefined }));
    }
    for (const route of routes) {
      if (!route.get || !/:(person|handover|task)\b/.test(route.path)) continue;
      for (const person of people) {
        for (const address of addressesOf(route, reader, person, judge, ground))
          seen(await visit(site, reader, route, address));
      }
    }
  }
}

/** Asks once, and reads what the request left in the log. */
export async function visit(site: Site, reader: Reader, route: Route, address: Address): Promise<Visit> {
  const { sql } = site.world;
  const [before] = await sql<{ at: Temporal.Instant }[]>`select clock_timestamp() as at`;
  const answer = await site.web.app.inject({
    url: address.url,
    headers: { host: site.host, cookie: `throughcare=${site.code}.${reader.token}` },
  });
  const lines = await sql<{ people: string[] }[]>`
    select person_ids as people from access_log where account_id = ${reader.accountId} and at >= ${before?.at ?? ""}`;
  return {
    ...address,
    reader,
    route,
    status: answer.statusCode,
    body: answer.body,
    headers: answer.headers,
    logged: new Set(lines.flatMap((line) => line.people)),
  };
}

const ANY_ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** What a page shows: the rows whose ids stand in it, and the people by name. What the address said itself is not shown. */
export function shownIn(
  visited: Visit,
  ground: Ground,
  people: readonly Somebody[],
): readonly { table: string; row: Facts }[] {
  const asked = new Set(visited.url.match(ANY_ID) ?? []);
  const found = new Map<string, { table: string; row: Facts }>();
  for (const id of visited.body.match(ANY_ID) ?? []) {
    const what = ground.known.get(id);
    if (what && !asked.has(id)) found.set(id, what);
  }
  for (const name of visited.body.matchAll(/Canary(\d+)\b/gi)) {
    const person = people[Number(name[1])];
    const what = person && ground.known.get(person.id);
    if (what && name[0].startsWith("C")) found.set(person.id, what);
  }
  return [...found.values()];
}
