import { type FileHandle, open, readFile } from "node:fs/promises";
import type { Config } from "./config.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";

/** Where sealed lines of the access log go, so that whoever runs this server cannot change what was sent. */
export type Destination = {
  /** Delivers lines of JSON whole, or says why not. What was refused is sent again, so that one may come twice. */
  deliver(lines: string): Promise<Result<undefined, NotDelivered>>;
};

/** Why lines were not taken, in a word without anyone's data. */
export type NotDelivered = { readonly code: "not-delivered"; readonly because: string };

const WAIT_MS = 10_000;

/** The destination of the settings; undefined when none is set. */
export function destinationOf({
  SEND_LOG_TO: to,
  SEND_LOG_TOKEN_FILE: tokenFile,
}: Config): Destination | undefined {
  if (to === undefined) return undefined;
  return /^https?:/i.test(to) ? toCollector(to, tokenFile) : toFile(to);
}

const notDelivered = (because: string): Result<never, NotDelivered> =>
  refuse({ code: "not-delivered", because });

/** Appends to a file and waits until the disk has it. */
const toFile = (file: string): Destination => ({
  deliver: async (lines) => {
    try {
      const handle = await open(file, "a+", 0o600);
      try {
        await handle.appendFile((await endsInTheMiddle(handle)) ? `\n${lines}` : lines);
        await handle.sync();
      } finally {
        await handle.close();
      }
      return accept(undefined);
    } catch (error) {
      return notDelivered((error as { code?: string }).code ?? "unknown");
    }
  },
});

/** Whether writing was cut off in the middle of a line. */
async function endsInTheMiddle(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 10;
}

/** Posts to a collector that takes lines of JSON. The file of its token is read each time, so that it can be replaced. */
const toCollector = (address: string, tokenFile: string | undefined): Destination => ({
  deliver: async (lines) => {
    try {
      const token = tokenFile === undefined ? undefined : (await readFile(tokenFile, "utf8")).trim();
      const answer = await fetch(address, {
        method: "POST",
        body: lines,
        redirect: "error",
        signal: AbortSignal.timeout(WAIT_MS),
        headers: {
          "content-type": "application/x-ndjson",
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
