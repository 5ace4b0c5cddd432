import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addRun, askForJob } from "../../src/exchange/imports/run-store.ts";
import { accept } from "../../src/kernel/result.ts";
import { openWorld, type World } from "../world.ts";
import { aCast, type Cast, fileOf, importing, wrongIn } from "./importing.ts";

// Numbers with right check digits and letters, from the sample files, which are of made-up people.
const RYAN = { nhs: "528 792 1748", pnc: "2022/0702636U" };
const CRAIG = { nhs: "584 019 1612", pnc: "2012/1121163M" };
const MARCIN = { nhs: "716 079 0960", pnc: "1988/1212139F" };

let world: World;
let cast: Cast;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const PEOPLE = "ClientRef,Surname,Forename,DOB,Sex,NHSNo,PNC";
const EPISODES = "ClientRef,Service,Start,End,Reason";
const EVENTS = "CrimeRef,PNC,NHSNo,Offence,Date,Disposal";
const CUSTODY = "PNC,In,Out,Establishment";

const people = (...rows: readonly string[]) =>
  importing(world, cast, "people", cast.treatment, fileOf(PEOPLE, ...rows));
const episodes = (...rows: readonly string[]) =>
  importing(world, cast, "episodes", cast.treatment, fileOf(EPISODES, ...rows));
const events = (...rows: readonly string[]) =>
  importing(world, cast, "events", cast.police, fileOf(EVENTS, ...rows));
const custody = (...rows: readonly string[]) =>
  importing(world, cast, "custody", cast.prison, fileOf(CUSTODY, ...rows));
const codes = async (run: Awaited<ReturnType<typeof people>>) =>
  (await wrongIn(world, cast, run)).map((cell) => cell.code);

describe("who a client list's rows are", () => {
  beforeAll(async () => {
    cast = await aCast(world);
  });

  test("a number known here joins the client to that person, with this agency's reference", async () => {
    const hospital = await world.anAgency("hospital");
    const known = await world.aPerson(hospital, {
      familyName: "Rowntree",
      givenNames: "Ryan",
      bornOn: "1980-04-07",
      numbers: { nhs: "5287921748" },
    });
    const run = await people(`A1,ROWNTREE,Ryan,07/04/1980,M,${RYAN.nhs},${RYAN.pnc}`);
    expect(run.counts).toMatchObject({ fresh: 1, bad: 0 });
    const [row] = await world.sql`select person_id from identifier where scheme = 'client' and value = 'A1'`;
    expect(row?.person_id).toBe(known);
  });

  test("a reference of the agency's own that is another client's is refused, and says no more", async () => {
    const run = await people(`A1,Smith,Ryan,07/04/1980,M,,`, `A1,Rowntree,Ryan,08/04/1980,M,,`);
    expect(await codes(run)).toEqual(["someone-else", "other-content"]);
    const [first] = await wrongIn(world, cast, run);
    expect(first).toMatchObject({ line: 2, column: "ClientRef", value: "A1" });
    expect(first?.words).toContain("is the reference of another client");
    expect(JSON.stringify(first)).not.toMatch(/Rowntree|1980/);
  });

  test("a number added to a client later is a change; the same again is none", async () => {
    expect((await people(`B1,Rowntree,Craig,01/10/1991,M,${CRAIG.nhs},`)).counts).toMatchObject({ fresh: 1 });
    const later = `B1,Rowntree,Craig,01/10/1991,M,${CRAIG.nhs},${CRAIG.pnc}`;
    expect((await people(later)).counts).toMatchObject({ fresh: 0, changed: 1, known: 0 });
    expect((await people(later)).counts).toMatchObject({ fresh: 0, changed: 0, known: 1 });
  });

  test("the agency sees whom it brought in, and another treatment provider does not", async () => {
    const other = await world.anAgency("treatment");
    const names = (agency: typeof other) =>
      world.as(agency, async (tx) =>
        accept((await tx`select given_names from person order by 1`).map((row) => row.given_names)),
      );
    expect(await names(cast.treatment)).toEqual(accept(["Craig", "Ryan"]));
    expect(await names(other)).toEqual(accept([]));
  });

  test("a check alone judges by the record and writes nothing", async () => {
    const counted = async () => (await world.sql`select count(*)::int as n from person`)[0]?.n;
    const before = await counted();
    const run = await importing(
      world,
      cast,
      "people",
      cast.treatment,
      fileOf(PEOPLE, `C1,New,Nora,01/02/1990,F,,`, `A1,Smith,Ryan,07/04/1980,M,,`),
      { dryRun: true },
    );
    expect(run.counts).toMatchObject({ fresh: 1, bad: 1 });
    expect(await counted()).toBe(before);
  });
});

