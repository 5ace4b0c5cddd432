import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { COUNTED } from "../../src/counted.ts";
import { evaluateFile } from "../../src/insight/cohorts/evaluate.ts";
import { answerCohort, readRows } from "../../src/insight/saved-cohorts/answer.ts";
import { type Asked, designText } from "../../src/insight/saved-cohorts/asked.ts";
import { cohortServices, defineCohort } from "../../src/insight/saved-cohorts/define.ts";
import { type AnswerDocument, readAnswer } from "../../src/insight/saved-cohorts/document.ts";
import { readRecordDesign } from "../../src/insight/saved-cohorts/read-design.ts";
import { keepAnswer, saveCohort, versionsOf } from "../../src/insight/saved-cohorts/store.ts";
import { askedOfRecord, filesOf } from "../../src/insight/saved-cohorts/table.ts";
import { csvRow } from "../../src/kernel/csv.ts";
import type { Tx } from "../../src/kernel/database/door.ts";
import { accept, invariant, type Result } from "../../src/kernel/result.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { happened, liveAsCohort, type Partnership } from "./cohort-people.ts";

let world: World;
let partnership: Partnership;
let commissioner: TestAgency;
const TODAY = Temporal.PlainDate.from("2026-03-01");

beforeAll(async () => {
  world = await openWorld();
  partnership = {
    treatment: await world.anAgency("treatment"),
    sender: await world.anAgency("prison-health"),
    police: await world.anAgency("police"),
    prison: await world.anAgency("prison"),
  };
  commissioner = await world.anAgency("office", { role: "commissioner" });
  await liveAsCohort(world, partnership);
});
afterAll(() => world.close());

async function asked<V, R>(work: (tx: Tx) => Promise<Result<V, R>>, who = commissioner): Promise<V> {
  const found = await world.as(who, work);
  invariant(found.ok, `the commissioner may: ${found.ok ? "" : JSON.stringify(found.refusal)}`);
  return found.value;
}

const offence = COUNTED.events.find(({ code }) => code === "offence");
const base = (): Asked => {
  invariant(offence, "offences are counted");
  return {
    title: "Offences of those who entered",
    question:
      "Do people commit fewer recorded offences in the year after they enter than in the year before?",
    author: "A. Analyst, Northmoor",
    date: "2026-03-01",
    words: "everyone who entered in January",
    trigger: undefined,
    service: { code: partnership.treatment.serviceCode, name: "Treatment" },
    from: Temporal.PlainDate.from("2024-01-01"),
    to: Temporal.PlainDate.from("2026-02-28"),
    event: offence,
    windowDays: 365,
    gapDays: 0,
    comparison: "none",
    methods: undefined,
  };
};

async function readIn(tx: Tx, text: string) {
  const read = readRecordDesign(text, await cohortServices(tx), COUNTED);
  invariant(read.ok, `the design can be asked: ${read.ok ? "" : read.refusal.words}`);
  return read.value;
}

async function answerOf(more: Partial<Asked> = {}): Promise<AnswerDocument> {
  const text = designText({ ...base(), ...more });
  const answered = await asked(async (tx) =>
    answerCohort(tx, { number: 1, version: 1, designPrint: "p" }, await readIn(tx, text), COUNTED),
  );
  return readAnswer(answered.text);
}

const shown = ({ figures }: AnswerDocument, code: string, whom = "everyone who entered") => {
  const one = figures.find((each) => each.code === code && each.whom === whom);
  return (
    one &&
    [one.numerator, one.denominator, one.value, one.low, one.high].map((n) =>
      n === undefined ? n : Number(n.toFixed(5)),
    )
  );
};

