import { execFileSync, spawnSync } from "node:child_process";
import { chmod, chown, copyFile, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { readDatabaseUrl } from "../src/database-url.ts";
import { connect } from "../src/kernel/database/connection.ts";
import { type Embedded, startEmbedded } from "../src/kernel/database/embedded.ts";
import { startWorker } from "../src/kernel/jobs/worker.ts";
import { invariant } from "../src/kernel/result.ts";
import { openSystem } from "../src/system.ts";

// A PostgreSQL that somebody else runs, named by DATABASE_URL.

const DATABASE = `elsewhere_${process.pid}`;
const server = inject("server");
const url = `postgres://${server.user}:${server.password}@${server.host}:${server.port}/${DATABASE}`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-elsewhere-"));
  const maker = connect({ ...server, database: "postgres" }, 1);
  await maker.unsafe(`create database ${DATABASE}`);
  await maker.end();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Opens the system on a PostgreSQL elsewhere. Answers what it says against it, or “open”. */
async function opening(DATABASE_URL: string, DATA_DIR: string): Promise<string> {
  const config = readConfig({ DATABASE_URL, DATA_DIR });
  invariant(config.ok, "the test's settings are right");
  const system = await openSystem({ config: config.value, as: "beside" });
  if (!system.ok) return system.refusal.sentence;
  await system.value.close();
  return "open";
}

test("the first start makes the data folder, which nobody else may look into", async () => {
  const dataDir = path.join(folder, "not", "there", "yet");
  expect(await opening(url, dataDir)).toBe("open");
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  expect((await stat(path.join(dataDir, "secrets.json"))).mode & 0o777).toBe(0o600);
  expect(await opening(url, dataDir)).toBe("open");
});

test("a data folder that cannot be made is named, with what to do", async () => {
  const file = path.join(folder, "a-file");
  await writeFile(file, "");
  expect(await opening(url, path.join(file, "data"))).toBe(
    `The folder ${path.join(file, "data")} cannot be used for the data: ENOTDIR. Set DATA_DIR to another folder, or put this one right.`,
  );
});

test.each([
  ["asked for with its name", url.replace(server.host, "localhost"), "sslmode=verify-full"],
  ["asked for without looking at its certificate", url, "sslmode=require"],
  ["not spoken of, on another machine", url.replace(server.host, "0.0.0.0"), ""],
])("a server without TLS is not spoken to where TLS is %s", async (_asked, address, mode) => {
  const sentence = await opening(`${address}?${mode}`, path.join(folder, "plain"));
  expect(sentence).toMatch(/^No PostgreSQL answers at \S+ as DATABASE_URL says\./);
  expect(sentence).toMatch(/TLS as sslmode=(verify-full|require) asks/);
});

/** A certificate for localhost alone, and its key, made for this test and good for a day. */
function makeCertificate(): { certificate: string; key: string } {
  const [certificate, key] = [path.join(folder, "server.crt"), path.join(folder, "server.key")];
  const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...name];
  execFileSync("openssl", [...made, "-out", certificate, "-keyout", key], { stdio: "ignore" });
  return { certificate, key };
}

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
describe.runIf(hasOpenssl)("a server whose certificate is signed by itself, for localhost alone", () => {
  let secured: Embedded;
  let at: (host: string, parameters: string) => string;
  let root: string;
  beforeAll(async () => {
    const started = await startEmbedded({ dataDir: path.join(folder, "secured") });
    invariant(started.ok, "the test's own PostgreSQL starts");
    secured = started.value;
    const { certificate, key } = makeCertificate();
    const sql = connect({ ...secured, user: secured.superuser, database: "postgres" }, 1);
    const [home] = await sql<{ name: string }[]>`select current_setting('data_directory') as name`;
    for (const file of [certificate, key]) {
      const copy = path.join(home?.name ?? "", path.basename(file));
      const { uid, gid } = await stat(home?.name ?? "");
      await copyFile(file, copy);
      await chmod(copy, 0o600);
      await chown(copy, uid, gid);
    }
    await sql.unsafe("alter system set ssl = on");
    await sql`select pg_reload_conf()`;
    while ((await sql`show ssl`)[0]?.ssl !== "on") await sleep(20);
    await sql.unsafe(`create database ${DATABASE}`);
    await sql.end();
    root = `sslrootcert=${encodeURIComponent(certificate)}`;
    const way = `${secured.superuser}:${encodeURIComponent(secured.password)}`;
    at = (host, parameters) => `postgres://${way}@${host}:${secured.port}/${DATABASE}?${parameters}`;
  });
  afterAll(() => secured?.stop());

  const open: readonly [host: string, parameters: () => string, opens: boolean][] = [
    ["localhost", () => `sslmode=verify-full&${root}`, true],
    ["localhost", () => "sslmode=verify-full", false],
    ["127.0.0.1", () => `sslmode=verify-full&${root}`, false],
    ["127.0.0.1", () => `sslmode=verify-ca&${root}`, true],
    ["0.0.0.0", () => root, false],
    ["127.0.0.1", () => "sslmode=require", true],
    ["127.0.0.1", () => "", true],
  ];
  test("opens where what is asked of its certificate is true, and not otherwise", async () => {
    const found = [];
    for (const [host, parameters] of open) {
      found.push((await opening(at(host, parameters()), path.join(folder, "with-tls"))) === "open");
    }
    expect(found).toEqual(open.map(([, , opens]) => opens));
  });

  const worker: readonly [host: string, parameters: () => string, speaks: "TLS" | "plain" | "refused"][] = [
    ["localhost", () => `sslmode=verify-full&${root}`, "TLS"],
    ["localhost", () => "sslmode=verify-full", "refused"],
    ["127.0.0.1", () => `sslmode=verify-full&${root}`, "refused"],
    ["127.0.0.1", () => `sslmode=verify-ca&${root}`, "TLS"],
    ["127.0.0.1", () => "sslmode=require", "TLS"],
    ["127.0.0.1", () => "", "plain"],
  ];
  test.each(worker)("the worker of jobs speaks to %s as pages do (%#)", async (host, parameters, speaks) => {
    const read = readDatabaseUrl(at(host, parameters()));
    invariant(read.ok, "the test's address can be read");
    const setUp = connect({ ...secured, user: secured.superuser, database: DATABASE }, 1);
    const options = { connection: read.value, setUp, partnerships: () => [], handlers: {} };
    const started = await startWorker(options).catch(() => undefined);
    const [row] = await setUp<{ all: boolean; some: boolean }[]>`
      select bool_and(s.ssl) as all, bool_or(s.ssl) as some
        from pg_stat_ssl s join pg_stat_activity a using (pid)
       where a.datname = current_database() and a.pid <> pg_backend_pid() and a.query ilike '%graphile_worker%'`;
    await started?.stop();
    await setUp.end();
    const heard = row?.all ? "TLS" : row?.some ? "both" : "plain";
    expect(started ? heard : "refused").toBe(speaks);
  });

  test("a file of an authority that is not there is named", async () => {
    const missing = path.join(folder, "no-such.crt");
    expect(await opening(at("localhost", `sslrootcert=${missing}&sslmode=verify-full`), folder)).toBe(
      `The file ${missing}, which sslrootcert in DATABASE_URL names, cannot be read.`,
    );
  });
});
