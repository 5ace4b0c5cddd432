import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { connect, type Sql } from "../src/kernel/database/connection.ts";
import { type Database, databaseOver } from "../src/kernel/database/door.ts";
import {
  asPolicyRole,
  connectionOf,
  createPartnership,
  listPartnerships,
  namesOf,
  prepareServer,
  upgradePartnership,
} from "../src/kernel/database/partnership.ts";
import { accept, invariant } from "../src/kernel/result.ts";
import { makeAdministrator } from "../src/record/staff/first-administrator-store.ts";
import { syncReferenceData } from "../src/record/staff/store.ts";
import { SERVICES } from "../src/services/index.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";

/** Two partnerships on one server, each with one person, one worker and one session of theirs. */
type Land = {
  readonly code: string;
  readonly schema: string;
  readonly person: string;
  readonly token: string;
  readonly logins: { app: string; door: string };
};

let owner: Sql;
let at: { host: string; port: number; user: string; password: string; database: string };
let [east, west]: [Land, Land] = [] as never;
let eastDatabase: Database;
const opened: Sql[] = [];

async function land(code: string, family: string): Promise<Land> {
  const logins = { app: `${code}-app`, door: `${code}-door` };
  const made = await createPartnership(owner, { code, name: code, madeUp: false }, logins, "tests");
  invariant(made.ok, "the partnership is made");
  await upgradePartnership(owner, made.value, logins, "tests");
  const token = freshToken();
  const person = await asPolicyRole(owner, code, async (tx) => {
    await syncReferenceData(tx, SERVICES);
    await makeAdministrator(tx, {
      username: "administrator",
      name: "First",
      office: code,
      tokenHash: tokenHash(freshToken()),
    });
    // An administrator needs nobody's record and so sees nobody: whoever is to see their own person has another post.
    await tx`update post set role = 'keyworker'`;
    const [row] = await tx<
      { id: string }[]
    >`insert into person (family_name, given_names, born_on, sex) values (${family}, 'Only', '1980-01-01', 'male') returning id`;
    await tx`insert into registration (person_id, agency_id, reason) select ${row?.id ?? ""}, id, 'test' from agency`;
    await tx`insert into session (token_hash, account_id, post_id, opened_by, expires_at)
             select ${tokenHash(token)}, a.id, p.id, 'password', now() + interval '1 hour' from account a join post p on p.account_id = a.id`;
    return row?.id ?? "";
  });
  return { code, schema: made.value.schema, person, token, logins };
}

beforeAll(async () => {
  const server = inject("server");
  const name = `two_lands_${process.pid}`;
  const maker = connect({ ...server, database: "postgres" }, 1);
  await maker.unsafe(`create database ${name}`);
  await maker.end();
  at = { ...server, database: name };
  owner = connect(at, 2);
  await prepareServer(owner);
  // The codes carry the process number, since roles belong to the whole server and other runs may be on it.
  east = await land(`east_${process.pid}`, "Eastman");
  west = await land(`west_${process.pid}`, "Westman");
  eastDatabase = databaseOver(as(east, "app"), east.schema);
});
afterAll(async () => {
  await Promise.all(opened.map((sql) => sql.end({ timeout: 2 })));
  await owner.end({ timeout: 2 });
});

/** A connection with one of a partnership's own logins. */
function as(one: Land, role: "app" | "door"): Sql {
  const sql = connect(connectionOf(at, one.code, role, one.logins), 2);
  opened.push(sql);
  return sql;
}

/** What SQL answers: its rows, or the class of the refusal. */
async function answer(sql: Sql, text: string): Promise<{ rows: number } | { refused: string }> {
  try {
    const rows = await sql.unsafe(text);
    return { rows: rows.length };
  } catch (error) {
    return { refused: (error as { code?: string }).code ?? "unknown" };
  }
}

const INSUFFICIENT_PRIVILEGE = "42501";

