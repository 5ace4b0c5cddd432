import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { visit } from "../visiting.ts";
import {
  bringIn,
  download,
  introduce,
  logged,
  openTwo,
  postTo,
  prepare,
  round,
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
});
afterAll(() => close());

const stayOf = async (side: Side, person: string) =>
  (
    await side.world
      .sql`select ended_on, ending, end_reason from episode where person_id = ${person} order by started_on desc, opened_at desc limit 1`
  )[0];
const personOf = async (side: Side, transfer: string): Promise<string> =>
  String((await side.world.sql`select person_id from transfer_in where id = ${transfer}`)[0]?.person_id);

/** From preparing to the bundle lying at the other side, as a file. */
async function sent(from: Side, to: Side, person: Parameters<typeof prepare>[2]) {
  const transfer = await prepare(from, to, person);
  expect((await sendIt(from, transfer)).status).toBe(303);
  const file = await download(from, transfer, "bundle");
  await bringIn(to, file);
  return { transfer, file };
}

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
    expect(file).not.toMatch(/Hawthorne|Edith|methadone/i);
    const brought = await bringIn(south, file);
    expect(brought.location).toMatch(new RegExp(`^/transfers/in/${transfer}`));
    const received = await visit(south.served, south.us, `/transfers/in/${transfer}`);
    expect(received.body).toContain("Moves on Monday; next dose on Tuesday");
    expect(received.body).toContain(`NHS ${nhs}`);

    expect((await takeIn(south, transfer)).status).toBe(303);
    expect(await stateIn(south, transfer)).toBe("taken-in");
    const overview = await visit(south.served, south.us, `/people/${await personOf(south, transfer)}`);
    expect(overview.body).toContain("Told by Northmoor");
    expect(overview.body).toContain("Told, not seen here");
    expect(overview.body).toContain("Told by Northmoor: Allergic to penicillin");

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
  });

  test("comes with what was told, and with nothing that would be an observation or an order of ours", async () => {
    const tables = [
      "observed_dose",
      "prescription",
      "measure",
      "risk",
      "event",
      "contact",
      "consent",
      "alert",
    ];
    for (const table of tables)
      expect(await south.world.sql.unsafe(`select count(*)::int as n from ${table}`), table).toMatchObject([
        { n: 0 },
      ]);
    const told = await south.world.sql`
      select section, told_by, source, author, category, owner_kind, at from transferred where section = 'last-dose'`;
    expect(told).toMatchObject([
      {
        told_by: "Northmoor",
        source: "Northmoor Recovery",
        author: "Keyworker",
        category: "medication",
        owner_kind: "treatment",
      },
    ]);
    expect(String(told[0]?.at)).toBe("2026-11-27T09:30:00Z");
    expect(JSON.stringify(await south.world.sql`select item from transferred`)).not.toContain("SECRET");
  });

  test("is in both logs, and both information governance leads see what was sent and taken in", async () => {
    expect(await logged(north)).toEqual(
      expect.arrayContaining(["transfer prepared", "transfer sent: Southmoor"]),
    );
    expect(await logged(south)).toEqual(expect.arrayContaining(["transfer taken in", "transfer: arrived"]));
    for (const side of [north, south]) {
      const list = await visit(side.served, side.lead, "/transfers");
      expect(list.body).toContain("They have arrived");
      expect(list.body).not.toMatch(/Hawthorne/);
    }
  });
});

describe("safe twice", () => {
  test("the same bundle twice is one transfer, with the same receipt; taken in twice is taken in once", async () => {
    const { person } = await someoneInTreatment(north);
    const { transfer, file } = await sent(north, south, person);
    const receipt = await download(south, transfer, "received");
    const again = await bringIn(south, file);
    expect(again.status).toBe(303);
    expect(await download(south, transfer, "received")).toBe(receipt);
    expect((await takeIn(south, transfer)).status).toBe(303);
    const before = await south.world.sql`select count(*)::int as n from transferred`;
    const people = await south.world.sql`select count(*)::int as n from person`;
    const taken = await download(south, transfer, "taken-in");
    const second = await visit(south.served, south.us, `/transfers/in/${transfer}/take-in`);
    expect(second.location).toContain(`/transfers/in/${transfer}`);
    await bringIn(south, file);
    expect(await south.world.sql`select count(*)::int as n from transferred`).toEqual(before);
    expect(await south.world.sql`select count(*)::int as n from person`).toEqual(people);
    expect(await download(south, transfer, "taken-in")).toBe(taken);
  });

  test("a receipt brought in twice does nothing twice, and one that was lost is asked for again by the bundle itself", async () => {
    const { person } = await someoneInTreatment(north);
    const { transfer, file } = await sent(north, south, person);
    await takeIn(south, transfer);
    await sayArrived(south, transfer);
    // Every receipt was lost on its way: the bundle is posted once more, and all are answered.
    const answer = await postTo(south)("", file);
    expect(answer.status).toBe(200);
    const { answers } = JSON.parse(answer.body);
    expect(answers).toHaveLength(3);
    for (const receipt of [...answers, ...answers]) await bringIn(north, receipt);
    expect(await stateOut(north, transfer)).toBe("arrived");
    expect(
      await north.world
        .sql`select count(*)::int as n from episode_stage m join episode e on e.id = m.episode_id
         where e.person_id = ${person} and m.what = 'ended'`,
    ).toMatchObject([{ n: 1 }]);
  });
});

