import { IMPORT_JOB, importJob } from "./exchange/imports/job.ts";
import { type JobWorker, startWorker } from "./kernel/jobs/worker.ts";
import { DISPOSAL_JOB, disposalJob } from "./record/keeping/job.ts";
import { RULES_JOB, rulesJob } from "./record/sharing-rules/job.ts";
import { SERVICES } from "./services/index.ts";
import type { System } from "./system.ts";
import { tell } from "./terminal.ts";

/** Starts this server's worker: what outlasts a request is done here, with the rights of whoever asked for it. */
export const startWork = (system: System): Promise<JobWorker> =>
  startWorker({
    connection: system.connection,
    setUp: system.setUp,
    partnerships: () => [...system.partnerships.keys()],
    handlers: {
      [IMPORT_JOB]: importJob(system.setUp, system.partnerships, SERVICES),
      [DISPOSAL_JOB]: disposalJob(system.setUp, system.partnerships),
      [RULES_JOB]: rulesJob(system.setUp),
    },
    onTrouble: tell,
  });
