import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { invariant } from "../../kernel/result.ts";
import { answer } from "./answer.ts";
import { METHODS } from "./methods.ts";
import { repeatsIn } from "./repeats-store.ts";
import { withDuck } from "./store.ts";
import { findingText } from "./text.ts";

const folder = mkdtempSync(join(tmpdir(), "throughcare-events-file-"));
function file(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const method = METHODS.find(({ name }) => name === "before-after");
async function asked(people: string, events: string, options: Readonly<Record<string, string>> = {}) {
  invariant(method, "before-after is a method");
  const found = await answer(method, people, {
    eventsFile: events,
    days: "10",
    completeTo: "2025-12-31",
    ...options,
  });
  invariant(found.ok, `it is answered: ${found.ok ? "" : found.refusal.sentence}`);
  return found.value;
}

// Ann entered on 11 January, Bob on 1 February and nothing is known of him, Cid on 1 March; Dee's day of entry is empty.
const PEOPLE = file("people.csv", "person,entered\nann,2025-01-11\nbob,2025-02-01\ncid,2025-03-01\ndee,\n");
const EVENTS = file(
  "events.csv",
  [
    "person,day",
    "ann,2025-01-01", // the tenth day before: counts
    "ann,2024-12-31", // the eleventh: does not
    "ann,2025-01-10",
    "ann,2025-01-11", // the day of entry: the first after
    "ann,2025-01-21", // the eleventh after: does not
    "cid,2025-03-02",
    "cid,2025-03-03",
    "eve,2025-03-03", // nobody of the first file
    "dee,2025-03-03", // without a day of entry: of the first file, and in no window
    "ann,",
    ",2025-03-03",
    "",
  ].join("\n"),
);

describe("events that stand in a second file", () => {
  test("each falls on its side of entry, and whoever has none counts as none with all their time", async () => {
    const { counts, estimates } = await asked(PEOPLE, EVENTS);
    // Ann 2 before and 1 after, Bob none, Cid none before and 2 after; three people, ten days a side.
    expect(counts).toEqual({
      people: 3,
      "without time on one side": 0,
      "events before": 2,
      "time before": 30 / 365.25,
      "events after": 3,
      "time after": 30 / 365.25,
      "people left out": 1,
      "event rows": 11,
      "event rows left out": 2,
      "events of people not in the file": 1,
    });
    const value = (what: string) => estimates.find((one) => one.what === what)?.value;
    expect(value("rate before")).toBeCloseTo((2 * 365.25) / 30, 9);
    expect(value("rate ratio exact")).toBeCloseTo(3 / 2, 12);
    // Cid's rose, Bob's held, Ann's fell.
    expect(["rose", "held", "fell"].map((way) => value(`share whose rate ${way}`))).toEqual([
      1 / 3,
      1 / 3,
      1 / 3,
    ]);
  });

  test("an event of somebody who is not in the first file is left out, and the answer says how many", async () => {
    const told = findingText(await asked(PEOPLE, EVENTS));
    expect(told).toMatch(/events of people not in the file\s+1/);
    expect(told).toMatch(/event rows left out\s+2/);
  });

  test("where no last day is said it is the day of the last event, of whomever", async () => {
    const people = file("late.csv", "person,entered\nann,2025-01-11\n");
    const events = file("late-events.csv", "person,day\nann,2025-01-12\neve,2025-01-13\n");
    const { counts } = await asked(people, events, { completeTo: undefined as unknown as string });
    // 11, 12 and 13 January.
    expect([counts["events after"], counts["time after"]]).toEqual([1, 3 / 365.25]);
  });

  test("days may be written as in England in the one file and not in the other", async () => {
    const english = file(
      "english.csv",
      "person,day\nann,01/01/2025\nann,31/12/2024\nann,10/01/2025\nann,11/01/2025\nann,21/01/2025\ncid,02/03/2025\ncid,03/03/2025\n",
    );
    const { counts } = await asked(PEOPLE, english);
    expect([counts["events before"], counts["events after"]]).toEqual([2, 3]);
  });
});

describe("rows that say again what an earlier one says", () => {
  // Ann's 10 January stands three times: two rows repeat the first. Her 11 January has two numbers: two events.
  const TWICE = file(
    "twice.csv",
    "id,person,day\n1,ann,2025-01-10\n1,ann,2025-01-10\n1,ann,2025-01-10\n2,ann,2025-01-11\n3,ann,2025-01-11\n",
  );

  test("count as events, and the answer says how many there are; rows that differ in a number do not repeat", async () => {
    const { counts, warnings } = await asked(PEOPLE, TWICE);
    expect([counts["events before"], counts["events after"]]).toEqual([3, 2]);
    expect(warnings[0]?.sentence).toBe(
      "2 rows of twice.csv are the same in every column as an earlier row, and count as events all the same. If an event was written twice, take the second out; if two events can look alike, give each a number in a column of its own.",
    );
    expect((await asked(PEOPLE, EVENTS)).warnings.map(({ code }) => code)).not.toContain("repeated-rows");
  });

  test("are found where a column that nobody asked for is not UTF-8", async () => {
    const named = Buffer.from("person,day,by\nann,2025-01-10,Ren\xe9\nann,2025-01-10,Ren\xe9\n", "latin1");
    const { warnings } = await asked(PEOPLE, file("named.csv", named));
    expect(warnings[0]?.sentence).toContain("1 row of named.csv is the same in every column");
  });

  test("of a file too large to look at each row, one in sixteen tells about how many: 1,600 rows twice over", async () => {
    const once = Array.from({ length: 1600 }, (_, i) => `p${i},2025-01-10`).join("\n");
    const large = file("large.csv", `person,day\n${once}\n${once}\n`);
    const found = await withDuck((connection) => repeatsIn(connection, large, 1000));
    expect(found?.oneIn).toBe(16);
    // About a hundred are looked at, give or take ten (binomial), each for sixteen.
    expect(found?.rows).toBeGreaterThan(1600 - 3 * 160);
    expect(found?.rows).toBeLessThan(1600 + 3 * 160);
    expect(await withDuck((connection) => repeatsIn(connection, large))).toEqual({
      file: "large.csv",
      rows: 1600,
      oneIn: 1,
    });
  });
});

describe("what is not said, or said otherwise than the file does", () => {
  const raw = (name: string, path: string, options: Readonly<Record<string, string>>) => {
    const of = METHODS.find((one) => one.name === name);
    invariant(of, "it is a method");
    return answer(of, path, options);
  };
  const sentence = async (...asks: Parameters<typeof raw>) => {
    const found = await raw(...asks);
    return found.ok ? "answered" : found.refusal.sentence;
  };

  test("without the last complete day the answer says which it took, and with it nothing", async () => {
    const inferred = await raw("before-after", PEOPLE, { eventsFile: EVENTS, days: "10" });
    invariant(inferred.ok, "it is answered");
    expect(inferred.value.assumptions[0]).toContain(
      "taken as complete to 2025-03-03, the day of the last one",
    );
    const { assumptions } = await asked(PEOPLE, EVENTS);
    expect(assumptions.join(" ")).not.toContain("--complete-to");
  });

  test.each(["-5", "0", "2.5"])("%s days around entry are refused", async (days) => {
    expect(await sentence("before-after", PEOPLE, { eventsFile: EVENTS, days })).toBe(
      `--days is “${days}”, and a whole number of days from 1 is wanted, such as 365.`,
    );
  });

  test("a day that is in no calendar is refused", async () => {
    const around = { eventsFile: EVENTS, days: "10", completeTo: "2026-02-30" };
    expect(await sentence("before-after", PEOPLE, around)).toBe(
      "--complete-to is “2026-02-30”. Write the day as 2026-03-31.",
    );
  });

  test("those still followed, spelled otherwise than in the file, become no ending of their own", async () => {
    const treated = file("treated.csv", "days,how\n10,in treatment\n20,left\n30,left\n40,died\n");
    const asks = { time: "days", ending: "how" };
    expect(await sentence("competing", treated, { ...asks, still: "In Treatment" })).toContain(
      "No row has “In Treatment”, as --still asks",
    );
    expect(await sentence("competing", treated, { ...asks, still: "in treatment" })).toBe("answered");
  });

  test("which way is better is asked, for a change counts the other way without it", async () => {
    const read = { before: "start", after: "review", reliability: "0.8" };
    expect(await sentence("reliable-change", "examples/stats/wellbeing.csv", read)).toContain("Say --better");
  });

  test("a series without months says that its rows are taken to be in order, none missing", async () => {
    const found = await raw("its", "examples/stats/months.csv", { outcome: "overdoses", from: "37" });
    invariant(found.ok, "it is answered");
    expect(found.value.assumptions[0]).toContain("in order of time, none missing");
  });

  test("an empty file is told in words, with what to do", async () => {
    const read = { before: "a", after: "b" };
    expect(await sentence("permutation", file("empty.csv", ""), read)).toContain("The file is empty");
  });
});