describe("both directions", () => {
  test("whoever moves back is joined to the old record, and is not told what was known there before", async () => {
    const { person } = await someoneInTreatment(north);
    const away = await sent(north, south, person);
    await takeIn(south, away.transfer);
    await sayArrived(south, away.transfer);
    await bringIn(north, await download(south, away.transfer, "arrived"));
    expect(await stateOut(north, away.transfer)).toBe("arrived");
    const there = (await personOf(south, away.transfer)) as typeof person;
    await south.world.as(south.us, async (tx) => {
      await tx`insert into observed_dose (person_id, drug, micrograms, given_at) values (${there}, 'methadone', 40000, '2026-11-28T10:00:00Z')`;
      return { ok: true as const, value: true };
    });

    // Months later.
    await north.world.sql`update episode set ended_on = '2026-06-01' where person_id = ${person}`;
    const back = await sent(south, north, there);
    const page = await visit(north.served, north.us, `/transfers/in/${back.transfer}/take-in`);
    expect(page.body).toContain(`value="${person}"`);
    expect(page.body).toContain("the record that is here");
    expect((await takeIn(north, back.transfer, person)).status).toBe(303);
    expect(await personOf(north, back.transfer)).toBe(person);
    const told = await north.world
      .sql`select told_by, section, item ->> 'words' as words from transferred where person_id = ${person}`;
    expect(new Set(told.map((row) => row.told_by))).toEqual(new Set(["Southmoor"]));
    expect(told.some((row) => String(row.words).includes("40 mg"))).toBe(true);
    expect(await stayOf(north, person)).toMatchObject({ ended_on: null });
    expect(
      await north.world
        .sql`select count(*)::int as n from person where family_name = (select family_name from person where id = ${person})`,
    ).toMatchObject([{ n: 1 }]);
  });
});

describe("through the door", () => {
  beforeAll(async () => {
    await introduce(north, south, true);
    await introduce(south, north, true);
  });

  test("a bundle goes by itself, its receipt is the answer, and later words come by themselves", async () => {
    const { person } = await someoneInTreatment(north);
    const transfer = await prepare(north, south, person);
    await sendIt(north, transfer);
    expect(await round(north, postTo(south))).toBe(1);
    expect(await stateOut(north, transfer)).toBe("received");
    await takeIn(south, transfer);
    await sayArrived(south, transfer);
    await round(south, postTo(north));
    expect(await stateOut(north, transfer)).toBe("arrived");
    expect(await stayOf(north, person)).toMatchObject({ ending: "moved-away" });
    expect(await round(north, postTo(south))).toBe(0);
    const [line] = await south.world
      .sql`select account_id, route from access_log where about = 'transfer received' order by at desc limit 1`;
    expect(line).toMatchObject({ account_id: null, route: "/transfers/door" });
  });

  test("a door that does not answer is tried again, and at last the team is asked to send it by hand", async () => {
    const { person } = await someoneInTreatment(north);
    const transfer = await prepare(north, south, person);
    await sendIt(north, transfer);
    const dead = () => Promise.reject(new Error("no route"));
    expect(await round(north, dead)).toBe(0);
    const [first] = await north.world.sql`
      select post, tries, trouble, next_try_at > now() as later from transfer_message where transfer_out_id = ${transfer}`;
    expect(first).toMatchObject({ post: "waiting", tries: 1, trouble: "no answer", later: true });
    await north.world
      .sql`update transfer_message set next_try_at = now(), at = now() - interval '4 days' where transfer_out_id = ${transfer}`;
    await round(north, dead);
    expect(
      await north.world.sql`select post from transfer_message where transfer_out_id = ${transfer}`,
    ).toMatchObject([{ post: "given-up" }]);
    expect(
      await north.world
        .sql`select title from task where person_id = ${person} and state = 'open' and title like 'What goes with%'`,
    ).toHaveLength(1);
    // By hand it still goes.
    await bringIn(south, await download(north, transfer, "bundle"));
    expect(await stateIn(south, transfer)).toBe("received");
  });

  test("a receipt that was lost on the way back comes with the next try, and nothing is there twice", async () => {
    const { person } = await someoneInTreatment(north);
    const transfer = await prepare(north, south, person);
    await sendIt(north, transfer);
    await round(north, async (address, file) => {
      await postTo(south)(address, file);
      throw new Error("the answer was lost");
    });
    expect(await stateOut(north, transfer)).toBe("sent");
    await north.world
      .sql`update transfer_message set next_try_at = now() where transfer_out_id = ${transfer}`;
    await round(north, postTo(south));
    expect(await stateOut(north, transfer)).toBe("received");
    expect(
      await south.world.sql`select count(*)::int as n from transfer_in where id = ${transfer}`,
    ).toMatchObject([{ n: 1 }]);
  });
});
