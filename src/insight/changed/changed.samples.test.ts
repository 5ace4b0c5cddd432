import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import oracle from "../evaluate/oracle/clustered.json" with { type: "json" };
import { type Changed, whatChanged } from "./changed.ts";
import { changedJson } from "./changed-export.ts";
import { finding } from "./messages.ts";
import { COMPLETE_TO, SAMPLE_BASIS, samplePeople } from "./samples.fixture.ts";

const truth = JSON.parse(readFileSync(new URL("../../../tests/samples/truth.json", import.meta.url), "utf8"));
const { subject } = SAMPLE_BASIS;

function changedOnSamples(): Changed {
  const answer = whatChanged({ people: samplePeople(), windowDays: 365, completeTo: COMPLETE_TO });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}
const changed = changedOnSamples();

test("the four sample files give the events and days at risk that their README states", () => {
  const { before, after, people } = changed.everyone;
  expect([before.events, after.events, people]).toEqual([
    truth.before_events,
    truth.after_events,
    truth.entered_linkable,
  ]);
  expect([before.days, after.days]).toEqual([truth.before_days, truth.after_days]);
  expect(before.personYears.toFixed(6)).toBe("334.759754");
  expect(after.personYears.toFixed(6)).toBe("328.208077");
});

test("the sample files' rate ratio is 0.55983, exact interval 0.52082 to 0.60153", () => {
  const { ratio } = changed.everyone;
  if (!ratio.ok) throw new Error(ratio.refusal.code);
  expect([ratio.value.ratio, ratio.value.low, ratio.value.high].map((x) => x.toFixed(5))).toEqual([
    "0.55983",
    "0.52082",
    "0.60153",
  ]);
});

test("R, reading the sample files itself, finds the same interval with people as clusters", () => {
  const sets = [
    [changed.everyone, oracle.samples_everyone],
    [changed.stayed.ok ? changed.stayed.value : undefined, oracle.samples_stayed],
  ] as const;
  for (const [ours, r] of sets) {
    if (!ours?.clustered.ok) throw new Error("there is a clustered interval");
    expect([ours.people, ours.before.events, ours.after.events]).toEqual([
      r.people,
      r.events_before,
      r.events_after,
    ]);
    expect(ours.before.personYears).toBeCloseTo(r.years_before, 9);
    expect(ours.after.personYears).toBeCloseTo(r.years_after, 9);
    expect(ours.clustered.value.standardError).toBeCloseTo(r.standard_error, 9);
    expect(ours.clustered.value.low).toBeCloseTo(r.low, 9);
    expect(ours.clustered.value.high).toBeCloseTo(r.high, 9);
  }
});

test("the 33 people without a PNC number stand apart and in neither rate", () => {
  expect([changed.entered, changed.apart.notLinkable, changed.everyone.people]).toEqual([400, 33, 367]);
});

test("the months of the samples add up to their windows", () => {
  const sum = (side: (month: number) => boolean, what: "days" | "events") =>
    changed.months.filter((m) => side(m.month)).reduce((total, m) => total + m[what], 0);
  expect(changed.months).toHaveLength(24);
  expect([sum((m) => m < 0, "events"), sum((m) => m >= 0, "events")]).toEqual([2128, 1168]);
  expect([sum((m) => m < 0, "days"), sum((m) => m >= 0, "days")]).toEqual([122271, 119878]);
});

test("the finding says what fell, by how much, how sure, and among how many", () => {
  expect(finding(changed.everyone, subject)).toBe(
    "Recorded offences fell from 6.36 to 3.56 per person-year at risk: a rate ratio of 0.56 (95 % interval 0.52 to 0.60; 0.52 to 0.60 allowing for repeat offenders) among 367 people.",
  );
});

test("the JSON of the samples carries the truth's own names", () => {
  const json = changedJson(changed, SAMPLE_BASIS);
  const same = ["before_events", "after_events", "before_days", "after_days", "complete_to"] as const;
  for (const name of same) expect(json[name]).toBe(truth[name]);
  const close = [
    "before_person_years",
    "after_person_years",
    "rate_before",
    "rate_after",
    "rate_ratio",
  ] as const;
  for (const name of close) expect(json[name]).toBeCloseTo(truth[name], 6);
  expect([json.interval_low, json.interval_high].map((x) => x?.toFixed(5))).toEqual(["0.52082", "0.60153"]);
  expect([json.people, json.not_linkable]).toEqual([367, 33]);
});
