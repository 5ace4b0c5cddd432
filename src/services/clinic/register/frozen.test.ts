import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../../../../tests/register/desk.ts";
import type { TestAgency } from "../../../../tests/world.ts";

// A book that a count has frozen: what thaws it, what waits meanwhile, and what never does.

let desk: Desk;
let second: TestAgency;
let third: TestAgency;
beforeAll(async () => {
  desk = await openDesk();
  second = await desk.site.world.aWorker(desk.nurse, "clinic-nurse", "Petra Vale");
  third = await desk.site.world.aWorker(desk.nurse, "clinic-checker", "Tomasz Reid");
});
afterAll(() => desk.site.close());

const STEPS = ["requisitions", "doses", "wrong-page", "arithmetic"];
const idOf = (book: string): string => book.split("/")[3] ?? "";

async function differencesOf(book: string): Promise<readonly { id: string; mg: number }[]> {
  return (
    await desk.site.world
      .sql`select id, difference_ug::int / 1000 as mg from cd_difference where book_id = ${idOf(book)} order by id`
  ).map(({ id, mg }) => ({ id: String(id), mg: Number(mg) }));
}
async function lastDifference(book: string): Promise<string> {
  return `/register/differences/${(await differencesOf(book)).at(-1)?.id}`;
}
async function against(book: string): Promise<string | null> {
  const [row] = await desk.site.world.sql`select cd_book_stands_against(${idOf(book)}) as against`;
  return row?.against ?? null;
}
async function byTwo(who: readonly [TestAgency, TestAgency], path: string, fields: Record<string, string>) {
  await desk.sent(who[0], path, fields);
  return desk.sent(who[1], `/register/waiting/${await desk.waitingKey()}`, {
    quantity: fields.quantity || "0 mg",
  });
}
const count = (
  book: string,
  found: string,
  who: readonly [TestAgency, TestAgency] = [desk.nurse, desk.checker],
) => byTwo(who, `${book}/enter/count`, { quantity: found });
async function walked(difference: string): Promise<void> {
  for (const step of STEPS) await desk.sent(desk.nurse, difference, { step, found: "nothing" });
}
const explain = { step: "explained", found: "as the correction says" };

test("H167: a count that agrees afterwards does not thaw a book; the difference stays, and its page says what it waits for", async () => {
  const book = await desk.aBook("diamorphine-ampoule-10", "Harbour clinic", "50 ampoules");
  const shown = await count(book, "49 ampoules");
  expect(shown, "whoever counted is shown at once what does not agree").toBe(await lastDifference(book));
  expect(await against(book)).toBe("difference");
  expect(await count(book, "50 ampoules")).toBe("/register");
  expect(await against(book)).toBe("difference");
  const difference = await lastDifference(book);
  const page = (await desk.as(desk.nurse).get(difference)).body;
  expect(page).toContain("what was found at the four questions below");
  expect(page).toContain("a correction that two sign: by just as much");
  expect(page).toContain("The book is frozen, whatever is counted from now on");
  expect(page, "releasing is the lead's").not.toContain("Release the book");
  expect((await desk.as(desk.lead).get(difference)).body).toContain("Release the book");
});

