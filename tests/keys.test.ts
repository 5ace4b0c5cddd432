import { readFile } from "node:fs/promises";
import { generateSecret } from "otplib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKeys } from "../src/kernel/database/keys.ts";
import { asPolicyRole, namesOf } from "../src/kernel/database/partnership.ts";
import { setPasswords } from "../src/kernel/database/roles.ts";
import { encrypt, newestOf } from "../src/kernel/encryption.ts";
import { invariant } from "../src/kernel/result.ts";
import { allKeys, dropKey, type KeyLine, rotateKeys, sayGuards, sayKeys } from "../src/keys.ts";
import { totpPlace } from "../src/record/staff/encrypted-store.ts";
import { tokenHash } from "../src/web/session.ts";
import { anInstallation, CLIENT_SECRET, isIn, PASSWORD, type Someone } from "./installation.ts";

let at: Awaited<ReturnType<typeof anInstallation>>;
beforeAll(async () => {
  at = await anInstallation();
});
afterAll(() => at.close());

const keys = async (): Promise<readonly KeyLine[]> => {
  const lines = await allKeys(at.work);
  invariant(lines.ok, "the keys can be read");
  return lines.value;
};
const guards = async (): Promise<readonly number[]> =>
  (await keys()).map((line) => line.guards.reduce((sum, { count }) => sum + count, 0));
const rotate = async () => {
  const done = await rotateKeys(at.work);
  invariant(done.ok, "the keys are changed");
  return done.value;
};

/** Every value of every column of every table in the database, in one text: what whoever steals it holds. */
async function everything(): Promise<string> {
  const tables = await at.sql<{ schema: string; name: string }[]>`
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and n.nspname <> 'information_schema'`;
  const all: string[] = [];
  for (const { schema, name } of tables) {
    const rows = await at.sql.unsafe<{ row: string }[]>(`select t::text as row from "${schema}"."${name}" t`);
    all.push(...rows.map(({ row }) => row));
  }
  return all.join("\n");
}

/** How a secret might be written in it. */
const written = (secret: string): readonly string[] => [
  secret,
  Buffer.from(secret).toString("hex"),
  Buffer.from(secret).toString("base64"),
  Buffer.from(secret).toString("base64url"),
];

describe("whoever steals the whole database", () => {
  test("finds in it no secret of an app or an organisation, no password, token or key", async () => {
    const token = /throughcare=[a-z0-9_]+\.([\w-]{43})/.exec(
      (await at.signIn(at.administrator)).cookies,
    )?.[1];
    // The installation's name is noted on the roles it serves, and opens nothing.
    const kept = Object.entries(await at.readSecrets()).filter(([name]) => name !== "installation");
    const material = kept.map(([name, value]) => (name.startsWith("key-") ? value.split(" ")[1] : value));
    const secrets = [at.administrator.secret, CLIENT_SECRET, PASSWORD, token, ...material];
    const all = await everything();
    for (const [nth, secret] of secrets.entries()) {
      invariant(secret !== undefined && secret.length >= 16, `secret ${nth} is known to this test`);
      for (const form of written(secret)) expect([nth, all.includes(form)]).toEqual([nth, false]);
    }
    for (const [name] of kept.filter(([one]) => one.startsWith("key-"))) {
      const bytes = Buffer.from((await at.readSecrets())[name]?.split(" ")[1] ?? "", "base64url");
      expect(all).not.toContain(bytes.toString("hex"));
    }
    // What it looks in does hold what is not secret.
    expect(all).toContain("jo.hart");
    expect(all).toContain(tokenHash(token ?? "").toString("hex"));
  });

  test("gains nothing by putting one account's secret in another's place", async () => {
    const [one, two] = [await at.someone("one.swapped"), await at.someone("two.swapped")];
    const swap = () =>
      at.sql.unsafe(`update "p_${at.code}".credential c set totp_secret = other.totp_secret from "p_${at.code}".credential other
        where (c.account_id, other.account_id) in (('${one.account}', '${two.account}'), ('${two.account}', '${one.account}'))`);
    await swap();
    for (const secret of [one.secret, two.secret])
      expect((await at.signIn(one, secret)).body).toContain("User name, password or code is not right.");
    await swap();
    expect(isIn(await at.signIn(one))).toBe(true);
  });

  test("cannot write one that they know: the database takes none that is not encrypted", async () => {
    const plain = at.sql.unsafe(`update "p_${at.code}".credential set totp_secret = 'JBSWY3DPEHPK3PXP'`);
    await expect(plain).rejects.toThrow("totp_secret_is_encrypted");
  });
});

