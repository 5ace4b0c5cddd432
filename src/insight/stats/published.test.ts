import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import oracle from "../evaluate/oracle/published.json" with { type: "json" };
import { publishedCase, publishedNames, sameAsPrinted } from "./published.ts";
import { publishedText } from "./published-text.ts";
import { reckon } from "./reckon.ts";

const cases = await Promise.all(publishedNames().map((name) => publishedCase(name)));

describe("published cases worked out again", () => {
  test.each(cases.map((one) => [one.title, one] as const))("%s", (_title, one) => {
    for (const { what, agree, why } of one.compared) {
      expect(agree, what).not.toBe("no");
      if (agree === "not recomputable" || agree === "differs, as explained") expect(why, what).toBeTruthy();
    }
    expect(one.naive.length).toBeGreaterThan(40);
  });

  test("most figures agree, and those that do not are each explained", () => {
    const all = cases.flatMap((one) => one.compared.map(({ agree }) => agree));
    const count = (agree: string) => all.filter((each) => each === agree).length;
    expect([
      all.length,
      count("yes"),
      count("differs, as explained"),
      count("not recomputable"),
      count("nothing published"),
    ]).toEqual([151, 55, 16, 42, 38]);
  });

  test("what Middlesbrough's 541 to 3 really is, beside what it is read as", () => {
    const text = publishedText(cases);
    expect(text).toContain("0.183 (0.038 to 0.538)");
    expect(text).toContain("minus 99.4 %");
    expect(text).toMatch(/Checkpoint, arrests, per cent\s+-11\s+–\s+not recomputable/);
  });

  test.each(oracle)("$name, $what: as R says", ({ name, what, value, limits }) => {
    const line = cases.find((one) => one.name === name)?.compared.find((one) => one.what === what);
    const ours = [line?.ours?.value, line?.ours?.low, line?.ours?.high].filter((each) => each !== undefined);
    const expected = [value, ...limits];
    expect(ours.length).toBe(expected.length);
    for (const [i, each] of ours.entries()) expect(each / (expected[i] as number)).toBeCloseTo(1, 9);
  });

  test("the Thistle's two sets are both shown, each under whose it is", () => {
    const text = publishedText(cases.filter((one) => one.name === "thistle"));
    expect(text).toMatch(/injecting episodes, the journal's count\s+1,976\s+2,010\s+differs, as explained/);
    expect(text).toContain("contradict one another");
  });

  test("what is quoted without its numbers stands on a row of its own, with the reason", () => {
    const alone = [
      "santo-meta",
      "ntors",
      "moj-phe-linkage",
      "phe-return",
      "cochrane-heroin",
      "durham-checkpoint",
    ];
    for (const name of alone) {
      const lines = cases.find((one) => one.name === name)?.compared ?? [];
      const quoted = lines.filter((one) => one.agree === "not recomputable");
      expect(quoted.length, name).toBeGreaterThan(0);
      for (const one of quoted)
        expect([one.ours, Boolean(one.published), Boolean(one.why)]).toEqual([undefined, true, true]);
    }
  });

  test("a figure that is not ours is called so", async () => {
    const folder = mkdtempSync(join(tmpdir(), "throughcare-published-"));
    cpSync("examples/published/naomi", join(folder, "naomi"), { recursive: true });
    const design = join(folder, "naomi/design.yaml");
    writeFileSync(design, readFileSync(design, "utf8").replace("value: 1.62", "value: 1.64"));
    const changed = await publishedCase("naomi", folder);
    expect(changed.compared.map(({ agree }) => agree)).toEqual(["yes", "yes", "no", "yes"]);
  });

  test("agreement is to the digits printed, limits as well", () => {
    expect(sameAsPrinted({ value: 1.62 }, { value: 1.6247 }, 2)).toBe(true);
    expect(sameAsPrinted({ value: 1.62 }, { value: 1.6251 }, 2)).toBe(false);
    expect(sameAsPrinted({ value: 1.62, low: 1.35 }, { value: 1.62, low: 1.36, high: 2 }, 2)).toBe(false);
    expect(sameAsPrinted({ value: 1.62, low: 1.35 }, { value: 1.62 }, 2)).toBe(false);
  });
});

describe("sums of a case's table", () => {
  const cells = new Map([
    [
      "six",
      new Map([
        ["people", 6],
        ["weeks", 30],
      ]),
    ],
  ]);
  test("go from left to right, as on a pocket calculator", () => {
    expect(reckon("six.people * six.weeks / 52.1775", cells)).toEqual({ ok: true, value: 180 / 52.1775 });
    expect(reckon("2 + 3 * 4", cells)).toEqual({ ok: true, value: 20 });
  });
  test("a cell that is not there is named", () => {
    expect(reckon("six.people - seven.people", cells)).toEqual({
      ok: false,
      refusal: { piece: "seven.people" },
    });
  });
});
