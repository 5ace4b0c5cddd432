import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../../../../tests/register/desk.ts";
import { today } from "../../../kernel/time.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.site.close());

test("a line is filled in by one, entered again by another without seeing it, and stands once both agree", async () => {
  const book = await desk.aBook();
  await desk.sent(desk.nurse, `${book}/enter/spill`, {
    quantity: "2 ampoules",
    reason: "A tray was knocked over",
  });
  const key = await desk.waitingKey();
  const seen = await desk.as(desk.checker).get(`/register/waiting/${key}`);
  expect(seen.body).not.toContain("200 mg");
  expect(seen.body).not.toContain("2 ampoules");
  await desk.sent(desk.checker, `/register/waiting/${key}`, { quantity: "20 mg" });
  const again = await desk.as(desk.checker).get(`/register/waiting/${key}`);
  expect(again.body).toContain("1 entry did not agree");
  expect(await desk.lastLine(book)).toMatchObject({ kind: "opening" });
  await desk.sent(desk.checker, `/register/waiting/${key}`, { quantity: "200 mg" });
  expect(await desk.lastLine(book)).toMatchObject({
    seq: 2,
    kind: "spill",
    quantity: -200_000,
    balance: 9_800_000,
  });
  const shown = await desk.as(desk.officer).get(book);
  expect(shown.body).toContain("9,800 mg (98 ampoules of 100 mg)");
  expect((await desk.as(desk.officer).get("/register/incidents")).body).toContain("A tray was knocked over");
});

test("whoever filled a line in cannot sign it second", async () => {
  const book = await desk.aBook();
  await desk.sent(desk.nurse, `${book}/enter/spill`, { quantity: "100 mg", reason: "dropped" });
  const key = await desk.waitingKey();
  expect(await desk.refused(desk.nurse, `/register/waiting/${key}`, { quantity: "100 mg" })).toContain(
    "You filled this in",
  );
  await desk.sent(desk.nurse, `/register/waiting/${key}/withdraw`, { reason: "counted again" });
  expect((await desk.as(desk.checker).get(`/register/waiting/${key}`)).status).toBe(404);
});

test("a quantity without its unit is not guessed at", async () => {
  const book = await desk.aBook();
  expect(await desk.refused(desk.nurse, `${book}/enter/spill`, { quantity: "37", reason: "x" })).toContain(
    "has no unit",
  );
});

test("a receipt says from whom, and why whoever ordered it received it", async () => {
  const book = await desk.aBook();
  const receipt = {
    quantity: "10 ampoules",
    supplier: "Northern Wholesale",
    supplier_address: "2 Mill Lane",
    requisition: "none",
    why_none: "ordered on paper, R-1",
    ordered_by: "Tobias Crane",
    invoice: "I-1",
    lot: "L1",
    expires_on: "1/3/2028",
  };
  const before = await desk.lastLine(book);
  const worker = await desk.site.world.sql`select name from staff where id = ${desk.nurse.staffId}`;
  expect(
    await desk.refused(desk.nurse, `${book}/enter/receipt`, {
      ...receipt,
      ordered_by: String(worker[0]?.name),
    }),
  ).toContain("Say why");
  await desk.signedByTwo(`${book}/enter/receipt`, receipt, "1 g");
  expect(await desk.lastLine(book)).toMatchObject({
    quantity: 1_000_000,
    balance: before?.balance + 1_000_000,
  });
  expect((await desk.as(desk.nurse).get(book)).body).toContain("Northern Wholesale, 2 Mill Lane");
});

