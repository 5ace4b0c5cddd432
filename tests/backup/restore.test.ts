import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { sayNotRestored } from "../../src/backup-messages.ts";
import { connect, type Sql } from "../../src/kernel/database/connection.ts";
import { SecretKeeper } from "../../src/kernel/database/keeper.ts";
import { migrations } from "../../src/kernel/database/migrate.ts";
import {
  asOwner,
  createPartnership,
  enterRestored,
  listPartnerships,
  makeToRestore,
  prepareServer,
} from "../../src/kernel/database/partnership.ts";
import { invariant } from "../../src/kernel/result.ts";
import { type RestoreWork, restoreBackup } from "../../src/restore.ts";
import { openWorld, type World } from "../world.ts";
import { aShelf, changeAbout, type Members, memberOf, type Shelf, setManifestRight } from "./archives.ts";
import { shapeOf } from "./shape.ts";

// What a restore refuses, and that of what it refuses nothing is left.

/** Each restore runs all migrations. */
const LIMIT = 180_000;
const LOGINS = { app: "one-password", door: "another-password" };

let world: World;
let shelf: Shelf;
let good: string;
let work: RestoreWork;
let setUp: Sql;
beforeAll(async () => {
  world = await openWorld();
  const agency = await world.anAgency("treatment");
  await world.anEpisode(agency, await world.aPerson(agency));
  shelf = await aShelf();
  good = await shelf.take(world, "good.age");
  const server = inject("server");
  const name = `restoring_${process.pid}`;
  const maker = connect({ ...server, database: "postgres" }, 1);
  await maker.unsafe(`create database ${name}`);
  await maker.end();
  const connection = { ...server, database: name };
  setUp = connect(connection, 2);
  await prepareServer(setUp);
  const keyFiles = [path.join(shelf.folder, "secrets.json")] as const;
  work = { setUp, connection, keyFiles, keeper: new SecretKeeper(shelf.folder, setUp) };
});
afterAll(async () => {
  await setUp.end();
  await shelf.clear();
  await world.close();
});

/** Everything that is in the database besides what every server has. */
const left = async (): Promise<readonly string[]> => {
  const rows = await setUp<
    { name: string }[]
  >`select nspname as name from pg_namespace where nspname like 'p\_%'`;
  return [...(await listPartnerships(setUp)).map(({ code }) => code), ...rows.map(({ name }) => name)].sort();
};
const restore = (file: string, as: string) => restoreBackup(work, file, shelf.opener, as);
const packed = async (change: (members: Members) => Members): Promise<string> =>
  shelf.pack("packed.age", change(await shelf.open(good)));

