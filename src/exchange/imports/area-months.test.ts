import { describe, expect, test } from "vitest";
import { importing, sayError, upload } from "./fixture.ts";
import { KINDS } from "./kinds.ts";

// The files are read as on 21 November 2026.
const HEAD = "Area,AreaCode,Month,Measure,Count,Population,Basis,Source\n";
const reading = (rows: string, map?: string) =>
  importing(KINDS["area-months"], upload(`${HEAD}${rows}`), map);
const said = async (rows: string, map?: string) => (await reading(rows, map)).errors.map(sayError);

describe("a file of counts of areas by month", () => {
  test("is read as its rows say: area, month, measure, count, population, basis and source", async () => {
    const { rows } = await reading(
      "Fenwick,NM-01,2026-03,Drug litter,41,12400,,Council\nFenwick,NM-01,Apr 2026,drug deaths,0,,Date of death,ONS\n",
    );
    expect(rows).toMatchObject([
      { areaCode: "NM-01", areaName: "Fenwick", measure: "drug-litter", counted: 41, population: 12400 },
      { measure: "drug-deaths", counted: 0, basis: "occurred", source: "ONS" },
    ]);
    expect(rows.map(({ month }) => month.toString())).toEqual(["2026-03-01", "2026-04-01"]);
  });

  test.each([
    ["2026-03", "2026-03-01"],
    ["2026-03-01", "2026-03-01"],
    ["2026-03-01 00:00:00", "2026-03-01"],
    ["03/2026", "2026-03-01"],
    ["1/3/2026", "2026-03-01"],
    ["01/03/2026", "2026-03-01"],
    ["Mar-26", "2026-03-01"],
    ["March 2026", "2026-03-01"],
    ["01-Mar-2026", "2026-03-01"],
    ["Oct 2026", "2026-10-01"],
  ])("a month written %s is %s", async (typed, month) => {
    const { rows } = await reading(`F,,${typed},ASB,3,,,\n`);
    expect(rows.map((row) => row.month.toString())).toEqual([month]);
  });

  test.each([
    [
      "a day in the middle of a month",
      "15/03/2026",
      'Line 2, Month: "15/03/2026" is not a month, like 2026-03 or March 2026.',
    ],
    ["a thirteenth month", "2026-13", 'Line 2, Month: "2026-13" is not a month, like 2026-03 or March 2026.'],
    [
      "a month that is not over",
      "2026-11",
      'Line 2, Month: "2026-11" is a month that is not over: the file is read as on 21 November 2026.',
    ],
  ])("%s is refused, naming line, column and value", async (_name, typed, words) => {
    expect(await said(`F,,${typed},ASB,3,,,\n`)).toEqual([words]);
  });

  test.each(["<5", "*", "[c]", "-3", "4.5", "1-4", "12 (est.)", "1,23"])(
    "a count of %s is none, and never taken for nought",
    async (typed) => {
      expect(await said(`F,,2026-03,ASB,"${typed}",,,\n`)).toEqual([
        `Line 2, Count: "${typed}" is not a whole number from 0: give the number that was counted, and ask the sender for counts that were kept back.`,
      ]);
    },
  );

  test("an empty count is missing, and so is a row that names no area; 1,234 is read", async () => {
    expect(await said("F,,2026-03,ASB,,,,\n,,2026-03,ASB,2,,,\n")).toEqual([
      "Line 2, Count: there is no count.",
      "Line 3, AreaCode: there is no area code or area name to say whom the row is about.",
    ]);
    expect((await reading('F,,2026-03,ASB,"1,234",,,\n')).rows[0]?.counted).toBe(1234);
  });

  test("a measure nobody knows is refused, and a map says what it means", async () => {
    expect(await said("F,,2026-03,Graffiti,3,,,\n")).toEqual([
      'Line 2, Measure: "Graffiti" is not one of anti-social behaviour, drug litter, open drug use or drug deaths; say in a map what it means.',
    ]);
    const map = "values:\n  measure:\n    finds: drug litter\n";
    expect((await reading("F,,2026-03,Finds,3,,,\n", map)).rows[0]?.measure).toBe("drug-litter");
  });

  test("the same month twice with another count is refused at the second; the same row again is a repeat", async () => {
    const { outcomes, errors } = await reading(
      "F,NM-01,2026-03,ASB,3,,,\nF,NM-01,03/2026,asb,3,,,\nF,NM-01,2026-03,ASB,4,,,\n",
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(["row", "repeated", "bad"]);
    expect(errors.map(sayError)).toEqual([
      'Line 4, AreaCode: "NM-01" is already on line 2, with other details. Keep the right one.',
    ]);
  });
});
