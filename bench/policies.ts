import { readFile } from "node:fs/promises";
import { ROUTES } from "../src/app.ts";
import { connect, type Sql } from "../src/kernel/database/connection.ts";
import type { Tx } from "../src/kernel/database/door.ts";
import { asPolicyRole, namesOf } from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";
import { now } from "../src/kernel/time.ts";
import type { System } from "../src/system.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";

/** What reading one page cost the database, in milliseconds: how busy it was, and how long it was waited for. */
type Cost = { readonly busy: number; readonly waited: number };

const CODE = "northmoor";
/** Rounds before anything is counted: plans and buffers are then as they are all day. */
const WARM = 5;
/** Works for an agency that sees 1.4 % of Northmoor's people and has some hundreds of them with it at a time. */
const WORKER = "hospital-liaison";
const GRANTS = "{minimum,own,identity/treatment,health/treatment}";

/** What two pages cost with the policies and without: the same statements in the same order by the same worker. */
export type PolicyCost = {
  readonly page: string;
  readonly share: number;
  readonly bound: readonly Cost[];
  readonly bare: readonly Cost[];
};

/** Reads a page's rows as this session, bound by the policies or not, and answers what it cost. Nothing is logged or drawn. */
async function read(
  connection: Sql,
  token: string,
  { path, params }: { readonly path: string; readonly params: Record<string, string> },
  bound: boolean,
): Promise<Cost> {
  const names = namesOf(CODE);
  const route = ROUTES.find((one) => one.path === path && one.get);
  invariant(route?.get, `there is a page at ${path}`);
  const { get } = route;
  return connection.begin(async (raw) => {
    await raw.unsafe(`set local search_path = "${names.schema}", ext`);
    const [asking] = await raw`select *, pg_backend_pid() as pid from begin_request(${token})`;
    if (bound) await raw.unsafe(`set local role "${names.app}"`);
    const tx = Object.assign(raw, { asking: { ...asking, may: asking?.may ?? [] }, log: () => {} });
    const spent = async (): Promise<number> =>
      Number((await readFile(`/proc/${asking?.pid}/schedstat`, "utf8")).split(" ")[0]) / 1e6;
    const [busy, began] = [await spent(), performance.now()];
    const shown = await get(tx as unknown as Tx, { params, query: {}, now: now() });
    invariant(shown.ok, `${path} is shown`);
    return { waited: performance.now() - began, busy: (await spent()) - busy };
  }) as Promise<Cost>;
}

/** Lets the worker's agency see everybody, as far as the table of rights goes; or no more again than it did. */
async function letSeeAll(setUp: Sql, all: boolean): Promise<void> {
  await asPolicyRole(setUp, CODE, async (tx) => {
    await tx`delete from visible where until = 'infinity' and grants = ${GRANTS}::text[]`;
    if (all)
      await tx`
        insert into visible (agency_id, person_id, until, grants)
        select p.agency_id, person.id, 'infinity', ${GRANTS}::text[]
          from account a join post p on p.account_id = a.id cross join person
         where a.username = ${WORKER} and p.ended_on is null and person.joined_into is null
           and not exists (select from visible v where v.agency_id = p.agency_id and v.person_id = person.id)`;
  });
  await setUp.unsafe(`analyze ${namesOf(CODE).schema}.visible`);
}

/** Some of the people with the worker's agency now, and which share of all it sees. */
const seenBy = (setUp: Sql, times: number) =>
  asPolicyRole(setUp, CODE, async (tx) => {
    const [agency] = await tx<{ id: string; share: number }[]>`
      select p.agency_id as id, (select count(*) from visible v where v.agency_id = p.agency_id)::float8
                                / (select count(*) from person) as share
        from account a join post p on p.account_id = a.id where a.username = ${WORKER} and p.ended_on is null limit 1`;
    const rows = await tx<{ id: string }[]>`
      select distinct e.person_id as id from episode e
       where e.agency_id = ${agency?.id ?? ""} and e.ended_on is null limit ${times}`;
    return { people: rows.map((row) => row.id), share: agency?.share ?? 0 };
  });

/** What one person's page and the board of a team cost beneath the policies, for an agency that sees few and one that sees all. */
export async function policyCosts(system: System, times: number): Promise<readonly PolicyCost[]> {
  const token = freshToken();
  const signIn = system.partnerships.get(CODE)?.signIn;
  invariant(await signIn?.openDemonstrationSession(WORKER, tokenHash(token)), `${WORKER} signs in`);
  // A connection each: a plan made for one role is made anew for the other.
  const [bound, bare] = [connect(system.connection, 1), connect(system.connection, 1)];
  const all: PolicyCost[] = [];
  for (const seesAll of [false, true]) {
    await letSeeAll(system.setUp, seesAll);
    const { people, share } = await seenBy(system.setUp, times);
    for (const path of ["/people/:person", "/boards/team"]) {
      const costs: { bound: Cost[]; bare: Cost[] } = { bound: [], bare: [] };
      for (let i = 0; i < times + WARM; i += 1) {
        const params: Record<string, string> = path.includes(":")
          ? { person: people[i % people.length] ?? "" }
          : {};
        // Each goes first as often as the other, so that neither finds the rows warm more often.
        for (const which of i % 2 === 0 ? (["bound", "bare"] as const) : (["bare", "bound"] as const)) {
          const connection = which === "bound" ? bound : bare;
          const cost = await read(connection, token, { path, params }, which === "bound");
          if (i >= WARM) costs[which].push(cost);
        }
      }
      all.push({ page: path, share, ...costs });
    }
  }
  await letSeeAll(system.setUp, false);
  await Promise.all([bound.end(), bare.end()]);
  return all;
}

/** The value below which such a share of the numbers lies. */
export const quantile = (numbers: readonly number[], share: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ??
  Number.NaN;

/** Prints them: processor time of the database and time waited for, median and 95th percentile, and the ratios. */
export async function printPolicyCosts(system: System, times: number): Promise<void> {
  for (const { page, share, bound, bare } of await policyCosts(system, times)) {
    process.stdout.write(`\n${page} for an agency that sees ${(share * 100).toFixed(1)} % of the people\n`);
    for (const what of ["busy", "waited"] as const) {
      const cells = ([0.5, 0.95] as const).map((part) => {
        const [a, b] = [bound, bare].map((costs) =>
          quantile(
            costs.map((cost) => cost[what]),
            part,
          ),
        );
        return `${a?.toFixed(2)} against ${b?.toFixed(2)} ms, ${((a ?? 0) / (b ?? 1)).toFixed(2)} ×`;
      });
      process.stdout.write(`${what.padEnd(8)} median ${cells[0]}; 95th percentile ${cells[1]}\n`);
    }
  }
}
