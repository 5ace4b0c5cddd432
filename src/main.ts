import { configOrStop } from "./config.ts";
import { inUseAlready } from "./kernel/database/claim.ts";
import { sayEmbedded } from "./kernel/database/messages.ts";
import { endOnUnexpected } from "./kernel/last-words.ts";

endOnUnexpected();
// Whoever reads a list's beginning alone, as `head` does, closes it: what is left goes nowhere, and the databases are closed.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
const words = process.argv.slice(2);

// Asked before anything else is loaded, so that a second server on the same data is told so at once.
if (words[0] === "serve") {
  const config = configOrStop();
  const taken = config.DATABASE_URL ? undefined : await inUseAlready(config.DATA_DIR);
  if (taken) {
    process.stderr.write(`${sayEmbedded(taken)}\n`);
    process.exit(1);
  }
}
const { runCommandLine } = await import("./commands.ts");
await runCommandLine(words);
