import { type KeyPair, makeKeyPair, seal } from "../src/exchange/transfer/envelope.ts";
import { type Bundle, FORMAT, type Item, type Message, VERSION } from "../src/exchange/transfer/format.ts";
import { printOf } from "../src/exchange/transfer/receive.ts";
import { receiveBundle } from "../src/exchange/transfer/store.ts";
import type { Sql } from "../src/kernel/database/connection.ts";
import { encrypt, type Key } from "../src/kernel/encryption.ts";
import { invariant } from "../src/kernel/result.ts";
import { type Instant, now } from "../src/kernel/time.ts";
import { numberOf } from "./chance.ts";
import { movingStays, writeMovers, writePartner } from "./transfers-store.ts";

/** The partnership next door, from which people move here and to which they move: made up, and nobody holds its keys. */
const SOUTHMOOR = { id: numberOf("southmoor"), name: "Southmoor" };
const SERVICE = "wayside-community";

/**
 * Gives Northmoor its keys, a partner in its directory, and people on their way: two who prepare to leave, one who left, one whose
 * bundle waits, and two who were taken in, of whom one bundle was sent by mistake. Once.
 */
export async function writeTransfers(tx: Sql, newest: Key): Promise<void> {
  if ((await tx`select 1 from partnership_card`).length > 0) return;
  const [ours, theirs] = [await pairs(), await pairs()];
  await keepOwn(tx, ours, newest);
  await writePartner(tx, SOUTHMOOR, theirs.seal.public, theirs.sign.public);
  const [self] = await tx<{ id: string }[]>`select id from partnership_card`;
  invariant(self, "Northmoor has a card");
  const stays = await movingStays(tx, SERVICE, 5);
  const at = now();
  const bundle = bundleOf(at);
  const [leaving] = stays;
  const sent =
    leaving &&
    (await seal(message(bundle, at, numberOf("left"), self.id, SOUTHMOOR.id), ours.sign, theirs.seal.public));
  const waiting = message(bundle, at, numberOf("waits"), SOUTHMOOR.id, self.id);
  const waits = await seal(waiting, theirs.sign, ours.seal.public);
  await receiveBundle(tx, {
    id: numberOf("waits"),
    partner: SOUTHMOOR.id,
    service: SERVICE,
    print: printOf(waiting),
    file: waits,
    how: "post",
    expiresAt: at.add({ hours: 28 * 24 }),
  });
  if (sent)
    await writeMovers(tx, {
      stays,
      partner: SOUTHMOOR,
      service: SERVICE,
      file: sent,
      items: bundle.items,
      at,
    });
}

const pairs = async (): Promise<{ readonly seal: KeyPair; readonly sign: KeyPair }> => ({
  seal: await makeKeyPair("seal"),
  sign: await makeKeyPair("sign"),
});

async function keepOwn(tx: Sql, own: Awaited<ReturnType<typeof pairs>>, newest: Key): Promise<void> {
  await tx`insert into partnership_card (id, name, changed_by) values (${numberOf("northmoor")}, 'Northmoor', null)`;
  for (const pair of [own.seal, own.sign]) {
    const id = numberOf(`key ${pair.use}`);
    const secret = encrypt(
      newest,
      { table: "transfer_key", column: "key_secret", row: id },
      JSON.stringify(pair.private),
    );
    await tx`insert into transfer_key (id, kid, use, public_key, key_secret, made_by)
             values (${id}, ${pair.public.kid}, ${pair.use}, ${tx.json(pair.public)}, ${secret}, null)`;
  }
}

const message = (
  body: Bundle,
  at: Instant,
  transfer: string,
  from: string,
  to: string,
): Extract<Message, { type: "bundle" }> => ({
  format: FORMAT,
  version: VERSION,
  type: "bundle",
  transfer,
  from: { id: from, name: from === SOUTHMOOR.id ? SOUTHMOOR.name : "Northmoor" },
  to,
  madeAt: at.toString(),
  expiresAt: at.add({ hours: 28 * 24 }).toString(),
  body,
});

/** What of their record comes with somebody made up who moves here from Southmoor. */
function itemsOf(at: Instant): Item[] {
  const day = (ago: number): string =>
    at
      .subtract({ hours: ago * 24 })
      .toString()
      .slice(0, 10);
  const item = (
    section: Item["section"],
    category: Item["category"],
    ago: number,
    words: string,
    facts: Item["facts"],
  ): Item => ({
    section,
    id: numberOf(`${section} ${words}`),
    origin: SOUTHMOOR,
    source: "Southmoor Recovery",
    sourceKind: "treatment",
    author: "Keyworker",
    day: day(ago),
    category,
    words,
    facts,
  });
  const seen = at.subtract({ hours: 26 });
  return [
    item("alert", "health", 200, "Allergic to penicillin", { words: "Allergic to penicillin" }),
    {
      ...item("last-dose", "medication", 1, "Methadone 45 mg, by mouth, seen taken at Southmoor Recovery", {
        drug: "methadone",
        way: "mouth",
        micrograms: 45_000,
        site: "Southmoor Recovery",
      }),
      at: seen.toString(),
      day: seen.toString().slice(0, 10),
    },
    item(
      "prescription",
      "medication",
      20,
      "Methadone 1 mg/ml oral solution, 45 mg a day; every collection supervised; ended at the sender’s: history, not an order",
      {
        product: "methadone-solution",
        micrograms: 45_000,
        state: "ended",
      },
    ),
    item("risk", "health", 40, "Overdose: medium; uses alone; to do: naloxone", {
      area: "overdose",
      level: "medium",
    }),
    item("goal", "health", 60, "See more of her brother; open", {
      words: "See more of her brother",
      state: "open",
    }),
  ];
}

/** Somebody made up who moves here from Southmoor. */
function bundleOf(at: Instant): Bundle {
  return {
    person: {
      familyName: "Larkfield",
      givenNames: "Marian",
      knownAs: "",
      bornOn: "1981-02-17",
      sex: "female",
    },
    numbers: [],
    service: { code: SERVICE, name: "Wayside community treatment" },
    sender: { agency: "Southmoor Recovery", service: "Southmoor community treatment" },
    basis: "consent",
    evidence: "Went through it together and signed",
    words: "Moves in with her brother in Northmoor. Next supervised dose is due tomorrow.",
    dueAt: at.add({ hours: 7 * 24 }).toString(),
    limited: false,
    categories: ["identity", "health", "medication", "social"],
    items: itemsOf(at),
  };
}
