import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { backUpWhenDue, keepBackups, keepNewest, type Regular, regularOf } from "../../src/backup-keeping.ts";
import { readConfig } from "../../src/config.ts";
import { invariant } from "../../src/kernel/result.ts";
import { backupsStand, isDue } from "../../src/record/backup/rules.ts";
import { verifyBackup } from "../../src/restore.ts";
import type { OpenPartnership } from "../../src/system.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { type Site, setUpSite, visitorTo } from "../site.ts";
import type { TestAgency } from "../world.ts";
import { aShelf, type Shelf } from "./archives.ts";

const at = (text: string) => Temporal.Instant.from(`2026-11-29T${text}:00Z`);

describe("how backups stand", () => {
  const regular = { everyMinutes: 360, triedAt: at("06:00"), failed: false };
  test.each([
    ["as they should be, six hours after the last of every six", at("06:00"), regular, "12:00", "well"],
    ["still well at the last minute of two spans", at("06:00"), regular, "18:00", "well"],
    ["too old a minute later", at("06:00"), regular, "18:01", "too-old"],
    ["too old where there never was a good one", undefined, { ...regular, failed: true }, "06:01", "too-old"],
    [
      "failing while the last good one is new enough",
      at("06:00"),
      { ...regular, failed: true },
      "12:05",
      "failing",
    ],
    ["not set up", at("06:00"), undefined, "06:01", "none-regular"],
  ] as const)("%s", (_what, goodUntil, tried, now, stand) => {
    expect(backupsStand({ goodUntil, regular: tried }, at(now))).toBe(stand);
  });

  test.each([
    ["at once, where there was none", undefined, "06:00", true],
    ["not before its span is over", { triedAt: at("06:00"), failed: false }, "11:59", false],
    ["when its span is over", { triedAt: at("06:00"), failed: false }, "12:00", true],
    ["a tenth of its span after one that failed", { triedAt: at("06:00"), failed: true }, "06:36", true],
    ["and no sooner", { triedAt: at("06:00"), failed: true }, "06:35", false],
  ] as const)("the next is due %s", (_what, last, now, due) => {
    expect(isDue(360, last, at(now))).toBe(due);
  });
});

describe("the settings", () => {
  const given = { BACKUP_EVERY: "6h", BACKUP_TO: "/mnt/second", BACKUP_RECIPIENT: "age1abc, age1def" };
  test("ask for regular backups when all three are there", () => {
    const config = readConfig(given);
    invariant(config.ok, "they are right");
    expect(regularOf(config.value)).toEqual({
      everyMinutes: 360,
      to: "/mnt/second",
      recipients: ["age1abc", "age1def"],
      keep: 14,
    });
  });
  test.each([
    ["without a folder", { ...given, BACKUP_TO: undefined }, /must be set together/],
    ["with a folder that depends on where one stands", { ...given, BACKUP_TO: "backups" }, /whole path/],
    [
      "with a secret key instead of a public one",
      { ...given, BACKUP_RECIPIENT: "AGE-SECRET-KEY-1A" },
      /age1/,
    ],
    ["with a span in other words", { ...given, BACKUP_EVERY: "daily" }, /15m, 6h or 1d/],
    ["keeping none", { ...given, BACKUP_KEEP: "0" }, /from 1 to 9999/],
  ])("are refused %s", (_what, settings, words) => {
    const config = readConfig(settings);
    expect(config.ok ? "" : config.refusal.sentences.join()).toMatch(words);
  });
});

let site: Site;
let shelf: Shelf;
let admin: TestAgency;
let one: OpenPartnership;
let regular: Regular;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  shelf = await aShelf();
  admin = await site.aWorker("office", "administrator");
  const { schema, database, signIn, transfers } = site.world;
  one = { code: WORLD_CODE, name: "Testland", schema, madeUp: true, database, signIn, transfers };
  regular = { everyMinutes: 60, to: shelf.file("second-disk"), recipients: [shelf.recipient], keep: 3 };
});
afterAll(async () => {
  await site.close();
  await shelf.clear();
});