test("powder becomes solution on two pages at once, at the strength of the solution and no other", async () => {
  const powder = await desk.aBook("diamorphine-vial-10g", "Harbour clinic", "2 vials");
  const solution = await desk.aBook("diamorphine-solution-100", "Harbour clinic", "0 mg");
  const made = {
    quantity: "1 vial",
    into: solution.split("/")[3] ?? "",
    vial: "L7",
    lot: "B7, first",
    volume: "90 ml",
    more: "",
    expires: "31/12/2026 12:00",
  };
  expect(await desk.refused(desk.nurse, `${powder}/enter/reconstitute`, made)).toContain("is not 100 mg/ml");
  await desk.sent(desk.nurse, `${powder}/enter/reconstitute`, {
    ...made,
    volume: "100 ml",
    more: "50 mg over",
  });
  const [out] = await desk.site.world
    .sql`select key from cd_waiting where closed_at is null and kind = 'reconstitute' and quantity_ug < 0`;
  await desk.sent(desk.checker, `/register/waiting/${out?.key}`, { quantity: "10000 mg" });
  expect(await desk.lastLine(powder)).toMatchObject({ quantity: -10_000_000, balance: 10_000_000 });
  expect(await desk.lastLine(solution)).toMatchObject({ quantity: 10_050_000, balance: 10_050_000 });
  expect((await desk.as(desk.nurse).get(solution)).body).toContain("10,050 mg (100.50 ml)");

  // Moved to another site it keeps the moment until which it is used, which nobody types anew.
  const away = await desk.aBook("diamorphine-solution-100", "Quayside clinic", "0 mg");
  const move = { quantity: "500 mg", to: away.split("/")[3] ?? "", reason: "their vial broke" };
  expect(await desk.refused(desk.nurse, `${solution}/enter/transfer-out`, move)).toContain(
    "Choose which solution moved",
  );
  await desk.sent(desk.nurse, `${solution}/enter/transfer-out`, { ...move, lot: "B7, first" });
  const [moved] = await desk.site.world
    .sql`select key from cd_waiting where closed_at is null and kind = 'transfer-out'`;
  await desk.sent(desk.checker, `/register/waiting/${moved?.key}`, { quantity: "500 mg" });
  await arrives(away, "500 mg");
  const arrived = await desk.site.world.sql`
    select details::jsonb ->> 'lot' as lot, details::jsonb ->> 'used_until' as until,
           (details::jsonb ->> 'made_up_at')::timestamptz = (select happened_at from cd_entry where kind = 'reconstitute' and quantity_ug > 0) as counted
      from cd_entry where kind = 'transfer-in' and details::jsonb ? 'lot'`;
  expect(arrived).toEqual([{ lot: "B7, first", until: "2026-12-31T12:00:00Z", counted: true }]);
  expect((await desk.as(desk.nurse).get(`${away}/enter/transfer-out`)).body).toContain(
    "B7, first, used until",
  );
});

/** Two of the other site, one of whom did not send it, count what arrived. */
async function arrives(book: string, quantity: string): Promise<void> {
  const third = await desk.site.world.aWorker(desk.nurse, "clinic-checker", "Petra Vale");
  const { sent } = await onTheWay(book);
  await desk.sent(desk.nurse, `${book}/enter/transfer-in`, { sent, quantity });
  await desk.sent(third, `/register/waiting/${await desk.waitingKey()}`, { quantity });
}
const onTheWay = async (book: string) => {
  const [row] = await desk.site.world
    .sql`select key from cd_entry where kind = 'transfer-out' and details::jsonb ->> 'to_book' = ${book.split("/")[3] ?? ""} order by entered_at desc limit 1`;
  return { sent: String(row?.key) };
};