describe("what a cohort answers from the record", () => {
  test("rates before and after of everyone who entered, with days in custody and what happened on them in neither", async () => {
    const answer = await answerOf();
    // By hand: 6 × 2 + 6 × 3 = 30 before in 12 × 365 days; 12 after in 12 × 365 − 30. poisson.test in R gives the limits.
    expect(shown(answer, "cohort.programme.before")).toEqual([30, 11.99179, 2.50171, 1.68789, 3.57135]);
    expect(shown(answer, "cohort.programme.after")).toEqual([12, 11.90965, 1.00759, 0.52063, 1.76005]);
    expect(shown(answer, "cohort.moved.fell")?.slice(0, 2)).toEqual([12, 12]);
  });

  test("those who stayed stand beside them: six of twelve, twelve offences before and six after", async () => {
    const answer = await answerOf();
    expect(shown(answer, "cohort.programme.before", "those who stayed")?.slice(0, 2)).toEqual([12, 5.99589]);
    expect(shown(answer, "cohort.programme.after", "those who stayed")?.slice(0, 2)).toEqual([6, 5.91376]);
  });

  test("whoever police cannot be asked about is left out, and it is said how many", async () => {
    const answer = await answerOf();
    expect(shown(answer, "cohort.in.0")?.slice(0, 2)).toEqual([12, 17]);
    expect(shown(answer, "cohort.left-out.0")?.slice(0, 2)).toEqual([5, 17]);
  });

  test("the sixty days before entry can be left out: a third of what was before is gone", async () => {
    const answer = await answerOf({ gapDays: 60 });
    // By hand: those of 20 and 24 December fall into the gap, twelve of them; the window begins sixty days earlier and takes in no others.
    expect(shown(answer, "cohort.programme.before")?.slice(0, 2)).toEqual([18, 11.99179]);
  });

  test("those who could have had it and were not offered it are compared with, each group with its rates", async () => {
    const answer = await answerOf({ comparison: "eligible-not-offered" });
    expect(shown(answer, "cohort.against.before")?.slice(0, 2)).toEqual([12, 5.99589]);
    expect(shown(answer, "cohort.against.after")?.slice(0, 2)).toEqual([12, 5.99589]);
    // By hand: (12 / 11.90965) / (30 / 11.99179), divided by one, for those not offered it did not change.
    const ratio = answer.figures.find(
      ({ code, whom }) => /did\.ratio-of-rate-ratios/.test(code) && whom === "everyone who entered",
    );
    expect(ratio?.value).toBeCloseTo(0.402758, 5);
  });
});

describe("the same answer on the same data", () => {
  test("the command line answers the same design on the same rows as two files with the same figures", async () => {
    for (const more of [{}, { gapDays: 60 }, { comparison: "eligible-not-offered" }] as const) {
      const text = designText({ ...base(), ...more });
      const [files, completeTo, whole] = await asked(async (tx) => {
        const { asked: what, design } = await readIn(tx, text);
        const read = await readRows(tx, what, COUNTED);
        invariant(read.ok, "the record can be read");
        const { rows } = read.value;
        const given = filesOf(rows, design);
        const answered = askedOfRecord(design, given, rows.completeTo, { design: "p", data: "p" });
        invariant(answered.ok, "the record answers");
        return accept([given, rows.completeTo, answered.value.evaluation] as const);
      });
      const folder = mkdtempSync(join(tmpdir(), "throughcare-record-"));
      const written = (name: string, rows: readonly object[]): string => {
        const path = join(folder, name);
        const [first = {}] = rows;
        writeFileSync(
          path,
          [Object.keys(first), ...rows.map((row) => Object.values(row))].map(csvRow).join(""),
        );
        return path;
      };
      const design = join(folder, "design.yaml");
      const fields = parse(text);
      writeFileSync(
        design,
        stringify({ ...fields, followUp: { ...fields.followUp, completeTo: completeTo.toString() } }),
      );
      const asFiles = await evaluateFile({
        people: written("people.csv", files.people),
        events: written("events.csv", files.events),
        design,
      });
      invariant(asFiles.ok, `the files answer: ${asFiles.ok ? "" : asFiles.refusal.sentence}`);
      expect(asFiles.value.flow).toEqual(whole.flow);
      expect(asFiles.value.groups).toEqual(whole.groups);
      expect(asFiles.value.outcomes).toEqual(whole.outcomes);
    }
  });

  test("asked again, it is the same to the byte; when one offence more is recorded the data's print is another", async () => {
    const text = designText(base());
    const ask = () =>
      asked(async (tx) =>
        answerCohort(tx, { number: 1, version: 1, designPrint: "p" }, await readIn(tx, text), COUNTED),
      );
    const [first, second] = [await ask(), await ask()];
    expect(second).toEqual(first);
    const [person] =
      await world.sql`select person_id as id from episode where service_id = ${partnership.treatment.serviceId} limit 1`;
    await world.sql`alter table event disable trigger all`;
    await happened(world, String(person?.id), partnership.police, "offence", "2024-07-01");
    await world.sql`alter table event enable trigger all`;
    const third = await ask();
    expect(third.dataPrint).not.toBe(first.dataPrint);
    await world.sql`update event set withdrawn_at = now(), withdrawn_because = 'test' where happened_on = '2024-07-01'`;
    expect(await ask()).toEqual(first);
  });
});

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

test("of fewer than five people nothing is answered, and their number is not told", async () => {
  const clinic = await world.anAgency("clinic");
  const { liveAt, times } = await import("./programme-people.ts");
  await liveAt(world, clinic, "health", times(4, { entered: "2024-01-15", numbers: ["pnc"] }));
  const answer = await answerOf({ service: { code: clinic.serviceCode, name: "Clinic" } });
  expect(answer.figures).toEqual([]);
  expect(answer.not_shown).toMatch(/^Fewer than five people/);
});
