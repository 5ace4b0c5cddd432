import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readSecrets, secretsFile, writeSecrets } from "./secrets.ts";

function aFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "throughcare-secrets-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a data folder without secrets has none", async () => {
  expect(await readSecrets(aFolder())).toEqual({ ok: true, value: {} });
});

test("a new secret is kept beside the earlier ones, and may replace one of its own name", async () => {
  const folder = aFolder();
  await writeSecrets(folder, { database: "one", cookies: "two" });
  const all = await writeSecrets(folder, { cookies: "three" });
  expect(all).toEqual({ ok: true, value: { database: "one", cookies: "three" } });
  expect(await readSecrets(folder)).toEqual(all);
});

test("only the owner may read them, and nothing is left beside them", async () => {
  const folder = aFolder();
  await writeSecrets(folder, { database: "one" });
  expect(statSync(secretsFile(folder)).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["secrets.json"]);
});

test("a spoilt file is refused and never replaced, and what stands in it is not told", async () => {
  const folder = aFolder();
  writeFileSync(secretsFile(folder), '{"database": "hunter2"');
  const refused = await writeSecrets(folder, { cookies: "two" });
  expect(refused).toMatchObject({ ok: false, refusal: { code: "secrets-unreadable" } });
  expect(JSON.stringify(refused)).not.toContain("hunter2");
});
