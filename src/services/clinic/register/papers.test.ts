import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../../../../tests/register/desk.ts";
import { today } from "../../../kernel/time.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.site.close());

test("what is entered late says so, and why", async () => {
  const book = await desk.aBook();
  const yesterday = today().subtract({ days: 1 });
  const happened = `${yesterday.day}/${yesterday.month}/${yesterday.year} 09:00`;
  const fields = { quantity: "100 mg", reason: "dropped", happened };
  expect(await desk.refused(desk.nurse, `${book}/enter/spill`, fields)).toContain(
    "Say why it is entered late",
  );
  await desk.signedByTwo(`${book}/enter/spill`, { ...fields, late: "the server was down" }, "100 mg");
  expect((await desk.as(desk.nurse).get(book)).body).toContain("recorded late");
});

test("the balance of the day is signed by two, with the head of every book", async () => {
  const book = await desk.aBook();
  const paper = await desk.sent(desk.nurse, `/register/balance/sign/${await desk.premises()}`, {});
  const [head] = await desk.site.world
    .sql`select encode(hash, 'hex') as hash from cd_entry where book_id = ${book.split("/")[3] ?? ""} order by seq desc limit 1`;
  expect((await desk.as(desk.checker).get(paper)).body).toContain(String(head?.hash));
  expect(await desk.refused(desk.nurse, paper, {})).toContain("A second person signs");
  await desk.sent(desk.checker, paper, {});
  expect((await desk.as(desk.officer).get(paper)).body).toContain("Second: Una Corrigan, clinic checker");
});

test("what patients bring back stands apart, and two destroy it", async () => {
  await desk.sent(desk.nurse, "/register/returns/new", {
    premises: await desk.premises(),
    drug: "Methadone 1 mg/ml",
    quantity: "about 40 ml",
    from: "person",
  });
  const [row] = await desk.site.world.sql`select id from cd_return`;
  await desk.sent(desk.nurse, `/register/returns/${row?.id}`, { method: "denaturing kit" });
  expect(await desk.refused(desk.nurse, `/register/returns/${row?.id}`, {})).toContain(
    "A second person signs",
  );
  await desk.sent(desk.checker, `/register/returns/${row?.id}`, {});
  expect((await desk.as(desk.nurse).get("/register/returns")).body).toContain("and Una Corrigan");
});

test("keys are counted by whoever takes them over, and from whom", async () => {
  const keys = { premises: await desk.premises(), what: "handed-over", keys: "Set 1", howMany: "4" };
  expect(await desk.refused(desk.nurse, "/register/keys/new", keys)).toContain("from whom");
  await desk.sent(desk.nurse, "/register/keys/new", { ...keys, from: desk.checker.staffId as string });
  expect((await desk.as(desk.officer).get("/register/keys")).body).toContain(
    "Taken over from somebody: Una Corrigan",
  );
});

test("the accountable officer reads everything and enters nothing; police find nothing at all", async () => {
  const book = await desk.aBook();
  for (const path of [
    "/register",
    book,
    `${book}/print`,
    "/register/balance",
    "/register/incidents.csv",
    "/register/checkpoints",
  ])
    expect((await desk.as(desk.officer).get(path)).status, path).toBe(200);
  expect((await desk.as(desk.officer).get(`${book}/enter/spill`)).status).not.toBe(200);
  const police = await desk.site.aWorker("police");
  for (const path of ["/register", book, "/register/incidents", "/witness"])
    expect((await desk.as(police).get(path)).status, path).not.toBe(200);
  const probation = await desk.site.aWorker("probation");
  expect((await desk.as(probation).get("/register")).status).not.toBe(200);
});

test("the printed page carries the headings that the law asks for", async () => {
  const book = await desk.aBook();
  const sheet = (await desk.as(desk.officer).get(`${book}/print`)).body;
  for (const words of [
    "Diamorphine, its salts and preparations",
    "from whom received or to whom supplied",
    "Authority to possess",
    "proof of identity",
    "Quantity obtained",
    "Quantity supplied",
    "Harbour clinic, 1 Quay Street",
  ])
    expect(sheet).toContain(words);
});
