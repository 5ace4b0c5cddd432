import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type KeyPair, makeKeyPair, seal } from "../../src/exchange/transfer/envelope.ts";
import type { Message, PublicKey } from "../../src/exchange/transfer/format.ts";
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

// A third partnership, which both know and which is honest about who it is, has nothing to say about what goes on between the two.

const EAST = "0c0c0c0c-0000-4000-8000-000000000003";
let north: Side;
let south: Side;
let close: () => Promise<void>;
let signs: KeyPair;
let seals: KeyPair;
beforeAll(async () => {
  ({ north, south, close } = await openTwo());
  [signs, seals] = [await makeKeyPair("sign"), await makeKeyPair("seal")];
  for (const { world } of [north, south])
    await world.sql`
      insert into partner (id, name, seal_key, sign_keys, services, checked)
      values (${EAST}, 'Eastmoor', ${world.sql.json(seals.public as never)}, ${world.sql.json([signs.public] as never)}, '[]', 'Read out')`;
});
afterAll(() => close());

async function sent() {
  const { person } = await someoneInTreatment(north);
  const transfer = await prepare(north, south, person);
  await sendIt(north, transfer);
  return { person, transfer, file: await download(north, transfer, "bundle") };
}

const idOf = async ({ world }: Side): Promise<string> =>
  String((await world.sql`select id from partnership_card`)[0]?.id);
const sealKeyOf = async ({ world }: Side): Promise<PublicKey> =>
  (await world.sql`select public_key from transfer_key where use = 'seal' and retired_at is null`)[0]
    ?.public_key as PublicKey;

/** What Eastmoor says, in its own name and by its own key. */
async function fromEast(to: Side, transfer: string, says: object): Promise<string> {
  const message = {
    format: "throughcare-transfer",
    version: 1,
    transfer,
    from: { id: EAST, name: "Eastmoor" },
    to: await idOf(to),
    madeAt: new Date().toISOString(),
    ...says,
  } as Message;
  return seal(message, signs, await sealKeyOf(to));
}

describe("a third partnership", () => {
  test.each(["received", "taken-in", "arrived", "refused"] as const)(
    "answers “%s” about a transfer that was sent to another: nothing changes, by hand or at the door",
    async (what) => {
      const { person, transfer } = await sent();
      const receipt = await fromEast(north, transfer, {
        type: "receipt",
        body: { what, at: new Date().toISOString(), words: what === "refused" ? "No place" : "" },
      });
      expect((await bringIn(north, receipt)).body).toContain("a transfer that your agency did not send");
      expect(await postTo(north)("", receipt)).toMatchObject({ status: 422 });
      expect(await stateOut(north, transfer)).toBe("sent");
      expect(await north.world.sql`select ended_on from episode where person_id = ${person}`).toMatchObject([
        { ended_on: null },
      ]);
    },
  );

  test.each(["withdrawn", "mistaken"] as const)(
    "says “%s” about a transfer that another sent: it stands as it stood, and its file is not deleted",
    async (what) => {
      const { transfer, file } = await sent();
      await bringIn(south, file);
      const notice = await fromEast(south, transfer, {
        type: "notice",
        body: { what, at: new Date().toISOString(), words: what === "mistaken" ? "Wrong person" : "" },
      });
      expect((await bringIn(south, notice)).body).toContain("a transfer that never came here");
      expect(await stateIn(south, transfer)).toBe("received");
      const [kept] = await south.world
        .sql`select file from transfer_message where transfer_in_id = ${transfer} and what = 'bundle'`;
      expect(kept?.file).toBeTruthy();
      expect((await takeIn(south, transfer)).status).toBe(303);
    },
  );

  test("sends a bundle of its own under a number that is taken: refused, and the first stands", async () => {
    const { transfer, file } = await sent();
    await bringIn(south, file);
    const [print] = await south.world.sql`select print, partner_id from transfer_in where id = ${transfer}`;
    const bundle = await fromEast(south, transfer, {
      type: "bundle",
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
      body: {
        person: {
          familyName: "Other",
          givenNames: "Somebody",
          knownAs: "",
          bornOn: "1980-01-01",
          sex: "male",
        },
        numbers: [],
        service: { code: south.us.serviceCode, name: "Treatment" },
        sender: { agency: "Eastmoor", service: "Treatment" },
        basis: "consent",
        evidence: "x",
        words: "x",
        dueAt: new Date(Date.now() + 86_400_000).toISOString(),
        limited: false,
        categories: ["identity"],
        items: [],
      },
    });
    const refused = await bringIn(south, bundle);
    expect(refused.status).toBe(422);
    const [after] = await south.world.sql`select print, partner_id from transfer_in where id = ${transfer}`;
    expect(after).toEqual(print);
  });
});

test("a bundle that came in time and whose time went by is not taken in any more", async () => {
  const { transfer, file } = await sent();
  await bringIn(south, file);
  await south.world
    .sql`update transfer_in set expires_at = now() - interval '1 second' where id = ${transfer}`;
  const late = await takeIn(south, transfer);
  expect(late.status).toBe(422);
  expect(await stateIn(south, transfer)).toBe("received");
  expect(
    await south.world.sql`select count(*)::int as n from transferred where transfer_id = ${transfer}`,
  ).toMatchObject([{ n: 0 }]);
});

test("two who take one bundle in at one moment take it in once: one person, one stay, nothing told twice", async () => {
  const { transfer, file } = await sent();
  await bringIn(south, file);
  const both = await Promise.all([takeIn(south, transfer), takeIn(south, transfer)]);
  // Whoever comes a moment later is refused; or is led to the transfer where the page was asked for only then, and sends no form's token.
  expect(both.map((one) => one.status).toSorted()).toEqual([303, expect.toBeOneOf([303, 403, 422])]);
  const [there] = await south.world.sql`
    select count(distinct t.person_id)::int as people, count(*)::int as told, count(distinct (t.section, t.source_id))::int as things,
           (select count(*)::int from person p where p.family_name = min(w.family_name)) as registered
      from transferred t join person w on w.id = t.person_id where t.transfer_id = ${transfer}`;
  expect(there).toMatchObject({ people: 1, registered: 1, told: there?.things });
});
