import { Worker } from "node:worker_threads";
import type { Drawn, ToDraw } from "./pdf.ts";

/** Draws a pack in a thread, so that this one goes on answering. */
export const drawApart = (it: ToDraw): Promise<Drawn> =>
  new Promise((resolve, reject) => {
    // Node reads the types away by itself; nothing of this process is needed there.
    const worker = new Worker(new URL("./pdf-worker.ts", import.meta.url), { workerData: it, execArgv: [] });
    worker.once("message", (drawn: Drawn) => resolve(drawn));
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the thread ended without a pack")));
  });