const served = () => ({
  setUp: site.world.sql,
  connection: site.world.server,
  keyFiles: [shelf.file("secrets.json")] as const,
  partnerships: new Map([[one.code, one]]),
});
const page = async (address: string) =>
  (await visitorTo(site, { token: admin.token }).get(address)).body
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
const made = () => site.world.sql`select file, trouble from backup_made order by finished_at`;

describe("the regular backup", () => {
  test("is not set up at first, and the administrator's page says so", async () => {
    expect(await page("/backups")).toContain("No regular backup is set up on this server.");
    expect(await page("/")).not.toContain("Backups need you");
    const keeping = keepBackups(served(), undefined, () => {});
    await keeping.stop();
    expect(await made()).toHaveLength(0);
  });

  test("that cannot be written raises an alarm for whoever runs the server, and for administrators", async () => {
    await writeFile(shelf.file("a-file"), "");
    const bad = { ...regular, to: path.join(shelf.file("a-file"), "inside") };
    expect(await backUpWhenDue(served(), one, bad, Temporal.Now.instant())).toMatch(
      /last good backup of Testland is not there, which is too old/,
    );
    expect(await made()).toMatchObject([{ trouble: expect.stringContaining("cannot-write") }]);
    expect(await page("/")).toContain("Backups need you There is no backup that is new enough.");
    expect(await page("/backups")).toContain("Failed (cannot-write");
  });

  test("is whole, lies where it should, readable by its owner alone, and is noted", async () => {
    // The failed one is tried again after six minutes.
    const later = Temporal.Now.instant().add({ minutes: 7 });
    expect(await backUpWhenDue(served(), one, regular, later)).toBeUndefined();
    const [file = "", ...others] = await readdir(regular.to);
    expect(others).toEqual([]);
    expect(file).toMatch(/^testland-2\d{3}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.tar\.gz\.age$/);
    expect((await verifyBackup(path.join(regular.to, file), shelf.opener)).ok).toBe(true);
    expect(await page("/backups")).toContain("Backups are taken as they should be.");
    expect(await page("/backups")).toContain(file);
    expect(await page("/")).not.toContain("Backups need you");
    const [line] = await site.world.sql`
      select what, basis, by_itself from access_log where about = 'an encrypted backup of the whole partnership'`;
    expect(line).toEqual({ what: "downloaded", basis: "the settings of this server", by_itself: true });
  });

  test("is not taken again before it is due", async () => {
    await backUpWhenDue(served(), one, regular, Temporal.Now.instant().add({ minutes: 10 }));
    expect(await readdir(regular.to)).toHaveLength(1);
  });

  test("keeps the newest of its own, and touches nothing else that lies there", async () => {
    const folder = shelf.file("keeping");
    await mkdir(folder);
    const name = (day: number) => `testland-2026-11-0${day}T10-00-00Z.tar.gz.age`;
    const others = ["testland-by-hand.age", "testland_2-2026-11-01T10-00-00Z.tar.gz.age", "letter.txt"];
    for (const file of [...[1, 2, 3, 4, 5].map(name), ...others])
      await writeFile(path.join(folder, file), "");
    expect(await keepNewest(folder, "testland", 3)).toEqual([name(2), name(1)]);
    expect((await readdir(folder)).sort()).toEqual([...others, name(3), name(4), name(5)].sort());
  });

  test("tells of the same trouble once", async () => {
    await chmod(shelf.folder, 0o700);
    await site.world.sql`delete from backup_made`;
    const said: string[] = [];
    const bad = { ...regular, everyMinutes: 1, to: path.join(shelf.file("a-file"), "inside") };
    const keeping = keepBackups(served(), bad, (words) => said.push(words), 30);
    await expect.poll(async () => (await made()).length).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await keeping.stop();
    expect(said).toHaveLength(1);
  });

  test("nobody but administrators reads about it", async () => {
    const nurse = await site.aWorker("clinic");
    expect((await visitorTo(site, { token: nurse.token }).get("/backups")).status).not.toBe(200);
  });
});
