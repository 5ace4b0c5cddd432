import { afterAll, beforeAll, expect, test } from "vitest";
import { postedByTwo } from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { type Desk, openDesk } from "../../../../tests/register/desk.ts";
import { now } from "../../../kernel/time.ts";
import { printOf } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { BookId, LineKey } from "./line.ts";

// What stays in syringes and vials of a solution: a count that differs by no more than was signed for says so in its line and stops nothing.

let desk: Desk;
let powder: string;
let solution: string;
beforeAll(async () => {
  desk = await openDesk();
  powder = await desk.aBook("diamorphine-vial-10g", "Harbour clinic", "4 vials");
  solution = await desk.aBook("diamorphine-solution-100", "Harbour clinic", "0 mg");
});
afterAll(() => desk.site.close());

const bookOf = (path: string): string => path.split("/")[3] ?? "";

/** A protocol of this clinic with these two numbers, under which both have signed. */
async function signed(version: number, deadSpace: number, vial: number): Promise<void> {
  const { sql } = desk.site.world;
  const proposed = DIAMORPHINE.parameters["dead-space"];
  const protocol = {
    ...DIAMORPHINE,
    version,
    parameters: {
      ...DIAMORPHINE.parameters,
      "dead-space": { ...proposed, value: deadSpace },
      "vial-tolerance": { ...proposed, value: vial },
    },
  } as typeof DIAMORPHINE;
  const print = printOf(protocol);
  const [row] = await sql`
    insert into clinic_protocol (agency_id, code, version, print, content, loaded_by)
    values (${desk.nurse.agencyId}, ${protocol.code}, ${version}, ${print}, ${sql.json(protocol as never)}, ${desk.lead.staffId}) returning id`;
  for (const [capacity, who] of [
    ["licensed-doctor", desk.officer],
    ["safety-lead", desk.lead],
  ] as const)
    await sql`insert into clinic_protocol_sign_off (protocol_id, print, capacity, staff_id) values (${row?.id}, ${print}, ${capacity}, ${who.staffId})`;
}

async function madeUp(label: string): Promise<void> {
  await desk.sent(desk.nurse, `${powder}/enter/reconstitute`, {
    quantity: "1 vial",
    into: bookOf(solution),
    vial: "L7",
    lot: label,
    volume: "100 ml",
    more: "",
    expires: "31/12/2026 12:00",
  });
  const [out] = await desk.site.world
    .sql`select key from cd_waiting where closed_at is null and kind = 'reconstitute' and quantity_ug < 0`;
  await desk.sent(desk.checker, `/register/waiting/${out?.key}`, { quantity: "10000 mg" });
}
const count = (found: string) => desk.signedByTwo(`${solution}/enter/count`, { quantity: found }, found);
const differences = async (): Promise<readonly unknown[]> =>
  (
    await desk.site.world
      .sql`select difference_ug::int / 1000 as mg from cd_difference where book_id = ${bookOf(solution)} order by opened_at`
  ).map(({ mg }) => mg);
const lastSaid = async (): Promise<string> => (await desk.as(desk.nurse).get(solution)).body;

test("H100: a protocol that only proposes a tolerance, or has signed none, passes nothing over: 5 mg short is a difference", async () => {
  await madeUp("B1");
  await count("9995 mg");
  expect(await differences()).toEqual([-5]);
  expect(await lastSaid()).toContain("5 mg short");
  expect(await lastSaid()).not.toContain("signed for syringes and vials");
  expect(await lastSaid()).toContain("Nothing is issued from this book");
  await count("10000 mg");
});

test("H100: within what was signed for each vial the line says so and stops nothing; one milligram beyond it is a difference; what was signed is counted since a count last agreed", async () => {
  // Half a millilitre a vial at 100 mg in a millilitre: 50 mg for one vial made up since the count that agreed.
  await signed(2, 100, 500);
  await count("9999 mg");
  expect(
    await differences(),
    "nothing was made up or given since the last count: nothing is expected lost",
  ).toEqual([-5, -1]);
  await count("10000 mg");
  await madeUp("B2");
  await count("19950 mg");
  expect(await differences()).toEqual([-5, -1]);
  expect(await lastSaid()).toContain(
    "50 mg short, within the 50 mg signed for syringes and vials since a count last agreed",
  );
  // It counts on: the loss of the same vial is not forgiven anew at the next count.
  await count("19949 mg");
  expect(await differences()).toEqual([-5, -1, -51]);
  expect(await desk.lastLine(solution), "the balance is changed by a correction alone").toMatchObject({
    balance: 20_000_000,
  });
});

test("H100: a line that claims more than was signed opens a difference, whoever sends it", async () => {
  const { sql } = desk.site.world;
  const [row] = await sql`select cd_count_tolerance(${bookOf(solution)})::int as ug`;
  // One vial since the count that agreed at 10,000 mg, and no dose.
  expect(row).toEqual({ ug: 50_000 });
  await count("20000 mg");
  const [none] = await sql`select cd_count_tolerance(${bookOf(solution)})::int as ug`;
  expect(none).toEqual({ ug: 0 });
  const details = {
    counted_micrograms: mg(19_999),
    expected_micrograms: mg(20_000),
    tolerance_micrograms: mg(1_000),
  };
  const line = { key: LineKey.fresh(), kind: "count" as const, quantity: 0, details };
  const book = BookId.schema.parse(bookOf(solution));
  await postedByTwo(desk.site.world, desk.nurse, desk.checker, { ...line, book }, now());
  expect(await differences()).toEqual([-5, -1, -51, -1]);
});
