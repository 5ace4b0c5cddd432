import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { invariant } from "../../kernel/result.ts";
import { withDuck } from "../stats/store.ts";
import { countOf, findingOf, outcomeOf } from "./cohort.fixture.ts";
import { evaluateFile } from "./evaluate.ts";
import { evaluationJson, evaluationText } from "./text.ts";

const EXAMPLES = "examples/evaluate";
const folder = mkdtempSync(join(tmpdir(), "throughcare-evaluate-"));
const PAGE = readFileSync("docs/methods/evaluate-a-file.md", "utf8");
const TRUTH: { trial: { rateRatio: number }; eligible: { fewerOffencesEach: number } } = JSON.parse(
  readFileSync(`${EXAMPLES}/truth.json`, "utf8"),
);

async function answered(people: string, design: string, events?: string) {
  const found = await evaluateFile({ people, events, design });
  invariant(found.ok, `there is an answer: ${found.ok ? "" : found.refusal.sentence}`);
  return found.value;
}
const ofTrial = (design: string) =>
  answered(`${EXAMPLES}/people.csv`, `${EXAMPLES}/${design}`, `${EXAMPLES}/events.csv`);
const figureOf = (finding: ReturnType<typeof findingOf>, what: string) => {
  const one = finding.estimates.find((each) => each.what === what);
  invariant(one?.low !== undefined && one.high !== undefined, `${what} has an interval`);
  return { value: one.value, low: one.low, high: one.high };
};

