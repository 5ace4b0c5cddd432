import type { Command } from "commander";
import { choosePartnership } from "./choose-partnership.ts";
import { withSystem } from "./commands.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { sayMismatch } from "./record/sharing-rules/messages.ts";
import { ruleMismatches, signedVersions } from "./record/sharing-rules/set-up-store.ts";
import type { System } from "./system.ts";
import { failWith, write } from "./terminal.ts";

/** Something is not as it was signed: scripts tell it by this exit code. */
const NOT_AS_SIGNED = 1;
const CANNOT = 2;

type Options = { readonly partnership?: string };

/** What is not as it was signed, in every partnership, in sentences; nothing, as it should be. */
export async function rulesNotAsSigned(system: {
  readonly setUp: System["setUp"];
  readonly partnerships: ReadonlyMap<string, { readonly code: string; readonly name: string }>;
}): Promise<readonly string[]> {
  const sentences: string[] = [];
  for (const { code, name } of system.partnerships.values()) {
    const found = await asPolicyRole(system.setUp, code, ruleMismatches);
    sentences.push(...found.map((one) => `${name}: ${sayMismatch(one)}`));
  }
  return sentences;
}

const checking = (options: Options): Promise<void> =>
  withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, CANNOT);
    const { code, name } = chosen.value;
    const [versions, found] = await asPolicyRole(system.setUp, code, async (tx) => [
      await signedVersions(tx),
      await ruleMismatches(tx),
    ]);
    for (const { number, hash, signed } of versions)
      write(`Version ${number}  ${hash}  ${signed ? `signed by ${signed}` : "signed by nobody: proposed"}`);
    if (found.length > 0)
      return failWith(found.map((one) => `${name}: ${sayMismatch(one)}`).join("\n"), NOT_AS_SIGNED);
    write(`The sharing rules of ${name} are as they were put forward and signed, and rights follow them.`);
  });

/** Looking whether the sharing rules are what was signed. */
export function sharingCommands(program: Command): void {
  const sharing = program.command("sharing").description("The sharing rules of a partnership.");
  sharing
    .command("check")
    .description(
      "Say which versions there are, who signed them, and whether anything stored is not as it was signed.",
    )
    .option("--partnership <code>", "which partnership, where there are several")
    .action(checking);
}
