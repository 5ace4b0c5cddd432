import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readNote, verify } from "../../docs/safety/verify-register.mjs";
import { randomFrom } from "../../src/kernel/random.ts";
import {
  type Checkpoint,
  checkpointKey,
  originOf,
  readCheckpoint,
  signCheckpoint,
  verifierKey,
} from "../../src/services/clinic/register/checkpoint.ts";
import type { BookId } from "../../src/services/clinic/register/index.ts";
import { BookVerifier, hashOf } from "../../src/services/clinic/register/verifier.ts";
import { openWorld, type World } from "../world.ts";
import { aBook, aClinic, aLine, type Clinic, exported, post, unwrap } from "./register/story.ts";
import { TAMPERINGS, tampered } from "./register/tampering.ts";
import { LIMIT, publish, sized, TIMED } from "./row.ts";

// Whoever changes an exported book is found by both verifiers, which share no line: with a checkpoint that somebody else kept, whatever was changed.

const SEED = "tampering";
let world: World;
let clinic: Clinic;
let book: BookId;
let texts: readonly string[];
let checkpoint: Checkpoint;
const key = checkpointKey("throughcare/testland", randomBytes(32));

beforeAll(async () => {
  world = await openWorld();
  clinic = await aClinic(world);
  book = await aBook(clinic);
  const person = await world.aPerson(clinic.keepers[0]);
  for (let n = 0; n < 40; n += 1) {
    const dose = {
      prescriber: "Dr Vane",
      authority: "L1",
      microlitres: 1000,
      id_asked: true,
      id_shown: true,
    };
    unwrap(
      await post(
        clinic,
        n % 3 === 0
          ? aLine(book, "administer", -100, dose, { person, address: "no fixed abode" })
          : n % 7 === 0
            ? aLine(book, "correction", n - 20, { reason: "counted again" }, { corrects: n })
            : aLine(book, "spill", -n - 1),
      ),
    );
  }
  texts = await exported(world, book);
  const last = JSON.parse(texts.at(-1) ?? "{}") as { seq: string; hash: string };
  checkpoint = { origin: originOf("testland", book), size: Number(last.seq), head: last.hash };
}, LIMIT);
afterAll(() => world.close());

const ours = (lines: readonly string[], anchors: readonly Checkpoint[]): string | undefined => {
  const verifier = new BookVerifier(anchors);
  for (const line of lines) {
    const fault = verifier.next(line);
    if (fault) return `line ${fault.line}: ${fault.because}`;
  }
  const fault = verifier.end();
  return fault && `line ${fault.line}: ${fault.because}`;
};
const theirs = (lines: readonly string[], anchors: readonly Checkpoint[]): string | undefined =>
  verify(
    lines,
    anchors.map(({ origin, size, head }) => ({ book: origin.split("/register/")[1], size, head })),
  );

test("both verifiers agree that an untouched book holds, with names and without", async () => {
  expect([ours(texts, [checkpoint]), theirs(texts, [checkpoint])]).toEqual([undefined, undefined]);
  const named = await exported(world, book, true);
  expect(named.length).toBeGreaterThan(texts.length);
  expect([ours(named, []), theirs(named, [])]).toEqual([undefined, undefined]);
  const another = named.map((line) => line.replace(/"words":"[^"]*"/, '"words":"Somebody Else"'));
  expect(ours(another, [])).toContain("the name");
  expect(theirs(another, [])).toContain("the name");
});

test("an inspector can read the independent verifier at one sitting: it has fewer than a hundred lines, and none of the program's", () => {
  const text = readFileSync(
    path.resolve(import.meta.dirname, "../../docs/safety/verify-register.mjs"),
    "utf8",
  );
  expect(text.trimEnd().split("\n").length).toBeLessThan(100);
  expect([...text.matchAll(/from "([^"]+)"/g)].map(([, from]) => from)).toEqual([
    "node:crypto",
    "node:fs",
    "node:url",
  ]);
});

