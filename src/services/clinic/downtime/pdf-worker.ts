import { parentPort, workerData } from "node:worker_threads";
import { drawPdf, type ToDraw } from "./pdf.ts";

// A thread of its own: drawing takes a second in which nobody's dose is to wait.
parentPort?.postMessage(await drawPdf(workerData as ToDraw));