test("H175: stock that leaves for another site is on the way until two there have counted it, and one of them did not send it", async () => {
  const from = await desk.aBook("diamorphine-ampoule-30", "Harbour clinic", "20 ampoules");
  const to = await desk.aBook("diamorphine-ampoule-30", "Quayside clinic", "0 mg");
  const move = { quantity: "5 ampoules", to: to.split("/")[3] ?? "", reason: "stock is short there" };
  await desk.signedByTwo(`${from}/enter/transfer-out`, move, "150 mg");
  expect(await desk.lastLine(from)).toMatchObject({ kind: "transfer-out", balance: 450_000 });
  expect(await desk.lastLine(to), "nobody there has counted it").toMatchObject({
    kind: "opening",
    balance: 0,
  });
  expect((await desk.as(desk.officer).get("/register")).body).toContain("On the way (1)");
  const [task] = await desk.site.world.sql`select title from task where title like '%on the way'`;
  expect(task).toEqual({ title: "Open Register: stock is on the way" });

  const { sent } = await onTheWay(to);
  const tooMuch = { sent, quantity: "6 ampoules" };
  expect(await desk.refused(desk.nurse, `${to}/enter/transfer-in`, tooMuch)).toContain("more than left");
  await desk.sent(desk.nurse, `${to}/enter/transfer-in`, { sent, quantity: "4 ampoules" });
  const key = await desk.waitingKey();
  expect(await desk.refused(desk.checker, `/register/waiting/${key}`, { quantity: "120 mg" })).toContain(
    "The two who sent it have signed already",
  );
  const third = await desk.site.world.aWorker(desk.nurse, "clinic-checker", "Tomasz Reid");
  await desk.sent(third, `/register/waiting/${key}`, { quantity: "120 mg" });
  expect(await desk.lastLine(to)).toMatchObject({ kind: "transfer-in", balance: 120_000 });
  expect((await desk.as(desk.nurse).get("/register")).body).not.toContain("On the way (");
  expect((await desk.as(desk.nurse).get(`${to}/enter/transfer-in`)).status, "once").toBe(404);
  // One ampoule of the five is nowhere: an incident, and whoever answers at both sites is told.
  expect((await desk.as(desk.officer).get("/register/incidents")).body).toContain(
    "Less arrived than left the other premises: 120 of 150 mg.",
  );
  const told = await desk.site.world
    .sql`select s.name from task t join staff s on s.id = t.staff_id where t.title like '%less arrived%' order by s.name`;
  expect(told.map(({ name }) => name)).toEqual(["Lorna Beck", "Lorna Beck", "Tobias Crane", "Tobias Crane"]);
});

test("a count that differs stops the book until four questions are gone through and a correction is signed", async () => {
  const book = await desk.aBook("diamorphine-ampoule-10", "Harbour clinic", "50 ampoules");
  await desk.signedByTwo(`${book}/enter/count`, { quantity: "49 ampoules" }, "49 ampoules");
  expect((await desk.as(desk.nurse).get(book)).body).toContain("Nothing is issued from this book");
  const [difference] = await desk.site.world
    .sql`select id from cd_difference where because = 'count' order by opened_at desc limit 1`;
  const walk = `/register/differences/${difference?.id}`;
  expect((await desk.as(desk.nurse).get(walk)).body).toContain("10 mg (1 ampoule of 10 mg) short");
  expect(await desk.refused(desk.nurse, walk, { step: "explained", found: "x" })).toContain(
    "all four questions",
  );
  for (const step of ["requisitions", "doses", "wrong-page", "arithmetic"])
    await desk.sent(desk.nurse, walk, { step, found: "nothing" });
  expect(await desk.refused(desk.nurse, walk, { step: "explained", found: "x" })).toContain(
    "No correction explains it",
  );
  await desk.sent(desk.nurse, walk, { step: "unexplained", found: "nobody knows" });
  for (const who of [desk.officer, desk.lead])
    expect((await desk.as(who).get("/tasks")).body).toContain("Open Register: a difference is unexplained");
  expect((await desk.as(desk.lead).get(walk)).body).toContain(
    "The accountable officer and the controlled-drugs lead answer it by",
  );
  await desk.signedByTwo(
    `${book}/enter/correction?difference=${difference?.id}`,
    { line: "2", way: "less", quantity: "1 ampoule", reason: "broken on delivery, not entered" },
    "10 mg",
  );
  await desk.sent(desk.nurse, walk, { step: "explained", found: "the delivery note says 49" });
  const shown = (await desk.as(desk.nurse).get(book)).body;
  expect(shown).not.toContain("Nothing is issued from this book");
  expect(shown).toContain("Corrected by line 3");
  expect(await desk.lastLine(book)).toMatchObject({ kind: "correction", balance: 490_000 });
});

