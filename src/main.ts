import { configOrStop } from "./config.ts";
import { inUseAlready } from "./kernel/database/claim.ts";
import { sayEmbedded } from "./kernel/database/messages.ts";
import { endOnUnexpected } from "./kernel/last-words.ts";
import { closeQuietly } from "./terminal.ts";

endOnUnexpected();
closeQuietly();
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
