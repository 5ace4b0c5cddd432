import { endSessions } from "./kernel/database/load.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import { type Instant, longDateTime } from "./kernel/time.ts";
import { counted } from "./kernel/words.ts";
import { sayVerified, verifyLog } from "./log-verifying.ts";
import { noteRestored } from "./record/backup/store.ts";
import { verifyBooks } from "./register-verifying.ts";
import type { System } from "./system.ts";

/**
 * What is done after a whole server was brought back: in each partnership every session ends, the log says that it is a copy, and seals and books
 * are looked through. Answers a sentence for each thing that holds, and for each that does not.
 */
export async function afterBringingBack(
  { setUp, partnerships }: Pick<System, "setUp" | "partnerships">,
  moment: Instant,
): Promise<readonly Result<string, string>[]> {
  const said: Result<string, string>[] = [];
  for (const { code, name } of partnerships.values()) {
    const ended = await asPolicyRole(setUp, code, async (tx) => {
      await noteRestored(tx, `the journal as it stood ${moment.toString()}`);
      return endSessions(tx);
    });
    said.push(
      accept(
        `${name} (${code}): ${counted(ended, "session")} ended. What happened after ${longDateTime(moment)} is not in it, and must be entered again.`,
      ),
    );
    const log = await verifyLog(setUp, code, undefined);
    said.push(
      log.ok
        ? accept(`The access log: ${sayVerified(log.value)}`)
        : refuse(`The access log does not hold: ${log.refusal.sentences.join(" ")}`),
    );
    for (const { of, answer } of await verifyBooks(setUp, code, []))
      said.push(
        answer.ok
          ? accept(`${of.premises}: ${answer.value}`)
          : refuse(`${of.premises}, book ${of.id}: ${answer.refusal}`),
      );
  }
  return said;
}
