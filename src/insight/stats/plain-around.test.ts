import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Random, randomFrom } from "../../kernel/random.ts";
import { readAround } from "./around-store.ts";

// Whoever is named by a whole number is found by another way than whoever has another name. The same people under both kinds of names
// come to the same counts.

const folder = mkdtempSync(path.join(os.tmpdir(), "throughcare-plain-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Cell = string | undefined;
type Rows = readonly (readonly [person: Cell, day: Cell])[];

function file(name: string, header: string, rows: Rows, prefix: string): string {
  const at = path.join(folder, name);
  const line = ([person, day]: Rows[number]) => `${person === undefined ? "" : prefix + person},${day ?? ""}`;
  writeFileSync(at, `${header}\n${rows.map(line).join("\n")}\n`);
  return at;
}

async function counted(people: Rows, events: Rows, prefix: string, completeTo?: string) {
  return readAround({
    people: file(`people${prefix}.csv`, "person,entered", people, prefix),
    events: file(`events${prefix}.csv`, "person,day", events, prefix),
    person: "person",
    entry: "entered",
    day: "day",
    days: 60,
    ...(completeTo ? { completeTo } : {}),
  });
}

const written = (day: Temporal.PlainDate, english: boolean): string =>
  english
    ? `${String(day.day).padStart(2, "0")}/${String(day.month).padStart(2, "0")}/${day.year}`
    : day.toString();

const aDay = (random: Random): Temporal.PlainDate =>
  Temporal.PlainDate.from("2024-01-01").add({ days: random.between(0, 500) });

/** Numbers that look like one of the file and are written otherwise, and names that are none. */
const LIKE = ["007", "7.0", "+7", " 7", "-7", "7e0", "x", "99999999", "123456789012", "0007"];

test("whole numbers and other names of the same people come to the same counts, in 60 random files", async () => {
  const random = randomFrom("plain names");
  let [strangers, empty] = [0, 0];
  for (let i = 0; i < 60; i += 1) {
    const english = random.chance(0.3);
    const numbers = [...new Set(Array.from({ length: random.between(1, 12) }, () => random.between(0, 30)))];
    const people = numbers.map(
      (n) => [String(n), random.chance(0.1) ? undefined : written(aDay(random), english)] as const,
    );
    const events = Array.from({ length: random.between(0, 80) }, () => {
      const who = random.chance(0.1)
        ? random.pick(LIKE)
        : random.chance(0.1)
          ? undefined
          : String(random.between(0, 31));
      return [who, random.chance(0.1) ? undefined : written(aDay(random), english)] as const;
    });
    const completeTo = random.chance(0.5) ? aDay(random).toString() : undefined;
    const plain = await counted(people, events, "", completeTo);
    const other = await counted(people, events, "p", completeTo);
    expect(plain, JSON.stringify({ people, events, completeTo })).toEqual(other);
    if (plain.ok) {
      strangers += plain.value.apart["events of people not in the file"] ?? 0;
      empty += plain.value.apart["event rows left out"] ?? 0;
    }
  }
  expect(strangers).toBeGreaterThan(40);
  expect(empty).toBeGreaterThan(40);
}, 120_000);

// By hand: entered on 1 March; sixty days before it is 1 January, in a leap year; the sixtieth from it is 29 April.
test("the first and the last day of each side count, the days beside them do not", async () => {
  const days = ["2023-12-31", "2024-01-01", "2024-02-29", "2024-03-01", "2024-04-29", "2024-04-30"];
  const people = [["7", "2024-03-01"]] as const;
  const events = days.map((day) => ["7", day] as const);
  const done = await counted(people, events, "");
  expect(
    done.ok && done.value.people.map(({ comparison, rate }) => [comparison.events, rate.events]),
  ).toEqual([[1 + 1, 2]]);
});

test("a day that is none is refused by column, row and value, whichever way people are named", async () => {
  for (const prefix of ["", "p"]) {
    const done = await counted(
      [["1", "2024-03-01"]],
      [
        ["1", "2024-02-01"],
        ["1", "2024-02-31"],
      ],
      prefix,
    );
    expect(done.ok ? "" : JSON.stringify(done.refusal)).toContain("2024-02-31");
  }
});
