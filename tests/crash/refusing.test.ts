import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeOfDatabases } from "../memory.ts";

const RUN = path.resolve(import.meta.dirname, "../../bin/run.mjs");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(placeOfDatabases(), "throughcare-refusing-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A real start that is to be refused: what it says, how it ends, and whether it has begun to make anything. */
async function starting(settings: Record<string, string>) {
  const dataDir = path.join(folder, "data");
  const child = spawn(process.execPath, [RUN, "serve", "--people", "1"], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: "0", NODE_OPTIONS: "", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += String(chunk);
      if (said.includes("Throughcare is ready at")) child.kill("SIGTERM");
    });
  }
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { said, code, begun: existsSync(dataDir) };
}

test("a certificate that is not there is named before anything is begun", async () => {
  const missing = path.join(folder, "none.crt");
  const key = path.join(folder, "some.key");
  await writeFile(key, "");
  expect(await starting({ TLS_CERT_FILE: missing, TLS_KEY_FILE: key })).toEqual({
    said: `TLS_CERT_FILE names ${missing}, which cannot be read (ENOENT).\n`,
    code: 2,
    begun: false,
  });
  expect(await starting({ TLS_CERT_FILE: key, TLS_KEY_FILE: missing })).toEqual({
    said: `TLS_KEY_FILE names ${missing}, which cannot be read (ENOENT).\n`,
    code: 2,
    begun: false,
  });
});

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
test.runIf(hasOpenssl)(
  "nor is anything begun with a key of another certificate",
  async () => {
    for (const name of ["one", "other"]) {
      const files = ["-out", path.join(folder, `${name}.crt`), "-keyout", path.join(folder, `${name}.key`)];
      const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"];
      execFileSync("openssl", [...made, ...files], { stdio: "ignore" });
    }
    const [TLS_CERT_FILE, TLS_KEY_FILE] = [path.join(folder, "one.crt"), path.join(folder, "other.key")];
    expect(await starting({ TLS_CERT_FILE, TLS_KEY_FILE })).toEqual({
      said: `TLS_CERT_FILE and TLS_KEY_FILE do not hold a certificate and its own key, as PEM without a password.\n`,
      code: 2,
      begun: false,
    });
  },
  120_000,
);