/** So many more accounts with an app. */
async function aCrowd(count: number): Promise<void> {
  const ring = await readKeys(at.work.keyFiles);
  const key = ring.ok ? newestOf(ring.value) : undefined;
  invariant(key, "there is a key");
  await asPolicyRole(at.sql, at.code, async (tx) => {
    const accounts = await tx<{ id: string }[]>`
      insert into account (username, staff_id)
      select 'crowd-' || n, (select id from staff limit 1) from generate_series(1, ${count}) n returning id`;
    for (const { id } of accounts)
      await tx`insert into credential (account_id, totp_secret) values (${id}, ${encrypt(key, totpPlace(id), generateSecret())})`;
  });
}

describe("changing keys", () => {
  const worksEveryWay = async (who: Someone) => {
    expect(isIn(await at.signIn(who))).toBe(true);
    expect(isIn(await at.signInThere())).toBe(true);
  };

  test("leaves every way in as it was, under a server that runs on, and everything under the new key", async () => {
    await worksEveryWay(at.administrator);
    const before = await guards();
    const done = await rotate();
    expect(done).toMatchObject({ resumed: false, moved: before[0], unopened: 0 });
    expect(await guards()).toEqual([before[0], 0]);
    await worksEveryWay(at.administrator);
    // What is chosen from now on is encrypted by the new one, by a server that was not told.
    await at.someone("after.change");
    expect(await guards()).toEqual([(before[0] ?? 0) + 1, 0]);
  });

  test("stopped in the middle goes on with the key it had made", async () => {
    await aCrowd(250);
    const total = (await guards())[0] ?? 0;
    const known = (await keys()).length;
    // Somebody holds one account: the change comes to it, waits, and its process is killed.
    const [last] = await at.sql.unsafe<{ id: string }[]>(
      `select account_id as id from "p_${at.code}".credential order by account_id desc limit 1`,
    );
    const worker = at.connect();
    await at.sql.begin(async (tx) => {
      await tx.unsafe(`select from "p_${at.code}".credential where account_id = '${last?.id}' for update`);
      const stopped = rotateKeys({ ...at.work, setUp: worker }).catch(() => "stopped");
      await expect.poll(async () => (await guards())[0] === 200, { interval: 10 }).toBe(true);
      await worker.end({ timeout: 0 });
      expect(await stopped).toBe("stopped");
    });
    expect(await guards()).toEqual([200, total - 200, ...Array(known - 1).fill(0)]);
    await worksEveryWay(at.administrator);
    expect(await rotate()).toMatchObject({ resumed: true, moved: total - 200, unopened: 0 });
    expect(await guards()).toEqual([total, ...Array(known).fill(0)]);
    await worksEveryWay(at.administrator);
  });

  test("a key is taken away only when nothing needs it, and never the newest", async () => {
    const [newest, before] = await keys();
    const refused = await dropKey(at.work, newest?.id ?? "");
    expect(!refused.ok && sayKeys(refused.refusal)).toMatch(
      /^The key [0-9a-f]{16} still guards \d+ authenticator secrets, 1 organisation's client secret\./,
    );
    expect(await dropKey(at.work, "0000000000000000")).toEqual({
      ok: false,
      refusal: { code: "no-such-key", key: "0000000000000000" },
    });
    expect((await dropKey(at.work, before?.id ?? "")).ok).toBe(true);
    expect((await keys()).map(({ id }) => id)).not.toContain(before?.id);
    await worksEveryWay(at.administrator);
  });

  test("into a file of their own keeps them away from the data folder, and goes on reading the old ones there", async () => {
    const KEYS_FILE = `${at.folder}/elsewhere.json`;
    await at.reopen({ KEYS_FILE });
    await worksEveryWay(at.administrator);
    const { newest } = await rotate();
    for (const { id } of (await keys()).slice(1)) expect((await dropKey(at.work, id)).ok).toBe(true);
    expect(Object.keys(await at.readSecrets()).filter((name) => name.startsWith("key-"))).toEqual([]);
    expect((await keys()).map(({ id }) => id)).toEqual([newest]);
    await worksEveryWay(at.administrator);
    // Back to one file, for the tests below.
    const moved = JSON.parse(await readFile(KEYS_FILE, "utf8"));
    await at.writeSecrets({ ...(await at.readSecrets()), ...moved });
    await at.reopen();
  });
});

