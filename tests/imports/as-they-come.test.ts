import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sourcesOf } from "../../src/insight/changed/store.ts";
import { accept } from "../../src/kernel/result.ts";
import { storiesIn } from "../handovers/story.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { aCast, type Cast, fileOf, importing, wrongIn } from "./importing.ts";

// Numbers with right check digits and letters, from the sample files, which are of made-up people.
const MARCIN = { nhs: "716 079 0960", pnc: "1988/1212139F" };
const CRAIG = { nhs: "584 019 1612", pnc: "2012/1121163M" };

let world: World;
let cast: Cast;
let analyst: TestAgency;
beforeAll(async () => {
  world = await openWorld();
  cast = await aCast(world);
  analyst = await world.anAgency("office", { role: "commissioner" });
});
afterAll(() => world.close());

const day = (text: string) => Temporal.PlainDate.from(text);

describe("a list of stays, whatever its order", () => {
  const STAYS = "ClientRef,Service,Start,End,Reason";
  const stays = (rows: readonly string[], batchRows?: number) =>
    importing(
      world,
      cast,
      "episodes",
      cast.treatment,
      fileOf(STAYS, ...rows),
      batchRows ? { batchRows } : {},
    );
  const clients = (...refs: readonly string[]) =>
    importing(
      world,
      cast,
      "people",
      cast.treatment,
      fileOf(
        "ClientRef,Surname,Forename,DOB,Sex",
        ...refs.map((ref, i) => `${ref},Order${ref},Given,0${1 + i}/02/1980,M`),
      ),
    );

  test.each([
    ["in one batch", undefined],
    ["in batches of one row each", 1],
  ])(
    "newest first, a stay that begins when an open one ends is taken, %s, and twice changes nothing",
    async (_, size) => {
      const ref = size === undefined ? "N1" : "N2";
      await clients(ref);
      await stays([`${ref},community,01/01/2025,,`]);
      const file = [`${ref},community,01/06/2026,,`, `${ref},community,01/01/2025,01/05/2026,Dropped out`];
      const first = await stays(file, size);
      expect(first.counts).toEqual({ read: 2, fresh: 1, changed: 1, known: 0, repeated: 0, bad: 0 });
      expect(await wrongIn(world, cast, first)).toEqual([]);
      expect((await stays(file, size)).counts).toMatchObject({ fresh: 0, changed: 0, known: 2, bad: 0 });
    },
  );

  test("a stay that overlaps however the rows are read stays refused, with its cell as the file has it", async () => {
    await clients("N3");
    const run = await stays(["N3,community,01/01/2025,,", "N3,community,01/06/2025,,"], 1);
    expect(run.counts).toMatchObject({ fresh: 1, bad: 1 });
    expect(await wrongIn(world, cast, run)).toMatchObject([
      { line: 3, code: "overlaps", value: "01/06/2025" },
    ]);
  });
});

test("a file does not end a stay from which somebody is being handed over: nobody would be responsible", async () => {
  const story = await storiesIn(world).anOffer("treatment", "housing");
  const [ref, began] = ["H1", "05/01/2026"];
  await world.sql`
    insert into identifier (person_id, scheme, value, agency_id, owner_kind)
    values (${story.person}, 'client', ${ref}, ${story.sender.agencyId}, 'treatment')`;
  const [stay] = await world.sql`
    update episode set started_on = '2026-01-05' where id = ${story.episode} returning service_id`;
  expect(stay?.service_id).toBe(story.sender.serviceId);
  const ending = () =>
    importing(
      world,
      cast,
      "episodes",
      story.sender,
      fileOf(
        "ClientRef,Service,Start,End,Reason",
        `${ref},${story.sender.serviceCode},${began},01/06/2026,Dropped out`,
      ),
    );
  const run = await ending();
  expect(await wrongIn(world, cast, run)).toMatchObject([
    { line: 2, code: "handing-over", value: "01/06/2026" },
  ]);
  await world.sql`update handover set state = 'withdrawn', ended_at = now(), end_reason = 'test' where id = ${story.id}`;
  expect((await ending()).counts).toMatchObject({ changed: 1, bad: 0 });
});

