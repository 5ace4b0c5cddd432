import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../../../../tests/register/desk.ts";
import { today } from "../../../kernel/time.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.site.close());

test("H148: expired stock is set aside by two, counts in the balance, and is gone once a witness has seen it destroyed", async () => {
  const book = await desk.aBook("diamorphine-ampoule-500", "Harbour clinic", "10 ampoules");
  const apart = { quantity: "4 ampoules", lot: "L9", all: "yes", reason: "Expired" };
  expect(
    await desk.refused(desk.nurse, `${book}/enter/set-aside`, { ...apart, quantity: "11 ampoules" }),
  ).toContain("more than the book says is there");
  await desk.sent(desk.nurse, `${book}/enter/set-aside`, apart);
  const key = await desk.waitingKey();
  const seen = (await desk.as(desk.checker).get(`/register/waiting/${key}`)).body;
  expect(seen).toContain("lot L9");
  expect(seen, "the second counts for themselves").not.toContain("2,000 mg");
  await desk.sent(desk.checker, `/register/waiting/${key}`, { quantity: "3 ampoules" });
  expect(await desk.lastLine(book)).toMatchObject({ kind: "opening" });
  await desk.sent(desk.checker, `/register/waiting/${key}`, { quantity: "4 ampoules" });
  // 10 ampoules of 500 mg are 5,000 mg, whatever is set aside.
  expect(await desk.lastLine(book)).toMatchObject({ kind: "set-aside", quantity: 0, balance: 5_000_000 });
  const shown = (await desk.as(desk.nurse).get(book)).body;
  expect(shown).toContain("Set aside, not to be used: 2,000 mg (4 ampoules of 500 mg) of lot L9");
  // Nor is it set aside twice: six are left to be.
  expect(
    await desk.refused(desk.nurse, `${book}/enter/set-aside`, { ...apart, quantity: "7 ampoules" }),
  ).toContain("not set aside");

  await desk.sent(desk.lead, "/register/authorities/new", {
    premises: await desk.premises(),
    witness: desk.witness.staffId as string,
    reference: "A-2",
    issuedBy: "NHS England",
    quantities: "4 ampoules of 500 mg",
    kind: "named",
    exemption: "T28 EXM1",
    from: today().toString(),
    until: today().add({ days: 27 }).toString(),
  });
  const [line] = await desk.site.world.sql`select key from cd_entry where kind = 'set-aside'`;
  const destroyed = {
    quantity: "5 ampoules",
    apart: String(line?.key),
    authority: "A-2",
    lot: "L9, 1/2026",
    method: "denatured",
  };
  expect(await desk.refused(desk.nurse, `${book}/enter/destroy`, destroyed)).toContain("more than is left");
  await desk.sent(desk.nurse, `${book}/enter/destroy`, { ...destroyed, quantity: "4 ampoules" });
  await desk.sent(desk.witness, `/witness/${await desk.waitingKey()}`, { quantity: "2 g" });
  expect(await desk.lastLine(book)).toMatchObject({ kind: "destroy", balance: 3_000_000 });
  expect((await desk.as(desk.nurse).get(book)).body).not.toContain("Set aside, not to be used");
});
