import { Worker } from "node:worker_threads";
import type { Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import type { ToWork, Worked } from "./worked.ts";

/** Works an answer out in a thread of its own: tens of thousands of draws would keep everybody else waiting for a second or two. */
export const workedApart = (it: ToWork): Promise<Result<Worked, Refused>> =>
  new Promise((resolve, reject) => {
    // Node reads the types away by itself; nothing of this process is needed there.
    const worker = new Worker(new URL("./worth-worker.ts", import.meta.url), {
      workerData: it,
      execArgv: [],
    });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
