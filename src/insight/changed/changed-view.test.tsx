import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { csvRow } from "../../kernel/csv.ts";
import oracle from "../evaluate/oracle/clustered.json" with { type: "json" };
import { type Entrant, whatChanged } from "./changed.ts";
import { changedChart } from "./changed-chart.ts";
import { changedCsv, changedJson } from "./changed-export.ts";
import { monthName, monthsTable } from "./changed-tables.ts";
import { ChangedView } from "./changed-view.tsx";
import { SAMPLE_BASIS as basis, COMPLETE_TO, samplePeople } from "./samples.fixture.ts";

const { subject } = basis;
const answerFor = (people: readonly Entrant[]) => {
  const answer = whatChanged({ people, windowDays: 365, completeTo: COMPLETE_TO });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
};
const samples = answerFor(samplePeople());
const six = answerFor(samplePeople().slice(0, 6));

/** The words a reader sees, without the marks around them. */
const words = (html: string): string => html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

describe("the page", () => {
  const html = renderToStaticMarkup(
    <ChangedView
      changed={samples}
      subject={subject}
      chart={{ wide: "<svg></svg>", narrow: "<svg></svg>" }}
      download={<a href="/x.csv">CSV</a>}
    />,
  );

  test("opens with the finding and its uncertainty", () => {
    expect(html.indexOf("Recorded offences fell from 6.36 to 3.56 per person-year at risk")).toBeLessThan(
      100,
    );
    expect(words(html)).toContain("The rate was 44 % lower (95 % interval 40 % to 48 % lower).");
  });

  test("shows every figure with its numerator and its denominator", () => {
    const text = words(html);
    expect(text).toContain("Everyone who entered, before 367 2,128 334.76 6.36 5.39 to 7.33");
    expect(text).toContain("Everyone who entered, after 367 1,168 328.21 3.56 2.98 to 4.13");
    expect(text).toContain("Those who stayed, before 258 1,508 235.44 6.41");
    expect(text).toContain("Entered 400 In the rates 367 Not linkable to the source 33");
    expect(text).toContain("Everyone who entered 0.56 0.52 to 0.60 0.52 to 0.60");
  });

  test("says how it was counted, what it cannot tell, and offers the download", () => {
    const text = words(html);
    for (const part of [
      "How it was counted",
      "What it cannot tell",
      "regression to the mean",
      "30 September 2026",
    ]) {
      expect(text).toContain(part);
    }
    expect(html).toContain('href="/x.csv"');
  });

  test("warns of six people before anything else is read", () => {
    const text = words(renderToStaticMarkup(<ChangedView changed={six} subject={subject} />));
    expect(text.indexOf("Very few people")).toBeGreaterThan(0);
    expect(text.indexOf("Very few people")).toBeLessThan(text.indexOf("The figures"));
    expect(text).not.toContain("<svg");
  });
});

