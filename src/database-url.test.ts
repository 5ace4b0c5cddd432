import { expect, test } from "vitest";
import { readDatabaseUrl, sayUnsafe } from "./database-url.ts";

const full = { mode: "verify-full", rootFile: undefined };
const root = "sslrootcert=%2Fetc%2Fours.crt";
const rootFile = "/etc/ours.crt";

const cases: readonly [sentence: string, address: string, host: string, tls: object | undefined][] = [
  ["another machine must have a good certificate of its own name", "db.test/record", "db.test", full],
  ["this machine need not", "127.0.0.1:5433/record", "127.0.0.1", undefined],
  ["nor by its name", "localhost/record", "localhost", undefined],
  ["nor by its address of IPv6", "[::1]:5432/record", "::1", undefined],
  ["nor by a socket in a folder", "%2Frun%2Fpostgresql/record", "/run/postgresql", undefined],
  ["what is asked of this machine holds", "127.0.0.1/record?sslmode=verify-full", "127.0.0.1", full],
  ["what is let pass elsewhere is let pass", "db.test/record?sslmode=disable", "db.test", undefined],
  ["TLS with any certificate", "db.test/record?sslmode=require", "db.test", { ...full, mode: "require" }],
  ["an authority of one's own", `db.test/record?${root}`, "db.test", { mode: "verify-full", rootFile }],
  [
    "an authority of one's own, and any name",
    `db.test/record?sslmode=verify-ca&${root}`,
    "db.test",
    { mode: "verify-ca", rootFile },
  ],
  [
    "an authority that is named is asked",
    `db.test/record?sslmode=require&${root}`,
    "db.test",
    { mode: "verify-ca", rootFile },
  ],
];

test.each(cases)("%s: %s", (_sentence, address, host, tls) => {
  const read = readDatabaseUrl(`postgres://some%40one:p%2Fw@${address}`);
  expect(read).toMatchObject({
    ok: true,
    value: { host, database: "record", user: "some@one", password: "p/w" },
  });
  expect(read.ok && read.value.tls).toEqual(tls);
});

test.each([
  ["db.test/record?sslmode=disable", /whoever is on the way to db\.test reads every record/],
  ["db.test/record?sslmode=require", /can take its place unnoticed/],
  ["db.test/record", undefined],
  [`db.test/record?sslmode=verify-ca&${root}`, undefined],
  ["127.0.0.1/record", undefined],
  ["%2Frun%2Fpostgresql/record?sslmode=disable", undefined],
])("what the way to %s lets happen is said at the start", (address, words) => {
  const read = readDatabaseUrl(`postgres://some:one@${address}`);
  const said = read.ok ? sayUnsafe(read.value) : "not an address";
  if (words) expect(said).toMatch(words);
  else expect(said).toBeUndefined();
});
