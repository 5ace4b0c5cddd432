import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { ensureNorthmoor, NORTHMOOR } from "../demo/northmoor.ts";
import { readConfig } from "../src/config.ts";
import { connect, type Sql } from "../src/kernel/database/connection.ts";
import { accept, invariant } from "../src/kernel/result.ts";
import { openSystem, type System, sayPartnership } from "../src/system.ts";

// Installations that share one PostgreSQL server, whose roles are one list for all its databases.

const server = inject("server");
const CODE = `shared_${process.pid}`;
const [OURS, THEIRS] = [`ours_${process.pid}`, `theirs_${process.pid}`];

let folder: string;
let maker: Sql;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-one-server-"));
  maker = connect({ ...server, database: "postgres" }, 1);
  for (const database of [OURS, THEIRS]) await maker.unsafe(`create database ${database}`);
});
afterAll(async () => {
  await maker.end();
  await rm(folder, { recursive: true, force: true });
});

const opening = (database: string, dataDir: string) => {
  const config = readConfig({
    DATABASE_URL: `postgres://${server.user}:${server.password}@${server.host}:${server.port}/${database}`,
    DATA_DIR: path.join(folder, dataDir),
  });
  invariant(config.ok, "the test's settings are right");
  return openSystem({ config: config.value, as: "beside" });
};

/** Works with an installation that opens. */
async function on<T>(database: string, dataDir: string, work: (system: System) => Promise<T>): Promise<T> {
  const opened = await opening(database, dataDir);
  invariant(opened.ok, "the installation opens");
  try {
    return await work(opened.value);
  } finally {
    await opened.value.close();
  }
}

/** Makes the partnership. Answers what stands in the way, or “made”. */
const make = async (system: System): Promise<string> => {
  const made = await system.create({ code: CODE, name: "Shared", madeUp: false });
  return made.ok ? "made" : sayPartnership(made.refusal);
};

/** Whether someone who asks for a page comes as far as being told to sign in. */
const answers = async (system: System): Promise<string | undefined> => {
  const { database } = system.partnerships.get(CODE) ?? expect.fail("the partnership is there");
  const asked = await database.as<undefined, never>("nobody's token", "/", async () => accept(undefined));
  return asked.ok ? "let in" : asked.refusal.code;
};

test("of two installations only one has a partnership of a code, and the other's wish leaves it as it is", async () => {
  await on(OURS, "ours", async (ours) => {
    expect(await make(ours)).toBe("made");
    const refused = await on(THEIRS, "theirs", make);
    expect(refused).toBe(
      `The role app_${CODE} of this PostgreSQL server serves a partnership of the same code in the database ${OURS}. Nothing was touched. Choose another code, or another server.`,
    );
    expect(await answers(ours)).toBe("signed-out");
  });
});

test("a database is not opened from another data folder, unless whoever runs PostgreSQL lets go of the one before", async () => {
  const refused = await opening(OURS, "lost-and-made-anew");
  expect(!refused.ok && refused.refusal.sentence).toBe(
    `The partnerships in this database are reached from another data folder, which holds their passwords. Nothing was touched. Start with that DATA_DIR. Only if it is lost, run this SQL, and start again: comment on role app_${CODE} is null`,
  );
  expect(await on(OURS, "ours", answers)).toBe("signed-out");
  await maker.unsafe(`comment on role app_${CODE} is null`);
  expect(await on(OURS, "lost-and-made-anew", answers)).toBe("signed-out");
  expect((await opening(OURS, "ours")).ok).toBe(false);
});

test("a role that something else made is left alone", async () => {
  const code = `strange_${process.pid}`;
  await maker.unsafe(`create role app_${code} login noinherit password 'of its own'`);
  const refused = await on(OURS, "lost-and-made-anew", (ours) =>
    ours.create({ code, name: "Strange", madeUp: false }),
  );
  expect(!refused.ok && sayPartnership(refused.refusal)).toBe(
    `This PostgreSQL server has a role app_${code} that was not made by Throughcare. Nothing was touched. Choose another code, or another server.`,
  );
  const strange = { ...server, user: `app_${code}`, password: "of its own", database: "postgres" };
  const sql = connect(strange, 1);
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
  await sql.end();
});

test("the made-up partnership is not made beside another of its code either, and whoever starts is told so", async () => {
  await on(OURS, "lost-and-made-anew", (ours) =>
    ours.create({ code: NORTHMOOR, name: "Northmoor", madeUp: true }),
  );
  const story = { people: 1, today: Temporal.PlainDate.from("2026-07-15") };
  const outcome = await on(THEIRS, "theirs", (theirs) => ensureNorthmoor(theirs, story, () => {}));
  expect(!outcome.ok && sayPartnership(outcome.refusal)).toContain(`in the database ${OURS}`);
});

test("a code is free again when the database it served is gone", async () => {
  await maker.unsafe(`drop database ${OURS} with (force)`);
  await on(THEIRS, "theirs", async (theirs) => {
    expect(await make(theirs)).toBe("made");
    expect(await answers(theirs)).toBe("signed-out");
  });
});
