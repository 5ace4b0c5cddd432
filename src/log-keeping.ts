import type { Sql } from "./kernel/database/connection.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import type { Destination, NotDelivered } from "./log-destination.ts";
import { toSend } from "./record/access-log/seal.ts";
import { linesUnder, noteSent, sealLog, sendingIsOurs, unsentSeals } from "./record/access-log/seal-store.ts";
import { asJsonLines } from "./record/access-log/sent.ts";
import type { System } from "./system.ts";

const EVERY_MS = 60_000;

/** A line under this seal is not what was sealed, so nothing more is sent. */
type Broken = { readonly code: "seal-broken"; readonly no: number };

/** Seals what can be sealed of one partnership's access log. Answers how many lines. */
export async function sealNow(setUp: Sql, partnership: string): Promise<number> {
  for (let sealed = 0; ; ) {
    // Each seal in a transaction of its own: a log of years is closed in without holding anybody up.
    const lines = await asPolicyRole(setUp, partnership, sealLog);
    if (lines === 0) return sealed;
    sealed += lines;
  }
}

/**
 * Sends every sealed line that was not taken yet, a seal at a time and oldest first. Answers how many seals were taken now.
 * One process at a time; another that asks meanwhile sends nothing.
 */
export async function sendNow(
  setUp: Sql,
  partnership: string,
  destination: Destination,
): Promise<Result<number, NotDelivered | Broken>> {
  for (let sent = 0; ; sent++) {
    const one = await asPolicyRole(setUp, partnership, (tx) => sendOne(tx, partnership, destination));
    if (!one.ok) return one;
    if (!one.value) return accept(sent);
  }
}

async function sendOne(
  tx: Sql,
  partnership: string,
  destination: Destination,
): Promise<Result<boolean, NotDelivered | Broken>> {
  if (!(await sendingIsOurs(tx))) return accept(false);
  const [seal] = await unsentSeals(tx, 1);
  if (!seal) return accept(false);
  const lines = (await linesUnder(tx, seal)).map(toSend);
  const known = lines.filter((line) => line !== undefined);
  if (known.length < lines.length) return refuse({ code: "seal-broken", no: seal.no });
  const delivered = await destination.deliver(asJsonLines(partnership, seal, known));
  if (!delivered.ok) return delivered;
  await noteSent(tx, seal.no);
  return accept(true);
}

/** Why lines of the log were not sent, in words without anyone's data. */
export const sayNotSent = (refusal: NotDelivered | Broken): string =>
  refusal.code === "seal-broken"
    ? `Lines of the access log under seal ${refusal.no} are not what was sealed. Nothing more is sent. Say ./throughcare log verify.`
    : `Sealed lines of the access log were not taken by SEND_LOG_TO (${refusal.because}). They are sent again in a minute.`;

/**
 * Seals and sends the access log once a minute while this process serves. Trouble is told once, and again when it has
 * changed; what was not sent is sent later.
 */
export function keepLog(
  system: System,
  destination: Destination | undefined,
  onTrouble: (words: string) => void,
): { stop(): Promise<void> } {
  let told = "";
  const trouble = (words: string): void => {
    if (words !== "" && words !== told) onTrouble(words);
    told = words;
  };
  const once = async (): Promise<void> => {
    for (const code of system.partnerships.keys()) {
      await sealNow(system.setUp, code);
      if (!destination) continue;
      const sent = await sendNow(system.setUp, code, destination);
      trouble(sent.ok ? "" : sayNotSent(sent.refusal));
    }
  };
  let working: Promise<void> = Promise.resolve();
  const again = (): void => {
    working = working
      .then(once)
      .catch(() => trouble("The access log could not be sealed just now. It is tried again in a minute."));
  };
  again();
  const timer = setInterval(again, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await working;
    },
  };
}
