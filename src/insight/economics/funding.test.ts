import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cost } from "./cost.ts";
import { answerText } from "./text.ts";

const folder = mkdtempSync(join(tmpdir(), "throughcare-funding-"));
const CLINIC = readFileSync("examples/cost/clinic.yaml", "utf8");

async function paidBy(written: string, today = "2026-11-29") {
  const design = join(folder, "design.yaml");
  writeFileSync(design, CLINIC.replace("{ police: 0.4, public-health: 0.6 }", written));
  return cost([design, "examples/cost/events.csv"], { draws: "200", seed: "throughcare", today });
}

const STREAMS =
  "{ police: { share: 0.4, until: 2027-03-31 }, seized-assets: { share: 0.1, until: 2025-03-31 }, public-health: 0.5 }";

describe("streams of money and their ends", () => {
  test("each pays its share, with the day it ends, beside whoever saves", async () => {
    const found = await paidBy(STREAMS);
    if (!found.ok) throw new Error(found.refusal.sentence);
    // Two years at 310,000, and 9,500 for 15.5 and 14.2 person-years; mid-year, 3.5 %.
    const total = (310_000 + 9_500 * 15.5) / 1.035 ** 0.5 + (310_000 + 9_500 * 14.2) / 1.035 ** 1.5;
    expect(found.value.paidBy["seized-assets"]).toBeCloseTo(0.1 * total, 6);
    expect(found.value.paidBy["public-health"]).toBeCloseTo(0.5 * total, 6);
    expect(found.value.paidUntil).toEqual({ police: "2027-03-31", "seized-assets": "2025-03-31" });
    const told = answerText(found.value);
    expect(told).toMatch(/seized-assets\s+£87,198\s+–\s+2025-03-31/);
    expect(told).toMatch(/public-health\s+£435,988\s+–\s+no end said/);
    expect(told).toMatch(/police and justice\s+–\s+£195,982\s+–/);
  });

  test("money that has ended is told before money that will, and both in words", async () => {
    const found = await paidBy(STREAMS);
    const told = found.ok ? found.value.warnings.map(({ sentence }) => sentence) : [];
    const ended = told.findIndex((one) =>
      one.startsWith("“seized-assets” paid 10 % of the cost and ended on 2025-03-31."),
    );
    expect(ended).toBeGreaterThan(-1);
    expect(told[ended + 1]).toContain(
      "“police” pays 40 % of the cost until 2027-03-31 and nothing after it.",
    );
    // On its last day it still pays.
    const before = await paidBy(STREAMS, "2025-03-31");
    expect(before.ok && before.value.warnings.some(({ code }) => code === "funding-ended")).toBe(false);
  });

  test("shares with ends add up to one, and an end is a day of the calendar", async () => {
    const wrong = async (written: string) => {
      const found = await paidBy(written);
      return found.ok ? "answered" : found.refusal.sentence;
    };
    expect(await wrong("{ police: { share: 0.4, until: 2027-03-31 }, public-health: 0.5 }")).toContain(
      "the shares of “programme.paid-by” add up to 0.9",
    );
    expect(await wrong("{ police: { share: 1, until: 2027-02-30 } }")).toContain("a day such as 2026-03-31");
  });

  test("where no end is said nothing of ends is told", async () => {
    const found = await paidBy("{ police: 0.4, public-health: 0.6 }");
    expect(found.ok && answerText(found.value)).not.toContain("pays until");
  });
});
