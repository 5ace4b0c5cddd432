import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { COUNTED } from "../../src/counted.ts";
import { type Asked, designText } from "../../src/insight/saved-cohorts/asked.ts";
import { defineCohort } from "../../src/insight/saved-cohorts/define.ts";
import { keepAnswer, saveCohort, versionsOf } from "../../src/insight/saved-cohorts/store.ts";
import type { Tx } from "../../src/kernel/database/door.ts";
import { accept, invariant, type Result } from "../../src/kernel/result.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { aPartnership, cohortOf, liveAsCohort, type Partnership } from "./cohort-people.ts";

let world: World;
let partnership: Partnership;
let commissioner: TestAgency;
const TODAY = Temporal.PlainDate.from("2026-03-01");

beforeAll(async () => {
  world = await openWorld();
  partnership = await aPartnership(world);
  commissioner = await world.anAgency("office", { role: "commissioner" });
  await liveAsCohort(world, partnership);
});
afterAll(() => world.close());

async function asked<V, R>(work: (tx: Tx) => Promise<Result<V, R>>, who = commissioner): Promise<V> {
  const found = await world.as(who, work);
  invariant(found.ok, `the commissioner may: ${found.ok ? "" : JSON.stringify(found.refusal)}`);
  return found.value;
}

const base = (): Asked => cohortOf(partnership);

describe("a saved cohort", () => {
  const save = (tx: Tx, design: string, after?: { number: number; version: number }) =>
    defineCohort(tx, design, { today: TODAY, after, why: after ? "another window" : "" }, COUNTED);

  test("keeps every version with author and day; a change makes the next, and nobody overwrites what they did not see", async () => {
    const first = await asked((tx) => save(tx, designText(base())));
    const next = designText({ ...base(), windowDays: 182 });
    const second = await asked((tx) => save(tx, next, first));
    expect([first.version, second]).toEqual([1, { number: first.number, version: 2 }]);
    const late = await world.as(commissioner, (tx) => save(tx, next, first));
    expect(late).toMatchObject({ ok: false, refusal: { code: "overtaken" } });
    const versions = await asked(async (tx) => accept(await versionsOf(tx, first.number)));
    expect(versions.map(({ version, design }) => [version, parse(design).windows.after])).toEqual([
      [2, 182],
      [1, 365],
    ]);
  });

  test("is changed or removed by nobody who works here, nor is an answer", async () => {
    const { number } = await asked((tx) => save(tx, designText(base())));
    const kept = await asked(async (tx) =>
      accept(await keepAnswer(tx, { number, version: 1 }, { text: "{}", dataPrint: "ab".repeat(32) })),
    );
    expect(kept).toBe(true);
    for (const change of [
      "update cohort_version set title = 'x'",
      "delete from cohort_version",
      "insert into cohort_version (number, version) values (1, 9)",
      "update cohort_answer set answer = 'x'",
      "delete from cohort_answer",
    ])
      await expect(world.as(commissioner, async (tx) => accept(await tx.unsafe(change)))).rejects.toThrow(
        /permission denied/,
      );
  });

  test("is saved and answered by nobody who may not read figures, police with the same role neither", async () => {
    const nurse = await world.anAgency("prison-health");
    const police = await world.anAgency("police", { role: "commissioner" });
    for (const who of [nurse, police]) {
      const saved = await world.as(who, (tx) =>
        saveCohort(tx, { after: undefined, title: "x", question: "x", service: "x", design: "x", why: "" }),
      );
      expect(saved).toMatchObject({ ok: false, refusal: { code: "not-there" } });
      const kept = await world.as(who, async (tx) =>
        accept(await keepAnswer(tx, { number: 1, version: 1 }, { text: "{}", dataPrint: "ab".repeat(32) })),
      );
      expect(kept).toEqual(accept(false));
    }
  });
});

describe("what is refused, with the field", () => {
  const refused = (change: (fields: ReturnType<typeof parse>) => void, more: Partial<Asked> = {}) => {
    const fields = parse(designText({ ...base(), ...more }));
    change(fields);
    return world.as(commissioner, (tx) =>
      defineCohort(tx, stringify(fields), { today: TODAY, after: undefined, why: "" }, COUNTED),
    );
  };
  const cases: readonly [string, (fields: ReturnType<typeof parse>) => void, RegExp][] = [
    [
      "a rule of one's own, by which two cohorts would differ by a few people",
      (f) => f.cohort.only.push({ column: "sex", is: "female", because: "men" }),
      /cohort\.only 4.*a few people/,
    ],
    [
      "a window of 364 days, which set against one of 365 tells one day",
      (f) => {
        f.windows.before = 364;
        f.windows.after = 364;
      },
      /windows\.after.*91, 182, 365 or 730/,
    ],
    [
      "windows of two lengths",
      (f) => {
        f.windows.before = 182;
      },
      /windows\.before.*“365”/,
    ],
    [
      "a comparison by lot",
      (f) => {
        f.comparison = { kind: "randomised", column: "came", programme: "entered", against: "not offered" };
      },
      /comparison\.kind.*bring a file/i,
    ],
    [
      "other areas",
      (f) => {
        f.comparison = { kind: "other-areas", column: "came", programme: "entered", against: "not offered" };
      },
      /comparison\.kind.*Bring a file/,
    ],
    [
      "a service that there is not",
      (f) => {
        f.cohort.only[0].is = ["nowhere"];
      },
      /cohort\.only.*column: service/,
    ],
    [
      "people whom police cannot be asked about",
      (f) => {
        f.cohort.only.pop();
      },
      /cohort\.only 3/,
    ],
    [
      "a last day of the data that differs from the record's own",
      (f) => {
        f.followUp.completeTo = "2025-01-31";
      },
      /followUp\.completeTo/,
    ],
    [
      "five outcomes",
      (f) => {
        f.outcomes = [1, 2, 3, 4, 5].map(() => f.outcomes[0]);
      },
      /field outcomes:.*at most 4/,
    ],
    [
      "one outcome twice",
      (f) => f.outcomes.push({ ...f.outcomes[0], name: "offences again" }),
      /outcomes 2: only.*asked for already/,
    ],
    [
      "a second outcome that is not of events",
      (f) => f.outcomes.push({ name: "drinks", kind: "yes-or-no", after: "drinks" }),
      /outcomes 2: kind.*answers events here/,
    ],
    [
      "no title",
      (f) => {
        delete f.title;
      },
      /field title/,
    ],
  ];
  test.each(cases)("%s", async (_, change, words) => {
    const answer = await refused(change);
    expect(answer.ok).toBe(false);
    if (answer.ok || !("words" in answer.refusal)) throw new Error("it is refused in words");
    expect(answer.refusal.words).toMatch(words);
  });

  test("months of entry that may not be told apart, with those that may", async () => {
    const answer = await refused(() => undefined, { from: Temporal.PlainDate.from("2024-01-16") });
    expect(answer).toMatchObject({ ok: false, refusal: { code: "period", field: "from" } });
    expect(JSON.stringify(answer)).toContain("1 January 2024");
  });
});
