import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../../../../tests/register/desk.ts";
import { longDate, today } from "../../../kernel/time.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.site.close());

const list = async () => (await desk.as(desk.officer).get("/register/requisitions")).body;
const receipt = (requisition: string) => ({
  quantity: "10 ampoules",
  supplier: "Northern Wholesale",
  supplier_address: "2 Mill Lane",
  requisition,
  why_none: "",
  ordered_by: "",
  invoice: "I-1",
  invoice_kept: "Blue folder, room 4",
  lot: "L1",
  expires_on: "1/3/2028",
});

test("a requisition is signed by whoever orders, receipts name it, and more than was ordered is said", async () => {
  const book = await desk.aBook();
  const form = {
    number: "CDF-1",
    dated: today().toString().split("-").toReversed().join("/"),
    premises: await desk.premises(),
    product: "diamorphine-ampoule-100",
    quantity: "15 ampoules",
    purpose: "Treatment of this clinic’s patients",
    supplier: "Northern Wholesale, 2 Mill Lane",
    recipient: "Tobias Crane",
    profession: "Nurse",
    form: "fp10cdf",
  };
  expect(await desk.refused(desk.lead, "/register/requisitions/new", { ...form, quantity: "15" })).toContain(
    "has no unit",
  );
  await desk.sent(desk.lead, "/register/requisitions/new", form);
  expect(await desk.refused(desk.lead, "/register/requisitions/new", form)).toContain("written down already");
  const [row] = await desk.site.world.sql`
    select q.id, q.quantity_ug::int as ug, s.what_hash = q.statement as signed, q.staff_id = ${desk.lead.staffId} as by_lead
      from cd_requisition q join cd_signature s on s.id = q.signature`;
  expect(row).toMatchObject({ ug: 1_500_000, signed: true, by_lead: true });
  expect(await list()).toMatch(/CDF-1[\s\S]*Open/);

  // As it is printed: 15 ampoules of 100 mg are 1,500 mg, in figures and in words.
  expect(await list()).toContain(`href="/register/requisitions/${row?.id}"`);
  const sheet = (await desk.as(desk.officer).get(`/register/requisitions/${row?.id}`)).body;
  for (const words of [
    "FP10CDF, the form of England",
    "Tobias Crane",
    "Nurse",
    "Harbour clinic, 1 Quay Street",
    "Treatment of this clinic’s patients",
    "Diamorphine hydrochloride, powder for injection, ampoules, 100 mg",
    "1,500 mg (15 ampoules of 100 mg)",
    "one thousand five hundred milligrams, fifteen ampoules",
    "Northern Wholesale, 2 Mill Lane",
    longDate(today()),
    "Signature of the recipient",
    "The supplier’s endorsement",
  ])
    expect(sheet, words).toContain(words);
  expect((await desk.as(desk.witness).get(`/register/requisitions/${row?.id}`)).status).toBe(403);
  expect(
    await desk.refused(desk.lead, "/register/requisitions/new", { ...form, number: "X", form: "" }),
  ).toContain("Choose the form of your country");

  // On none, it says why.
  expect(await desk.refused(desk.nurse, `${book}/enter/receipt`, receipt("none"))).toContain(
    "Say why it came on no requisition",
  );
  // 10 of 15 come, then 10 more: 20 are 5 ampoules, 500 mg, above the order.
  await desk.signedByTwo(`${book}/enter/receipt`, receipt(String(row?.id)), "1 g");
  expect(await list()).toMatch(/1,000 mg[\s\S]*Open/);
  await desk.signedByTwo(`${book}/enter/receipt`, receipt(String(row?.id)), "1 g");
  const shown = (await desk.as(desk.nurse).get(book)).body;
  expect(shown).toContain("requisition CDF-1");
  expect(shown).toContain("500 mg more than was ordered");
  // Six years after what came on it.
  expect(shown).toContain("which is kept: Blue folder, room 4");
  expect(shown).toContain(`the invoice is kept until ${longDate(today().add({ years: 6 }))}`);
  const after = await list();
  expect(after).toContain("Received");
  expect(after).toContain("500 mg more than was ordered");
  expect(after).not.toContain("Received by whoever ordered it");
  expect((await desk.as(desk.nurse).get(`${book}/enter/receipt`)).body).not.toContain("CDF-1");
  expect(after).toContain(longDate(today()));
});

test("whoever ordered it and receives it says why, and the list says that they are one; what will not come is closed", async () => {
  const book = await desk.aBook("diamorphine-ampoule-10", "Harbour clinic", "5 ampoules");
  const form = {
    number: "CDF-2",
    dated: "1/11/2026",
    premises: await desk.premises(),
    product: "diamorphine-ampoule-10",
    quantity: "300 mg",
    purpose: "Stock",
    supplier: "Northern Wholesale",
    recipient: "Una Corrigan",
    profession: "Nurse",
    form: "fp10cdf",
  };
  await desk.sent(desk.nurse, "/register/requisitions/new", form);
  const [row] = await desk.site.world.sql`select id from cd_requisition where number = 'CDF-2'`;
  const on = receipt(String(row?.id));
  expect(await desk.refused(desk.nurse, `${book}/enter/receipt`, on)).toContain("Say why whoever ordered it");
  await desk.signedByTwo(`${book}/enter/receipt`, { ...on, same_because: "Alone on Sunday" }, "100 mg");
  expect(await list()).toContain("Received by whoever ordered it");
  const close = `/register/requisitions/${row?.id}/close`;
  expect((await desk.as(desk.officer).get(close)).status).toBe(403);
  await desk.sent(desk.nurse, close, { reason: "Out of stock there" });
  expect(await list()).toContain("Closed: Out of stock there");
  const changed = await desk.site.world
    .sql`update cd_requisition set quantity_ug = 1 where number = 'CDF-2'`.then(
    () => "changed",
    (error: { constraint_name?: string }) => error.constraint_name,
  );
  expect(changed).toBe("the_statement_is_of_this_requisition");
});
