import { JSDOM } from "jsdom";
import { describe, expect, test } from "vitest";
import { funnelPicture } from "./funnel-plot.ts";
import { lovePlot } from "./love-plot.ts";
import { spansPicture } from "./spans-chart.ts";

/** Read as strictly as a browser reads a file: a picture that is no XML is not shown. */
const opened = (svg: string): Document => new JSDOM(svg, { contentType: "image/svg+xml" }).window.document;
const all = (document: Document, what: string): Element[] => [...document.querySelectorAll(what)];

describe("a love plot", () => {
  const rows = {
    name: "balance",
    columns: [],
    rows: [
      ["age & priors", 0.5, 0.05, 1, 1],
      ["housing: hostel", -0.3, -0.15, 1, 1],
      ["never told", Number.NaN, Number.NaN, 1, 1],
    ],
  };

  test("has a full dot for after and an empty one for before, each where its number says", async () => {
    const document = opened(await lovePlot(rows, 0.1));
    const dots = all(document, "circle").map((dot) => ({
      x: Number(dot.getAttribute("cx")),
      full: (dot.getAttribute("fill") ?? dot.parentElement?.getAttribute("fill")) !== "white",
    }));
    expect(dots.map(({ full }) => full)).toEqual([false, false, true, true]);
    // From 0.5 to −0.3 is four times as far as from 0.05 to −0.15.
    const x = dots.map((dot) => dot.x) as [number, number, number, number];
    expect((x[0] - x[1]) / (x[2] - x[3])).toBeCloseTo(0.8 / 0.2, 6);
  });

  test("says by itself how many columns are still unbalanced, and where its numbers are", async () => {
    const name = opened(await lovePlot(rows, 0.1)).documentElement.getAttribute("aria-label");
    expect(name).toContain("1 still beyond 0.1 after");
    expect(name).toContain("table balance");
  });

  test("needs no colour: black on white", async () => {
    const drawing = await lovePlot(rows, 0.1);
    expect(drawing.match(/#[0-9a-f]{3,6}\b|rgb|hsl|steelblue/gi)).toBeNull();
    expect(drawing).toContain("age &amp; priors");
  });
});

describe("rates of two groups span by span", () => {
  const row = (span: string, when: string, own: number, other: number) =>
    [span, when, own, other, own - other, 0, 0, "Poisson"] as const;
  const rows = {
    name: "rates by span",
    columns: [],
    rows: [row("2023", "before", 3, 2), row("2024", "before", 3, 2), row("2025", "after", 1, Number.NaN)],
  };

  test("a span without one group has no dot for it; the first after is marked and named", async () => {
    const document = opened(await spansPicture(rows));
    expect(all(document, "circle").length).toBe(5);
    expect(document.documentElement.getAttribute("aria-label")).toContain(
      "2025, the first with the programme",
    );
    expect(document.documentElement.textContent).toContain("elsewhere");
  });
});

describe("a funnel", () => {
  const row = (place: string, events: number, lies: string) =>
    [place, events, 100, events / 100, 0, 0, 0, 0, lies, 0, 0, "", 0, 0, ""] as const;
  const rows = {
    name: "funnel",
    columns: ["place", "events", "people"],
    rows: [
      row("Abbey", 40, "within 95 %"),
      row("Moor", 30, "within 95 %"),
      row("Weir & Co", 80, "outside 99.8 %"),
    ],
  };

  test("has a dot for each place, four lines of limits, and names who is outside; others are in the table", async () => {
    const drawing = await funnelPicture(rows);
    const document = opened(drawing);
    expect(all(document, "circle").length).toBe(3);
    expect(all(document, 'g[stroke-width="1.5"] path').length).toBe(4);
    expect(document.documentElement.getAttribute("aria-label")).toContain("outside 99.8 %: Weir & Co");
    expect(document.documentElement.textContent).toContain("Weir & Co");
    expect(document.documentElement.textContent).not.toContain("Abbey");
  });
});
