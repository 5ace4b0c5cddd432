/**
 * Where `./throughcare stats`, `evaluate`, `cost` and `suppress` begin (bin/run.mjs knows them by name). They are asked over and
 * over, so nothing that only a server needs is loaded before them. No file on this way may hold JSX: Node reads them itself.
 */
import { analystCommands, throughcare } from "./analyst-commands.ts";
import { endOnUnexpected } from "./kernel/last-words.ts";
import { closeQuietly } from "./terminal.ts";

endOnUnexpected();
closeQuietly();
await analystCommands(throughcare()).parseAsync(process.argv.slice(2), { from: "user" });
