import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { startEmbedded } from "../../src/kernel/database/embedded.ts";
import { invariant } from "../../src/kernel/result.ts";
import { openSystem } from "../../src/system.ts";
import { startWithoutFsync } from "./power.ts";

test("a PostgreSQL that does not wait for the disk is refused, and the sentence says what to do", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "throughcare-unsafe-"));
  chmodSync(folder, 0o755);
  const theirs = path.join(folder, "theirs");
  const cluster = path.join(theirs, "postgres", "cluster");
  const started = await startEmbedded({ dataDir: theirs });
  invariant(started.ok, "a PostgreSQL is there");
  const { port, password } = started.value;
  await started.value.stop();
  await startWithoutFsync(cluster);
  try {
    const config = readConfig({
      DATABASE_URL: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      DATA_DIR: path.join(folder, "ours"),
    });
    invariant(config.ok, "the test's settings are right");
    const opened = await openSystem({ config: config.value, as: "alone" });
    expect(opened).toMatchObject({ ok: false, refusal: { code: "cannot-open" } });
    expect(opened.ok ? "" : opened.refusal.sentence).toMatch(/may lose what it said is kept \(fsync off\)/);
  } finally {
    process.kill(
      Number(readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n")[0]),
      "SIGQUIT",
    );
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
});
