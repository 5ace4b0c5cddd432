import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { sayNotGood } from "../../src/backup-messages.ts";
import { lockedBy } from "../../src/kernel/archive/lock.ts";
import { randomFrom } from "../../src/kernel/random.ts";
import { verifyBackup } from "../../src/restore.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { openWorld, type World } from "../world.ts";
import {
  aShelf,
  changeAbout,
  changed,
  type Members,
  memberOf,
  type Shelf,
  setManifestRight,
} from "./archives.ts";

// What a backup's file says of itself, without a database: each byte of it counts, and so does its end.

const PLACES = 200;

let world: World;
let shelf: Shelf;
let good: string;
let bytes: Buffer;
beforeAll(async () => {
  world = await openWorld();
  const agency = await world.anAgency("treatment");
  for (let nth = 0; nth < 20; nth++)
    await world.anEpisode(agency, await world.aPerson(agency, { familyName: `Quill\\feather\nby\t${nth}` }));
  shelf = await aShelf();
  good = await shelf.take(world, "good.age");
  bytes = await readFile(good);
});
afterAll(async () => {
  await shelf.clear();
  await world.close();
});

const codeOf = async (file: string): Promise<string> => {
  const looked = await verifyBackup(file, shelf.opener);
  return looked.ok ? "whole" : looked.refusal.code;
};

describe("whoever looks at a backup", () => {
  test("is told that it is whole, of what it is, and counts its rows as the database does", async () => {
    const looked = await verifyBackup(good, shelf.opener);
    if (!looked.ok) return expect(looked).toBe("whole");
    const { about, manifest } = looked.value;
    expect(about.partnership).toEqual({ code: WORLD_CODE, name: "Testland", madeUp: true });
    const people = manifest.tables.find((table) => table.name === "person");
    const [count] = await world.sql`select count(*)::int as n from person`;
    expect(people?.rows).toBe(count?.n);
    // Line feeds, tabs and backslashes in a name are no rows and no columns.
    expect(people?.rows).toBe(20);
  });

  test(`finds a single changed bit in each of ${PLACES} places drawn by lot`, async () => {
    const chance = randomFrom("flips-1");
    const found: Record<string, number> = {};
    for (let nth = 0; nth < PLACES; nth++) {
      // The first and the last byte too.
      const flip = nth < 2 ? nth * (bytes.length - 1) : chance.between(0, bytes.length - 1);
      const code = await codeOf(await changed(bytes, shelf.file("flipped.age"), { flip }));
      found[code] = (found[code] ?? 0) + 1;
    }
    expect(found).not.toHaveProperty("whole");
    expect(Object.values(found).reduce((sum, n) => sum + n, 0)).toBe(PLACES);
    // The same way of looking does not find fault with what was not changed.
    expect(await codeOf(await changed(bytes, shelf.file("flipped.age"), {}))).toBe("whole");
  });

  test("finds that the end is missing, wherever it was cut, and what was added behind it", async () => {
    const chance = randomFrom("cuts-1");
    for (let nth = 0; nth < 40; nth++) {
      const cutTo = nth === 0 ? bytes.length - 1 : chance.between(0, bytes.length - 1);
      expect(await codeOf(await changed(bytes, shelf.file("cut.age"), { cutTo }))).not.toBe("whole");
    }
    expect(await codeOf(await changed(bytes, shelf.file("cut.age"), { add: "x" }))).toBe("not-whole");
    await writeFile(shelf.file("empty.age"), "");
    expect(await codeOf(shelf.file("empty.age"))).toBe("not-an-archive");
    expect(await codeOf(shelf.file("nowhere.age"))).toBe("cannot-read");
  });
});

describe("what somebody packed anew with the public key, whom encryption does not keep out", () => {
  const tried: readonly (readonly [what: string, code: string, change: (members: Members) => Members])[] = [
    ["nothing changed", "whole", (members) => members],
    [
      "a byte of a table",
      "table-differs",
      (members) => {
        const piece = memberOf(members, "tables/person/00000001.copy");
        piece.bytes = Buffer.from(piece.bytes.toString().replace("Quill", "Quilt"));
        return members;
      },
    ],
    [
      "the last row of a table",
      "table-differs",
      (members) => {
        const piece = memberOf(members, "tables/person/00000001.copy");
        piece.bytes = piece.bytes.subarray(0, piece.bytes.lastIndexOf(10, piece.bytes.length - 2) + 1);
        return members;
      },
    ],
    ["a table left out", "member-out-of-place", (all) => all.filter(({ name }) => !/person\//.test(name))],
    [
      "the last table left out",
      "table-differs",
      (all) => all.filter(({ name }, at) => !(name.startsWith("tables/") && at === all.length - 2)),
    ],
    [
      "a table twice",
      "member-out-of-place",
      (all) => all.flatMap((one, at) => (at === 3 ? [one, one] : [one])),
    ],
    [
      "two tables the other way about",
      "member-out-of-place",
      (all) => [...all.slice(0, 3), ...all.slice(3, 5).reverse(), ...all.slice(5)],
    ],
    ["no manifest", "part-differs", (all) => all.slice(0, -1)],
    [
      "something behind the manifest",
      "member-out-of-place",
      (all) => [...all, { name: "tables/person/00000002.copy", bytes: Buffer.from("x\n") }],
    ],
    [
      "a head that is another",
      "part-differs",
      (all) =>
        changeAbout(all, (about) => ({ ...about, heads: [{ of: "access log", no: "9", hash: "00" }] })),
    ],
    ["a newer format", "newer-format", (all) => changeAbout(all, (about) => ({ ...about, version: 2 }))],
    [
      "another program's file",
      "not-a-backup",
      (all) => changeAbout(all, () => ({ format: "x", version: 1 })),
    ],
    ["a file that is no backup", "not-a-backup", () => [{ name: "letter.txt", bytes: Buffer.from("Hello") }]],
    [
      "keys that the manifest does not know",
      "part-differs",
      (all) => [...all.slice(0, -1), { name: "keys.json", bytes: Buffer.from("{}") }, ...all.slice(-1)],
    ],
    ["a table changed, and the manifest with it", "whole", (all) => setManifestRight(all)],
  ];
  test.each(tried)("%s: %s", async (_what, code, change) => {
    const file = await shelf.pack("packed.age", change(await shelf.open(good)));
    expect(await codeOf(file)).toBe(code);
  });
});

test("a passphrase locks as well as a key, and only that passphrase opens", async () => {
  const passphrase = "orchard velvet granite lantern otter";
  const file = await shelf.take(world, "phrase.age", { lock: { by: "passphrase", passphrase } });
  expect(await lockedBy(file)).toBe("passphrase");
  expect(await lockedBy(good)).toBe("recipients");
  expect((await verifyBackup(file, { by: "passphrase", passphrase })).ok).toBe(true);
  const other = await verifyBackup(file, { by: "passphrase", passphrase: `${passphrase}s` });
  expect(other).toEqual({ ok: false, refusal: { code: "wrong-key" } });
  expect(!other.ok && sayNotGood(other.refusal)).toContain("does not open with this key or passphrase");
});
