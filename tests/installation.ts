import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { inject } from "vitest";
import { buildApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { connect, type Sql } from "../src/kernel/database/connection.ts";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";
import type { KeyWork } from "../src/keys.ts";
import { makeAdministrator } from "../src/record/staff/first-administrator-store.ts";
import { addProvider } from "../src/record/staff/provider-command-store.ts";
import { openSystem, type System } from "../src/system.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { codeNow } from "./authenticator.ts";
import { type Organisation, openOrganisation } from "./organisation.ts";
import { goAndComeBack } from "./organisations.ts";
import { type Answer, type Site, visitorTo } from "./site.ts";

export const PASSWORD = "otter bicycle granite lantern";
export const CLIENT_SECRET = "a secret for this test alone";

/** Someone with an account and an authenticator app. */
export type Someone = { readonly username: string; readonly account: string; secret: string };

/** An installation of a test's own: a data folder, a database, one real partnership, opened and closed as one likes. */
export type Installation = {
  readonly code: string;
  readonly folder: string;
  readonly secrets: string;
  readonly sql: Sql;
  /** Another connection, as whoever set it up unless told otherwise. */
  connect(as?: { readonly user: string; readonly password: string }): Sql;
  readonly work: KeyWork & Pick<System, "keeper">;
  readonly system: System;
  readonly site: Pick<Site, "web" | "code" | "host">;
  readonly organisation: Organisation;
  /** What the last start said. */
  readonly said: readonly string[];
  reopen(settings?: Record<string, string>): Promise<void>;
  /** Somebody new, who chooses password and app by a one-time link. */
  someone(username: string): Promise<Someone>;
  choose(who: Someone, token: string): Promise<Answer>;
  signIn(who: Someone, secret?: string): Promise<Answer>;
  signInThere(): Promise<Answer>;
  readSecrets(): Promise<Record<string, string>>;
  writeSecrets(all: Record<string, string>): Promise<void>;
  close(): Promise<void>;
};

/** Whether an answer signs somebody in. */
export const isIn = (answer: Answer): boolean => /throughcare=kept_\w+\.[\w-]{43};/.test(answer.cookies);

let made = 0;

/** Makes an installation, with an organisation at which the first administrator signs in too. */
export async function anInstallation(): Promise<Installation & { readonly administrator: Someone }> {
  made += 1;
  const code = `kept_${process.pid}_${made}`;
  const server = inject("server");
  const maker = connect({ ...server, database: "postgres" }, 1);
  await maker.unsafe(`create database ${code}`);
  await maker.end();
  const folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-kept-"));
  const secrets = path.join(folder, "secrets.json");
  const sql = connect({ ...server, database: code }, 3);
  const organisation = await openOrganisation(["http://127.0.0.1/sign-in/return/trust"]);
  let now: { system: System; site: Installation["site"]; said: readonly string[] } | undefined;
  const open = async (settings: Record<string, string> = {}) => {
    const said: string[] = [];
    const url = `postgres://${server.user}:${server.password}@${server.host}:${server.port}/${code}`;
    const config = readConfig({ LOG_LEVEL: "silent", DATABASE_URL: url, DATA_DIR: folder, ...settings });
    invariant(config.ok, "the test's settings are right");
    const onProgress = (sentence: string) => void said.push(sentence);
    const system = await openSystem({ config: config.value, as: "alone", onProgress });
    invariant(system.ok, "the installation opens");
    if (system.value.partnerships.size === 0)
      invariant((await system.value.create({ code, name: "Kept", madeUp: false })).ok, "it is made");
    const web = await buildApp(system.value, config.value, 100_000);
    now = { system: system.value, site: { web, code, host: "127.0.0.1" }, said };
  };
  const shut = async () => {
    await now?.site.web.app.close();
    await now?.system.close();
  };
  await open();
  const here = () => {
    invariant(now, "the installation is open");
    return now;
  };
  const installation: Installation = {
    code,
    folder,
    secrets,
    sql,
    connect: (as = server) => connect({ ...server, ...as, database: code }, 2),
    organisation,
    get work() {
      const { setUp, keyFiles, keeper, partnerships } = here().system;
      return { setUp, keyFiles, keeper, partnerships: [...partnerships.values()] };
    },
    get system() {
      return here().system;
    },
    get site() {
      return here().site;
    },
    get said() {
      return here().said;
    },
    reopen: async (settings) => {
      await shut();
      await open(settings);
    },
    ...peopleOf(code, sql, () => here().site, organisation),
    readSecrets: async () => JSON.parse(await readFile(secrets, "utf8")),
    writeSecrets: (all) => writeFile(secrets, JSON.stringify(all)),
    close: async () => {
      await shut();
      await Promise.all([sql.end(), organisation.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  const administrator = await withAdministrator(installation, here().system);
  return Object.assign(installation, { administrator });
}

async function withAdministrator(at: Installation, system: System): Promise<Someone> {
  const [token, username] = [freshToken(), "jo.hart"];
  const wanted = { username, name: "Jo Hart", office: "Kept", tokenHash: tokenHash(token) };
  await asPolicyRole(at.sql, at.code, (tx) => makeAdministrator(tx, wanted));
  const account = await accountOf(at.sql, at.code, username);
  const administrator = { username, account, secret: "" };
  await at.choose(administrator, token);
  const { issuer } = at.organisation;
  const trust = {
    code: "trust",
    name: "The trust",
    issuer,
    clientId: "throughcare",
    acr: ["urn:two-factors"],
  };
  await asPolicyRole(at.sql, at.code, async (tx) => {
    await addProvider(tx, { ...trust, clientSecret: CLIENT_SECRET }, system.keys);
    await tx`insert into provider_account (provider_id, subject, account_id) select id, 'jo', ${account} from identity_provider`;
  });
  at.organisation.there = { sub: "jo" };
  return administrator;
}

async function accountOf(sql: Sql, code: string, username: string): Promise<string> {
  const [row] = await sql.unsafe<{ id: string }[]>(
    `select id from "p_${code}".account where username = '${username}'`,
  );
  invariant(row, "the test's account is there");
  return row.id;
}

/** Makers of accounts, and how they sign in. */
function peopleOf(code: string, sql: Sql, site: () => Installation["site"], organisation: Organisation) {
  const schema = `"p_${code}"`;
  const choose: Installation["choose"] = async (who, token) => {
    const link = `/link/${code}/${token}`;
    const visitor = visitorTo(site());
    const page = await visitor.get(link);
    who.secret = /name="secret" value="([A-Z2-7]+)"/.exec(page.body)?.[1] ?? "";
    const answer = await visitor.post(link, {
      secret: who.secret,
      password: PASSWORD,
      code: await codeNow(who.secret),
    });
    return answer;
  };
  return {
    choose,
    someone: async (username: string): Promise<Someone> => {
      const token = freshToken();
      await asPolicyRole(sql, code, async (tx) => {
        await tx`insert into staff (name, agency_id) select ${username}, id from agency limit 1`;
        await tx`insert into account (username, staff_id) select ${username}, id from staff where name = ${username}`;
        await tx`insert into post (account_id, role, agency_id)
                 select a.id, 'administrator', s.agency_id from account a join staff s on s.id = a.staff_id where s.name = ${username}`;
        await tx`insert into one_time_link (token_hash, account_id, purpose, expires_at)
                 select ${tokenHash(token)}, id, 'set-password', now() + interval '1 hour' from account where username = ${username}`;
      });
      const who = { username, account: await accountOf(sql, code, username), secret: "" };
      invariant((await choose(who, token)).status === 303, "they choose their password");
      return who;
    },
    signIn: async (who: Someone, secret = who.secret) => {
      // As if the half minute of the last code were long over.
      await sql.unsafe(
        `update ${schema}.credential set totp_last_step = null where account_id = '${who.account}'`,
      );
      const typed = { username: who.username, password: PASSWORD, code: await codeNow(secret) };
      return visitorTo(site()).post("/sign-in", typed);
    },
    signInThere: async () => (await goAndComeBack(visitorTo(site()), organisation, "trust")).answer,
  };
}
