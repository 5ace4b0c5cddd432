import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { COUNTED } from "../../src/counted.ts";
import { evaluateFile } from "../../src/insight/cohorts/evaluate.ts";
import { answerCohort, readRows } from "../../src/insight/saved-cohorts/answer.ts";
import { type Asked, designText } from "../../src/insight/saved-cohorts/asked.ts";
import { cohortServices } from "../../src/insight/saved-cohorts/define.ts";
import { type OutcomeAnswer, readAnswer } from "../../src/insight/saved-cohorts/document.ts";
import { eachOutcome } from "../../src/insight/saved-cohorts/each-outcome.ts";
import { readRecordDesign } from "../../src/insight/saved-cohorts/read-design.ts";
import { askedOfRecord, filesOf } from "../../src/insight/saved-cohorts/table.ts";
import { csvRow } from "../../src/kernel/csv.ts";
import type { Tx } from "../../src/kernel/database/door.ts";
import { accept, invariant, type Result } from "../../src/kernel/result.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { aPartnership, cohortOf, happened, liveAsCohort, type Partnership } from "./cohort-people.ts";

let world: World;
let partnership: Partnership;
let commissioner: TestAgency;

const onlyOne = (text: string): OutcomeAnswer => {
  const [one] = readAnswer(text).outcomes;
  invariant(one, "an answer has an outcome");
  return one;
};

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

async function readIn(tx: Tx, text: string) {
  const read = readRecordDesign(text, await cohortServices(tx), COUNTED);
  invariant(read.ok, `the design can be asked: ${read.ok ? "" : read.refusal.words}`);
  return read.value;
}

/** A cohort's only outcome. */
const only = (read: Awaited<ReturnType<typeof readIn>>) => {
  const [one] = eachOutcome(read);
  invariant(one, "a cohort has an outcome");
  return one;
};

async function answerOf(more: Partial<Asked> = {}): Promise<OutcomeAnswer> {
  const text = designText({ ...base(), ...more });
  const answered = await asked(async (tx) =>
    answerCohort(tx, { number: 1, version: 1, designPrint: "p" }, await readIn(tx, text), COUNTED),
  );
  return onlyOne(answered.text);
}

const shown = ({ figures }: OutcomeAnswer, code: string, whom = "everyone who entered") => {
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

  test("with a comparison, whose rate rose, held and fell is told of both groups, and of those who stayed", async () => {
    const answer = await answerOf({ comparison: "eligible-not-offered" });
    // By hand: each of the twelve had fewer after than before, each of the six as many; binom.test(12, 12) and binom.test(6, 6) in R.
    const lowest = [0.735352, 0.540743] as const;
    expect(shown(answer, "cohort.moved.fell")).toEqual([12, 12, 1, Number(lowest[0].toFixed(5)), 1]);
    expect(shown(answer, "cohort.moved.rose")?.slice(0, 3)).toEqual([0, 12, 0]);
    expect(shown(answer, "cohort.moved.fell", "those who stayed")?.slice(0, 2)).toEqual([6, 6]);
    expect(shown(answer, "cohort.against.moved.held")).toEqual([6, 6, 1, Number(lowest[1].toFixed(5)), 1]);
    expect(shown(answer, "cohort.against.moved.rose")?.slice(0, 3)).toEqual([0, 6, 0]);
    const labels = answer.figures.filter(({ code }) => code.includes("moved.rose")).map(({ label }) => label);
    expect(new Set(labels)).toEqual(
      new Set(["Entered: people whose rate rose", "Not offered: people whose rate rose"]),
    );
    // One group alone is told as it was.
    expect((await answerOf()).figures.find(({ code }) => code === "cohort.moved.rose")?.label).toBe(
      "People whose rate rose",
    );
  });
});

describe("the same answer on the same data", () => {
  test("the command line answers the same design on the same rows as two files with the same figures", async () => {
    for (const more of [{}, { gapDays: 60 }, { comparison: "eligible-not-offered" }] as const) {
      const text = designText({ ...base(), ...more });
      const [files, completeTo, whole] = await asked(async (tx) => {
        const { asked: what, design } = only(await readIn(tx, text));
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

test("of fewer than five people nothing is answered, and their number is not told", async () => {
  const clinic = await world.anAgency("clinic");
  const { liveAt, times } = await import("./programme-people.ts");
  await liveAt(world, clinic, "health", times(4, { entered: "2024-01-15", numbers: ["pnc"] }));
  const answer = await answerOf({ service: { code: clinic.serviceCode, name: "Clinic" } });
  expect(answer.figures).toEqual([]);
  expect(answer.not_shown).toMatch(/^Fewer than five people/);
});
