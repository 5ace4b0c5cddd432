import { describe, expect, test } from "vitest";
import { COLUMNS, programmeCsv, programmeJson } from "./export.ts";
import { shareFigure } from "./figure.ts";
import { madeProgramme } from "./made.fixture.ts";
import { splitsOf, splitsTable } from "./report.ts";
import { sentencesOf } from "./report-sentences.ts";
import { figuresTable, flaggedWords } from "./words.ts";

// Expected limits are from R: binom.test, qchisq as Garwood's, survfit with conf.type = "log-log".

const programme = madeProgramme();
const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const sentences = sentencesOf(programme).map(plain);
const beginning = (with_: string): string | undefined => sentences.find((one) => one.startsWith(with_));

describe("the report’s sentences", () => {
  test("forty entered, half are still there, twelve left as planned and eight unplanned", () => {
    expect(sentences[0]).toBe(
      "40 people first entered Made-up treatment from 1 January 2025 to 31 January 2025. Still there: 50 % (20 of 40; 95 % interval 34 % to 66 %). Left as planned: 30 % (12 of 40; 95 % interval 17 % to 47 %). Left unplanned: 20 % (8 of 40; 95 % interval 9 % to 36 %; rests on fewer than 10).",
    );
    expect(beginning("Still there after 12 weeks")).toBe(
      "Still there after 12 weeks: 80 % (32 kept and followed, of 40 who began; 95 % interval 64 % to 89 %); after a year: a share that is kept back.",
    );
    expect(sentences.join(" ")).toContain(
      "Exits that nobody planned: 40 % (8 of 20; 95 % interval 19 % to 64 %; rests on fewer than 10) of those who left.",
    );
  });

  test("fewer days of opioids are better and more are worse; of a score of well-being more is better", () => {
    expect(beginning("Days of opioids")).toBe(
      "Days of opioids, from the start to the latest review: better 60 % (24 of 40; 95 % interval 43 % to 75 %), those who stayed: 50 % (16 of 32; 32 % to 68 %); worse 15 % (6 of 40; 95 % interval 6 % to 30 %; rests on fewer than 10), those who stayed: 19 % (6 of 32; 7 % to 36 %; rests on fewer than 10).",
    );
    expect(beginning("Psychological health")).toBe(
      "Psychological health, from the start to the latest review: better 25 % (10 of 40; 95 % interval 13 % to 41 %), those who stayed: kept back; worse 20 % (8 of 40; 95 % interval 9 % to 36 %; rests on fewer than 10), those who stayed: 25 % (8 of 32; 11 % to 43 %; rests on fewer than 10).",
    );
  });

  test("24 offences before entry and 11 after in 19.99 person-years each are told in that order, and five rose where nine fell", () => {
    const crime = beginning("Recorded offences");
    expect(crime).toContain(
      "Recorded offences: 1.20 per person-year (24 in 19.99 person-years; 95 % interval",
    );
    expect(crime).toContain(
      "and 0.55 per person-year (11 in 19.99 person-years; 95 % interval 0.27 to 0.98)",
    );
    expect(crime).toContain("in the year after; after divided by before 0.46 (95 % interval");
    // Nobody left, so that those who stayed are everyone.
    expect(crime).toContain("It rose sharply for");
    expect(crime).toContain(
      "the rate rose for 25 % (5 of 20; 95 % interval 9 % to 49 %; rests on fewer than 10), those who stayed: 25 % (5 of 20; 9 % to 49 %; rests on fewer than 10) and fell for 45 % (9 of 20; 95 % interval 23 % to 68 %; rests on fewer than 10), those who stayed: 45 % (9 of 20; 23 % to 68 %; rests on fewer than 10).",
    );
  });

  test("sixteen had no fixed home at the start and six at the latest review", () => {
    expect(beginning("No fixed home")).toBe(
      "No fixed home: at the start 40 % (16 of 40; 95 % interval 25 % to 57 %), those who stayed: kept back; at the latest review 15 % (6 of 40; 95 % interval 6 % to 30 %; rests on fewer than 10), those who stayed: kept back.",
    );
  });

  test("no report leaves out that there is no comparison and that people enter at their worst", () => {
    expect(sentences.at(-1)).toContain("There is no comparison group");
    expect(sentences.at(-1)).toContain("regression to the mean");
  });
});