/** SQL run through a planted hole: inside the one door, as a user of the east who is signed in. */
async function throughTheHole(text: string): Promise<string> {
  try {
    const result = await eastDatabase.as(east.token, "/hole", async (tx) =>
      accept(JSON.stringify(await tx.unsafe(text))),
    );
    return result.ok ? result.value : "signed out";
  } catch (error) {
    return `refused ${(error as { code?: string }).code}`;
  }
}

describe("two partnerships on one server", () => {
  test("are both in the directory, and the server's own user sees both people", async () => {
    expect((await listPartnerships(owner)).map((one) => one.code)).toEqual([east.code, west.code]);
    for (const one of [east, west]) {
      expect(await answer(owner, `select * from ${one.schema}.person`)).toEqual({ rows: 1 });
    }
  });

  test("each signs its own user in", async () => {
    const mine = await eastDatabase.as(east.token, "/test", async (tx) =>
      accept((await tx`select family_name from person`).map((row) => row.family_name)),
    );
    expect(mine).toEqual({ ok: true, value: ["Eastman"] });
  });

  test("a session of one is no session of the other", async () => {
    expect(await eastDatabase.as(west.token, "/test", async () => accept(1))).toMatchObject({
      ok: false,
      refusal: { code: "signed-out" },
    });
  });
});

describe("with the other's login", () => {
  test.each(["app", "door"] as const)(
    "no table and no view of the west answers the east's %s role",
    async (role) => {
      const sql = as(east, role);
      const tables = await owner<{ name: string }[]>`
      select c.relname as name from pg_class c where c.relnamespace = ${west.schema}::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S') order by 1`;
      expect(tables.length).toBeGreaterThan(40);
      for (const { name } of tables) {
        expect(await answer(sql, `select * from ${west.schema}.${name}`), name).toEqual({
          refused: INSUFFICIENT_PRIVILEGE,
        });
        expect(await answer(sql, `insert into ${west.schema}.${name} default values`), name).toEqual({
          refused: INSUFFICIENT_PRIVILEGE,
        });
      }
    },
  );

  test.each(["app", "door"] as const)("no function of the west runs for the east's %s role", async (role) => {
    const sql = as(east, role);
    const functions = await owner<{ call: string; oid: number }[]>`
      select p.oid::int as oid, format('%I.%I(%s)', n.nspname, p.proname,
                    (select string_agg('null::' || format_type(t, null), ', ' order by place) from unnest(p.proargtypes) with ordinality as a(t, place))) as call
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname = ${west.schema} and p.prorettype <> 'trigger'::regtype`;
    expect(functions.length).toBeGreaterThan(30);
    for (const { call, oid } of functions) {
      expect(await answer(sql, `select ${call}`), call).toEqual({ refused: INSUFFICIENT_PRIVILEGE });
      const [row] = await owner<
        { may: boolean }[]
      >`select has_function_privilege(${namesOf(east.code)[role]}, ${oid}::oid, 'execute') as may`;
      expect(row?.may, call).toBe(false);
    }
  });

  test("no role of the east belongs to any role of the west, to the owner, or to anything that looks past policies", async () => {
    const rows = await owner<{ role: string; other: string }[]>`
      select r.rolname as role, o.rolname as other from pg_roles r, pg_roles o
       where r.rolname in (${namesOf(east.code).app}, ${namesOf(east.code).door}) and o.rolname <> r.rolname and pg_has_role(r.oid, o.oid, 'member')`;
    expect(rows).toEqual([]);
    const powers = await owner`
      select rolname from pg_roles where rolname in (${namesOf(east.code).app}, ${namesOf(east.code).door})
         and (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication)`;
    expect(powers).toEqual([]);
  });

  test("the west's password does not open the east's role", async () => {
    const wrong = connect({ ...connectionOf(at, east.code, "app", west.logins) }, 1);
    expect(await answer(wrong, "select 1")).toEqual({ refused: "28P01" });
    await wrong.end({ timeout: 1 });
  });
});