describe("a restore is refused, and leaves nothing", () => {
  const tried: readonly (readonly [what: string, words: RegExp, change: (members: Members) => Members])[] = [
    [
      "of another build, by the name of its migration",
      /its migration 0003-signing-in.sql is not one of those/,
      (all) =>
        setManifestRight(
          changeAbout(all, ({ migrations: [...list], ...about }) => {
            list[2] = { name: "0003-signing-in.sql", hash: "0".repeat(64) };
            return { ...about, migrations: list };
          }),
        ),
    ],
    [
      "of a later build, by the name of the migration this one has not",
      /its migration 9999-to-come.sql is not one of those/,
      (all) =>
        setManifestRight(
          changeAbout(all, (about) => ({
            ...about,
            migrations: [...about.migrations, { name: "9999-to-come.sql", hash: "0".repeat(64) }],
          })),
        ),
    ],
    [
      "of a newer format, by its number",
      /format 2, and this one reads up to 1/,
      (all) => changeAbout(all, (about) => ({ ...about, version: 2 })),
    ],
    [
      "of a table changed, by its name",
      /table person is not what its manifest says/,
      (all) => {
        const piece = memberOf(all, "tables/person/00000001.copy");
        piece.bytes = Buffer.from(piece.bytes.toString().replace(/\t\w/, "\tX"));
        return all;
      },
    ],
    [
      "of a table that its migrations do not make",
      /do not make the table person/,
      (all) =>
        setManifestRight(
          changeAbout(all, (about) => ({
            ...about,
            tables: about.tables.map((one) =>
              one.name === "person" ? { ...one, columns: [...one.columns, "secret_mark"] } : one,
            ),
          })),
        ),
    ],
    [
      "of a row without the person it is about",
      /refuses rows of it/,
      (all) => {
        memberOf(all, "tables/person/00000001.copy").bytes = Buffer.alloc(0);
        return setManifestRight(all);
      },
    ],
    [
      "of a row that breaks a check",
      /refuses rows of it, in the table service/,
      (all) => {
        const piece = memberOf(all, "tables/service/00000001.copy");
        piece.bytes = Buffer.concat([piece.bytes, piece.bytes]);
        return setManifestRight(all);
      },
    ],
    [
      "of a head that the rows do not end in",
      /The access log does not end as it ended/,
      (all) =>
        setManifestRight(
          changeAbout(all, (about) => ({ ...about, heads: [{ of: "access log", no: "7", hash: "ab" }] })),
        ),
    ],
  ];
  test.each(tried)(
    "%s",
    async (_what, words, change) => {
      const before = await left();
      const refused = await restore(await packed(change), "refused");
      invariant(!refused.ok, "it is refused");
      expect(sayNotRestored(refused.refusal)).toMatch(words);
      expect(sayNotRestored(refused.refusal)).toContain("Nothing was restored.");
      expect(await left()).toEqual(before);
    },
    LIMIT,
  );

  test(
    "where there is a partnership of that code, or a schema with something in it",
    async () => {
      // What is left of a restore that was killed is no partnership, and is in nobody's way.
      const [installation, three] = [await work.keeper.get("installation"), (await migrations()).slice(0, 3)];
      expect((await makeToRestore(setUp, "kept_again", LOGINS, installation, three)).ok).toBe(true);
      expect(await listPartnerships(setUp)).not.toContainEqual(
        expect.objectContaining({ code: "kept_again" }),
      );
      expect((await restore(good, "kept_again")).ok).toBe(true);
      expect((await listPartnerships(setUp)).map(({ code }) => code)).toContain("kept_again");
      const rows = await setUp.unsafe(`select count(*)::int as n from p_kept_again.person`);
      const again = await restore(good, "kept_again");
      expect(again).toEqual({ ok: false, refusal: { code: "code-taken", given: "kept_again" } });
      expect(await setUp.unsafe(`select count(*)::int as n from p_kept_again.person`)).toEqual(rows);
      await setUp.unsafe("create schema p_somebodys; create table p_somebodys.theirs (it text)");
      expect((await restore(good, "somebodys")).ok).toBe(false);
      expect(await setUp.unsafe("select * from p_somebodys.theirs")).toEqual([]);
      await setUp.unsafe("drop schema p_somebodys cascade");
      for (const code of ["Capital", 'a"; drop schema p_kept_again; --'])
        expect(await restore(good, code)).toMatchObject({ refusal: { code: "code-not-usable" } });
    },
    LIMIT,
  );
});

describe("a restore that was killed in the middle", () => {
  const halfDone = async (code: string): Promise<void> => {
    const made = await makeToRestore(setUp, code, LOGINS, "tests", (await migrations()).slice(0, 3));
    invariant(made.ok, "it is begun");
  };
  test(
    "is never taken for a partnership by whoever makes one of that code",
    async () => {
      await halfDone("mistaken");
      await setUp.unsafe("create table p_mistaken.of_the_other (it text)");
      const made = await createPartnership(
        setUp,
        { code: "mistaken", name: "M", madeUp: false },
        LOGINS,
        "tests",
      );
      expect(made.ok).toBe(true);
      expect(await setUp`select to_regclass('p_mistaken.of_the_other') as there`).toMatchObject([
        { there: null },
      ]);
    },
    LIMIT,
  );

  test("is left alone while it is still under way", async () => {
    await halfDone("busy");
    const other = connect(work.connection, 1);
    await other`select pg_advisory_lock(hashtextextended('restore p_busy', 0))`;
    expect(await restore(good, "busy")).toEqual({
      ok: false,
      refusal: { code: "code-taken", given: "busy" },
    });
    expect(await setUp`select to_regclass('p_busy.migration')::text as there`).toMatchObject([
      { there: "p_busy.migration" },
    ]);
    await other.end();
    await setUp.unsafe("drop schema p_busy cascade");
  });
});

test(
  "a snapshot of an earlier version is brought to this one, and comes out as any other",
  async () => {
    const all = await migrations();
    const older = all.slice(0, -1);
    const made = await makeToRestore(setUp, "older", LOGINS, await work.keeper.get("installation"), older);
    invariant(made.ok, "a partnership of an earlier version is made");
    await asOwner(setUp, "p_older", async (tx) => {
      await tx`insert into partnership_fact (code, name, made_up) values ('older', 'Older', false)`;
      await tx.unsafe("select make_log_partitions()");
    });
    await enterRestored(setUp, { code: "older", name: "Older", madeUp: false });
    const file = await shelf.take({ ...world, server: work.connection }, "older.age", {}, "older");
    const done = await restore(file, "newer");
    expect(done.ok && done.value.newer).toBe(1);
    const shapes = [await shapeOf(setUp, "newer"), await shapeOf(setUp, "kept_again")].map((lines) =>
      // A note of what comes with the program is written at a start.
      lines.filter((line) => !line.includes("_is_encrypted")),
    );
    expect(shapes[0]).toEqual(shapes[1]);
  },
  LIMIT,
);
