import { afterAll, beforeAll, expect, test } from "vitest";
import { TREATING } from "../../src/counted.ts";
import { INDICATORS } from "../../src/insight/indicators/definitions.ts";
import { countOf, type IndicatorCode } from "../../src/insight/indicators/indicators.ts";
import { basisFor } from "../../src/insight/indicators/load.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { now, today } from "../../src/kernel/time.ts";
import { openServed, type Served } from "../served.ts";
import { KINDS, recount } from "./recount.ts";

let served: Served;
beforeAll(async () => {
  served = await openServed({ people: 300 });
});
afterAll(() => served.close());

test("every indicator equals its recount by the database", async () => {
  const { world } = served;
  const commissioner = await world.anAgency("office", { role: "commissioner" });
  const asked = await world.as(commissioner, async (tx) =>
    accept(await basisFor(tx, { from: "1/11/2024" }, now(), TREATING, "everybody")),
  );
  invariant(asked.ok, "the commissioner may count");
  const { period } = asked.value;
  expect(TREATING.map(({ code }) => code).toSorted()).toEqual([...KINDS].toSorted());
  const theirs = await recount(world.sql, period, today());
  const ours = new Map(
    [...theirs.keys()].map((code) => {
      const counted = countOf(code as IndicatorCode, asked.value.basis);
      return [code, [counted.filter(({ yes }) => yes).length, counted.length]];
    }),
  );
  expect(ours).toEqual(theirs);
  expect([...theirs.keys()].toSorted()).toEqual(INDICATORS.map(({ code }) => code).toSorted());
  const most = Math.max(...[...theirs.values()].map(([, below]) => below));
  expect(most, "people counted").toBeGreaterThan(50);
  expect(Temporal.PlainDate.compare(period.to, today())).toBeLessThan(0);
});