describe("the plot", () => {
  test("is one picture with a spoken finding, without a style of its own, in the colour of its page", async () => {
    const { svg, title } = await changedChart(samples, subject);
    expect(title).toBe("Recorded offences fell from 6.36 to 3.56 per person-year at risk after entry");
    expect(svg).toMatch(/^<svg[^>]* role="img"/);
    expect(svg).toMatch(/aria-label="Recorded offences fell from 6\.36/);
    expect(svg).not.toMatch(/<style|style="/);
    expect(svg).not.toMatch(/#[0-9a-f]{3,6}\b|rgb\(|white|black/i);
  });

  test("keeps Plot's style only when the page gives its nonce", async () => {
    const { svg } = await changedChart(samples, subject, { nonce: "abc123" });
    expect(svg).toContain('<style nonce="abc123">');
  });

  test("has a circle a month, hollow before and solid after, and its lines are labelled in words", async () => {
    const { svg } = await changedChart(samples, subject);
    expect(svg.match(/<circle/g)).toHaveLength(24);
    expect(svg.match(/<circle[^>]*fill="var\(--changed-paper, none\)"/g)).toHaveLength(12);
    for (const label of ["Before 6.36", "After 3.56", "Entry", "Months from entry"])
      expect(svg).toContain(label);
    expect(svg).toContain("recorded offences per person-year at risk");
  });

  test("draws what a subject is called as text, never as marks", async () => {
    const { svg } = await changedChart(samples, { ...subject, events: "<script>x</script>" });
    expect(svg).not.toContain("<script");
  });

  test("stands in the table by month with the same numbers", () => {
    const { rows } = monthsTable(samples, subject);
    expect(rows).toHaveLength(24);
    expect(rows.reduce((sum, row) => sum + Number(row[1]?.replace(",", "")), 0)).toBe(2128 + 1168);
    expect([monthName(-12), monthName(-1), monthName(0), monthName(1), monthName(11)]).toEqual([
      "12th month before",
      "1st month before",
      "1st month after",
      "2nd month after",
      "12th month after",
    ]);
  });
});

describe("the downloads", () => {
  test("give every line the same columns, numbers unrounded", () => {
    const lines = changedCsv(samples, basis);
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([10]));
    const ratio = lines.find((line) => line[0] === "everyone" && line[1] === "rate_ratio_exact");
    expect(Number(ratio?.[3])).toBeCloseTo(0.559828745690951, 12);
    const change = lines.find((line) => line[1] === "percentage_change") ?? [];
    expect(csvRow(change)).toMatch(/^everyone,percentage_change,after over before,-44\.0/);
  });

  test("say what was asked, what it rests on and what was left out, so that they can be read without the page", () => {
    const lines = changedCsv(samples, basis).map((line) =>
      line.filter((cell) => cell !== "" && cell !== null),
    );
    expect(lines).toContainEqual(["question", "service", "community"]);
    expect(lines).toContainEqual(["question", "event", "offence"]);
    expect(lines).toContainEqual(["question", "window_days", 365]);
    expect(lines).toContainEqual([
      "data",
      "source",
      "Recorded offences from Sampleton Police: complete to 30 September 2026 (as stated at the import)",
    ]);
    expect(lines).toContainEqual([
      "data",
      "left_out",
      "2 events known only to the month or year are in neither rate (recorded offences).",
    ]);
    const json = changedJson(samples, basis);
    expect([json.service, json.event, json.window_days]).toEqual(["community", "offence", 365]);
    expect(json.sources).toEqual([
      {
        kind: "events",
        agency: "Sampleton Police",
        complete_to: "2026-09-30",
        complete_by: "stated",
        first_day: "2022-11-03",
      },
    ]);
    expect(json.left_out).toEqual({ vague: 2, suspected: 0, custody: 1 });
    // By person, as R has it (evaluate/oracle/clustered.R): wider than Garwood's 6.0896 to 6.6327.
    expect(json.rate_before_low).toBeCloseTo(oracle.samples_everyone.rate_before[0] ?? 0, 9);
    expect(json.rate_before_high).toBeCloseTo(oracle.samples_everyone.rate_before[1] ?? 0, 9);
    expect([json.percentage_low, json.percentage_high].map((x) => x?.toFixed(1))).toEqual(["-48.0", "-39.7"]);
  });

  test("leave a figure empty that is not given, and say why", () => {
    const robust = changedCsv(six, basis).find((line) => line[1] === "rate_ratio_repeat_offenders");
    expect([robust?.[3], robust?.[9]]).toEqual([
      null,
      "not given: it needs 10 people or more, and here are 6",
    ]);
    expect(changedJson(six, basis).clustered_interval_low).toBeNull();
  });

  test("hold no months of so few people that each would be about one of them, as the page has none", () => {
    const monthly = (changed: typeof six) =>
      changedCsv(changed, basis).filter((line) => line[1] === "monthly_rate").length;
    expect([monthly(samples), monthly(six)]).toEqual([24, 0]);
    expect([samples, six].map((changed) => changedJson(changed, basis).months.length)).toEqual([24, 0]);
  });
});

describe("those who worsened beside those who improved", () => {
  /** Of twenty eight rose from none to one, six held at one and six fell from two to none; each followed the whole time. */
  const twenty = (windowDays: number) => {
    const lives = [
      ...Array.from({ length: 8 }, () => [10]),
      ...Array.from({ length: 6 }, () => [-20, 20]),
      ...Array.from({ length: 6 }, () => [-30, -40]),
    ];
    const people = lives.map(
      (events, i): Entrant => ({
        key: String(i).padStart(2, "0"),
        linkable: true,
        enteredOn: Temporal.PlainDate.from("2024-01-01"),
        custody: [],
        events,
      }),
    );
    const answer = whatChanged({ people, windowDays, completeTo: COMPLETE_TO });
    if (!answer.ok) throw new Error(answer.refusal.code);
    return answer.value;
  };
  const shown = (windowDays: number) =>
    words(renderToStaticMarkup(<ChangedView changed={twenty(windowDays)} subject={subject} />)).replaceAll(
      "\u00a0",
      " ",
    );

  test("eight rose, six held and six fell of twenty, with exact limits; groups by course and their warning stand below", () => {
    const text = shown(365);
    // R: binom.test(8, 20) is 0.19 to 0.64, binom.test(6, 20) 0.12 to 0.54. Nobody left, so that those who stayed are everyone.
    expect(text).toContain(
      "People whose rate rose 8 20 40 % (rests on fewer than 10) 19 % to 64 % 40 % (8 of 20; 19 % to 64 %; rests on fewer than 10)",
    );
    expect(text).toContain("People whose rate fell 6 20 30 % (rests on fewer than 10) 12 % to 54 %");
    expect(text).toMatch(/Recorded offences: none before, rose|None before, rose 8 20/);
    expect(text).toContain("None before: rate to be expected by itself");
    expect(text).toContain("no group’s fall shows that a programme works");
    const csv = changedCsv(twenty(365), basis);
    expect(csv.find(([, figure]) => figure === "rose")?.slice(3, 7)).toEqual([
      0.4,
      expect.closeTo(0.19119, 6),
      expect.closeTo(0.639457, 6),
      8,
    ]);
    expect(changedJson(twenty(365), basis).groups[0]).toMatchObject({ numerator: 8, denominator: 20 });
  });

  test("fourteen events after are a rate without a flag; nine are flagged in the table and beside the rate", () => {
    expect(shown(365)).not.toMatch(/0\.70 \(rests on/);
    const few = { ...twenty(365), everyone: { ...twenty(365).everyone } };
    const after = { ...few.everyone.after, events: 9 };
    const html = renderToStaticMarkup(
      <ChangedView changed={{ ...few, everyone: { ...few.everyone, after } }} subject={subject} />,
    );
    expect(words(html)).toContain("0.70 (rests on fewer than 10)");
    expect(words(html)).toContain("at risk of 20 people; rests on fewer than 10");
  });

  test("of a window that differs from another by a day nobody's group is told", () => {
    const text = shown(364);
    expect(text).toContain("it would tell what one person did");
    expect(text).not.toContain("People whose rate rose");
    expect(changedJson(twenty(364), basis).groups).toEqual([]);
  });
});
