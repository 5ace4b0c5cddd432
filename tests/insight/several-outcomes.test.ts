import { afterAll, beforeAll, expect, test } from "vitest";
import { COUNTED } from "../../src/counted.ts";
import { answerCohort } from "../../src/insight/saved-cohorts/answer.ts";
import { type Asked, designText } from "../../src/insight/saved-cohorts/asked.ts";
import { cohortServices } from "../../src/insight/saved-cohorts/define.ts";
import { answerCsv, readAnswer } from "../../src/insight/saved-cohorts/document.ts";
import { readRecordDesign } from "../../src/insight/saved-cohorts/read-design.ts";
import { invariant } from "../../src/kernel/result.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { aPartnership, cohortOf, happened, liveAsCohort, type Partnership } from "./cohort-people.ts";
import { saySource } from "./samples-loaded.ts";

let world: World;
let partnership: Partnership;
let commissioner: TestAgency;

/** The cohort's twelve and five; nine of the twelve are known to the hospital, with one visit each before and one after in five of them. */
beforeAll(async () => {
  world = await openWorld();
  partnership = await aPartnership(world);
  commissioner = await world.anAgency("office", { role: "commissioner" });
  const hospital = await world.anAgency("hospital");
  await liveAsCohort(world, partnership);
  const people = await world.sql<{ id: string }[]>`
    select e.person_id as id from episode e join identifier i on i.person_id = e.person_id and i.scheme = 'pnc'
     where e.service_id = ${partnership.treatment.serviceId} order by e.started_on, e.person_id limit 9`;
  for (const [i, { id }] of people.entries()) {
    await world.sql`
      insert into identifier (person_id, scheme, value, agency_id, owner_kind)
      values (${id}, 'nhs', ${`nhs-several-${i}`}, ${partnership.treatment.agencyId}, ${partnership.treatment.kind})`;
    await happened(world, id, hospital, "ae-attendance", "2023-06-01");
    if (i < 5) await happened(world, id, hospital, "ae-attendance", "2024-06-01");
  }
  await saySource(world, hospital.agencyId, "events", "2025-12-31");
  await world.sql`update import_run set event_kinds = array['ae-attendance'] where agency_id = ${hospital.agencyId}`;
});
afterAll(() => world.close());

const outcomes = (...codes: readonly string[]): Asked["outcomes"] =>
  codes.map((code) => {
    const event = COUNTED.events.find((one) => one.code === code);
    invariant(event, `${code} is counted`);
    return { event, methods: undefined };
  });

async function answered(...codes: readonly string[]) {
  const found = await world.as(commissioner, async (tx) => {
    const text = designText({ ...cohortOf(partnership), outcomes: outcomes(...codes) });
    const read = readRecordDesign(text, await cohortServices(tx), COUNTED);
    invariant(read.ok, `the design can be asked: ${read.ok ? "" : read.refusal.words}`);
    return answerCohort(tx, { number: 1, version: 1, designPrint: "p" }, read.value, COUNTED);
  });
  invariant(found.ok, "it is answered");
  return found.value;
}

test("of two outcomes each is answered of the people whom its own source can find, everyone beside those who stayed", async () => {
  const [offences, visits] = readAnswer((await answered("offence", "ae-attendance")).text).outcomes;
  const of = (one: typeof offences, code: string, whom = "everyone who entered") => {
    const figure = one?.figures.find((each) => each.code === code && each.whom === whom);
    return [figure?.numerator, figure?.denominator && Number(figure.denominator.toFixed(3)), figure?.held];
  };
  expect(of(offences, "cohort.programme.before")).toEqual([30, 11.992, undefined]);
  expect(of(offences, "cohort.programme.before", "those who stayed")).toEqual([12, 5.996, undefined]);
  // Nine people are known to the hospital, each for a year: nine visits before and five after.
  expect(of(visits, "cohort.programme.before")).toEqual([9, 8.994, undefined]);
  expect(of(visits, "cohort.programme.after").slice(0, 1)).toEqual([5]);
  // Six of the nine stayed and three did not: those who stayed would tell of three, and are not shown.
  expect(visits?.figures.some(({ whom, value }) => whom === "those who stayed" && value !== undefined)).toBe(
    false,
  );
});

test("each outcome of several tells what a cohort of it alone tells, no more and no less", async () => {
  const both = readAnswer((await answered("offence", "ae-attendance")).text).outcomes;
  for (const [i, code] of ["offence", "ae-attendance"].entries()) {
    const [alone] = readAnswer((await answered(code)).text).outcomes;
    const { event, name, ...one } = { ...both[i], event: both[i]?.event, name: both[i]?.name };
    expect([event, name?.length]).toEqual([code, expect.any(Number)]);
    expect({ ...one, data_print: undefined }).toEqual({ ...alone, data_print: undefined });
  }
});

test("how many were looked at is said, with what chance does; of one nothing is", async () => {
  expect(readAnswer((await answered("offence", "ae-attendance", "arrest")).text).together).toEqual([
    expect.stringMatching(/^3 outcomes are looked at.*one in twenty/),
  ]);
  expect(readAnswer((await answered("offence")).text).together).toEqual([]);
});

test("an outcome whose source is not here says so, and leaves the others theirs", async () => {
  const [offences, admissions] = readAnswer((await answered("offence", "admission")).text).outcomes;
  expect(offences?.figures.length).toBeGreaterThan(0);
  expect([admissions?.figures, admissions?.not_shown]).toEqual([[], expect.stringMatching(/admissions/i)]);
});

test("the answer to one outcome has the fields it always had, in their order: an older answer is the same to the byte", async () => {
  const { text, dataPrint } = await answered("offence");
  const answer = JSON.parse(text);
  expect(Object.keys(answer)).toEqual([
    ...[
      "cohort",
      "version",
      "title",
      "question",
      "author",
      "design_date",
      "service",
      "entered_from",
      "entered_to",
    ],
    ...[
      "design_print",
      "data_print",
      "complete_to",
      "sources",
      "cohort_in_words",
      "not_shown",
      "method",
      "figures",
    ],
    "before_you_believe_it",
  ]);
  expect(answer.data_print).toBe(dataPrint);
});

test("in the file of figures the codes say which outcome, so that no two lines are alike", async () => {
  const { text } = await answered("offence", "ae-attendance");
  const lines = answerCsv(readAnswer(text)).filter((line) => String(line[1]).startsWith("cohort."));
  const names = lines.map((line) => `${line[1]} ${line[3]}`);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain("cohort.ae-attendance.programme.before everyone who entered");
});

test("more starts of jobs are better and more offences worse; a design that says otherwise is read as its author wrote it", async () => {
  const text = designText({ ...cohortOf(partnership), outcomes: outcomes("offence", "job-start") });
  expect([...text.matchAll(/better: (\w+)/g)].map(([, way]) => way)).toEqual(["lower", "higher"]);
  const read = await world.as(commissioner, async (tx) =>
    readRecordDesign(text.replace("better: higher", "better: lower"), await cohortServices(tx), COUNTED),
  );
  expect(read.ok).toBe(true);
});