test("a share or a rate of nine is flagged beside the figure and in both files, one of ten is not, and a number of people never is", () => {
  const about = { section: "people", definition: "d", source: "s", fresh: "f" } as const;
  const of = (part: number) =>
    shareFigure({ ...about, code: `of-${part}`, label: `${part}`, whom: "everyone who entered" }, part, 40);
  const figures = [of(9), of(10), ...programme.figures.filter(({ unit }) => unit === "people")];
  const cells = figuresTable("A table", figures).rows.map((row) => plain(row[3] ?? ""));
  expect(cells.slice(0, 2)).toEqual(["23 % (rests on fewer than 10)", "25 %"]);
  expect(cells.slice(2).join(" ")).not.toContain("rests on");
  const [header = [], ...lines] = programmeCsv({
    ...programme,
    figures,
    retention: { ...programme.retention, points: [] },
  });
  const place = header.indexOf("rests_on_few");
  expect(lines.filter((line) => line[place] === "yes").map((line) => line[1])).toEqual(["of-9"]);
  const json = programmeJson({ ...programme, figures });
  expect(json.figures.filter((one) => one.rests_on_few).map(({ code }) => code)).toEqual(["of-9"]);
  // Eleven offences after entry are a rate that stands without a flag; a rate of nine would not.
  const rate = programme.figures.find(({ code }) => code === "crime.offence.after");
  expect(rate && flaggedWords(rate)).not.toContain("rests on");
  expect(rate && flaggedWords({ ...rate, numerator: 9 })).toContain("(rests on fewer than 10)");
});

test("the picture has better on the left and worse on the right, and its table has the same numbers under the same names", () => {
  expect(
    splitsOf(programme).map(({ name, people, parts }) => [
      name,
      people,
      ...parts.map(({ numerator }) => numerator),
    ]),
  ).toEqual([
    ["Recorded offences", 20, 9, 6, 5],
    ["Days of opioids", 40, 24, 10, 6],
    ["Psychological health", 40, 10, 22, 8],
  ]);
  const { columns, rows } = splitsTable(splitsOf(programme));
  expect(columns).toEqual(["Measure", "People", "Better", "The same", "Worse"]);
  expect(rows.slice(2, 4).map((row) => row.map(plain))).toEqual([
    [
      "Days of opioids",
      "40",
      "60 % (24 of 40; 43 % to 75 %)",
      "25 % (10 of 40; 13 % to 41 %)",
      "15 % (6 of 40; 6 % to 30 %; rests on fewer than 10)",
    ],
    [
      "Days of opioids, those who stayed",
      "32",
      "50 % (16 of 32; 32 % to 68 %)",
      "31 % (10 of 32; 16 % to 50 %)",
      "19 % (6 of 32; 7 % to 36 %; rests on fewer than 10)",
    ],
  ]);
  // Two of those who stayed are better: they are kept back, and others with them.
  expect(rows[5]?.[0]).toBe("Psychological health, those who stayed");
  expect(rows[5]?.slice(1)).toEqual(["kept back", "kept back", "kept back", "kept back"]);
});