describe("stays in a provider's file", () => {
  beforeAll(async () => {
    cast = await aCast(world);
    await people("E1,Garbutt,Tomasz,10/08/1967,M,,", "E2,Oxley,Jade,12/07/1994,F,,");
  });

  test("what cannot be is refused row by row, each with its reason, and the rest is loaded", async () => {
    const run = await episodes(
      "E1,community,01/01/2025,01/03/2025,Treatment completed",
      "E1,community,01/02/2025,01/04/2025,Dropped out",
      "E2,community,01/02/2025,01/04/2025,Went fishing",
      "E2,community,01/02/2025,01/04/2025,",
      "E9,community,01/02/2025,,",
      "E2,surgery,01/02/2025,,",
    );
    expect(run.counts).toMatchObject({ read: 6, fresh: 1, bad: 5 });
    expect(await codes(run)).toEqual([
      "overlaps",
      "unknown-reason",
      "other-content",
      "no-client",
      "not-one-of",
    ]);
  });

  test("a stay that ends in a later file is ended, once", async () => {
    await episodes("E2,community,01/06/2025,,");
    const closing = "E2,community,01/06/2025,31/08/2025,Dropped out";
    expect((await episodes(closing)).counts).toMatchObject({ changed: 1 });
    expect((await episodes(closing)).counts).toMatchObject({ known: 1, changed: 0 });
    const [row] = await world.sql`
      select ended_on::text, ending, (select count(*)::int from episode_stage s where s.episode_id = e.id) as steps
        from episode e where started_on = '2025-06-01'`;
    expect(row).toEqual({ ended_on: "2025-08-31", ending: "dropped-out", steps: 2 });
    expect(await codes(await episodes("E2,community,01/06/2025,,"))).toEqual(["ended-here"]);
  });
});

