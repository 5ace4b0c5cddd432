import { JSDOM } from "jsdom";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { Journey } from "./journey-model.ts";
import { JourneyPicture } from "./journey-picture.tsx";

const day = (text: string) => Temporal.PlainDate.from(text);
const draw = (journey: Journey): Element =>
  new JSDOM(renderToStaticMarkup(<JourneyPicture journey={journey} />)).window.document.body;
const empty: Journey = { episodes: [], handovers: [], events: [], measures: [], today: day("2026-11-21") };
const whole: Journey = {
  today: day("2026-11-21"),
  episodes: [
    {
      service: "diversion",
      serviceName: "Custody diversion",
      startedOn: day("2026-01-10"),
      endedOn: day("2026-04-15"),
      ending: "Completed",
    },
    {
      service: "community",
      serviceName: "Community treatment",
      startedOn: day("2026-04-15"),
      stage: "Stabilising",
    },
  ],
  handovers: [
    {
      fromService: "diversion",
      toService: "community",
      offeredOn: day("2026-04-01"),
      acceptedOn: day("2026-04-03"),
      arrivedOn: day("2026-04-15"),
      state: "arrived",
    },
    {
      fromService: "community",
      toService: "housing",
      toServiceName: "Housing",
      offeredOn: day("2026-11-01"),
      state: "offered",
      late: true,
    },
  ],
  events: [
    { kind: "overdose", label: "Overdose", on: day("2026-05-01"), precision: "month" },
    {
      kind: "custody",
      label: "In custody",
      on: day("2026-02-01"),
      endedOn: day("2026-02-20"),
      precision: "day",
    },
  ],
  measures: [
    {
      code: "psychological-health",
      name: "Psychological health",
      points: [{ on: day("2026-05-02"), value: 6, max: 20 }],
    },
  ],
};

test("an empty journey says what would be here and how it gets here", () => {
  const page = draw(empty);
  expect(page.querySelector("svg")).toBeNull();
  expect(page.textContent).toContain("are drawn along one line of time as they are recorded");
});

test("what is not there yet is said, and what is there is not called missing", () => {
  const words = draw({ ...whole, measures: [] }).querySelector(".journey__missing")?.textContent;
  expect(words).toBe("No scores yet: each measure taken adds a point to its line.");
  expect(draw(whole).querySelector(".journey__missing")).toBeNull();
});

test("the drawing for a page and the drawing for a phone show the same things", () => {
  const [wide, narrow] = [...draw(whole).querySelectorAll("svg.journey__drawing")].map((svg) =>
    [...svg.querySelectorAll("g > title, rect > title, path > title, circle > title")]
      .map((title) => title.textContent)
      .toSorted(),
  );
  expect(wide?.length).toBeGreaterThan(8);
  expect(narrow).toEqual(wide);
});

test("every stay, handover, event, score and moment has a title of its own", () => {
  const [wide] = draw(whole).querySelectorAll("svg");
  const titles = [...(wide?.querySelectorAll("title") ?? [])].map((title) => title.textContent);
  for (const words of [
    "Custody diversion: 10 January 2026 to 15 April 2026. Completed",
    "Community treatment: since 15 April 2026. Stabilising",
    "Handover from Custody diversion to Community treatment: offered on 1 April 2026, arrived on 15 April 2026",
    "Overdose, May 2026",
    "In custody from 1 February 2026 to 20 February 2026",
    "Psychological health: 6 of 20 on 2 May 2026",
    "Today, 21 November 2026",
  ]) {
    expect(titles).toContain(words);
  }
});

test("the picture is one image with a name, and no id stands twice on the page", () => {
  const page = draw(whole);
  for (const svg of page.querySelectorAll("svg.journey__drawing")) {
    expect(svg.getAttribute("role")).toBe("img");
    const [title] = (svg.getAttribute("aria-labelledby") ?? "").split(" ");
    expect(page.querySelector(`[id="${title}"]`)?.textContent).toBe(
      "The journey. Now with Community treatment (since 15 April 2026); 1 handover late.",
    );
  }
  const ids = [...page.querySelectorAll("[id]")].map((element) => element.id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a late handover carries the word late, not the colour alone", () => {
  const late = draw(whole).querySelectorAll(".journey__handover--late text");
  expect([...late].map((text) => text.textContent)).toEqual(["late", "late"]);
});

test("the same facts stand in a table below, newest first", () => {
  const page = draw(whole);
  expect(page.querySelector("summary")?.textContent).toBe("The journey as a table (7 entries)");
  const when = [...page.querySelectorAll("tbody tr td:first-child")].map((cell) => cell.textContent);
  expect(when[0]).toBe("1 November 2026");
  expect(when.at(-1)).toBe("10 January 2026 to 15 April 2026");
});

test("only the signs in use are explained", () => {
  const words = (journey: Journey) =>
    [...draw(journey).querySelectorAll(".journey__key li")].map((item) => item.textContent);
  expect(words({ ...whole, handovers: [], events: [] })).toEqual(["open stay", "ended stay"]);
  expect(words(whole)).toContain("in custody");
});
