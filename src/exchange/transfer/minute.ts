import { z } from "zod";
import type { Sql } from "../../kernel/database/connection.ts";
import type { ReadKeys } from "../../kernel/database/keys.ts";
import { asPolicyRole } from "../../kernel/database/partnership.ts";
import { now } from "../../kernel/time.ts";
import { handsOf } from "./directory-store.ts";
import { LARGEST_TRANSFER, TRANSFER_TYPE } from "./door.ts";
import { sealWord, takeFile } from "./receive.ts";
import {
  claimNext,
  dropFiles,
  escalateSilence,
  keepDeathNotice,
  markDelivered,
  markTrouble,
  unnoticedDeaths,
  type Waiting,
} from "./set-up-store.ts";

/** Brings a file to a partner's door and answers what it said. Handed in, so that tests can be the other side. */
export type Post = (
  address: string,
  file: string,
) => Promise<{ readonly status: number; readonly body: string }>;

/** How long a door may take to answer. */
const LONGEST_MS = 30_000;
/** No round sends more than this, so that one partner who is slow does not hold up the rest of the minute's work for long. */
const MOST_A_ROUND = 20;

/** Posts a file. Redirects are not followed: a bundle goes to the address that the directory has, or nowhere. */
export const postFile: Post = async (address, file) => {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "content-type": TRANSFER_TYPE },
    body: file,
    redirect: "error",
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  return { status: answer.status, body: await readAtMost(answer, LARGEST_TRANSFER) };
};

/** What a door answers is read no further than a file may be long: whoever keeps it open and goes on sending fills no memory. */
async function readAtMost(answer: Response, bytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.length;
    if (length > bytes) break;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

const Answer = z.object({ answers: z.array(z.string()).max(20) });
const Refusal = z.object({ refused: z.string() });

/** One partnership's part of a round. */
export type Round = {
  readonly setUp: Sql;
  readonly code: string;
  readonly keys: ReadKeys;
  readonly post: Post;
};

/**
 * One round of what transfers do by themselves: silence goes up to the lead, deaths are noticed, messages that wait are brought to
 * partners' doors and their answers heard, and sealed files go when their time is over. Answers how many were delivered.
 */
export async function carryTransfers({ setUp, code, keys, post }: Round): Promise<number> {
  const part = <T>(work: (tx: Sql) => Promise<T>): Promise<T> => asPolicyRole(setUp, code, work);
  await part(escalateSilence);
  await part((tx) => noticeDeaths(tx, keys));
  await part(dropFiles);
  let delivered = 0;
  for (let i = 0; i < MOST_A_ROUND; i += 1) {
    const next = await part(claimNext);
    if (!next) break;
    if (await deliver(next, { part, keys, post })) delivered += 1;
  }
  return delivered;
}

async function noticeDeaths(tx: Sql, keys: ReadKeys): Promise<void> {
  const dead = await unnoticedDeaths(tx);
  if (dead.length === 0) return;
  const hands = await handsOf(tx, await keys(), "door");
  for (const { id, partner_id: to } of dead) {
    // That somebody died is for the person's own services to tell; the receiver is told that it ended.
    const notice = { what: "withdrawn", at: now().toString(), words: "" } as const;
    const file = hands && (await sealWord(hands, { transfer: id, to }, { notice }));
    if (file) await keepDeathNotice(tx, id, file);
  }
}

type Delivery = Pick<Round, "keys" | "post"> & {
  readonly part: <T>(work: (tx: Sql) => Promise<T>) => Promise<T>;
};

/** Sends one message, outside any transaction, and hears what the door answers. */
async function deliver(it: Waiting, { part, keys, post }: Delivery): Promise<boolean> {
  const answer = await post(it.address, it.file).catch(() => undefined);
  if (!answer) {
    await part((tx) => markTrouble(tx, it, "no answer", false));
    return false;
  }
  const said = jsonOf(answer.body);
  const refused = Refusal.safeParse(said);
  if (refused.success || answer.status >= 400) {
    const word = refused.success ? `refused: ${refused.data.refused}` : `answer ${answer.status}`;
    await part((tx) => markTrouble(tx, it, word, refused.success && answer.status === 422));
    return false;
  }
  const answers = Answer.safeParse(said);
  if (!answers.success) {
    await part((tx) => markTrouble(tx, it, "an answer that is none", false));
    return false;
  }
  await part((tx) => markDelivered(tx, it.id));
  // Each word is heard for itself: one that does not hold undoes none of the others.
  for (const file of answers.data.answers)
    await part(async (tx) => takeFile(tx, await handsOf(tx, await keys(), "door"), file, "post"));
  return true;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