test("the list of keys says what each guards, and nothing of the keys", async () => {
  const [newest] = await keys();
  const guarded = sayGuards(newest?.guards ?? []);
  expect(guarded).toMatch(/^\d+ authenticator secrets, 1 organisation's client secret$/);
  const kept = (await at.readSecrets())[`key-${newest?.id}`]?.split(" ") ?? [];
  expect(newest?.since).toBe(kept[0]);
  expect(JSON.stringify(await keys())).not.toContain(kept[1]);
});

test("the passwords of the database's logins are changed under a server that runs on", async () => {
  const before = await at.readSecrets();
  const names = namesOf(at.code);
  await setPasswords(at.sql, names, await at.work.keeper.newLogins(at.code));
  await at.sql`select pg_terminate_backend(pid) from pg_stat_activity where usename in ${at.sql([names.app, names.door])}`;
  const answer = await at.signIn(at.administrator).catch(() => at.signIn(at.administrator));
  expect(isIn(answer)).toBe(true);
  const after = await at.readSecrets();
  for (const role of ["app", "door"] as const) {
    const name = `${role}-password-${at.code}`;
    expect(after[name]).not.toBe(before[name]);
    const old = at.connect({ user: names[role], password: before[name] ?? "" });
    await expect(old`select 1`).rejects.toThrow("password authentication failed");
    await old.end();
  }
});

describe("an older version's secrets in plain text", () => {
  test("are encrypted at the next start, after which the database takes no others", async () => {
    const schema = `"p_${at.code}"`;
    await at.sql.unsafe(`
      alter table ${schema}.credential drop constraint totp_secret_is_encrypted;
      alter table ${schema}.identity_provider drop constraint client_secret_is_encrypted;
      update ${schema}.credential set totp_secret = '${at.administrator.secret}' where account_id = '${at.administrator.account}';
      update ${schema}.identity_provider set client_secret = '${CLIENT_SECRET}';
      alter table ${schema}.credential add constraint totp_secret_is_encrypted check (totp_secret like 'encrypted.%') not valid;
      alter table ${schema}.identity_provider add constraint client_secret_is_encrypted check (client_secret like 'encrypted.%') not valid`);
    expect(await everything()).toContain(at.administrator.secret);
    await at.reopen();
    const all = await everything();
    expect([all.includes(at.administrator.secret), all.includes(CLIENT_SECRET)]).toEqual([false, false]);
    expect(isIn(await at.signIn(at.administrator))).toBe(true);
    expect(isIn(await at.signInThere())).toBe(true);
    const [left] = await at.sql`
      select count(*)::int as left from pg_constraint where conname ~ '_secret_is_encrypted$' and not convalidated
         and connamespace = ${`p_${at.code}`}::regnamespace`;
    expect(left?.left).toBe(0);
  });
});
