import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../../../../tests/register/desk.ts";
import { today } from "../../../kernel/time.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.site.close());

test("H187: under a temporary authority nothing is destroyed that it does not list, nor more than it lists, and what is left is said", async () => {
  const book = await desk.aBook("diamorphine-ampoule-500", "Harbour clinic", "10 ampoules");
  const unlisted = await desk.aBook("diamorphine-ampoule-100", "Harbour clinic", "10 ampoules");
  const authority = {
    premises: await desk.premises(),
    witness: desk.witness.staffId as string,
    reference: "TA-1",
    issuedBy: "NHS England",
    quantities: "6 ampoules of 500 mg",
    kind: "temporary",
    exemption: "T28 EXM1",
    from: today().toString(),
    until: today().add({ days: 27 }).toString(),
  };
  const enter = "/register/authorities/new";
  expect(await desk.refused(desk.lead, enter, authority)).toContain("Enter how much it lists");
  const listed = { ...authority, "limit-diamorphine-ampoule-500": "6 ampoules" };
  expect(await desk.refused(desk.lead, enter, { ...listed, kind: "named" })).toContain(
    "Choose the temporary authorisation",
  );
  await desk.sent(desk.lead, enter, listed);
  expect(await desk.refused(desk.lead, enter, listed)).toContain("written down for these premises");

  const destroyed = { quantity: "7 ampoules", authority: "TA-1", lot: "L9, 1/2026", method: "denatured" };
  const path = `${book}/enter/destroy`;
  // 6 ampoules of 500 mg are 3,000 mg.
  expect(await desk.refused(desk.nurse, path, destroyed)).toContain(
    "3,000 mg of this drug, form and strength",
  );
  expect(
    await desk.refused(desk.nurse, `${unlisted}/enter/destroy`, { ...destroyed, quantity: "1 ampoule" }),
  ).toContain("it lists none");

  // Two lines wait, each within the list as it stands: 4 and 3 ampoules are one more than it lists.
  await desk.sent(desk.nurse, path, { ...destroyed, quantity: "4 ampoules" });
  const four = await desk.waitingKey();
  await desk.sent(desk.nurse, path, { ...destroyed, quantity: "3 ampoules" });
  const three = await desk.waitingKey();
  await desk.sent(desk.witness, `/witness/${four}`, { quantity: "2 g" });
  expect(await desk.refused(desk.witness, `/witness/${three}`, { quantity: "1.5 g" })).toContain(
    "1,000 mg of this drug, form and strength are left under it",
  );
  expect(await desk.lastLine(book)).toMatchObject({ seq: 2, balance: 3_000_000 });
  const page = (await desk.as(desk.officer).get("/register/authorities")).body.replace(/<!-- -->/g, "");
  expect(page).toContain("2,000 mg of 3,000 mg destroyed, 1,000 mg left");
  expect((await desk.as(desk.nurse).get(path)).body).toContain("1,000 mg left under it");

  // It was three ampoules in truth: one more is there, and one more may go.
  await desk.signedByTwo(
    `${book}/enter/correction`,
    { line: "2", way: "more", quantity: "1 ampoule", reason: "Three were destroyed, not four" },
    "1 ampoule",
  );
  await desk.sent(desk.witness, `/witness/${three}`, { quantity: "1.5 g" });
  // 10 - 4 + 1 - 3 ampoules are 4: 2,000 mg.
  expect(await desk.lastLine(book)).toMatchObject({ kind: "destroy", balance: 2_000_000 });
  expect(await desk.refused(desk.nurse, path, { ...destroyed, quantity: "1 ampoule" })).toContain(
    "nothing of this drug, form and strength is left",
  );
});