describe("with SQL injected through a planted hole", () => {
  test.each([
    ["names it in full", () => `select * from ${west.schema}.person`],
    ["moves the search path", () => `set local search_path = ${west.schema}; select * from person`],
    ["moves it for the session", () => `set search_path = ${west.schema}, public; select * from person`],
    [
      "takes the other's application role",
      () => `set local role ${namesOf(west.code).app}; select * from ${west.schema}.person`,
    ],
    [
      "takes the other's policy role",
      () => `set local role ${namesOf(west.code).policy}; select * from ${west.schema}.person`,
    ],
    [
      "takes its own policy role",
      () => `set local role ${namesOf(east.code).policy}; select * from ${east.schema}.credential`,
    ],
    ["takes the owner's role", () => "set local role throughcare_owner; select 1"],
    ["takes the superuser's role", () => "set session authorization postgres; select 1"],
    [
      "goes back to whoever it was",
      () => `reset role; reset session authorization; select * from ${west.schema}.person`,
    ],
    ["reads the passwords of roles", () => "select rolname, rolpassword from pg_authid"],
    ["reads them by their other name", () => "select usename, passwd from pg_shadow"],
    ["reads the directory of partnerships", () => "select * from directory.partnership"],
    ["binds itself in the other by a guess", () => `select * from ${west.schema}.begin_request('guess')`],
    [
      "binds itself in the other by a stolen token",
      () => `select * from ${west.schema}.begin_request('${west.token}')`,
    ],
    [
      "writes who it is",
      () =>
        `insert into ${east.schema}.request_context (pid, xid, account_id, categories, may) values (pg_backend_pid(), pg_current_xact_id(), gen_random_uuid(), '{}', '{staff:manage}')`,
    ],
    ["binds a context itself", () => `select ${east.schema}.bind_context(gen_random_uuid(), null, null)`],
    ["reads the server's files", () => "select pg_read_file('PG_VERSION')"],
    ["runs a program", () => "copy (select 1) to program 'true'"],
    ["reads the keys by which people sign in", () => `select * from ${east.schema}.credential`],
    ["reads the sessions", () => `select * from ${east.schema}.session`],
    [
      "opens a session",
      () => `select ${east.schema}.open_session(gen_random_uuid(), '\\x00', '', 'password')`,
    ],
    ["switches a policy off", () => `alter table ${east.schema}.person disable row level security`],
    [
      "switches its rows off",
      () =>
        `set local row_security = off; select * from ${east.schema}.person where family_name <> 'Eastman'`,
    ],
    [
      "replaces a function it trusts",
      () =>
        `create or replace function ${east.schema}.acting_agency() returns uuid language sql return gen_random_uuid()`,
    ],
    ["makes a table that shadows one", () => `create table ${east.schema}.visible_too (x int)`],
  ])("one that %s gets nothing of the other's", async (_how, text) => {
    const said = await throughTheHole(text());
    expect(said).not.toContain("Westman");
    expect(said).toMatch(/^refused (42501|42P01|0A000|25001|22023)$|^\[\]$/);
  });

  test("shows its own person through the same hole, so the hole is open", async () => {
    expect(await throughTheHole("select family_name from person")).toContain("Eastman");
  });

  test("a settings trick makes nobody else of it", async () => {
    const said = await throughTheHole(
      `set local throughcare.agency = '00000000-0000-0000-0000-000000000000'; select acting_role() as role`,
    );
    expect(said).toContain("keyworker");
  });

  test("what it sets does not stay on the pooled connection", async () => {
    await throughTheHole(`set search_path = ${west.schema}`);
    for (let turn = 0; turn < 6; turn++) {
      const path = await eastDatabase.as(east.token, "/test", async (tx) =>
        accept((await tx`show search_path`)[0]?.search_path),
      );
      expect(path).toMatchObject({ ok: true, value: `${east.schema}, ext` });
    }
  });

  test("nothing of it reached the west: the control still counts one person, and no line in its log", async () => {
    expect(await answer(owner, `select * from ${west.schema}.person where family_name = 'Westman'`)).toEqual({
      rows: 1,
    });
    expect(
      await answer(
        owner,
        `select * from ${west.schema}.access_log where what <> 'signed-in' and about <> 'one-time link made'`,
      ),
    ).toEqual({ rows: 0 });
  });
});
