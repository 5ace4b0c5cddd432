import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AREAS_COUNTED } from "../../src/counted.ts";
import { loadAreaSeries } from "../../src/insight/area-series/area-series.page.tsx";
import { writeMoment } from "../../src/insight/area-series/store.ts";
import { findingWords } from "../../src/insight/area-series/words.ts";
import { estimateOf } from "../../src/insight/evaluate/finding.ts";
import oracle from "../../src/insight/evaluate/oracle/serial-errors.json" with { type: "json" };
import { accept, invariant } from "../../src/kernel/result.ts";
import { aCast, type Cast, fileOf, importing } from "../imports/importing.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../site.ts";
import type { TestAgency } from "../world.ts";
import { liveAt } from "./programme-people.ts";

let site: Site;
let cast: Cast;
let commissioner: TestAgency;
let visitor: Visitor;
let office: string;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  cast = await aCast(site.world);
  commissioner = await site.world.anAgency("office", { role: "commissioner" });
  visitor = visitorTo(site, { token: commissioner.token });
  const [row] = await site.world.sql`select code from agency where id = ${cast.administrator.agencyId}`;
  office = String(row?.code);
  // The very file that R read, through the import.
  const lines = readFileSync("examples/stats/area-months.csv", "utf8").trimEnd().split("\n");
  const run = await importing(site.world, cast, "area-months", cast.administrator, fileOf(...lines));
  invariant(run.counts.fresh === 384 && run.counts.bad === 0, "the example file is loaded whole");
});
afterAll(() => site.close());

const asking = async (query: Readonly<Record<string, string>>) => {
  const read = await site.world.as(commissioner, async (tx) =>
    accept(await loadAreaSeries(tx, query, AREAS_COUNTED)),
  );
  invariant(read.ok, "the commissioner may read it");
  return read.value;
};
const written = async (on: string, what: string) => {
  const id = await site.world.as(commissioner, async (tx) =>
    accept(
      await writeMoment(tx, {
        on: Temporal.PlainDate.from(on),
        what,
        reason: "The opening day on its lease",
      }),
    ),
  );
  invariant(id.ok, "the day is written down");
  return `day:${id.value}`;
};
const litter = (area = "NM-01") => `${office}|drug-litter|${area}`;

