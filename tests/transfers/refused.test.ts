import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send, visit } from "../visiting.ts";
import {
  bringIn,
  download,
  openTwo,
  postTo,
  prepare,
  type Side,
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

describe("a file that is not as it was sent", () => {
  test("with one byte changed names what is wrong, takes nothing in, and answers the door the same", async () => {
    const { transfer, file } = await sent();
    const envelope = JSON.parse(file);
    const at = envelope.sealed.ciphertext.length >> 1;
    const { ciphertext } = envelope.sealed;
    envelope.sealed.ciphertext =
      ciphertext.slice(0, at) + (ciphertext[at] === "A" ? "B" : "A") + ciphertext.slice(at + 1);
    const answer = await bringIn(south, JSON.stringify(envelope));
    expect(answer.status).toBe(422);
    expect(answer.body).toContain("changed or cut off on its way");
    const door = await postTo(south)("", JSON.stringify(envelope));
    expect(door).toMatchObject({ status: 422 });
    expect(JSON.parse(door.body)).toMatchObject({ refused: "changed-on-the-way" });
    expect(await stateIn(south, transfer)).toBeUndefined();
  });

  test("for somebody else does not open, and from somebody unknown is named and refused", async () => {
    const { file } = await sent();
    expect((await bringIn(north, file)).body).toContain("sealed for another partnership");
    await send(south.served, south.admin, `/partnerships/${await idOf(north)}/stop`, {});
    const answer = await bringIn(south, file);
    expect(answer.body).toContain("says that it comes from “Northmoor”, which is not in the directory");
    await south.world.sql`update partner set stopped_at = null`;
  });

  test("of a newer version, out of date, or for a service that is none here says so", async () => {
    const { file, transfer } = await sent();
    expect((await bringIn(south, JSON.stringify({ ...JSON.parse(file), version: 7 }))).body).toContain(
      "version 7",
    );
    expect((await bringIn(south, "not json")).body).toContain("not the file of a transfer");
    await south.world.sql`update service set code = code || '-old' where id = ${south.us.serviceId}`;
    expect((await bringIn(south, file)).body).toContain("is no service here");
    await south.world.sql`update service set code = ${south.us.serviceCode} where id = ${south.us.serviceId}`;
    expect((await bringIn(south, file)).status).toBe(303);
    await south.world
      .sql`update transfer_in set expires_at = now() - interval '1 minute' where id = ${transfer}`;
    expect((await takeIn(south, transfer)).body).toContain("may no longer be taken in");
  });
});

const idOf = async (side: Side): Promise<string> =>
  String((await side.world.sql`select id from partnership_card`)[0]?.id);

describe("what the person decides", () => {
  test("the numbers of police and prison go only where they agreed that the law is told of", async () => {
    const { person } = await someoneInTreatment(north);
    await north.world.as(north.us, async (tx) => {
      await tx`insert into identifier (person_id, scheme, value) values (${person}, 'prison', 'A1234BC')`;
      return { ok: true as const, value: true };
    });
    const without = await prepare(north, south, person, { categories: ["health"] });
    expect((await visit(north.served, north.us, `/transfers/out/${without}`)).body).not.toContain(
      "PRISON A1234BC",
    );
    await send(north.served, north.us, `/transfers/out/${without}/end`, {
      why: "withdrawn",
      words: "Once more",
    });
    const including = await prepare(north, south, person);
    expect((await visit(north.served, north.us, `/transfers/out/${including}`)).body).toContain(
      "PRISON A1234BC",
    );
  });

  test("a consent to that kind of service that is withdrawn between preparing and sending holds it back: it is shown anew, then goes without", async () => {
    const { person } = await someoneInTreatment(north);
    const transfer = await prepare(north, south, person);
    const at = `/transfers/out/${transfer}/send`;
    const shown = await visit(north.served, north.us, at);
    const print = /name="print" value="([0-9a-f]{64})"/.exec(shown.body)?.[1] ?? "";
    expect(shown.body).toContain("Allergic to penicillin");
    await north.world.as(north.us, async (tx) => {
      await tx`insert into consent (person_id, category, reader_kind, decision, evidence) values (${person}, 'health', 'treatment', 'withdrawn', 'said so')`;
      return { ok: true as const, value: true };
    });
    const refused = await send(north.served, north.us, at, { print });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain("What may go has changed since you looked");
    expect(refused.body).not.toContain("Allergic to penicillin");
    expect(await stateOut(north, transfer)).toBe("prepared");
    expect((await sendIt(north, transfer)).status).toBe(303);
    await bringIn(south, await download(north, transfer, "bundle"));
    await takeIn(south, transfer);
    expect(
      await south.world
        .sql`select count(*)::int as n from transferred where transfer_id = ${transfer} and category = 'health'`,
    ).toMatchObject([{ n: 0 }]);
  });

  test("who says no after all ends it, and the stay goes on", async () => {
    const { person, transfer, file } = await sent();
    await bringIn(south, file);
    const ended = await send(north.served, north.us, `/transfers/out/${transfer}/end`, {
      why: "refused-by-person",
      words: "Stays with her sister after all",
    });
    expect(ended.status).toBe(303);
    expect(await stateOut(north, transfer)).toBe("refused-by-person");
    await bringIn(south, await download(north, transfer, "withdrawn"));
    expect(await stateIn(south, transfer)).toBe("withdrawn");
    expect((await takeIn(south, transfer)).status).toBe(404);
    expect(await north.world.sql`select ended_on from episode where person_id = ${person}`).toMatchObject([
      { ended_on: null },
    ]);
  });

  test("without consent nothing goes that the office has not approved, and nobody approves their own", async () => {
    const { person } = await someoneInTreatment(north);
    const transfer = await prepare(north, south, person, {
      basis: "safeguarding",
      evidence: "Child at risk in the new home",
    });
    expect((await sendIt(north, transfer)).body).toContain("nobody of the office has approved it");
    const answered = await send(north.served, north.lead, `/transfers/out/${transfer}/approve`, {
      answer: "yes",
      words: "It holds",
    });
    expect(answered.status).toBe(303);
    expect((await sendIt(north, transfer)).status).toBe(303);
  });
});

describe("who may not", () => {
  test("a worker whom the person keeps out prepares nothing and sees no transfer of theirs, nor is it there for another agency", async () => {
    const { person, transfer } = await sent();
    const other = await north.world.aWorker(north.us, "keyworker", "Kept Out");
    await north.world.sql`
      insert into named_limit (person_id, what, staff_id, reason, agency_id) values (${person}, 'excluded', ${other.staffId}, 'is a cousin', ${north.us.agencyId})`;
    for (const url of [
      `/people/${person}/transfers/new`,
      `/transfers/out/${transfer}`,
      `/transfers/out/${transfer}/send`,
    ])
      expect((await visit(north.served, other, url)).status, url).toBe(404);
    expect((await visit(north.served, other, "/transfers")).body).not.toContain(transfer);
    const [message] = await north.world
      .sql`select id from transfer_message where transfer_out_id = ${transfer}`;
    expect((await visit(north.served, other, `/transfers/${transfer}/files/${message?.id}`)).status).toBe(
      404,
    );
    const elsewhere = await north.world.anAgency("treatment");
    expect((await visit(north.served, elsewhere, `/transfers/out/${transfer}`)).status).toBe(404);
  });

  test("that they limited who may read them is told, and by name of nobody", async () => {
    const { person } = await someoneInTreatment(north);
    const other = await north.world.aWorker(north.us, "keyworker", "Zelda Cousin");
    await north.world.sql`
      insert into named_limit (person_id, what, staff_id, reason, agency_id) values (${person}, 'excluded', ${other.staffId}, 'is a cousin', ${north.us.agencyId})`;
    const transfer = await prepare(north, south, person);
    const shown = await visit(north.served, north.us, `/transfers/out/${transfer}`);
    expect(shown.body).toContain("limited by name who may read their record");
    expect(shown.body).not.toMatch(/Zelda|is a cousin/);
  });

  test("whom the receiver keeps from a worker is not shown to them as alike; the identity clerk gets the pair", async () => {
    const { person, nhs } = await someoneInTreatment(north);
    const [name] = await north.world.sql`select family_name from person where id = ${person}`;
    const known = await south.world.aPerson(south.us, {
      familyName: String(name?.family_name),
      givenNames: "Edith",
      bornOn: "1984-05-06",
      sex: "female",
      numbers: { nhs },
    });
    await south.world.sql`
      insert into named_limit (person_id, what, staff_id, reason, agency_id) values (${known}, 'excluded', ${south.us.staffId}, 'is a cousin', ${south.us.agencyId})`;
    const transfer = await prepare(north, south, person);
    await sendIt(north, transfer);
    await bringIn(south, await download(north, transfer, "bundle"));
    expect((await visit(south.served, south.us, `/transfers/in/${transfer}/take-in`)).body).not.toContain(
      known,
    );
    expect((await takeIn(south, transfer, known)).status).toBe(422);
    expect((await takeIn(south, transfer)).status).toBe(303);
    const [pair] = await south.world
      .sql`select state from identity_review where ${known}::uuid in (person_id, candidate_id)`;
    expect(pair).toMatchObject({ state: "open" });
  });

  test("nobody ends the stay of somebody who is moving, but by taking the transfer back", async () => {
    const { person } = await sent();
    const [stay] = await north.world.sql`select id from episode where person_id = ${person}`;
    const ended = await send(north.served, north.us, `/people/${person}/episodes/${stay?.id}/end`, {
      ending: "dropped-out",
      on: "28/11/2026",
      reason: "",
      recovery: "",
    });
    expect(ended.status).toBe(422);
    expect(ended.body).toContain("They are moving to another area");
    await expect(
      north.world.as(north.us, async (tx) => {
        await tx`update episode set ended_on = '2026-11-28', ending = 'dropped-out' where id = ${stay?.id}`;
        return { ok: true as const, value: true };
      }),
    ).rejects.toThrow(/holds this stay open/);
  });
});
