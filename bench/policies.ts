import { readFile } from "node:fs/promises";
import { buildApp } from "../src/app.ts";
import type { Config } from "../src/config.ts";
import { connect } from "../src/kernel/database/connection.ts";
import { databaseOver } from "../src/kernel/database/door.ts";
import { asPolicyRole, namesOf } from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";
import type { OpenPartnership, System } from "../src/system.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";

/** What one page cost, in milliseconds: how busy the database and this program were with it, and how long it was waited for. */
export type Cost = { readonly database: number; readonly busy: number; readonly waited: number };

/** What a page costs beneath the policies and without them, for an agency that sees such a share of the people. */
export type PolicyCost = {
  readonly page: string;
  readonly share: number;
  readonly bound: readonly Cost[];
  readonly bare: readonly Cost[];
};

/** The partnership that is measured, and with which settings its pages are built. */
export type Measured = { readonly system: System; readonly config: Config; readonly code: string };

/** Rounds before anything is counted: plans and buffers are then as they are all day. */
const WARM = 8;
/** Works for an agency that sees 1.4 % of Northmoor's people and has some hundreds of them with it at a time. */
const WORKER = "hospital-liaison";
const GRANTS = "{minimum,own,identity/treatment,health/treatment}";

/** Lets the worker's agency see everybody, as far as the table of rights goes; or no more again than it did. */
async function letSeeAll({ system: { setUp }, code }: Measured, all: boolean): Promise<void> {
  await asPolicyRole(setUp, code, async (tx) => {
    await tx`delete from visible where until = 'infinity' and grants = ${GRANTS}::text[]`;
    if (all)
      await tx`
        insert into visible (agency_id, person_id, until, grants)
        select p.agency_id, person.id, 'infinity', ${GRANTS}::text[]
          from account a join post p on p.account_id = a.id cross join person
         where a.username = ${WORKER} and p.ended_on is null and person.joined_into is null
           and not exists (select from visible v where v.agency_id = p.agency_id and v.person_id = person.id)`;
  });
  await setUp.unsafe(`analyze ${namesOf(code).schema}.visible`);
}

/** Some of the people with the worker's agency now, and which share of all it sees. */
const seenBy = ({ system: { setUp }, code }: Measured, times: number) =>
  asPolicyRole(setUp, code, async (tx) => {
    const [agency] = await tx<{ id: string; share: number }[]>`
      select p.agency_id as id, (select count(*) from visible v where v.agency_id = p.agency_id)::float8
                                / (select count(*) from person) as share
        from account a join post p on p.account_id = a.id where a.username = ${WORKER} and p.ended_on is null limit 1`;
    const rows = await tx<{ id: string }[]>`
      select distinct e.person_id as id from episode e
       where e.agency_id = ${agency?.id ?? ""} and e.ended_on is null limit ${times}`;
    return { people: rows.map((row) => row.id), share: agency?.share ?? 0 };
  });

/** The same pages over one connection: as they are served, or by a role that no policy binds. */
export async function served(
  { system, config, code }: Measured,
  partnership: OpenPartnership,
  bound: boolean,
) {
  const names = namesOf(code);
  const sql = connect(system.connection, 1);
  // The application's own login is not known here; taking its role binds the same policies.
  if (bound) await sql.unsafe(`set role "${names.app}"`);
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const database = databaseOver(sql, names.schema);
  const quiet: OpenPartnership = {
    ...partnership,
    database: { ...database, listen: async () => async () => {} },
  };
  const web = await buildApp({ ...system, partnerships: new Map([[code, quiet]]) }, config, 10_000_000);
  await web.app.ready();
  const spent = async (): Promise<number> =>
    Number((await readFile(`/proc/${backend?.pid}/schedstat`, "utf8")).split(" ")[0]) / 1e6;
  return {
    get: async (url: string, token: string): Promise<Cost> => {
      const [database, program, began] = [await spent(), process.cpuUsage(), performance.now()];
      const answer = await web.app.inject({
        url,
        headers: { host: "localhost", cookie: `throughcare=${code}.${token}` },
      });
      const waited = performance.now() - began;
      const { user, system } = process.cpuUsage(program);
      const inDatabase = (await spent()) - database;
      invariant(answer.statusCode === 200, `${url.split("/")[1]} is shown, not ${answer.statusCode}`);
      return { waited, database: inDatabase, busy: inDatabase + (user + system) / 1000 };
    },
    close: async (): Promise<void> => {
      await web.app.close();
      await sql.end();
    },
  };
}

/** What one person's page and a team's board cost beneath the policies, for an agency that sees few and one that sees all. */
export async function policyCosts(measured: Measured, times: number): Promise<readonly PolicyCost[]> {
  const partnership = measured.system.partnerships.get(measured.code);
  invariant(partnership, "Northmoor is there");
  const token = freshToken();
  invariant(
    await partnership.signIn.openDemonstrationSession(WORKER, tokenHash(token)),
    `${WORKER} signs in`,
  );
  const sites = {
    bound: await served(measured, partnership, true),
    bare: await served(measured, partnership, false),
  };
  const all: PolicyCost[] = [];
  for (const seesAll of [false, true]) {
    await letSeeAll(measured, seesAll);
    const { people, share } = await seenBy(measured, times);
    for (const page of ["/people/:person", "/boards/team"]) {
      const costs: { bound: Cost[]; bare: Cost[] } = { bound: [], bare: [] };
      for (let i = 0; i < times + WARM; i += 1) {
        const url = page.replace(":person", people[i % people.length] ?? "");
        // Each goes first as often as the other, so that neither finds the rows warm more often.
        for (const which of i % 2 === 0 ? (["bound", "bare"] as const) : (["bare", "bound"] as const)) {
          const cost = await sites[which].get(url, token);
          if (i >= WARM) costs[which].push(cost);
        }
      }
      all.push({ page, share, ...costs });
    }
  }
  await letSeeAll(measured, false);
  await Promise.all([sites.bound.close(), sites.bare.close()]);
  return all;
}

/** The value below which such a share of the numbers lies. */
export const quantile = (numbers: readonly number[], share: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ??
  Number.NaN;

const WORDS = { busy: "processor, in all", database: "of it the database", waited: "waited" } as const;

/** Prints them: processor time, of it the database's, and time waited for; median and 95th percentile, and the ratios. */
export async function printPolicyCosts(measured: Measured, times: number): Promise<void> {
  for (const { page, share, bound, bare } of await policyCosts(measured, times)) {
    process.stdout.write(`\n${page} for an agency that sees ${(share * 100).toFixed(1)} % of the people\n`);
    for (const what of ["busy", "database", "waited"] as const) {
      const cells = ([0.5, 0.95] as const).map((part) => {
        const [a, b] = [bound, bare].map((costs) =>
          quantile(
            costs.map((cost) => cost[what]),
            part,
          ),
        );
        return `${a?.toFixed(2)} against ${b?.toFixed(2)} ms, ${((a ?? 0) / (b ?? 1)).toFixed(2)} ×`;
      });
      process.stdout.write(`${WORDS[what].padEnd(18)} median ${cells[0]}; 95th percentile ${cells[1]}\n`);
    }
  }
}
