import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import type { PersonId } from "../src/kernel/id.ts";
import { accept } from "../src/kernel/result.ts";
import { type Destination, destinationOf } from "../src/log-destination.ts";
import { sealNow, sendNow } from "../src/log-keeping.ts";
import { verifyLog } from "../src/log-verifying.ts";
import { WORLD_CODE } from "./global-setup.ts";
import { openWorld, type TestAgency, type World } from "./world.ts";

// The seals are made by the database and looked at by a program that shares no code with it: only what is written in
// decision 0020 about which bytes are hashed.

let world: World;
let agency: TestAgency;
let people: PersonId[];
let folder: string;
beforeAll(async () => {
  world = await openWorld();
  agency = await world.anAgency("treatment");
  people = await Promise.all([1, 2, 3].map(() => world.aPerson(agency, { familyName: "Quillfeatherby" })));
  folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-log-"));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const look = (whom: readonly PersonId[]) =>
  world.as(agency, async (tx) => {
    tx.log({ what: "read", about: "notes — “quoted”", people: whom });
    return accept(undefined);
  });
const seal = () => sealNow(world.sql, WORLD_CODE);
const verify = (file?: string) => verifyLog(world.sql, WORLD_CODE, file);
const SEAL_COLUMNS = "no, before_hash, lines, first_at, last_at, root, hash, sealed_at, sent_at, disposed_at";
/** Does something as whoever runs the server may, looks, and undoes it. */
async function afterTampering(statement: string, file?: string): Promise<readonly string[]> {
  await world.sql.begin((tx) =>
    tx.unsafe(`create table before_log as select * from access_log; create table before_seal as select * from log_seal;
               create table before_key as select * from log_commitment`),
  );
  try {
    await world.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx.unsafe(statement);
    });
    const found = await verify(file);
    return found.ok ? [] : found.refusal.sentences;
  } finally {
    await world.sql.begin((tx) =>
      tx.unsafe(`set local session_replication_role = replica;
                 delete from access_log; delete from log_seal; delete from log_commitment;
                 insert into log_seal (${SEAL_COLUMNS}) select ${SEAL_COLUMNS} from before_seal order by no;
                 insert into access_log select * from before_log; insert into log_commitment select * from before_key;
                 drop table before_log, before_seal, before_key`),
    );
  }
}

beforeEach(async () => {
  for (const whom of [[], [people[0]], people, [people[1], people[2]]] as PersonId[][]) await look(whom);
  await seal();
  await look(people);
  await seal();
});

describe("the access log is sealed", () => {
  test("every line is closed in once, and all of it is found as it was sealed", async () => {
    const [row] = await world.sql`select count(*)::int as lines, count(seal)::int as sealed from access_log`;
    expect(row?.sealed).toBe(row?.lines);
    expect(await verify()).toMatchObject({ ok: true, value: { lines: row?.lines } });
    expect(await seal()).toBe(0);
  });

  test("a line of work still under way is closed in when it is done, and breaks nothing", async () => {
    const begun = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    const slow = world.as(agency, async (tx) => {
      tx.log({ what: "read", about: "measures", people });
      await tx`insert into access_log (what, about, route, basis, person_ids) values ('read', 'early', '/', 'relationship', '{}')`;
      begun.resolve();
      await end.promise;
      return accept(undefined);
    });
    await begun.promise;
    await look(people);
    expect(await seal()).toBe(1);
    end.resolve();
    await slow;
    expect(await seal()).toBe(2);
    expect(await verify()).toMatchObject({ ok: true });
  });

  test("nobody changes or deletes a line or a seal through the application's login", async () => {
    for (const statement of [
      "update access_log set about = 'nothing'",
      "delete from access_log",
      "update log_seal set sent_at = now()",
      "delete from log_seal",
      "select key from log_commitment",
      "select seal_log()",
      "select forget_in_log(gen_random_uuid())",
    ])
      await expect(
        world.as(agency, async (tx) => accept(await tx.unsafe(statement))),
        statement,
      ).rejects.toThrow(/permission denied/);
  });

  const last = "(select max(no) from log_seal)";
  const one = `(select id from access_log where cardinality(person_ids) = 3 order by id limit 1)`;
  test.each([
    ["what was done is changed", `update access_log set what = 'listed' where id = ${one}`],
    [
      "when is changed by a microsecond",
      `update access_log set at = at + interval '1 microsecond' where id = ${one}`,
    ],
    ["who is changed", `update access_log set staff_id = null where id = ${one}`],
    ["about whom is changed", `update access_log set person_ids = person_ids[1:2] where id = ${one}`],
    [
      "somebody unknown is added",
      `update access_log set person_ids = person_ids || gen_random_uuid() where id = ${one}`,
    ],
    ["a line is deleted", `delete from access_log where id = ${one}`],
    [
      "a line is put in",
      `insert into access_log (what, about, route, basis, person_ids, seal, account_id)
       select 'read', about, route, basis, '{}', 1, account_id from access_log limit 1`,
    ],
    [
      "a key is changed",
      `update log_commitment set key = uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())`,
    ],
    ["a line is moved under another seal", `update access_log set seal = ${last} where id = ${one}`],
  ])("it is found when %s", async (_what, statement) => {
    expect((await afterTampering(statement)).length).toBeGreaterThan(0);
    expect(await verify()).toMatchObject({ ok: true });
  });

  test("the database refuses a seal that was changed, and one that names another than the one before", async () => {
    await expect(world.sql`update log_seal set lines = lines + 1 where no = 1`).rejects.toThrow(
      /its_hash_is_over_what_it_says/,
    );
    await expect(
      world.sql`insert into log_seal (no, before_hash, lines, first_at, last_at, root, hash)
                select no + 1, root, lines, first_at, last_at, root, seal_hash(no + 1, root, lines, first_at, last_at, root)
                  from log_seal order by no desc limit 1`,
    ).rejects.toThrow(/each_seal_names_the_one_before/);
  });

  test("somebody erased leaves no id in the log, and every seal still holds", async () => {
    const erased = people[0] as PersonId;
    await world.sql`select forget_in_log(${erased})`;
    const [left] =
      await world.sql`select count(*)::int as n from access_log where person_ids @> array[${erased}::uuid]`;
    expect(left?.n).toBe(0);
    expect(await verify()).toMatchObject({ ok: true });
    // The others in the same lines are still known there.
    const [others] = await world.sql`select count(*)::int as n from access_log
      where cardinality(erased) = 1 and person_ids @> array[${people[1] as PersonId}::uuid]`;
    expect(others?.n).toBeGreaterThan(0);
  });
});

