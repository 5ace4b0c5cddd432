import { expect, test } from "vitest";
import { readForm, type Typed } from "../../web/fields.ts";
import { payersTable } from "./cost-view.tsx";
import { fundingOf, gapNotes, type Stream, streamsWords } from "./funding.ts";
import { streamRows, streamsFrom, typedStreams } from "./funding-fields.ts";

const TODAY = Temporal.PlainDate.from("2026-03-01");
const day = (text: string) => Temporal.PlainDate.from(text);
const stream = (payer: string, name: string, perCent: number, until?: string): Stream => ({
  ...{ payer, name, perCent, called: "" },
  until: until ? day(until) : undefined,
});
const STREAMS = [
  stream("police-commissioner", "Police and crime commissioner", 40, "2027-02-28"),
  stream("seized-assets", "Seized assets", 10, "2025-12-31"),
  stream("nhs", "NHS", 30, "2027-03-02"),
  stream("another", "The county", 20),
];
const FIGURE = { value: 9500, source: "a test's own", fresh: "of January" };

/** What the form makes of what was typed, row by row. */
function typed(rows: Typed) {
  const form = Object.assign({}, ...streamRows().map((one) => one.form));
  const read = readForm(form, rows, Temporal.Instant.from("2026-03-01T09:00Z"));
  if ("errors" in read) return read.errors;
  const streams = streamsFrom(read.values);
  return streams.ok ? streams.value : { [streams.refusal.field]: streams.refusal.words };
}

test("whoever pays stands in one row with what its own budget saves, and whoever only saves follows", () => {
  const gains = [
    { perspective: "cashable", budget: "nhs", pounds: 3900 },
    { perspective: "cashable", budget: "police", pounds: -250 },
    { perspective: "cashable", budget: "probation", pounds: 800 },
    { perspective: "unsplit", budget: undefined, pounds: 1200 },
  ] as const;
  // By hand, of £9,500: 40 % is £3,800, 10 % £950, 30 % £2,850, 20 % £1,900.
  expect(payersTable(fundingOf(STREAMS, FIGURE, gains, TODAY)).rows).toEqual([
    ["Police and crime commissioner", "40 %", "£3,800", "28 February 2027: ends within 12 months", "−£250"],
    ["Seized assets", "10 %", "£950", "ended on 31 December 2025", "–"],
    ["NHS", "30 %", "£2,850", "2 March 2027", "£3,900"],
    ["The county", "20 %", "£1,900", "no end known", "–"],
    ["Probation (pays nothing here)", "–", "–", "–", "£800"],
    ["Not split by whose it is (pays nothing here)", "–", "–", "–", "£1,200"],
    ["In all", "100 %", "£9,500", "", "never added up"],
  ]);
});

test("two streams of one payer have its saving once, and it is the first that has it", () => {
  const two = [stream("nhs", "NHS: ward", 50), stream("nhs", "NHS: clinic", 50)];
  const gains = [{ perspective: "cashable", budget: "nhs", pounds: 3900 }] as const;
  expect(payersTable(fundingOf(two, FIGURE, gains, TODAY)).rows.map((row) => row.at(-1))).toEqual([
    "£3,900",
    "–",
    "never added up",
  ]);
});

test("where the cost in all is kept back, shares are told and no pounds", () => {
  const rows = payersTable(fundingOf(STREAMS, { ...FIGURE, value: undefined }, [], TODAY)).rows;
  expect(rows.map((row) => row[2])).toEqual(Array(5).fill("kept back"));
  expect(rows[0]?.[1]).toBe("40 %");
});

test("a stream ends within twelve months up to the same day of the next year, and on its last day it still pays", () => {
  const when = (until: string) =>
    fundingOf([stream("nhs", "NHS", 100, until)], FIGURE, [], TODAY).paying[0]?.when;
  expect(["2026-02-28", "2026-03-01", "2027-03-01", "2027-03-02"].map(when)).toEqual([
    "ended",
    "soon",
    "soon",
    "later",
  ]);
});

