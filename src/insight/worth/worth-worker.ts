import { parentPort, workerData } from "node:worker_threads";
import { type ToWork, workedOut } from "./worked.ts";

parentPort?.postMessage(workedOut(workerData as ToWork));