test("what would leave less than nothing is kept, and enters its book once what was missing is entered", async () => {
  const book = await desk.aBook("diamorphine-ampoule-5", "Harbour clinic", "2 ampoules");
  await desk.signedByTwo(`${book}/enter/spill`, { quantity: "3 ampoules", reason: "a box fell" }, "15 mg");
  expect(await desk.lastLine(book)).toMatchObject({ kind: "opening" });
  const [difference] = await desk.site.world.sql`select id from cd_difference where because = 'pending'`;
  const walk = `/register/differences/${difference?.id}`;
  expect(await desk.refused(desk.nurse, `${walk}/post`, {})).toContain("still kept beside the book");
  await desk.signedByTwo(
    `${book}/enter/correction`,
    { line: "1", way: "more", quantity: "1 ampoule", reason: "one was not counted" },
    "1 ampoule",
  );
  await desk.sent(desk.nurse, `${walk}/post`, {});
  expect(await desk.lastLine(book)).toMatchObject({ seq: 3, kind: "spill", balance: 0 });
});

test("a dose that was prepared and never out of sight goes back into its book, before two", async () => {
  const book = await desk.aBook("diamorphine-ampoule-10", "Harbour clinic", "20 ampoules");
  const before = await desk.lastLine(book);
  await desk.signedByTwo(
    `${book}/enter/return-unused`,
    { quantity: "1 ampoule", reason: "the patient left before it was opened" },
    "1 ampoule",
  );
  const after = await desk.lastLine(book);
  expect([after?.kind, (after?.balance ?? 0) - (before?.balance ?? 0)]).toEqual(["return-unused", 10_000]);
});

test("stock is destroyed before a witness with an authority, who keeps no drugs there, and nobody else", async () => {
  const book = await desk.aBook("diamorphine-ampoule-500", "Harbour clinic", "4 ampoules");
  expect((await desk.as(desk.nurse).get(`${book}/enter/destroy`)).status).toBe(404);
  const first = today();
  const authority = {
    premises: await desk.premises(),
    witness: desk.witness.staffId as string,
    reference: "A-1",
    issuedBy: "NHS England",
    quantities: "4 ampoules of 500 mg",
    kind: "named",
    exemption: "T28 EXM1",
    from: first.toString(),
    until: first.add({ days: 28 }).toString(),
  };
  expect(await desk.refused(desk.lead, "/register/authorities/new", authority)).toContain("28 days at most");
  await desk.sent(desk.lead, "/register/authorities/new", {
    ...authority,
    until: first.add({ days: 27 }).toString(),
  });
  await desk.sent(desk.nurse, `${book}/enter/destroy`, {
    quantity: "4 ampoules",
    authority: "A-1",
    lot: "L9, 1/2026",
    method: "denatured",
  });
  const key = await desk.waitingKey();
  expect(await desk.refused(desk.checker, `/register/waiting/${key}`, { quantity: "2000 mg" })).toContain(
    "authorised witness only",
  );
  expect((await desk.as(desk.witness).get("/witness")).body).toContain("Stock destroyed");
  const other = await desk.site.world.aWorker(desk.nurse, "destruction-witness", "Wanda Ives");
  await desk.sent(desk.lead, "/register/authorities/new", {
    ...authority,
    witness: other.staffId as string,
    reference: "A-2",
    until: first.add({ days: 27 }).toString(),
  });
  expect(
    await desk.refused(other, `/witness/${key}`, { quantity: "2 g" }),
    "the line names the authority of somebody else",
  ).toContain("whose own authority this line names");
  // While its balance is in doubt nothing of the book is destroyed, whoever signs.
  const [open] = await desk.site.world.sql`
    insert into cd_difference (book_id, because, key, difference_ug) select book_id, 'count', gen_random_uuid(), -1 from cd_waiting where key = ${key} returning id`;
  expect(await desk.refused(desk.witness, `/witness/${key}`, { quantity: "2 g" })).toContain(
    "Stock is destroyed only once its balance is right",
  );
  await desk.site.world.sql`delete from cd_difference where id = ${open?.id ?? ""}`;
  await desk.sent(desk.witness, `/witness/${key}`, { quantity: "2 g" });
  expect(await desk.lastLine(book)).toMatchObject({ kind: "destroy", balance: 0 });
});
