import { parentPort, workerData } from "node:worker_threads";
import { holdBack } from "./hold-back.ts";
import type { ToHold } from "./hold-back-thread.ts";

const { table, past, way } = workerData as ToHold;
parentPort?.postMessage(holdBack(table, past, way));
