import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordDeath } from "../../src/record/person/store-death.ts";
import { send, visit } from "../visiting.ts";
import {
  bringIn,
  download,
  openTwo,
  postTo,
  prepare,
  prepareFields,
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

async function sent() {
  const { person, nhs } = await someoneInTreatment(north);
  const transfer = await prepare(north, south, person);
  await sendIt(north, transfer);
  return { person, nhs, transfer, file: await download(north, transfer, "bundle") };
}

describe("what happens meanwhile", () => {
  test("a no of the receiver's comes back to the team with its words, and the stay goes on", async () => {
    const { person, transfer, file } = await sent();
    await bringIn(south, file);
    await send(south.served, south.us, `/transfers/in/${transfer}/refuse`, {
      words: "No place free before March",
    });
    await bringIn(north, await download(south, transfer, "refused"));
    expect(await stateOut(north, transfer)).toBe("refused");
    expect((await visit(north.served, north.us, `/transfers/out/${transfer}`)).body).toContain(
      "No place free before March",
    );
    expect(
      await north.world
        .sql`select title from task where person_id = ${person} and state = 'open' and kind = 'transfer'`,
    ).toMatchObject([
      { title: "A move to another area came to nothing: agree with the person what happens next" },
    ]);
  });

  test("silence goes up to the lead once, when word is late", async () => {
    const { person, transfer } = await sent();
    await north.world.sql`update transfer_out set due_at = now() - interval '1 hour' where id = ${transfer}`;
    for (let i = 0; i < 2; i += 1) await round(north, postTo(south));
    expect(
      await north.world
        .sql`select staff_id is not null as named from task where person_id = ${person} and title like 'No word yet%'`,
    ).toMatchObject([{ named: true }]);
    expect((await visit(north.served, north.us, "/transfers")).body).toContain("word is late");
  });

  test("a death ends it, and its reversal has it stand where it stood", async () => {
    const { person, transfer } = await sent();
    await north.world.as(north.us, (tx) =>
      recordDeath(tx, person, {
        diedOn: Temporal.PlainDate.from("2026-11-28"),
        reason: "Told by the coroner",
      }),
    );
    expect(await stateOut(north, transfer)).toBe("ended-by-death");
    await north.world.as(north.us, async (tx) => {
      await tx`select reverse_death(${person}, 'Somebody else')`;
      return { ok: true as const, value: true };
    });
    expect(await stateOut(north, transfer)).toBe("sent");
  });

  test("the receiver of somebody who died is told that it ended, and not why", async () => {
    const { person, transfer, file } = await sent();
    await bringIn(south, file);
    await north.world.as(north.us, (tx) =>
      recordDeath(tx, person, {
        diedOn: Temporal.PlainDate.from("2026-11-28"),
        reason: "Told by the coroner",
      }),
    );
    await round(north, postTo(south));
    await bringIn(south, await download(north, transfer, "withdrawn"));
    expect(await stateIn(south, transfer)).toBe("withdrawn");
    expect(
      JSON.stringify(
        await south.world
          .sql`select words, end_words from transfer_message m join transfer_in t on t.id = m.transfer_in_id where t.id = ${transfer}`,
      ),
    ).not.toMatch(/died/i);
  });

  test("half taken in never: what fails in the middle leaves no person, no stay and nothing told", async () => {
    const { transfer, file } = await sent();
    await bringIn(south, file);
    const count = () => south.world.sql`
      select (select count(*)::int from person) as people, (select count(*)::int from episode) as stays, (select count(*)::int from transferred) as told`;
    const before = await count();
    await south.world.sql`alter table transferred add constraint fails check (section <> 'event') not valid`;
    expect((await takeIn(south, transfer)).status).toBe(500);
    expect(await count()).toEqual(before);
    expect(await stateIn(south, transfer)).toBe("received");
    await south.world.sql`alter table transferred drop constraint fails`;
    expect((await takeIn(south, transfer)).status).toBe(303);
  });

  test("sent by mistake: not taken in it is deleted at once; taken in, the office deletes it; both times a receipt comes back", async () => {
    const early = await sent();
    await bringIn(south, early.file);
    await send(north.served, north.us, `/transfers/out/${early.transfer}/mistaken`, {
      words: "The wrong person",
    });
    await bringIn(south, await download(north, early.transfer, "mistaken"), south.us);
    expect(await stateIn(south, early.transfer)).toBe("deleted");
    await bringIn(north, await download(south, early.transfer, "deleted", south.lead));

    const late = await sent();
    await bringIn(south, late.file);
    await takeIn(south, late.transfer);
    await send(north.served, north.lead, `/transfers/out/${late.transfer}/mistaken`, {
      words: "The wrong person",
    });
    await bringIn(south, await download(north, late.transfer, "mistaken", north.lead), south.lead);
    expect((await visit(south.served, south.lead, "/transfers")).body).toContain(
      "The sender asks that it be deleted",
    );
    await send(south.served, south.lead, `/transfers/in/${late.transfer}/delete`, {});
    expect(
      await south.world.sql`select count(*)::int as n from transferred where transfer_id = ${late.transfer}`,
    ).toMatchObject([{ n: 0 }]);
    await bringIn(north, await download(south, late.transfer, "deleted", south.lead), north.lead);
    for (const { transfer } of [early, late])
      expect((await visit(north.served, north.lead, `/transfers/out/${transfer}`)).body).toContain(
        "Receipt: deleted",
      );
  });

  test("sealed files go when their time is over", async () => {
    const { transfer, file } = await sent();
    await bringIn(south, file);
    await takeIn(south, transfer);
    await sayArrived(south, transfer);
    await south.world
      .sql`update transfer_in set ended_at = now() - interval '100 days', received_at = now() - interval '120 days' where id = ${transfer}`;
    await round(south, postTo(north));
    expect(
      await south.world
        .sql`select count(*)::int as n from transfer_message where transfer_in_id = ${transfer} and file is not null`,
    ).toMatchObject([{ n: 0 }]);
    expect(
      await south.world.sql`select count(*) > 0 as told from transferred where transfer_id = ${transfer}`,
    ).toMatchObject([{ told: true }]);
  });

  test("bad input names the field and loses nothing", async () => {
    const { person } = await someoneInTreatment(north);
    const fields = await prepareFields(north, south, person, { dueOn: "1/1/2020", evidence: "" });
    const answer = await send(north.served, north.us, `/people/${person}/transfers/new`, fields);
    expect(answer.status).toBe(422);
    expect(answer.body).toContain("Say how they consented, or why the ground holds");
    expect(answer.body).toContain("Moves on Monday; next dose on Tuesday");
    const late = await send(north.served, north.us, `/people/${person}/transfers/new`, {
      ...fields,
      evidence: "Form",
    });
    expect(late.body).toContain("That day is over. Enter one still to come");
  });
});
