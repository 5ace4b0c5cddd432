import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { importing, sample, sayError } from "./fixture.ts";
import { KINDS } from "./kinds.ts";

// Every count here is the samples' own README and truth.json, worked out by their author apart from this code.
const truth: Record<string, number | string> = JSON.parse(readFileSync(sample("truth.json"), "utf8"));

describe("the files agencies sent", () => {
  test("the client list gives its 400 people, and says what is wrong with the other three", async () => {
    const { summary, errors, rows } = await importing(KINDS.people, sample("client_list.csv"));
    expect(summary).toEqual({
      read: truth.people_rows,
      good: truth.people_good,
      bad: truth.people_bad,
      repeated: 0,
      byCode: { missing: 1, "nhs-check-failed": 1, "not-a-date": 1 },
    });
    expect(errors.map(sayError)).toEqual([
      'Line 52, NHSNo: "943 476 5918" fails the check inside every NHS number: something in it is mistyped.',
      'Line 122, DOB: "31/02/1979" is not a date (day first, like 21/11/2026).',
      "Line 202, ClientRef: there is no client reference.",
    ]);
    expect(rows.filter((row) => row.pnc === undefined)).toHaveLength(33);
    expect(rows.find((row) => row.ref === "TS100014")).toEqual({
      ref: "TS100014",
      familyName: "D'Arcy",
      givenNames: "Marcin",
      bornOn: Temporal.PlainDate.from("1975-10-13"),
      sex: "male",
      nhsNumber: "7160790960",
      pnc: "1988/1212139F",
    });
  });

  test("the treatment list gives its 400 stays, those without an end still open", async () => {
    const { summary, rows } = await importing(KINDS.episodes, sample("treatment_episodes.csv"));
    expect(summary).toEqual({ read: 400, good: truth.episodes, bad: 0, repeated: 0, byCode: {} });
    expect(rows.filter((row) => row.endedOn === undefined)).toHaveLength(105);
  });

  test("the police file gives its 4,128 offences, knows the 25 repeats and names the 12 broken rows", async () => {
    const { summary, rows, outcomes } = await importing(KINDS.events, sample("police_offences.txt"));
    expect(summary).toEqual({
      read: truth.offence_rows,
      good: truth.offence_good,
      bad: truth.offence_bad,
      repeated: truth.offence_repeated,
      byCode: { "in-the-future": 3, missing: 3, "not-a-date": 3, "pnc-check-failed": 3 },
    });
    expect(new Set(rows.map((row) => row.ref)).size).toBe(rows.length);
    expect(rows.every((row) => row.precision === "minute" && row.kind === "offence")).toBe(true);
    const lineOf = new Map(outcomes.map((outcome) => [outcome.line, outcome.kind]));
    expect(outcomes.every((outcome) => outcome.kind !== "repeated" || lineOf.get(outcome.of) === "row")).toBe(
      true,
    );
  });

  test("the custody list gives its 385 spells", async () => {
    const { summary } = await importing(KINDS.custody, sample("custody_periods.csv"));
    expect(summary).toEqual({
      read: truth.custody_rows,
      good: truth.custody_rows,
      bad: 0,
      repeated: 0,
      byCode: {},
    });
  });

  test("the shouted names of the police file are the names of the client list, accents and apostrophes too", async () => {
    const people = await importing(KINDS.people, sample("client_list.csv"));
    const offences = await importing(KINDS.events, sample("police_offences.txt"));
    const named = new Map(people.rows.map((row) => [row.pnc, `${row.familyName}, ${row.givenNames}`]));
    const linked = offences.rows.filter((row) => row.subject.pnc && named.has(row.subject.pnc));
    expect(linked.length).toBeGreaterThan(4000);
    for (const row of linked) {
      expect(`${row.name?.familyName}, ${row.name?.givenNames}`).toBe(named.get(row.subject.pnc));
    }
  });

  test("the same file twice has the same fingerprints under the same references", async () => {
    const [first, second] = [
      await importing(KINDS.events, sample("police_offences.txt")),
      await importing(KINDS.events, sample("police_offences.txt")),
    ];
    expect(first.outcomes).toEqual(second.outcomes);
  });
});

describe("the same rows in another system's layout", () => {
  test("a housing association's UTF-16 list comes to the same people, and the same three are refused", async () => {
    const plain = await importing(KINDS.people, sample("client_list.csv"));
    const map = readFileSync(sample("layouts/tenants.map.yaml"), "utf8");
    const other = await importing(KINDS.people, sample("layouts/tenants.csv"), map);
    expect(other.summary).toMatchObject({
      read: 23,
      good: 20,
      bad: 3,
      byCode: { missing: 1, "nhs-check-failed": 1, "not-a-date": 1 },
    });
    expect(other.rows).toEqual(plain.rows.slice(0, 20));
  });

  test("a police file with American dates, a title and everything quoted comes to the same offences", async () => {
    const plain = await importing(KINDS.events, sample("police_offences.txt"));
    const map = readFileSync(sample("layouts/occurrences.map.yaml"), "utf8");
    const other = await importing(KINDS.events, sample("layouts/occurrences.txt"), map);
    expect(other.summary).toMatchObject({
      read: 34,
      good: 30,
      bad: 4,
      byCode: { "in-the-future": 1, missing: 1, "not-a-date": 1, "pnc-check-failed": 1 },
    });
    expect(other.rows).toEqual(plain.rows.slice(0, 30));
    expect(other.errors.map((error) => error.line)).toEqual([34, 35, 36, 37]);
  });
});