describe("a series of an area around the day something began", () => {
  test("the page's figures are R's on the very same counts, to a millionth, and so are those against the other area", async () => {
    const began = await written("2024-10-01", "The Lantern opened");
    const { answer } = await asking({ series: litter(), began, against: "NM-02" });
    invariant(answer?.own.ok && answer.other?.difference.ok, "both have a finding");
    for (const [finding, golden] of [
      [answer.own.value, oracle.litter],
      [answer.other.difference.value, oracle.against],
    ] as const)
      for (const [i, what] of [
        "trend before",
        "step",
        "change of trend",
        "difference at the last point",
      ].entries()) {
        const one = estimateOf(finding, what);
        for (const [told, right] of [
          [one?.value, golden.value[i]],
          [one?.low, golden.low[i]],
          [one?.high, golden.high[i]],
        ])
          expect(Math.abs((told ?? Number.NaN) - (right ?? 0)), what).toBeLessThan(1e-6);
      }
    expect([answer.before.months, answer.after.months]).toEqual([24, 24]);
  });

  test("the page tells the finding, the picture's table and every warning, and is noted in the access log", async () => {
    const began = await written("2024-10-01", "The Lantern opened again");
    const { status, body } = await visitor.get(
      `/area-series?series=${encodeURIComponent(litter())}&began=${began}&against=NM-02`,
    );
    expect(status).toBe(200);
    // R: −27.669 (−40.285 to −15.053).
    expect(body).toContain(
      "Drug litter in Fenwick changed by −27.7 a month at once (95 % interval −40.3 to −15.1) around 1 October 2024",
    );
    for (const words of [
      "Against Holmside",
      "What is found depends on who looks",
      "Within a year of it also began: the Lantern opened",
      "Whoever tries many days finds a change at one of them by chance",
      "Newey–West",
      "AR(1), Kenward–Roger",
      "Drug litter in Fenwick, month by month",
    ])
      expect(body).toContain(words);
    const [line] = await site.world
      .sql`select what, basis from access_log where about = 'counts of areas by month' limit 1`;
    expect(line).toEqual({ what: "listed", basis: "counts of areas" });
  });

  test("deaths are told with how few there are and what their registration delays", async () => {
    const began = await written("2024-10-01", "Deaths looked at");
    const { answer, series } = await asking({ series: `${office}|drug-deaths|NM-01`, began });
    invariant(series && answer, "there is a series");
    const said = answer.warnings.join(" ");
    // 70 deaths in 48 months, by the file.
    expect(said).toContain("On average 1.5 a month");
    expect(said).toContain(
      "does not say whether deaths are counted when they happened or when they were registered",
    );
    expect(findingWords(series, answer)).toContain("no change can be told from chance");
  });

  test("a service opens with its first stay in the record, and what else began then is named", async () => {
    const place = await site.world.anAgency("treatment");
    await liveAt(site.world, place, "health", [{ entered: "2024-11-15" }, { entered: "2025-02-01" }]);
    const { moments } = await asking({ series: litter() });
    const opening = moments.find(({ code }) => code === `service:${place.serviceCode}`);
    expect([opening?.on.toString(), opening?.from]).toEqual(["2024-11-15", "record"]);
    const { answer } = await asking({ series: litter(), began: `service:${place.serviceCode}` });
    expect(answer?.warnings.join(" ")).toContain("A service older than its record opened before it");
    // It opened in the middle of a month: December is the first that counts as after.
    expect(answer?.before.months).toBe(26);
  });

  test("a corrected month is told with what it was first sent as, and the newest count is what is estimated", async () => {
    await importing(
      site.world,
      cast,
      "area-months",
      cast.police,
      fileOf(
        "Area,Month,Measure,Count",
        ...Array.from(
          { length: 12 },
          (_, i) => `Quay,2025-${String(i + 1).padStart(2, "0")},ASB,${20 + ((i * 7) % 5)}`,
        ),
      ),
    );
    await importing(
      site.world,
      cast,
      "area-months",
      cast.police,
      fileOf("Area,Month,Measure,Count", "Quay,2025-03,ASB,31"),
    );
    const [row] = await site.world.sql`select code from agency where id = ${cast.police.agencyId}`;
    const { series } = await asking({ series: `${row?.code}|anti-social-behaviour|Quay` });
    expect(series?.months[2]).toMatchObject({ counted: 31, version: 2, before: [24] });
  });

  test("a series with a month missing, or too short around the day, is refused in a sentence and its counts still stand there", async () => {
    await importing(
      site.world,
      cast,
      "area-months",
      cast.police,
      fileOf("Area,Month,Measure,Count", "Gap,2025-01,ASB,3", "Gap,2025-03,ASB,4"),
    );
    const [row] = await site.world.sql`select code from agency where id = ${cast.police.agencyId}`;
    const began = await written("2025-02-01", "Between");
    const { body } = await visitor.get(
      `/area-series?series=${encodeURIComponent(`${row?.code}|anti-social-behaviour|Gap`)}&began=${began}`,
    );
    expect(body).toContain(
      "A month is missing inside the series: 2025-02. A month without a row is not nought",
    );
    expect(body).toContain("January 2025");
  });
});

describe("a day from which something began", () => {
  test("is written down with its reason, chosen at once, and stays for everyone with whoever wrote it", async () => {
    const empty = await visitor.post("/area-series/moment", { what: "", on: "", reason: "" });
    for (const words of ["Say what began", "Enter the day on which it began", "Say why it is this day"])
      expect(empty.body).toContain(words);
    const late = await visitor.post("/area-series/moment", { what: "X", on: "1/1/2090", reason: "Y" });
    expect(late.body).toContain("The day is still to come");
    const saved = await visitor.post("/area-series/moment", {
      what: "Lights in the underpass",
      on: "1/3/2024",
      reason: "The council's works order",
    });
    expect(saved.status).toBe(303);
    const { body } = await visitor.get(saved.location ?? "");
    expect(body).toContain("The council&#x27;s works order");
  });

  test("is never changed or taken away by anybody who signs in, and police write none", async () => {
    const asPolice = await site.world.as(cast.police, async (tx) =>
      accept(await writeMoment(tx, { on: Temporal.PlainDate.from("2024-01-01"), what: "X", reason: "Y" })),
    );
    expect(asPolice).toEqual({ ok: true, value: undefined });
    const changing = await site.world
      .as(commissioner, async (tx) => accept(await tx`update area_moment set began_on = '2020-01-01'`))
      .catch((error: unknown) => String(error));
    expect(String(changing)).toContain("permission denied");
  });
});
