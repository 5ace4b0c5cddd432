import { JSDOM } from "jsdom";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { scoreNamed } from "./definition.ts";
import { housingStatus } from "./definitions/housing-status.ts";
import { phq9 } from "./definitions/phq-9.ts";
import { psychologicalHealth } from "./definitions/psychological-health.ts";
import { acrossOf, heightOf, MeasureChart } from "./measure-chart.tsx";

const day = (text: string) => Temporal.PlainDate.from(text);
const draw = (element: React.ReactElement): Element =>
  new JSDOM(renderToStaticMarkup(element)).window.document.body;
const psychological = scoreNamed(psychologicalHealth, "psychological-health");
const depression = scoreNamed(phq9, "phq-9");

test("a reading stands where its value and its day put it", () => {
  // The plot is 174 units high from 16 to 190: 0 at the bottom, 20 at the top, 5 a quarter of the way up.
  expect([heightOf(psychological, 0), heightOf(psychological, 20), heightOf(psychological, 5)]).toEqual([
    190, 16, 146.5,
  ]);
  // 352 wide from 34, ten kept free at each end: 44 to 376. The 11th of 1 to 21 March is half way.
  const readings = [1, 11, 21].map((date) => ({
    on: day(`2026-03-${`${date}`.padStart(2, "0")}`),
    value: 6,
  }));
  expect(readings.map((_, index) => acrossOf(psychological, readings, index))).toEqual([44, 210, 376]);
});

test("the chart is titled with its finding and every number stands in the table, newest first", () => {
  const readings = [
    { on: day("2026-09-09"), value: 13 },
    { on: day("2026-03-03"), value: 6 },
  ];
  const page = draw(<MeasureChart score={psychological} readings={readings} />);
  const finding = "Psychological health rose from 6 to 13 of 20 between 3 March and 9 September 2026";
  expect(page.querySelector("figcaption")?.textContent).toBe(finding);
  expect(page.querySelector("svg")?.getAttribute("role")).toBe("img");
  expect(page.querySelector("svg > title")?.textContent).toBe(finding);
  expect([...page.querySelectorAll("tbody tr")].map((row) => row.textContent)).toEqual([
    "9 September 202613 of 20",
    "3 March 20266 of 20",
  ]);
  expect([...page.querySelectorAll("circle title")].map((title) => title.textContent)).toEqual([
    "6 of 20 on 3 March 2026",
    "13 of 20 on 9 September 2026",
  ]);
});

test("of two readings on one day the one entered later is where the person stands now", () => {
  // As they are listed, newest first: 18 in January; in May 20, and later on that day 8.
  const readings = [
    { on: day("2026-05-05"), value: 8 },
    { on: day("2026-05-05"), value: 20 },
    { on: day("2026-01-05"), value: 18 },
  ];
  const page = draw(<MeasureChart score={depression} readings={readings} />);
  expect(page.querySelector("figcaption")?.textContent).toBe(
    "PHQ-9 fell from 18 to 8 of 27 between 5 January and 5 May 2026",
  );
  expect([...page.querySelectorAll("tbody tr td:last-child")].map((cell) => cell.textContent)).toEqual([
    "8 of 27 (mild)",
    "20 of 27 (severe)",
    "18 of 27 (moderately severe)",
  ]);
});

test("the bands of a score are shaded and named, and their edges lie between whole numbers", () => {
  const page = draw(<MeasureChart score={depression} readings={[{ on: day("2026-03-03"), value: 16 }]} />);
  expect([...page.querySelectorAll(".measure-chart__band-name")].map((name) => name.textContent)).toEqual([
    "None or minimal",
    "Mild",
    "Moderate",
    "Moderately severe",
    "Severe",
  ]);
  const tops = [...page.querySelectorAll("rect")].map((rect) => Number(rect.getAttribute("y")));
  // 174 / 27 a point: 4.5 points up is 29 above the base of 190.
  expect(tops[0]).toBeCloseTo(161, 6);
});

test("a state that lasts is drawn in steps, in the middle of its band", () => {
  // Three bands share 174 units: 58 each, so the lowest's middle is 29 above 190. Names take 118 units at the right.
  const readings = [
    { on: day("2026-03-03"), value: 1 },
    { on: day("2026-09-09"), value: 3 },
  ];
  const path = draw(
    <MeasureChart score={scoreNamed(housingStatus, "housing-need")} readings={readings} />,
  ).querySelector("path");
  expect(path?.getAttribute("d")).toBe("M44.0 161.0H258.0V45.0");
});

test("a score nobody has taken says what would be here", () => {
  expect(draw(<MeasureChart score={psychological} readings={[]} />).textContent).toBe(
    "Psychological health has not been recorded yet. Each reading taken is drawn here.",
  );
});
