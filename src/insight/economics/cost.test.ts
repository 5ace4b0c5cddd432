import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Answer } from "./answer.ts";
import { cost } from "./cost.ts";
import { answerJson, answerText } from "./text.ts";

/** Few draws, where it is not the draws that are looked at. */
const asked = { draws: "400", seed: "throughcare", today: "2026-11-29" };
const CLINIC = ["examples/cost/clinic.yaml", "examples/cost/events.csv"] as const;
const folder = mkdtempSync(join(tmpdir(), "throughcare-cost-"));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
async function answered(files: readonly string[], changes: Partial<typeof asked> = {}): Promise<Answer> {
  const answer = await cost(files, { ...asked, ...changes });
  if (!answer.ok) throw new Error(answer.refusal.sentence);
  if (answer.value.design === "cost-only") throw new Error("something is compared");
  return answer.value;
}
const sentence = async (...files: readonly string[]) => {
  const answer = await cost(files, asked);
  return answer.ok ? "answered" : answer.refusal.sentence;
};
const clinicWith = (from: string, to: string, more = "") =>
  file("changed.yaml", readFileSync(CLINIC[0], "utf8").replace(from, to) + more);

const clinic = await answered(CLINIC, { draws: "10000" });
const quick = await answered(CLINIC);

describe("the clinic at Northmoor", () => {
  test("its page shows what the command answers, line by line", () => {
    const page = readFileSync("docs/methods/economics.md", "utf8");
    const shown = [...page.matchAll(/```text\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
      block.split("\n").filter((line) => line.trim() !== ""),
    );
    expect(shown.length).toBeGreaterThan(15);
    const said = answerText(clinic).split("\n");
    for (const line of shown) expect(said).toContain(line);
  });

  test("savings by hand: events a year fewer, over 21.8 × 0.9829 + 20.9 × 0.9497 person-years, at 2023/24 prices", () => {
    const followUp = 21.8 / 1.035 ** 0.5 + 20.9 / 1.035 ** 1.5;
    expect(clinic.followUp).toBeCloseTo(followUp, 9);
    const nhs =
      (39 / 45.6 - 12 / 42.7) * 240 * (128.9 / 113.9) +
      (32 / 45.6 - 14 / 42.7) * 390 * (128.9 / 113.9) +
      (23 / 45.6 - 7 / 42.7) * 800 * (128.9 / 113.9);
    const response =
      ((29 / 45.6 - 7 / 42.7) * 1800 +
        (13 / 45.6 - 2 / 42.7) * 4680 +
        (30 / 45.6 - 16 / 42.7) * 170 +
        (53 / 45.6 - 15 / 42.7) * 2060) *
      1.289;
    const saved = (part: string) => clinic.saved.find((one) => one.part === part)?.value;
    expect(saved("cashable: nhs")).toBeCloseTo(nhs * followUp, 6);
    expect(saved("cashable: police and justice")).toBeCloseTo(response * followUp, 6);
    expect(clinic.balance.benefit.value).toBeCloseTo((nhs + response) * followUp, 6);
    const [first, second] = [1 / 1.035 ** 0.5, 1 / 1.035 ** 1.5];
    const careYears = 15.5 * first + 14.2 * second;
    const extra = 310_000 * (first + second) + (9500 - 3200 * (128.9 / 102.2)) * careYears;
    expect(clinic.balance.extraCost.value).toBeCloseTo(extra, 6);
    expect(clinic.outcome?.costPerOutcome).toBeCloseTo(extra / 8, 6);
  });

  test("dispersion by hand from the file's people, those without an event among them", () => {
    const rows = readFileSync(CLINIC[1], "utf8").trim().split("\n").slice(1);
    const own = new Map<string, number>();
    for (const [side, person = "", , count] of rows.map((row) => row.split(",")))
      if (side === "before") own.set(person, (own.get(person) ?? 0) + Number(count));
    const counts = [...own.values(), ...Array.from({ length: 24 - own.size }, () => 0)];
    const mean = counts.reduce((a, b) => a + b, 0) / 24;
    const variance = counts.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 23;
    expect(clinic.sides.without.dispersion).toBeCloseTo(variance / mean, 9);
  });

  test("commercial theft, the commonest, is in no budget: a total that nobody has split", () => {
    expect(clinic.saved.find(({ part }) => part === "unsplit")?.counted).toBe(false);
    const said = clinic.warnings.find(({ code }) => code === "unsplit")?.sentence;
    expect(said).toContain("shoplifting");
    // £636,559 of £25,972 + £195,982 + £29,001 + £636,559 = £887,514 is 72 in a hundred.
    expect(said).toMatch(/£636,559 of the £887,51\d difference \(72 %\) stands as “unsplit”/);
    expect(said).toContain("all social value is inside it");
  });

  test("every result names its vintage, its seed, its draws and what is unverified", () => {
    expect(clinic).toMatchObject({ seed: "throughcare", draws: 10_000, vintage: { vintage: "2026-11" } });
    const what = clinic.unverified.map((one) => one.what).join("; ");
    for (const part of [
      "(CTH): its cost",
      "(ROB): how its cost is split",
      "(OAT_YEAR)",
      "price index gdp",
      "discount rates green-book",
    ])
      expect(what).toContain(part);
    for (const one of clinic.unverified) expect(answerText(clinic)).toContain(one.what);
  });

  test("the same seed gives the same answer, another seed the same stated values and other draws", async () => {
    expect(answerJson(await answered(CLINIC))).toBe(answerJson(quick));
    const other = await answered(CLINIC, { seed: "another", draws: "10000" });
    expect(other.balance.netBenefit.value).toBe(clinic.balance.netBenefit.value);
    expect(other.balance.netBenefit.mean).not.toBe(clinic.balance.netBenefit.mean);
    // Ten thousand draws: the means of two seeds lie within five standard errors of their difference.
    const error = (clinic.balance.netBenefit.high - clinic.balance.netBenefit.low) / 3.92 / 100;
    expect(Math.abs(other.balance.netBenefit.mean - clinic.balance.netBenefit.mean)).toBeLessThan(
      5 * Math.SQRT2 * error,
    );
  });

  test("in JSON nothing is lost, and what cannot be said is null", () => {
    const read = JSON.parse(answerJson(clinic));
    expect(read.acceptability).toHaveLength(6);
    expect(read.tornado.length).toBeGreaterThan(12);
    expect(answerJson(clinic)).not.toContain("NaN");
  });
});

describe("what is asked otherwise", () => {
  test("more perspectives are added up only because the design asks, and that is said", async () => {
    const wider = await answered([clinicWith("[cashable]", "[cashable, economic, unsplit]"), CLINIC[1]]);
    const sum = clinic.saved.reduce((all, { value }) => all + value, 0);
    expect(wider.balance.benefit.value).toBeCloseTo(sum, 6);
    expect(wider.warnings.map(({ code }) => code)).toContain("summed");
    expect(clinic.warnings.map(({ code }) => code)).not.toContain("summed");
  });

  test("one budget alone can be asked about", async () => {
    const nhs = await answered([clinicWith("[cashable]", '["cashable: nhs"]'), CLINIC[1]]);
    expect(nhs.balance.benefit.value).toBeCloseTo(
      clinic.saved.find(({ part }) => part === "cashable: nhs")?.value ?? 0,
      9,
    );
  });

  test("a budget that nothing here falls to is refused, with those there are", async () => {
    expect(await sentence(clinicWith("[cashable]", '["cashable: police"]'), CLINIC[1])).toContain(
      "names the budget “police”, and nothing that is costed here falls to it. There are nhs and police and justice",
    );
  });

  test("a scenario stands beside the result and changes nothing in it", async () => {
    const design = clinicWith("", "", "scenario: { recorded-to-actual: reviewed }\n");
    const found = await answered([design, CLINIC[1]]);
    expect(found.balance).toEqual(quick.balance);
    expect(found.scenario?.balance.benefit.value).toBeGreaterThan(clinic.balance.benefit.value);
    expect(found.warnings.map(({ code }) => code)).toContain("no-multiplier");
    expect(answerText(found)).toContain("Scenario, not the result");
  });

  test("relabelling people, and the order of rows, change nothing", async () => {
    const [head = "", ...rows] = readFileSync(CLINIC[1], "utf8").trim().split("\n");
    const turned = rows.toReversed().map((row) => row.replace(/,N(\d\d),/, ",client $1,"));
    const found = await answered([CLINIC[0], file("turned.csv", [head, ...turned, ""].join("\n"))]);
    expect(answerJson(found)).toBe(answerJson(quick));
  });

  test("gzipped, and one row an event, the same events give the same answer", async () => {
    const [, ...rows] = readFileSync(CLINIC[1], "utf8").trim().split("\n");
    const single = rows.flatMap((row) => {
      const [side, person, code, count] = row.split(",");
      return Array.from({ length: Number(count) }, () => `${side},${person},${code}`);
    });
    const packed = file("single.csv.gz", gzipSync(["side,person,code", ...single, ""].join("\n")));
    expect(answerJson(await answered([CLINIC[0], packed]))).toBe(answerJson(quick));
  });

  test("stayers only, fewer than ten, or nothing discounted over two years, are each remarked on", async () => {
    const changed = clinicWith("after: { people: 24", "after: { people: 9");
    const written = readFileSync(changed, "utf8").replace(
      "{ rates: green-book, convention: mid-year }",
      "none",
    );
    const events = file("few.csv", "side,code,count\nbefore,CTH,30\nafter,CTH,4\n");
    const found = await answered([file("few.yaml", written), events]);
    const codes = found.warnings.map(({ code }) => code);
    for (const code of [
      "few-people",
      "only-stayers",
      "no-discounting",
      "repeat-events",
      "regression-to-mean",
    ])
      expect(codes).toContain(code);
  });

  test("after the day to look again the reviewed costs are called due", async () => {
    const found = await answered(CLINIC, { today: "2027-04-02" });
    expect(found.warnings.map(({ code }) => code)).toContain("due-again");
  });
});

describe("what is wrong in the files is told by file, row and column", () => {
  const events = (rows: string) => file("bad.csv", `side,code,count\nbefore,CTH,3\n${rows}\n`);
  test.each([
    ["befor,CTH,1", "row 2: column “side” is “befor”. In this design it is before or after"],
    ["after,,1", "row 2: column “code” is empty"],
    ["after,CTH,", "row 2: column “count” is empty"],
    ["after,CTH,two", "row 2: column “count” is “two”, and a number from 0 is wanted"],
    ["after,CTH,-1", "row 2: column “count” is “-1”"],
    ["after,CTH,nan", "row 2: column “count” is “nan”"],
  ])("%s", async (row, told) => {
    expect(await sentence(CLINIC[0], events(row))).toContain(told);
  });

  test("more people in the events than in the design is a mistake in one of them", async () => {
    const rows = Array.from({ length: 25 }, (_, i) => `before,CTH,P${i}`);
    const many = file("many.csv", ["side,code,person", ...rows, ""].join("\n"));
    expect(await sentence(CLINIC[0], many)).toContain(
      "has events of 25 people on the side “before”, and the design says 24",
    );
  });

  test.each([
    [["examples/cost/events.csv"], "None of the files is a design"],
    [["examples/cost/clinic.yaml", "examples/cost/riott.yaml"], "are all designs"],
    [["examples/cost/middlesbrough.yaml", "examples/cost/events.csv"], "compares nothing"],
    [["nowhere.yaml"], "There is no file nowhere.yaml"],
  ])("%j", async (files, told) => {
    expect(await sentence(...files)).toContain(told);
  });

  test("no events and no outcome is nothing to ask", async () => {
    const written = readFileSync(CLINIC[0], "utf8").replace(/outcome:[\s\S]*$/, "");
    expect(await sentence(file("none.yaml", written))).toContain("has no events");
    const unknown = file("unknown.csv", "side,code\nbefore,XXX\n");
    expect(await sentence(file("none.yaml", written), unknown)).toContain("no event has a unit cost");
  });

  test("events in both places, a broken file, and too few draws", async () => {
    const twice = clinicWith("before: { people: 24,", "before: { people: 24, events: { CTH: 3 },");
    expect(await sentence(twice, CLINIC[1])).toContain("Give them once");
    expect(await sentence(file("broken.yaml", "a: [1, 2\nb: }"))).toContain("cannot be read as YAML");
    const few = await cost(CLINIC, { ...asked, draws: "5" });
    expect(!few.ok && few.refusal.sentence).toContain("--draws is “5”");
  });
});
