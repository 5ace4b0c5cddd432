import { Worker } from "node:worker_threads";
import type { Result } from "../../kernel/result.ts";
import { refused } from "../publish/messages.ts";
import type { Table } from "../publish/table.ts";
import type { Refused } from "../stats/messages.ts";
import type { Held, Past } from "./hold-back.ts";
import type { Way } from "./made.ts";

/** What a thread is handed. */
export type ToHold = { readonly table: Table; readonly past: readonly Past[]; readonly way: Way };

/** A transaction that waits longer is ended by the database, and whoever waits on a page goes away. */
const LONGEST_MS = 15_000;

/** Makes a table fit to leave in a thread of its own, so that this one goes on answering. What takes too long is refused. */
export const holdBackApart = (it: ToHold, longest = LONGEST_MS): Promise<Result<Held, Refused>> =>
  new Promise((resolve, reject) => {
    // Node reads the types away by itself; nothing of this process is needed there.
    const worker = new Worker(new URL("./hold-back-worker.ts", import.meta.url), {
      workerData: it,
      execArgv: [],
    });
    const late = setTimeout(() => {
      resolve(refused("takes-too-long", { places: it.table.counts.length, others: it.past.length }));
      void worker.terminate();
    }, longest);
    worker.once("message", (held: Result<Held, Refused>) => {
      clearTimeout(late);
      resolve(held);
    });
    worker.once("error", (error) => {
      clearTimeout(late);
      reject(error);
    });
  });