describe("a row that waits for its person", () => {
  const EVENTS = "CrimeRef,PNC,NHSNo,Offence,Date,Disposal";
  const events = (...rows: readonly string[]) =>
    importing(world, cast, "events", cast.police, fileOf(EVENTS, ...rows));

  test("keeps what it told when a later row, emptier, brings the number that is known here", async () => {
    await world.aPerson(cast.treatment, { familyName: "Craig", numbers: { nhs: "5840191612" } });
    await events(`W/1,${CRAIG.pnc},,Burglary,10/08/2023 14:30,Charged`);
    expect((await events(`W/1,${CRAIG.pnc},${CRAIG.nhs},Burglary,10/08/2023,`)).counts).toMatchObject({
      changed: 1,
    });
    const [row] = await world.sql`select happened_at, precision, outcome from event where source_ref = 'W/1'`;
    expect([String(row?.happened_at), row?.precision, row?.outcome]).toEqual([
      "2023-08-10T13:30:00Z",
      "minute",
      "Charged",
    ]);
  });

  test("learns a number that a later row adds, and is linked by it", async () => {
    await events(`W/2,${MARCIN.pnc},,Theft,11/08/2023,`);
    expect((await events(`W/2,${MARCIN.pnc},${MARCIN.nhs},Theft,11/08/2023,`)).counts).toMatchObject({
      changed: 1,
    });
    expect((await events(`W/2,${MARCIN.pnc},,Theft,11/08/2023,`)).counts).toMatchObject({ known: 1 });
    const person = await world.aPerson(cast.treatment, {
      familyName: "Marcin",
      numbers: { nhs: "7160790960" },
    });
    const [row] = await world.sql`select person_id from event where source_ref = 'W/2'`;
    expect(row?.person_id).toBe(person);
  });
});

describe("what a file is a source of", () => {
  const KINDS = "Ref,NHSNo,Description,Date,EventKind";
  const sources = async (event: string) => {
    const found = await world.as(analyst, async (tx) => accept(await sourcesOf(tx, event)));
    if (!found.ok) throw new Error("the commissioner may ask");
    return found.value
      .filter(({ kind }) => kind === "events")
      .map((one) => [one.agencyName, `${one.completeTo}`]);
  };

  test("is the kinds of event its rows hold, not the kind it was said to be, nor what its sender sends elsewhere", async () => {
    const hospital = await world.anAgency("hospital", { name: "General" });
    await importing(
      world,
      cast,
      "events",
      hospital,
      fileOf(
        KINDS,
        `H/1,${MARCIN.nhs},Heroin,01/10/2026,overdose`,
        `H/2,${MARCIN.nhs},Fall,02/10/2026,ae-attendance`,
      ),
      { completeTo: day("2026-10-31") },
    );
    expect(await sources("offence")).not.toContainEqual(["General", "2026-10-31"]);
    expect(await sources("overdose")).toEqual([["General", "2026-10-31"]]);
    expect(await sources("ae-attendance")).toEqual([["General", "2026-10-31"]]);
  });

  test("arrests to October do not make offences complete beyond March", async () => {
    const force = await world.anAgency("police", { name: "Force" });
    const file = (kind: string, on: string) =>
      fileOf("Ref,PNC,Offence,Date,EventKind", `${kind}/1,${MARCIN.pnc},Theft,${on},${kind}`);
    await importing(world, cast, "events", force, file("offence", "01/03/2026"), {
      completeTo: day("2026-03-31"),
    });
    await importing(world, cast, "events", force, file("arrest", "01/10/2026"), {
      completeTo: day("2026-10-31"),
    });
    expect(await sources("offence")).toContainEqual(["Force", "2026-03-31"]);
    expect(await sources("arrest")).toContainEqual(["Force", "2026-10-31"]);
  });

  test("is the one kind that was said where no column tells it, also of a file without rows", async () => {
    const quiet = await world.anAgency("police", { name: "Quiet" });
    await importing(world, cast, "events", quiet, fileOf("Ref,PNC,Offence,Date"), {
      completeTo: day("2026-10-31"),
    });
    expect(await sources("offence")).toContainEqual(["Quiet", "2026-10-31"]);
  });
});

test("a check of a file whose columns hold something else names each wrong cell of thousands of rows", async () => {
  const rows = Array.from({ length: 2500 }, () => "x,,,nobody,?,not,yes,12,?");
  const head = "ClientRef,Surname,Forename,DOB,Sex,NHSNo,PNC,PrisonNo,CRO";
  const run = await importing(world, cast, "people", cast.treatment, fileOf(head, ...rows), { dryRun: true });
  expect(run.counts).toMatchObject({ read: 2500, bad: 2500 });
  const [cells] = await world.sql`select count(*)::int as n from import_error where run_id = ${run.id}`;
  expect(cells?.n).toBeGreaterThan(2500 * 5);
});