describe("sealed lines are sent to a system apart", () => {
  const aFile = (name: string) => path.join(folder, name);
  const to = (setting: string, tokenFile?: string): Destination => {
    const config = readConfig({ SEND_LOG_TO: setting, SEND_LOG_TOKEN_FILE: tokenFile });
    if (!config.ok) throw new Error(config.refusal.sentences.join(" "));
    return destinationOf(config.value) as Destination;
  };
  const sendAnew = async (destination: Destination) => {
    await world.sql`update log_seal set sent_at = null`;
    return sendNow(world.sql, WORLD_CODE, destination);
  };

  test("as lines of JSON without a name, number, token or anybody's id, each seal once", async () => {
    const file = aFile("sent.jsonl");
    expect(await sendAnew(to(file))).toMatchObject({ ok: true });
    expect(await sendNow(world.sql, WORLD_CODE, to(file))).toEqual({ ok: true, value: 0 });
    const text = await readFile(file, "utf8");
    const [counts] = await world.sql`select (select count(*) from access_log where seal is not null)::int
                                          + (select count(*) from log_seal)::int as n`;
    expect(text.trimEnd().split("\n").length).toBe(counts?.n);
    for (const secret of ["Quillfeatherby", ...people, agency.token, agency.username])
      expect(text).not.toContain(secret);
    expect(await verify(file)).toMatchObject({ ok: true });
  });

  test("what chance and seals cannot show is found with it: the last lines cut off, or all written anew", async () => {
    const file = aFile("anchor.jsonl");
    await sendAnew(to(file));
    const last = "(select max(no) from log_seal)";
    const cut = `delete from access_log where seal = ${last}; delete from log_seal where no = ${last}`;
    const anew = `update access_log set seal = null; delete from log_seal;
                  delete from access_log where id = (select min(id::text)::uuid from access_log); select seal_log()`;
    expect(await afterTampering(cut)).toEqual([]);
    expect(await afterTampering(cut, file)).toEqual([
      expect.stringMatching(/was sent and is not in the database/),
    ]);
    expect(await afterTampering(anew)).toEqual([]);
    expect((await afterTampering(anew, file)).length).toBeGreaterThan(0);
  });

  test("a file whose writing was cut off is gone on with, and a changed line in it is found", async () => {
    const file = aFile("cut.jsonl");
    await sendAnew(to(file));
    const whole = await readFile(file, "utf8");
    await writeFile(file, whole.slice(0, -40));
    await look(people);
    await seal();
    await sendAnew(to(file));
    expect(await verify(file)).toMatchObject({ ok: true });
    await writeFile(file, whole.replace('"what":"read"', '"what":"listed"'));
    expect(await verify(file)).toMatchObject({ ok: false });
  });

  test("a collector is sent them with its token; what it does not take is sent again", async () => {
    const taken: { body: string; token: string | undefined }[] = [];
    let answer = 503;
    const collector = createServer((request, response) => {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", () => {
        taken.push({ body, token: request.headers.authorization });
        response.writeHead(answer).end();
      });
    });
    await new Promise<void>((listening) => collector.listen(0, "127.0.0.1", listening));
    const { port } = collector.address() as { port: number };
    const tokenFile = aFile("token");
    await writeFile(tokenFile, "the-collectors-token\n");
    try {
      const destination = to(`http://127.0.0.1:${port}/lines`, tokenFile);
      expect(await sendAnew(destination)).toMatchObject({
        ok: false,
        refusal: { code: "not-delivered", because: "status 503" },
      });
      answer = 204;
      const sent = await sendNow(world.sql, WORLD_CODE, destination);
      expect(sent).toEqual({ ok: true, value: taken.length - 1 });
      expect(taken[1]).toMatchObject({ token: "Bearer the-collectors-token", body: taken[0]?.body });
    } finally {
      await new Promise((closed) => collector.close(closed));
    }
  });

  test("an address without TLS off this machine, and a file without its whole path, are refused in words", () => {
    for (const setting of ["http://collector.example.org/", "log.jsonl"])
      expect(readConfig({ SEND_LOG_TO: setting })).toMatchObject({
        ok: false,
        refusal: { sentences: [expect.stringMatching(/^SEND_LOG_TO must be/)] },
      });
  });
});