describe("the page from a file to a figure", () => {
  const commands = [...PAGE.matchAll(/^\.\/throughcare evaluate (.*)$/gm)].map(([, words = ""]) =>
    words.split(" "),
  );

  test.each(commands.map((words) => [words.join(" "), words] as const))(
    "%s answers",
    async (_said, words) => {
      const saidAfter = (option: string) => words[words.indexOf(option) + 1] ?? "";
      const events = words.includes("--events") ? saidAfter("--events") : undefined;
      const whole = await answered(words[0] ?? "", saidAfter("--design"), events);
      const text = evaluationText(whole);
      for (const part of [
        "The cohort",
        "Who is in, and who was left out",
        "everyone who entered",
        "those who stayed",
        "It takes for granted:",
        "Before you believe it:",
        whole.design.sha256,
      ])
        expect(text).toContain(part);
      expect(JSON.parse(evaluationJson(whole, true)).outcomes.length).toBe(whole.outcomes.length);
    },
  );

  test("there are three commands, and the design on the page is the one that is shipped", () => {
    expect(commands.length).toBe(3);
    const shown = /```yaml\n([\s\S]*?)```/.exec(PAGE)?.[1]?.replaceAll(/ +#.*$/gm, "");
    const shipped = readFileSync(`${EXAMPLES}/before-after.yaml`, "utf8").replaceAll(/^#.*\n/gm, "");
    expect(shown).toBe(shipped);
  });

  test("what the page says under its figure is what comes", async () => {
    const { everyone } = outcomeOf(await ofTrial("before-after.yaml"));
    const rate = (what: string) => countOf(everyone, what)?.toFixed(1);
    const [changed] = everyone.changed;
    const { value, low, high } = figureOf(findingOf(everyone, "before-after"), "rate ratio");
    const said = PAGE.replaceAll(/\n> /g, " ");
    expect(said).toContain(
      `Of ${everyone.people[0]} people offered a place, recorded offences fell from ${rate("rate before, a year")} to ${rate("rate after, a year")} a year (ratio ${value.toFixed(2)}, 95 % interval ${low.toFixed(2)} to ${high.toFixed(2)})`,
    );
    expect(said).toContain(`${changed?.rose.count} of ${changed?.rose.of} offended more than before.`);
  });
});

describe("made-up files whose true effect is known", () => {
  test("the script makes the files that are shipped, to the byte", () => {
    execFileSync(process.execPath, [`${EXAMPLES}/make.mjs`, folder]);
    for (const name of ["people.csv", "events.csv", "clients.csv", "truth.json"])
      expect(readFileSync(join(folder, name), "utf8"), name).toBe(
        readFileSync(`${EXAMPLES}/${name}`, "utf8"),
      );
  });

  test("by lot, the interval for everyone holds the true ratio, and those who stayed look better than it", async () => {
    const told = outcomeOf(await ofTrial("trial.yaml"));
    const everyone = figureOf(findingOf(told.everyone, "rate-ratio"), "rate ratio");
    const stayed = figureOf(findingOf(told.stayed, "rate-ratio"), "rate ratio");
    expect(everyone.low <= TRUTH.trial.rateRatio && TRUTH.trial.rateRatio <= everyone.high).toBe(true);
    expect(stayed.value).toBeLessThan(everyone.value);
  });

  test("before and after without a gap makes more of it than there is, and says why; with the gap it does not", async () => {
    const gapless = join(folder, "gapless.yaml");
    writeFileSync(
      gapless,
      readFileSync(`${EXAMPLES}/before-after.yaml`, "utf8").replace("gap: 60 days, ", ""),
    );
    const naive = await answered(`${EXAMPLES}/people.csv`, gapless, `${EXAMPLES}/events.csv`);
    const kept = await ofTrial("before-after.yaml");
    const ratio = (whole: typeof naive) =>
      figureOf(findingOf(outcomeOf(whole).everyone, "before-after"), "rate ratio");
    expect(ratio(naive).high).toBeLessThan(TRUTH.trial.rateRatio);
    expect(ratio(kept).low <= TRUTH.trial.rateRatio && TRUTH.trial.rateRatio <= ratio(kept).high).toBe(true);
    const codes = (whole: typeof naive) => whole.cautions.map(({ code }) => code);
    expect(codes(naive)).toContain("before-ends-at-trigger");
    expect(codes(kept)).not.toContain("before-ends-at-trigger");
  });

  test("bare rates say that the offer does harm; people alike are matched and the truth is in the interval", async () => {
    const told = outcomeOf(await answered(`${EXAMPLES}/clients.csv`, `${EXAMPLES}/matched.yaml`));
    const [offered, eligible] = [0, 1].map(
      (group) => countOf(told.everyone, "rate after, a year", group) ?? 0,
    );
    expect(offered).toBeGreaterThan(eligible ?? 0);
    const { low, high } = figureOf(findingOf(told.everyone, "match"), "average difference, treated");
    expect(low <= -TRUTH.eligible.fewerOffencesEach && -TRUTH.eligible.fewerOffencesEach <= high).toBe(true);
  });
});

describe("asked again", () => {
  test("the same design of the same files gives the same answer, to the byte", async () => {
    const [one, two] = [await ofTrial("trial.yaml"), await ofTrial("trial.yaml")];
    expect(evaluationJson(one, false)).toBe(evaluationJson(two, false));
    expect(evaluationText(one)).toBe(evaluationText(two));
  });

  test("a file that was changed, or a design, is seen by its print", async () => {
    const changed = join(folder, "changed.csv");
    writeFileSync(changed, readFileSync(`${EXAMPLES}/people.csv`, "utf8").replace("P001", "P901"));
    const design = join(folder, "changed.yaml");
    writeFileSync(design, `${readFileSync(`${EXAMPLES}/trial.yaml`, "utf8")}# seen\n`);
    const whole = await ofTrial("trial.yaml");
    const other = await answered(changed, design, `${EXAMPLES}/events.csv`);
    expect([
      other.people.sha256 === whole.people.sha256,
      other.design.sha256 === whole.design.sha256,
      other.events?.sha256 === whole.events?.sha256,
    ]).toEqual([false, false, true]);
  });

  test("gzip and Parquet, and rows in another order, give the same figures", async () => {
    const packed = join(folder, "people.csv.gz");
    writeFileSync(packed, gzipSync(readFileSync(`${EXAMPLES}/people.csv`)));
    const parquet = join(folder, "events.parquet");
    await withDuck((connection) =>
      connection.run(
        `copy (select * from read_csv('${EXAMPLES}/events.csv')) to '${parquet}' (format parquet)`,
      ),
    );
    const turned = join(folder, "turned.csv");
    const [header = "", ...rows] = readFileSync(`${EXAMPLES}/people.csv`, "utf8").trim().split("\n");
    writeFileSync(turned, `${[header, ...rows.reverse()].join("\n")}\n`);
    const design = join(folder, "before-after.yaml");
    copyFileSync(`${EXAMPLES}/before-after.yaml`, design);
    const figures = async (people: string, events: string) =>
      (await answered(people, design, events)).outcomes;
    const plain = await figures(`${EXAMPLES}/people.csv`, `${EXAMPLES}/events.csv`);
    expect(await figures(packed, parquet)).toEqual(plain);
    expect(await figures(turned, parquet)).toEqual(plain);
  });
});
