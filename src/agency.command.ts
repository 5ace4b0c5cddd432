import type { Command } from "commander";
import { choosePartnership } from "./choose-partnership.ts";
import { withSystem } from "./commands.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { type AgencyRefusal, addAgency, addService } from "./record/staff/agency-store.ts";
import { accountForCommands } from "./record/staff/command-account-store.ts";
import { failWith, write } from "./terminal.ts";

/** What was asked for was wrong, and not the system: scripts tell it by this exit code. */
const CANNOT_ADD = 2;

/** Why an agency or a service could not be added, and what to do. */
export function sayAgency(refusal: AgencyRefusal): string {
  switch (refusal.code) {
    case "code-not-usable":
      return `“${refusal.given}” cannot be a code. Use small letters, digits and single hyphens, at most 60.`;
    case "code-taken":
      return `“${refusal.given}” is used already. Choose another code.`;
    case "no-such-kind":
      return `There is no kind “${refusal.given}”. Kinds are ${refusal.known.join(", ")}.`;
    case "no-such-agency":
      return `There is no agency “${refusal.given}”. Agencies here are ${refusal.known.join(", ")}.`;
    case "no-such-lead":
      return `Nobody who works here signs in as “${refusal.given}”. Name the duty team's lead with --lead USERNAME.`;
  }
}

type Options = { readonly partnership?: string; readonly lead?: string };

const addingAgency = (code: string, kind: string, name: string, options: Options): Promise<void> =>
  withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, CANNOT_ADD);
    const { code: where, name: whose } = chosen.value;
    const added = await asPolicyRole(system.setUp, where, (tx) => addAgency(tx, { code, kind, name }));
    if (!added.ok) return failWith(sayAgency(added.refusal), CANNOT_ADD);
    write(`${name} (${code}) is an agency of ${whose} now.`);
    write(`Give it a service with ./throughcare service add CODE KIND ${code} "Name".`);
  });

const addingService = (
  code: string,
  kind: string,
  agency: string,
  name: string,
  options: Options,
): Promise<void> =>
  withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, CANNOT_ADD);
    const { code: where } = chosen.value;
    const lead =
      options.lead ?? (await asPolicyRole(system.setUp, where, (tx) => accountForCommands(tx, "import")));
    const added = await asPolicyRole(system.setUp, where, (tx) =>
      addService(tx, { code, kind, agency, name, lead }),
    );
    if (!added.ok) return failWith(sayAgency(added.refusal), CANNOT_ADD);
    write(`${name} (${code}) is a service of ${agency} now, with a duty team led by ${lead}.`);
  });

/** Agencies and services of a partnership, where there is nobody yet to add them in the browser. */
export function agencyCommands(program: Command): void {
  program
    .command("agency")
    .description("The agencies of a partnership.")
    .command("add <code> <kind> <name>")
    .description("Add an agency.")
    .option("--partnership <code>", "the partnership, where there are several")
    .action(addingAgency);
  program
    .command("service")
    .description("The services of a partnership's agencies.")
    .command("add <code> <kind> <agency> <name>")
    .description("Add a service with its duty team.")
    .option("--partnership <code>", "the partnership, where there are several")
    .option("--lead <username>", "who leads its duty team; by default an administrator")
    .action(addingService);
}