describe("the programme’s data files", () => {
  const [header = [], ...lines] = programmeCsv(programme);
  const rows = lines.map((line) => new Map(header.map((column, i) => [column, line[i]])));
  const row = (code: string) =>
    rows.find((one) => one.get("code") === code && one.get("whom") === "everyone who entered");
  const json = programmeJson(programme);
  const member = (code: string) =>
    json.figures.find((one) => one.code === code && one.whom === "everyone who entered");
  const figureRows = rows.filter((one) => programme.figures.some(({ code }) => code === one.get("code")));

  test("a line of the table has as many cells as the header has columns", () => {
    expect(header).toEqual(COLUMNS);
    expect(new Set(lines.map(({ length }) => length))).toEqual(new Set([COLUMNS.length]));
  });

  test("six of forty worse: numerator, denominator, value, limits, definition, source and freshness each in its own column", () => {
    const line = row("outcomes.top.opiates.worsened");
    const cells = ["label", "unit", "numerator", "denominator", "denominator_counts", "value", "held_back"];
    expect(cells.map((column) => line?.get(column))).toEqual([
      "Days of opioids: worse by any amount",
      "share",
      6,
      40,
      "people",
      0.15,
      "",
    ]);
    expect(line?.get("interval_low")).toBeCloseTo(0.057102, 6);
    expect(line?.get("interval_high")).toBeCloseTo(0.298353, 6);
    expect(line?.get("definition")).toContain("from the first reading from 30 days before");
    expect(line?.get("source")).toBe("TOP in the partnership's record, without names");
    expect(line?.get("fresh")).toBe("the record as it stood on 31 December 2025");
    expect(row("outcomes.top.opiates.improved")?.get("numerator")).toBe(24);
  });

  test("a rate of offences has its person-years below the line, 20 times 365 days, and its exact limits", () => {
    const line = row("crime.offence.after");
    expect([line?.get("numerator"), line?.get("denominator_counts"), line?.get("per")]).toEqual([
      11,
      "person-years",
      "person-year",
    ]);
    expect(line?.get("denominator")).toBeCloseTo(19.986311, 6);
    expect(line?.get("value")).toBeCloseTo(0.5503767, 6);
    expect(line?.get("interval_low")).toBeCloseTo(0.2747461, 6);
    expect(line?.get("interval_high")).toBeCloseTo(0.984776, 6);
    expect(line?.get("fresh")).toBe("complete to 31 December 2025");
  });

  test("every figure is in the table, and no line that gives a share or rate does so without what it rests on", () => {
    expect(figureRows).toHaveLength(programme.figures.length);
    const bare = figureRows.filter(
      (one) => !one.get("definition") || !one.get("fresh") || !one.has("source"),
    );
    expect(bare.map((one) => one.get("code"))).toEqual([]);
    const given = figureRows.filter(
      (one) => ["share", "rate"].includes(String(one.get("unit"))) && !one.get("held_back"),
    );
    expect(given.length).toBeGreaterThan(20);
    const needed = ["numerator", "denominator", "value", "interval_low", "interval_high"];
    for (const one of given)
      expect([one.get("code"), ...needed.map((column) => typeof one.get(column))]).toEqual([
        one.get("code"),
        ...needed.map(() => "number"),
      ]);
  });

  test("the retention curve’s lines say whence they are and how fresh, as figures do", () => {
    const points = rows.filter((one) => one.get("code") === "curve");
    expect(points.length).toBeGreaterThan(1);
    for (const one of points) {
      expect(one.get("source")).toBe("Stays in the partnership's record, without names");
      expect(one.get("fresh")).toBe("the record as it stood on 31 December 2025");
    }
    expect(json.retention_curve_rests_on).toMatchObject({
      source: "Stays in the partnership's record, without names",
      fresh: "the record as it stood on 31 December 2025",
    });
  });

  test("the file for a program says the same of six of forty, under names of its own", () => {
    const { definition, ...rest } = member("outcomes.top.opiates.worsened") ?? {};
    expect(rest).toMatchObject({
      label: "Days of opioids: worse by any amount",
      numerator: 6,
      denominator: 40,
      denominator_counts: "people",
      value: 0.15,
      interval: { level: 0.95 },
      held_back: null,
      source: "TOP in the partnership's record, without names",
      fresh: "the record as it stood on 31 December 2025",
    });
    expect(definition).toContain("from the first reading from 30 days before");
    expect(member("outcomes.top.opiates.worsened")?.interval?.low).toBeCloseTo(0.057102, 6);
    expect(member("outcomes.top.opiates.worsened")?.interval?.high).toBeCloseTo(0.298353, 6);
    expect(member("outcomes.top.opiates.improved")?.numerator).toBe(24);
    expect(json.figures).toHaveLength(programme.figures.length);
    expect([json.entered_from, json.entered_to, json.read_on]).toEqual([
      "2025-01-01",
      "2025-01-31",
      "2025-12-31",
    ]);
  });

  test("what is kept back is given by neither file, and both say so", () => {
    expect(row("retention.day-364")?.get("held_back")).toBe("few");
    expect(row("retention.day-364")?.get("value")).toBeUndefined();
    expect(member("retention.day-364")).toMatchObject({ held_back: "few", value: null, interval: null });
  });
});
