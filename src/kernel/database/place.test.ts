import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isRoot } from "./account.ts";
import { makeDataDir, settlePlace } from "./place.ts";

/** A folder that only its owner may go into, as a private home is. */
function aPrivateFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "throughcare-place-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("the data folder is made where it was asked for, and links to it lead to the same one", async () => {
  const folder = aPrivateFolder();
  const made = await makeDataDir(path.join(folder, "new", "data"));
  symlinkSync(path.join(folder, "new"), path.join(folder, "link"));
  expect(made).toEqual({ ok: true, value: path.join(folder, "new", "data") });
  expect(await makeDataDir(path.join(folder, "link", "data"))).toEqual(made);
});

test("the database lies inside the data folder, which nobody else may look into", async () => {
  const folder = aPrivateFolder();
  await makeDataDir(folder);
  expect(await settlePlace(folder)).toMatchObject({
    ok: true,
    value: { home: path.join(folder, "postgres") },
  });
  expect(statSync(folder).mode & 0o066).toBe(0);
  expect(statSync(path.join(folder, "postgres")).mode & 0o777).toBe(0o700);
});

test.runIf(isRoot())(
  "under a private home of root it lies elsewhere, and a note says where, for good",
  async () => {
    const dataDir = path.join(aPrivateFolder(), "data");
    mkdirSync(dataDir);
    const first = await settlePlace(dataDir);
    expect(first).toMatchObject({
      ok: true,
      value: { home: expect.stringMatching(/^\/var\/lib\/throughcare\//) },
    });
    const home = first.ok ? first.value.home : "";
    expect(readFileSync(path.join(dataDir, "WHERE-THE-DATABASE-IS.txt"), "utf8").split("\n")[0]).toBe(home);
    expect(await settlePlace(dataDir)).toEqual(first);

    rmSync(home, { recursive: true });
    // A new, empty database in its place would look like the loss of everything.
    expect(await settlePlace(dataDir)).toMatchObject({ ok: false, refusal: { code: "folder-unusable" } });
  },
);

test.runIf(isRoot())("a deleted data folder's database is never taken for that of a new one", async () => {
  const dataDir = path.join(aPrivateFolder(), "data");
  mkdirSync(dataDir);
  const first = await settlePlace(dataDir);
  rmSync(dataDir, { recursive: true });
  mkdirSync(dataDir);
  const second = await settlePlace(dataDir);
  const homes = [first, second].map((settled) => (settled.ok ? settled.value.home : ""));
  for (const home of homes) rmSync(home, { recursive: true, force: true });
  expect(homes[1]).toBe(`${homes[0]}-2`);
});
