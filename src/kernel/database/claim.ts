import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import net from "node:net";
import { accept, type Result, refuse } from "../result.ts";
import type { EmbeddedRefusal } from "./messages.ts";

const ANSWER_MS = 300;

/** Keeps others from starting on the same data, from before there is a server to ask. */
export type Claim = { release(): Promise<void> };

/**
 * Claims the data folder for this process, or says who has it. On Linux the claim is a socket with a name and no file,
 * which the system itself takes back however the process ends. Elsewhere there is no such thing, and the lock in the
 * database, with PostgreSQL's own file, must do: a second process is refused a little later.
 */
export function claim(dataDir: string): Promise<Result<Claim, { readonly process: number | undefined }>> {
  if (process.platform !== "linux") return Promise.resolve(accept({ release: async () => {} }));
  const name = nameFor(dataDir);
  return new Promise((resolve) => {
    const server = net.createServer((asker) => asker.on("error", () => {}).end(`${process.pid}\n`));
    server.once("error", async () => resolve(refuse((await askWho(name)) ?? { process: undefined })));
    server.listen(name, () => {
      server.unref();
      resolve(accept({ release: () => new Promise((done) => server.close(() => done())) }));
    });
  });
}

/** Who has the name, if anyone. The holder answers with its number; a busy one may not in time. */
function askWho(name: string): Promise<{ readonly process: number | undefined } | undefined> {
  return new Promise((resolve) => {
    let there = false;
    let said = "";
    const asking = net.connect({ path: name });
    asking.setTimeout(ANSWER_MS, () => asking.destroy());
    asking.on("connect", () => {
      there = true;
    });
    asking.on("data", (chunk) => {
      said += chunk.toString();
    });
    asking.on("error", () => {});
    asking.on("close", () => resolve(there ? { process: Number(said) || undefined } : undefined));
  });
}

const nameFor = (dataDir: string): string =>
  `\0throughcare-${createHash("sha256").update(dataDir).digest("hex").slice(0, 32)}`;

/**
 * The refusal that starting on this folder would meet, asked before anything heavy is loaded, so that whoever starts a
 * second Throughcare hears of it at once. Undefined promises nothing: startEmbedded decides. Knows nothing off Linux.
 */
export async function inUseAlready(asked: string): Promise<EmbeddedRefusal | undefined> {
  const dataDir = await realpath(asked).catch(() => undefined);
  if (dataDir === undefined || process.platform !== "linux") return undefined;
  const holder = await askWho(nameFor(dataDir));
  return holder === undefined ? undefined : { code: "data-in-use", dataDir, ...holder };
}
