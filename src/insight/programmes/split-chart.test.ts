import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";
import { expect, test } from "vitest";
import { invariant } from "../../kernel/result.ts";
import { shareFigures } from "./figure.ts";
import { type Split, splitsTable } from "./report.ts";
import { SPLIT_KEY, splitCharts } from "./split-chart.ts";

const about = (code: string) =>
  ({
    code,
    section: "outcomes",
    label: code,
    whom: "everyone who entered",
    definition: "d",
    source: "s",
    fresh: "f",
  }) as const;

/** Of four hundred 300 better, 95 the same and five worse: the part of worse is a hundredth and a quarter of one. */
function splitOf(name: string, ...counts: readonly [number, number, number]): Split {
  const [better, same, worse] = shareFigures(counts.map((count, i) => ({ about: about(`${i}`), count })));
  invariant(better && same && worse, "three parts are three figures");
  return { name, people: counts[0] + counts[1] + counts[2], parts: [better, same, worse], stayed: undefined };
}
const SPLITS = [splitOf("Days of opioids", 300, 95, 5), splitOf("Days of crack", 20, 15, 0)];

async function drawings() {
  const charts = await splitCharts(SPLITS);
  return [charts?.wide ?? "", charts?.narrow ?? ""].map((svg) => new JSDOM(svg).window.document);
}

/** A colour of one of the project's sheets, in the light scheme, which prints, and in the dark one. */
const inSheet = (sheet: string, name: string): readonly string[] =>
  [
    ...readFileSync(new URL(sheet, import.meta.url), "utf8").matchAll(new RegExp(`${name}: (#\\w+);`, "g")),
  ].map(([, colour]) => colour ?? "");

test("better, the same and worse are solid, empty and hatched, in the drawing for a desk and in the one for a phone", async () => {
  const hatches = new Set<string>();
  for (const drawing of await drawings()) {
    const fills = [...drawing.querySelectorAll("rect")].map((one) => one.getAttribute("fill") ?? "");
    // Nobody is worse in the second bar: a part of nobody is not drawn.
    expect(fills).toHaveLength(5);
    const [solid = "", empty, hatched = ""] = fills;
    expect([solid, empty]).toEqual(["var(--changed-after, #333)", "transparent"]);
    const id = /^url\(#(.+)\)$/.exec(hatched)?.[1] ?? "none";
    const line = drawing.querySelector(`pattern#${id} line`);
    // Lines two wide in a tile of six: a third of the part is ink, so that hatched is lighter than solid too.
    expect([line?.getAttribute("stroke"), line?.getAttribute("stroke-width")]).toEqual(["currentColor", "2"]);
    expect(drawing.querySelector(`pattern#${id}`)?.getAttribute("width")).toBe("6");
    hatches.add(id);
  }
  // Two drawings stand on the page and one is not shown: each has to find its own pattern.
  expect(hatches.size).toBe(2);
  expect(SPLIT_KEY).toMatch(/Solid: better\. Empty: the same\. Hatched: worse\./);
});

test("in grey, solid, hatched and empty are a dark, a middle and a light tone, on paper and on a dark screen", () => {
  // Relative luminance by hand (WCAG 2: each channel c / 255, then ((c + 0.055) / 1.055) ^ 2.4, weights 0.2126, 0.7152, 0.0722):
  // #005eb8: 0, 0.1119, 0.4793 make 0.1147. #fff makes 1. #212b32: 0.0152, 0.0242, 0.0319 make 0.0228.
  // #8cc2ff: 0.2623, 0.5395, 1 make 0.5138. #22303a: 0.0160, 0.0296, 0.0423 make 0.0276. #f0f4f5: 0.8714, 0.9047, 0.9131 make 0.8982.
  expect(inSheet("../changed/changed.css", "--changed-after")).toEqual(["#005eb8", "#8cc2ff"]);
  expect(inSheet("../../web/style.css", "--paper").slice(0, 2)).toEqual(["#fff", "#22303a"]);
  expect(inSheet("../../web/style.css", "--ink").slice(0, 2)).toEqual(["#212b32", "#f0f4f5"]);
  const tones = [
    { solid: 0.1147, paper: 1, ink: 0.0228 },
    { solid: 0.5138, paper: 0.0276, ink: 0.8982 },
  ];
  const apart = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  for (const { solid, paper, ink } of tones) {
    expect(apart(solid, paper)).toBeGreaterThan(3);
    // The lines of the hatching themselves against the paper between them.
    expect(apart(ink, paper)).toBeGreaterThan(3);
    // Seen from afar a third ink and two thirds paper is a tone between them.
    expect(apart(solid, (ink + 2 * paper) / 3)).toBeGreaterThan(1.3);
  }
});

test("five who worsened among four hundred are named as largely as three hundred who improved, and so is nobody", async () => {
  for (const drawing of await drawings()) {
    const labels = [...drawing.querySelectorAll("text")].filter((one) =>
      /^(better|the same|worse)/.test(one.textContent ?? ""),
    );
    const sizes = labels.map((one) => one.closest("[font-size]")?.getAttribute("font-size"));
    // On a phone in two lines: the way, and below it the share with the number.
    const said = (one: Element) =>
      (one.children.length > 0 ? [...one.children].map((line) => line.textContent) : [one.textContent]).join(
        " ",
      );
    expect(labels.map(said).toSorted()).toEqual(
      [
        "better 75 % (300)",
        "the same 24 % (95)",
        "worse 1 % (5)",
        "better 57 % (20)",
        "the same 43 % (15)",
        "worse 0 % (0)",
      ].toSorted(),
    );
    expect(new Set(sizes)).toEqual(new Set(["12"]));
  }
});

test("a reader who does not see the picture hears each bar’s numbers and which table has them", async () => {
  for (const drawing of await drawings())
    expect(drawing.querySelector("svg")?.getAttribute("aria-label")).toBe(
      "Days of opioids, of 400 people: better 75 % (300), the same 24 % (95), worse 1 % (5). Days of crack, of 35 people: better 57 % (20), the same 43 % (15), worse 0 % (0). The same numbers are in the table of better, the same and worse.",
    );
  expect(splitsTable(SPLITS).caption).toMatch(/^Better, the same and worse/);
});

test("five of twelve hundred are under one in a hundred, not none", async () => {
  const charts = await splitCharts([splitOf("Days of alcohol", 1100, 95, 5)]);
  expect(charts?.wide).toContain("worse under 1 % (5)");
});

test("without anybody who can be compared there is no picture", async () => {
  expect(await splitCharts([])).toBeUndefined();
});
