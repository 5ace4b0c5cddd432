import type { Command } from "commander";
import { choosePartnership } from "./choose-partnership.ts";
import { withSystem } from "./commands.ts";
import { counted } from "./kernel/words.ts";
import { destinationOf } from "./log-destination.ts";
import { sayNotSent, sealNow, sendNow } from "./log-keeping.ts";
import { sayVerified, verifyLog } from "./log-verifying.ts";
import { failWith, write } from "./terminal.ts";

type Options = { readonly partnership?: string };

const sealing = (options: Options): Promise<void> =>
  withSystem(async (system, config) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, 2);
    const { code } = chosen.value;
    write(`${counted(await sealNow(system.setUp, code), "line")} sealed.`);
    const destination = destinationOf(config);
    if (!destination) return write("SEND_LOG_TO is not set, so they stay in the database alone.");
    const sent = await sendNow(system.setUp, code, destination);
    if (!sent.ok) return failWith(sayNotSent(sent.refusal), 1);
    write(`${counted(sent.value, "seal")} sent with what they close in.`);
  });

const verifying = (options: Options & { readonly against?: string }): Promise<void> =>
  withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, 2);
    const verified = await verifyLog(system.setUp, chosen.value.code, options.against);
    if (!verified.ok) return failWith(verified.refusal.sentences.join("\n"), 1);
    write(sayVerified(verified.value));
  });

/** The seals over the access log: closing lines in, sending them, and looking whether they hold. */
export function logCommands(program: Command): void {
  const log = program.command("log").description("The access log and the seals over it.");
  log
    .command("seal")
    .description("Seal what can be sealed now, and send it to SEND_LOG_TO.")
    .option("--partnership <code>", "the partnership, where there are several")
    .action(sealing);
  log
    .command("verify")
    .description("Look whether every line is as it was sealed and no seal is missing.")
    .option("--against <file>", "a file that SEND_LOG_TO wrote, or a collector gave back")
    .option("--partnership <code>", "the partnership, where there are several")
    .action(verifying);
}