test("what has ended and what ends within the year is warned of with the gap that it leaves", () => {
  // By hand: after December 2025 a tenth has no payer, £38,000 of £380,000; after February 2027 half of it, £190,000. NHS ends later and is not warned of.
  expect(gapNotes(STREAMS, 380_000, TODAY)).toEqual([
    "Seized assets paid 10 % of the cost and ended on 31 December 2025. From 1 January 2026 nobody is named for 10 % of the cost: £38,000 a year of the fixed cost, which goes on whoever comes, and as much of the variable. Enter another budget that says who pays from then on.",
    "Police and crime commissioner pays 40 % of the cost until 28 February 2027, within 12 months, and nothing after it. From 1 March 2027 nobody is named for 50 % of the cost: £190,000 a year of the fixed cost, which goes on whoever comes, and as much of the variable. Enter another budget that says who pays from then on.",
  ]);
  expect(gapNotes([stream("nhs", "NHS", 100)], 380_000, TODAY)).toEqual([]);
});

test("rows that are empty are nothing, and what was entered is shown in the form again as it was", () => {
  const rows = {
    ...{ payer_2: "police-commissioner", share_2: "33.33 %", until_2: "31/3/2027" },
    ...{ payer_3: "another", called_3: "The county", share_3: "33.33" },
    ...{ payer_5: "police-commissioner", called_5: "violence grant", share_5: "33.34" },
  };
  const streams = typed(rows) as readonly Stream[];
  expect(streamsWords(streams)).toBe(
    "Police and crime commissioner 33.33 % until 31 March 2027; The county 33.33 %; Police and crime commissioner: violence grant 33.34 %",
  );
  expect(typed(typedStreams(streams))).toEqual(streams);
});

test.each([
  ["no stream at all", {}, "payer_1", "Stream 1: choose who pays. A budget has one stream of money or more"],
  [
    "a tenth without a payer",
    { payer_1: "nhs", share_1: "60", payer_3: "seized-assets", share_3: "30" },
    "share_3",
    "Stream 3: the shares add up to 90 %, 10 % too little. Together they are 100 %",
  ],
  [
    "a hundredth of a per cent too much",
    { payer_1: "nhs", share_1: "60", payer_2: "seized-assets", share_2: "40.01" },
    "share_2",
    "Stream 2: the shares add up to 100.01 %, 0.01 % too much. Together they are 100 %",
  ],
  [
    "a share of nobody",
    { payer_1: "nhs", share_1: "60", share_4: "40" },
    "payer_4",
    "Stream 4: choose who pays",
  ],
  [
    "a payer without a share",
    { payer_1: "nhs", until_1: "31/3/2027" },
    "share_1",
    "Stream 1: enter which share of the cost it pays, in per cent",
  ],
  [
    "another who is not named",
    { payer_1: "another", share_1: "100" },
    "called_1",
    "Stream 1: say in words who pays",
  ],
  [
    "one payer twice",
    { payer_1: "nhs", share_1: "60", payer_2: "another", called_2: "Nhs", share_2: "40" },
    "called_2",
    "Stream 2: “Nhs” is stream 1 already. Put both in one, or say in words what tells them apart",
  ],
  [
    "a share that is none",
    { payer_1: "nhs", share_1: "a lot" },
    "share_1",
    "Stream 1: “a lot” is no share. Enter per cent above 0 and up to 100, like 40 or 33.33",
  ],
  [
    "a day that is none",
    { payer_1: "nhs", share_1: "100", until_1: "30/2/2027" },
    "until_1",
    "Stream 1: “30/2/2027” is not a date. Enter it like 27/3/2026",
  ],
])("%s is refused beside its row", (_what, rows, field, words) => {
  expect(typed(rows as Typed)).toEqual({ [field]: words });
});