test("H167: out of a frozen book nothing is moved and nothing made up, for first and second alike; what happened is entered all the same", async () => {
  const from = await desk.aBook("diamorphine-ampoule-30", "Harbour clinic", "20 ampoules");
  const to = await desk.aBook("diamorphine-ampoule-30", "Quayside clinic", "20 ampoules");
  const move = { quantity: "5 ampoules", to: idOf(to), reason: "stock is short there" };
  await desk.sent(desk.nurse, `${from}/enter/transfer-out`, move);
  const [out] = await desk.site.world
    .sql`select key from cd_waiting where closed_at is null and kind = 'transfer-out'`;
  await count(from, "19 ampoules");
  const signing = `/register/waiting/${out?.key}`;
  expect(await desk.refused(desk.checker, signing, { quantity: "150 mg" })).toContain("This book is frozen");
  expect(await desk.refused(desk.nurse, `${from}/enter/transfer-out`, move)).toContain("This book is frozen");
  expect(await desk.lastLine(to), "nor half of it").toMatchObject({ kind: "opening" });
  // Into it stock may come; and what is broken is broken.
  await desk.sent(desk.nurse, `${to}/enter/transfer-out`, { ...move, to: idOf(from), quantity: "1 ampoule" });
  const [into] = await desk.site.world
    .sql`select key from cd_waiting where closed_at is null and kind = 'transfer-out' and key <> ${out?.key ?? ""}`;
  await desk.sent(desk.checker, `/register/waiting/${into?.key}`, { quantity: "30 mg" });
  await byTwo([desk.nurse, second], `${from}/enter/transfer-in`, {
    sent: String(into?.key),
    quantity: "1 ampoule",
  });
  expect(await desk.lastLine(from)).toMatchObject({ kind: "transfer-in", balance: 630_000 });
  await byTwo([desk.nurse, desk.checker], `${from}/enter/spill`, {
    quantity: "1 ampoule",
    reason: "dropped",
  });
  expect(await desk.lastLine(from)).toMatchObject({ kind: "spill", balance: 600_000 });
  const powder = await desk.aBook("diamorphine-vial-10g", "Harbour clinic", "2 vials");
  const solution = await desk.aBook("diamorphine-solution-100", "Harbour clinic", "0 mg");
  await count(powder, "1 vial");
  const made = {
    quantity: "1 vial",
    into: idOf(solution),
    vial: "L7",
    lot: "B7",
    volume: "100 ml",
    more: "",
    expires: "31/12/2026 12:00",
  };
  expect(await desk.refused(desk.nurse, `${powder}/enter/reconstitute`, made)).toContain(
    "nothing is made up from it",
  );
  await desk.sent(desk.nurse, `${signing}/withdraw`, { reason: "the book is frozen" });
});

test("H167: the controlled-drugs lead alone releases it, on a fresh sign-in and with a reason; it is shown, and the difference goes on", async () => {
  const book = await desk.aBook("diamorphine-ampoule-100", "Harbour clinic", "100 ampoules");
  await count(book, "99 ampoules");
  const difference = await lastDifference(book);
  const { world } = desk.site;
  for (const who of [desk.nurse, desk.checker])
    expect((await desk.as(who).get(`${difference}/release`)).status).toBe(403);
  const id = difference.split("/").at(-1) ?? "";
  const asked = (who: TestAgency) =>
    world.as(who, async (tx) => {
      const [row] =
        await tx`select release_difference(${id}, 'A reason') as said, walk_difference(${id}, 'released', 'A reason') as walked`;
      return { ok: true as const, value: row };
    });
  expect(await asked(desk.nurse)).toMatchObject({ value: { said: "not-there", walked: "not-there" } });
  await world.sql`update session set proved_at = now() - interval '1 hour' where account_id = (select id from account where username = ${desk.lead.username})`;
  expect(await asked(desk.lead)).toMatchObject({ value: { said: "not-fresh", walked: "not-there" } });
  await world.sql`update session set proved_at = now() where account_id = (select id from account where username = ${desk.lead.username})`;
  expect(await desk.refused(desk.lead, `${difference}/release`, { reason: "" })).toContain("Say why");
  await desk.sent(desk.lead, `${difference}/release`, {
    reason: "Seen by two on the camera. CCTV is asked for.",
  });
  expect(await against(book)).toBeNull();
  expect((await desk.as(desk.officer).get("/register")).body).toContain("Released, not explained");
  const page = (await desk.as(desk.officer).get(difference)).body;
  expect(page).toContain("Tobias Crane released the book on");
  expect(page).toContain("Seen by two on the camera");
  expect((await desk.as(desk.officer).get("/register/incidents")).body).toContain(
    "before it was explained: Seen by two on the camera",
  );
  expect((await desk.as(desk.officer).get("/register/oversight")).body).toContain(
    "1 released by the lead before they were explained",
  );
});

