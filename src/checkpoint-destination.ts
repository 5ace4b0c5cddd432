import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import type { Config } from "./config.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import type { Gateway } from "./record/diary/reminders.ts";

/** Who keeps checkpoints of the register, so that whoever runs this server cannot rewrite what was delivered. */
export type CheckpointDestination = {
  /** Delivers one checkpoint, or says why not in a word. What was refused is sent again, so that one may come twice. */
  deliver(
    name: string,
    note: string,
  ): Promise<Result<undefined, { readonly code: "not-delivered"; readonly because: string }>>;
};

const WAIT_MS = 10_000;
const notDelivered = (because: string) => refuse({ code: "not-delivered" as const, because });

type Settings = Pick<Config, "SEND_CHECKPOINTS_TO" | "SEND_CHECKPOINTS_TOKEN_FILE" | "DATA_DIR">;

/** Where checkpoints go by the settings: an https address, a mailbox, or a folder; without one a folder beside the data. */
export function checkpointDestination(settings: Settings, gateway: Gateway): CheckpointDestination {
  const to = settings.SEND_CHECKPOINTS_TO ?? path.join(settings.DATA_DIR, "checkpoints");
  if (/^https?:/i.test(to)) return toAddress(to, settings.SEND_CHECKPOINTS_TOKEN_FILE);
  return /^mailto:/i.test(to) ? toMailbox(to.slice("mailto:".length), gateway) : toFolder(to);
}

/**
 * Writes each into a file of its own, whole or not at all, and waits until the disk has it. None is written over another of its number: a
 * server that was brought back from an older backup makes one again, and only the first shows that lines were lost.
 */
const toFolder = (folder: string): CheckpointDestination => ({
  deliver: async (name, note) => {
    try {
      await mkdir(folder, { recursive: true });
      const file = await placeOf(folder, name, note);
      const fresh = `${file}.new`;
      const handle = await open(fresh, "w", 0o600);
      try {
        await handle.writeFile(note);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(fresh, file);
      return accept(undefined);
    } catch (error) {
      return notDelivered((error as { code?: string }).code ?? "unknown");
    }
  },
});

/** Its file: of its name, or beside one of that name that says something else. */
async function placeOf(folder: string, name: string, note: string): Promise<string> {
  const file = path.join(folder, `${name}.checkpoint`);
  const there = await readFile(file, "utf8").catch((error: { code?: string }) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (there === undefined || there === note) return file;
  const print = createHash("sha256").update(note).digest("hex").slice(0, 16);
  return path.join(folder, `${name}-${print}.checkpoint`);
}

/** Posts each to another agency's node. The file of its token is read each time, so that it can be replaced. */
const toAddress = (address: string, tokenFile: string | undefined): CheckpointDestination => ({
  deliver: async (_name, note) => {
    try {
      const token = tokenFile === undefined ? undefined : (await readFile(tokenFile, "utf8")).trim();
      const answer = await fetch(address, {
        method: "POST",
        body: note,
        redirect: "error",
        signal: AbortSignal.timeout(WAIT_MS),
        headers: {
          "content-type": "text/plain; charset=utf-8",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      });
      await answer.body?.cancel();
      return answer.ok ? accept(undefined) : notDelivered(`status ${answer.status}`);
    } catch (error) {
      return notDelivered((error as Error).name);
    }
  },
});

/** Sends each as an e-mail, by the mail server of the settings. */
const toMailbox = (address: string, gateway: Gateway): CheckpointDestination => ({
  deliver: async (name, note) => {
    const sent = await gateway.deliver(
      { channel: "email", address },
      { subject: `Checkpoint ${name}`, words: note },
      name,
    );
    return sent.ok ? accept(undefined) : notDelivered(sent.refusal.because);
  },
});