describe("events about people nobody here has", () => {
  beforeAll(async () => {
    cast = await aCast(world);
  });

  test("wait unseen, and are linked when one of their numbers is registered by whatever way", async () => {
    const run = await events(
      `MP/1,${MARCIN.pnc},,Shoplifting,09/08/2023 01:03,Charged`,
      `MP/2,${MARCIN.pnc},${MARCIN.nhs},Burglary,10/08/2023,`,
    );
    expect(run.counts).toMatchObject({ fresh: 2 });
    const linked = async () =>
      await world.sql`select source_ref, person_id from event where source_ref like 'MP/%' order by 1`;
    expect(await linked()).toHaveLength(0);
    const person = await world.aPerson(cast.treatment, { numbers: { nhs: "7160790960" } });
    expect((await linked()).map((row) => row.source_ref)).toEqual(["MP/2"]);
    await world.as(cast.treatment, async (tx) => {
      await tx`insert into identifier (person_id, scheme, value) values (${person}, 'pnc', ${MARCIN.pnc})`;
      return accept(undefined);
    });
    expect((await linked()).map((row) => row.person_id)).toEqual([person, person]);
    const [left] =
      await world.sql`select count(*)::int as n from unlinked_event where agency_id = ${cast.police.agencyId}`;
    expect(left?.n).toBe(0);
    const [at] = await world.sql`select happened_at, precision from event where source_ref = 'MP/1'`;
    expect([String(at?.happened_at), at?.precision]).toEqual(["2023-08-09T00:03:00Z", "minute"]);
  });

  test("a later state of an event updates it; an older, emptier one takes nothing away", async () => {
    const line = (disposal: string) => `MP/1,${MARCIN.pnc},,Shoplifting,09/08/2023 01:03,${disposal}`;
    expect((await events(line("Convicted"))).counts).toMatchObject({ changed: 1 });
    expect((await events(line(""))).counts).toMatchObject({ known: 1, changed: 0 });
    // Nor does a file that tells the day alone; another day brings its own.
    expect((await events(`MP/1,${MARCIN.pnc},,Shoplifting,09/08/2023,`)).counts).toMatchObject({ known: 1 });
    const state = async () =>
      (await world.sql`select outcome, happened_at, precision from event where source_ref = 'MP/1'`)[0];
    const before = await state();
    expect([before?.outcome, String(before?.happened_at), before?.precision]).toEqual([
      "Convicted",
      "2023-08-09T00:03:00Z",
      "minute",
    ]);
    expect((await events(`MP/1,${MARCIN.pnc},,Shoplifting,10/08/2023,`)).counts).toMatchObject({
      changed: 1,
    });
    expect(await state()).toMatchObject({ happened_at: null, precision: "day" });
    await events(line("Convicted"));
  });

  test("a reference that comes back about another number is refused, whether or not anyone here has either", async () => {
    await events(`MP/7,${CRAIG.pnc},,Robbery,01/01/2024,`);
    const run = await events(
      `MP/1,${CRAIG.pnc},,Shoplifting,09/08/2023 01:03,Charged`,
      `MP/7,2004/4517108K,,Robbery,01/01/2024,`,
    );
    expect(await codes(run)).toEqual(["other-subject", "other-subject"]);
  });

  test("numbers of one row that lead to two people link to neither, and the identity clerk is asked", async () => {
    const [one, two] = [
      await world.aPerson(cast.treatment, {
        familyName: "Verity",
        bornOn: "1970-01-01",
        numbers: { pnc: "1994/8199115L" },
      }),
      await world.aPerson(cast.treatment, {
        familyName: "Quill",
        bornOn: "1971-01-01",
        numbers: { nhs: "6773564360" },
      }),
    ];
    expect((await events(`MP/9,1994/8199115L,677 356 4360,Fraud,01/01/2024,`)).counts).toMatchObject({
      fresh: 1,
    });
    expect(await world.sql`select from event where source_ref = 'MP/9'`).toHaveLength(0);
    const reviews = await world.sql`
      select from identity_review where person_id = any (${[one, two]}) and candidate_id = any (${[one, two]})`;
    expect(reviews).toHaveLength(1);
  });

  test("what was found wrong here is not brought back by its file", async () => {
    await world.sql`update event set withdrawn_at = now(), withdrawn_because = 'Not this person' where source_ref = 'MP/2'`;
    expect(
      (await events(`MP/2,${MARCIN.pnc},${MARCIN.nhs},Burglary,10/08/2023,Charged`)).counts,
    ).toMatchObject({ known: 1 });
  });

  test("a time in custody that goes on is closed by a later file, and the older file does not open it again", async () => {
    const open = `${MARCIN.pnc},01/06/2026,,HMP Low Fell`;
    expect((await custody(open)).counts).toMatchObject({ fresh: 1 });
    expect((await custody(`${MARCIN.pnc},01/06/2026,01/10/2026,HMP Low Fell`)).counts).toMatchObject({
      changed: 1,
    });
    expect((await custody(open)).counts).toMatchObject({ known: 1 });
    const moved = `${MARCIN.pnc},01/06/2026,,HMP High Fell`;
    expect((await custody(moved)).counts).toMatchObject({ changed: 1 });
    const [row] = await world.sql`select until_on::text, place, category from event where kind = 'custody'`;
    expect(row).toEqual({ until_on: "2026-10-01", place: "HMP High Fell", category: "offending" });
  });

  test("a stated end of complete data is kept as stated", async () => {
    const stated = Temporal.PlainDate.from("2026-10-31");
    const run = await importing(
      world,
      cast,
      "custody",
      cast.prison,
      fileOf(CUSTODY, `${MARCIN.pnc},01/06/2026,,`),
      { completeTo: stated },
    );
    expect([run.completeTo, run.completeBy]).toEqual([stated, "stated"]);
    const [wrong, empty] = [
      await importing(world, cast, "custody", cast.prison, fileOf(CUSTODY, "not a number,1/6/2026,,"), {
        completeTo: stated,
      }),
      await importing(world, cast, "custody", cast.prison, fileOf(CUSTODY), { completeTo: stated }),
    ];
    // A file of wrong rows alone says nothing; an empty one says that nobody was inside.
    expect([wrong.completeTo, empty.completeTo]).toEqual([undefined, stated]);
  });

  test("someone without the permission cannot load rows into a run, nor see it", async () => {
    const [run] = await world.sql`select id from import_run limit 1`;
    const tried = await world.as(cast.police, async (tx) => {
      const answered = await tx`select * from import_events(${run?.id}, '[{"line": 1}]')`;
      const seen = await tx`select from import_run`;
      return accept([answered.length, seen.length]);
    });
    expect(tried).toEqual(accept([0, 0]));
  });
});

test("an import is begun once, however often it is asked for", async () => {
  const asked = await world.as(cast.administrator, async (tx) => {
    const run = await addRun(tx, {
      kind: "people",
      fileName: "people.csv",
      agencyId: cast.treatment.agencyId,
      serviceId: undefined,
      dryRun: false,
      through: "browser",
      mapText: undefined,
      eventKind: "offence",
      completeTo: undefined,
    });
    return accept([await askForJob(tx, run, "asked-twice"), await askForJob(tx, run, "asked-twice")]);
  });
  expect(asked.ok && asked.value).toEqual([expect.any(String), undefined]);
  expect(await world.sql`select from job where kind = 'asked-twice'`).toHaveLength(1);
});
