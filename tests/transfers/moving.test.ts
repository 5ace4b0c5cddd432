import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { visit } from "../visiting.ts";
import {
  bringIn,
  download,
  logged,
  openTwo,
  prepare,
  type Side,
  sayArrived,
  sendIt,
  someoneInTreatment,
  stateIn,
  stateOut,
  takeIn,
} from "./two-partnerships.ts";

let north: Side;
let south: Side;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ north, south, close } = await openTwo());
}, 60_000);
afterAll(() => close());

const stayOf = async (side: Side, person: string) =>
  (
    await side.world
      .sql`select ended_on, ending, end_reason from episode where person_id = ${person} order by started_on desc limit 1`
  )[0];

describe("a person who moves to another area", () => {
  test("is handed over: the sender has them until the receiver says that they arrived, and only then the stay ends as moved", async () => {
    const { person, nhs } = await someoneInTreatment(north);
    const transfer = await prepare(north, south, person);
    const shown = await visit(north.served, north.us, `/transfers/out/${transfer}`);
    expect(shown.body).toContain("This is what they will get");
    expect(shown.body).toContain(
      "Methadone 45 mg, by mouth, seen taken at Northmoor Recovery on 27 November 2026 at 09:30",
    );
    expect(shown.body).not.toMatch(/SECRET/);

    expect((await sendIt(north, transfer)).status).toBe(303);
    expect(await stateOut(north, transfer)).toBe("sent");
    expect((await visit(north.served, north.us, `/people/${person}`)).body).toMatch(
      /handing over to Service treatment-\d+, Southmoor/i,
    );

    const file = await download(north, transfer, "bundle");
    expect(file).not.toMatch(/Hawthorne|Edith|Methadone|methadone/);
    const brought = await bringIn(south, file);
    expect(brought.location).toMatch(new RegExp(`^/transfers/in/${transfer}`));
    const received = await visit(south.served, south.us, `/transfers/in/${transfer}`);
    expect(received.body).toContain("Moves on Monday; next dose on Tuesday");
    expect(received.body).toContain(`NHS ${nhs}`);

    expect((await takeIn(south, transfer)).status).toBe(303);
    expect(await stateIn(south, transfer)).toBe("taken-in");
    const [here] = await south.world.sql`select person_id from transfer_in where id = ${transfer}`;
    const overview = await visit(south.served, south.us, `/people/${here?.person_id}`);
    expect(overview.body).toContain("Told by Northmoor");
    expect(overview.body).toContain("Told, not seen here");
    expect(overview.body).toContain("Told by Northmoor: Allergic to penicillin");
    expect(await south.world.sql`select count(*)::int as n from observed_dose`).toMatchObject([{ n: 0 }]);
    expect(await south.world.sql`select count(*)::int as n from prescription`).toMatchObject([{ n: 0 }]);
    expect(await south.world.sql`select count(*)::int as n from consent`).toMatchObject([{ n: 0 }]);

    await bringIn(north, await download(south, transfer, "received"));
    await bringIn(north, await download(south, transfer, "taken-in"));
    expect(await stateOut(north, transfer)).toBe("taken-in");
    expect(await stayOf(north, person)).toMatchObject({ ended_on: null });

    expect((await sayArrived(south, transfer)).status).toBe(303);
    await bringIn(north, await download(south, transfer, "arrived"));
    expect(await stateOut(north, transfer)).toBe("arrived");
    expect(await stayOf(north, person)).toMatchObject({ ending: "moved-away" });
    expect(
      await north.world.sql`select state from task where kind = 'transfer' and person_id = ${person}`,
    ).toMatchObject([{ state: "cancelled" }]);
    expect(await logged(north)).toContain("transfer sent: Southmoor");
    expect(await logged(south)).toContain("transfer taken in");
    for (const side of [north, south])
      expect((await visit(side.served, side.lead, "/transfers")).body).toContain("They have arrived");
  });
});