test("a checkpoint is a signed note that both read, and no other key’s", () => {
  const note = signCheckpoint(key, checkpoint);
  expect(note.split("\n")[0]).toBe(checkpoint.origin);
  expect(readCheckpoint(note, verifierKey(key))).toEqual({ ok: true, value: checkpoint });
  expect(readNote(note, verifierKey(key))).toEqual({ book, size: checkpoint.size, head: checkpoint.head });
  const stranger = verifierKey(checkpointKey("throughcare/testland", randomBytes(32)));
  expect(readCheckpoint(note, stranger)).toMatchObject({ refusal: { code: "not-signed-by-this-key" } });
  expect(readNote(note, stranger)).toContain("not signed by this key");
  const forged = note.replace(`\n${checkpoint.size}\n`, `\n${checkpoint.size - 1}\n`);
  expect(readCheckpoint(forged, verifierKey(key)).ok).toBe(false);
  expect(readNote(forged, verifierKey(key))).toContain("not signed by this key");
});

test(
  "seven ways to tamper are found by both verifiers, each time",
  async () => {
    const each = sized(20, 200);
    const random = randomFrom(SEED);
    const missed: string[] = [];
    const unanchored = new Map<string, number>();
    let tries = 0;
    for (const how of Object.keys(TAMPERINGS)) {
      for (let n = 0; n < each; n += 1) {
        const file = tampered(texts, how, random.fork(`${how} ${n}`));
        for (const [name, look] of [
          ["the program’s", ours],
          ["the independent", theirs],
        ] as const) {
          tries += 1;
          if (look(file, [checkpoint]) === undefined) missed.push(`${how}: not found by ${name}`);
          if (look(file, []) === undefined) unanchored.set(how, (unanchored.get(how) ?? 0) + 1);
        }
      }
    }
    await publish({
      id: "B4",
      figure:
        "Whoever tampers with an exported book of the register is found by both verifiers, with a checkpoint somebody else kept",
      target: "100 % found",
      value: `${tries - missed.length} of ${tries} found`,
      met: missed.length === 0,
      n: tries,
      zero: true,
      seed: SEED,
      control: {
        planted: "no checkpoint: then a cut tail and a rewritten suffix show to neither",
        found: [...unanchored.values()].reduce((sum, one) => sum + one, 0),
      },
      notes: [
        `${Object.keys(TAMPERINGS).length} ways, ${each} times each, before two verifiers that share no line`,
        `without a checkpoint not found: ${[...unanchored].map(([how, count]) => `${how}, ${count} times`).join("; ")}`,
        ...missed.slice(0, 5),
      ],
    });
  },
  LIMIT,
);

/** A long book made of one line again and again, each chained to the one before. */
function longBook(lines: number): readonly string[] {
  const [head = "{}", opening = "{}", ...rest] = texts;
  const pattern = JSON.parse(rest.find((text) => text.includes('"spill"')) ?? "{}") as Parameters<
    typeof hashOf
  >[0];
  const out = [JSON.stringify({ ...JSON.parse(head), lines: String(lines) }), opening];
  let last = JSON.parse(opening) as Parameters<typeof hashOf>[0];
  for (let n = 2; n <= lines; n += 1) {
    const bare = {
      ...pattern,
      seq: String(n),
      key: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
      first_signature: `1-${n}`,
      second_signature: `2-${n}`,
      quantity_ug: "-1",
      balance_ug: String(BigInt(last.balance_ug ?? "0") - 1n),
      prev_hash: last.hash,
      entered_at: pattern.entered_at,
    };
    last = { ...bare, hash: hashOf(bare) };
    out.push(JSON.stringify(last));
  }
  return out;
}

test(
  "both verifiers read a long book quickly",
  async () => {
    const lines = sized(5_000, 200_000);
    const long = longBook(lines);
    const rates = [ours, theirs].map((look) => {
      const began = performance.now();
      expect(look(long, [])).toBeUndefined();
      return Math.round(lines / ((performance.now() - began) / 1000));
    });
    const middle = Math.floor(lines / 2);
    const planted = long.map((text, at) =>
      at === middle ? text.replace('"quantity_ug":"-1"', '"quantity_ug":"-2"') : text,
    );
    const slowest = Math.min(...rates);
    await publish({
      id: "B6",
      figure: "Lines of the register verified in a second, by the program’s verifier and the independent one",
      target: "at least 25,000 lines a second",
      value: `${rates.map((rate) => rate.toLocaleString("en-GB")).join(" and ")} lines a second`,
      met: !TIMED || slowest >= 25_000,
      n: lines,
      zero: false,
      control: {
        planted: "one line changed in the middle",
        found: [ours, theirs].filter((look) => look(planted, []) !== undefined).length,
      },
    });
  },
  LIMIT,
);
