import { describe, expect, test } from "vitest";
import { priceFactor, vintageOf } from "./price.ts";
import { vintages } from "./reference.ts";

const gdp = vintageOf(vintages(), "gdp", undefined);
if (!gdp) throw new Error("a GDP deflator is shipped");
const edition = (vintage: string, last: number) => ({
  ...gdp,
  vintage,
  values: new Map([
    ["2015/16", 100],
    ["2023/24", last],
  ]),
});

describe("re-pricing by hand", () => {
  test.each([
    // 980 × 128.9 / 100; 390 × 128.9 / 113.9 = 441.3608; 51,724 × 114.6 / 121.6 = 48,746.4671
    [980, "2015/16", "2023/24", 1263.22],
    [390, "2021/22", "2023/24", 441.3608],
    [51724, "2022/23", "2020/21", 48746.4671],
  ])("£%f of %s in pounds of %s", (pounds, from, to, expected) => {
    const factor = priceFactor(from, to, gdp);
    expect(factor.ok && pounds * factor.value).toBeCloseTo(expected, 3);
  });

  test("there and back is the same sum", () => {
    const [there, back] = [priceFactor("2016/17", "2024/25", gdp), priceFactor("2024/25", "2016/17", gdp)];
    expect(there.ok && back.ok && there.value * back.value).toBeCloseTo(1, 12);
  });

  test("prices of a year stay as they are, even in a year that no index has", () => {
    expect(priceFactor("2006/07", "2006/07", gdp)).toEqual({ ok: true, value: 1 });
  });

  test("a year that the vintage has not is named", () => {
    expect(priceFactor("2013/14", "2023/24", gdp)).toEqual({ ok: false, refusal: { noYear: "2013/14" } });
    expect(priceFactor("2015/16", "2030/31", gdp)).toEqual({ ok: false, refusal: { noYear: "2030/31" } });
  });
});

test("another edition of the same index gives another price, and the newest is taken where none is asked for", () => {
  const all = [
    edition("2027-03", 131),
    edition("2026-11", 128.9),
    { ...gdp, index: "nhs", vintage: "2028-01" },
  ];
  expect(vintageOf(all, "gdp", undefined)?.vintage).toBe("2027-03");
  expect(vintageOf(all, "gdp", "2026-11")?.values.get("2023/24")).toBe(128.9);
  expect(vintageOf(all, "gdp", "2020-01")).toBeUndefined();
});