test("H167: just the same found again opens nothing new under a release; one milligram more, or the same once it was found again, freezes the book", async () => {
  const book = await desk.aBook("diamorphine-ampoule-100", "Harbour clinic", "100 ampoules");
  expect((await differencesOf(book)).map(({ mg }) => mg)).toEqual([-100]);
  await count(book, "99 ampoules");
  expect((await differencesOf(book)).map(({ mg }) => mg)).toEqual([-100]);
  expect(await against(book)).toBeNull();
  await count(book, "98 ampoules");
  expect((await differencesOf(book)).map(({ mg }) => mg)).toEqual([-100, -200]);
  expect(await against(book)).toBe("difference");
  await desk.sent(desk.lead, `${await lastDifference(book)}/release`, { reason: "It is looked for." });
  await count(book, "100 ampoules");
  expect(await against(book)).toBeNull();
  await count(book, "99 ampoules");
  expect((await differencesOf(book)).map(({ mg }) => mg)).toEqual([-100, -200, -100]);
  expect(await against(book)).toBe("difference");
});

test("H167: a correction of nothing, or of another amount, explains no difference; one of just as much does", async () => {
  const book = await desk.aBook("diamorphine-ampoule-5", "Harbour clinic", "20 ampoules");
  await count(book, "18 ampoules");
  const difference = await lastDifference(book);
  await walked(difference);
  const correct = (fields: Record<string, string>) =>
    byTwo([desk.nurse, desk.checker], `${book}/enter/correction?difference=${difference.split("/").at(-1)}`, {
      line: "1",
      reason: "as the notes say",
      ...fields,
    });
  await correct({ way: "same", quantity: "" });
  expect(await desk.refused(desk.nurse, difference, explain)).toContain("No correction explains it yet");
  await correct({ way: "less", quantity: "1 ampoule" });
  expect(await desk.refused(desk.nurse, difference, explain)).toContain("No correction explains it yet");
  // 10 mg were short: 5 are corrected, and 10 would be once more of just as much.
  await correct({ way: "more", quantity: "1 ampoule" });
  expect(await desk.refused(desk.nurse, difference, explain)).toContain("No correction explains it yet");
  await correct({ way: "less", quantity: "2 ampoules" });
  const waits = (await desk.as(desk.nurse).get(difference)).body;
  expect(waits).toContain("somebody to call it explained");
  expect(waits).not.toContain("a correction that two sign");
  await desk.sent(desk.nurse, difference, explain);
  expect(await against(book)).toBeNull();
  expect(await desk.lastLine(book)).toMatchObject({ balance: 90_000 });
});

test("H167: a miscount is explained by a correction of nothing once two others, and no one of those who signed before, count again and agree", async () => {
  const book = await desk.aBook("diamorphine-ampoule-500", "Harbour clinic", "10 ampoules");
  await count(book, "9 ampoules");
  const difference = await lastDifference(book);
  await walked(difference);
  await byTwo(
    [desk.nurse, desk.checker],
    `${book}/enter/correction?difference=${difference.split("/").at(-1)}`,
    {
      line: "2",
      way: "same",
      quantity: "",
      reason: "An ampoule had rolled behind the tray",
    },
  );
  await count(book, "10 ampoules");
  expect(await desk.refused(desk.nurse, difference, explain)).toContain("two others");
  await count(book, "10 ampoules", [second, desk.checker]);
  expect(await desk.refused(desk.nurse, difference, explain)).toContain("two others");
  await count(book, "10 ampoules", [second, third]);
  await desk.sent(desk.nurse, difference, explain);
  expect(await against(book)).toBeNull();
});
