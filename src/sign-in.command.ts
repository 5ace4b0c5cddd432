import { text as allOf } from "node:stream/consumers";
import type { Command } from "commander";
import { choosePartnership } from "./choose-partnership.ts";
import { withSystem } from "./commands.ts";
import type { Config } from "./config.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { linkTo } from "./partnership.command.ts";
import {
  addProvider,
  allProviders,
  changeClientSecret,
  type ProviderCommandRefusal,
  setProviderStopped,
  setUnphishable,
} from "./record/staff/provider-command-store.ts";
import { type RecoveryRefusal, recoverAccount } from "./record/staff/recovery-store.ts";
import { failWith, write } from "./terminal.ts";
import { freshToken, tokenHash } from "./web/session.ts";

/** What was asked for was wrong, and not the system: scripts tell it by this exit code. */
const CANNOT = 2;

type Options = { readonly partnership?: string };

/** Why an organisation could not be added or stopped, and what to do. */
export function sayProviderCommand(refusal: ProviderCommandRefusal): string {
  switch (refusal.code) {
    case "code-not-usable":
      return `“${refusal.given}” cannot be a code. Use 2 to 31 small letters, digits and hyphens, a letter first.`;
    case "issuer-not-usable":
      return `“${refusal.given}” is no issuer. It is an address such as https://login.example.nhs.uk, as the organisation writes it.`;
    case "not-among-acr":
      return `“${refusal.given}” is none of the ways that --acr names. Only those are taken, so only they can count as ones that cannot be phished.`;
    case "key-lost":
      return "There is no key here to encrypt the client secret by. Put the file of keys back, or make a new one with ./throughcare keys rotate.";
    case "provider-taken":
      return `This code or issuer is ${refusal.name}'s already.`;
    case "no-such-provider":
      return `There is no organisation “${refusal.given}”. See them with ./throughcare provider list.`;
  }
}

/** Why an account could not be recovered, and what to do. */
export function sayRecovery(username: string, { code }: RecoveryRefusal): string {
  switch (code) {
    case "no-such-account":
      return `Nobody who works here signs in as “${username}”.`;
    case "disabled":
      return `The account ${username} is disabled. An administrator enables it on the Staff page first.`;
    case "no-post":
      return `${username} holds no post any more. An administrator gives them one on the Staff page first.`;
  }
}

const recovering = (username: string, options: Options): Promise<void> =>
  withSystem(async (system, config) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, CANNOT);
    const { code } = chosen.value;
    const token = freshToken();
    const done = await asPolicyRole(system.setUp, code, (tx) =>
      recoverAccount(tx, username, tokenHash(token)),
    );
    if (!done.ok) return failWith(sayRecovery(username, done.refusal), CANNOT);
    write(`${username} is signed out everywhere, and their passkeys are removed. This is in the access log.`);
    write("Make sure that it is they who ask. Give them this link; it works once, within 24 hours:");
    write(`  ${linkTo(config, code, token)}`);
  });

type Adding = Options & { readonly acr: string; readonly unphishableAcr: readonly string[] };

const adding = (
  code: string,
  name: string,
  issuer: string,
  clientId: string,
  options: Adding,
): Promise<void> =>
  withSystem(async (system, config) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, CANNOT);
    const clientSecret = (await allOf(process.stdin)).trim();
    if (clientSecret === "") return failWith(NO_SECRET, CANNOT);
    const acr = options.acr.split(/\s+/).filter((one) => one !== "");
    if (acr.length === 0) return failWith(NO_ACR, CANNOT);
    const { unphishableAcr } = options;
    const wanted = { code, name, issuer, clientId, clientSecret, acr, unphishableAcr };
    const done = await asPolicyRole(system.setUp, chosen.value.code, (tx) =>
      addProvider(tx, wanted, system.keys),
    );
    if (!done.ok) return failWith(sayProviderCommand(done.refusal), CANNOT);
    write(`Staff of ${chosen.value.name} whom an administrator links may sign in at ${name} from now on.`);
    write(`Have ${name} send them back to ${returnTo(config, code)}`);
  });

const NO_ACR = "Say with --acr by which ways of signing in there, of two factors at least, staff may come.";
const NO_SECRET = "Hand the client secret over on standard input, so that it stands in no list of commands.";

const changingSecret = (code: string, options: Options): Promise<void> =>
  withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, CANNOT);
    const clientSecret = (await allOf(process.stdin)).trim();
    if (clientSecret === "") return failWith(NO_SECRET, CANNOT);
    const done = await asPolicyRole(system.setUp, chosen.value.code, (tx) =>
      changeClientSecret(tx, code, clientSecret, system.keys),
    );
    if (!done.ok) return failWith(sayProviderCommand(done.refusal), CANNOT);
    write(`We show ${done.value} the new client secret from now on.`);
  });

const namingUnphishable = (code: string, ways: readonly string[], options: Options): Promise<void> =>
  withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, CANNOT);
    const done = await asPolicyRole(system.setUp, chosen.value.code, (tx) => setUnphishable(tx, code, ways));
    if (!done.ok) return failWith(sayProviderCommand(done.refusal), CANNOT);
    write(
      ways.length === 0
        ? `Signing in at ${done.value} proves no act that could harm from now on.`
        : `Signing in at ${done.value} by ${ways.join(" or ")} proves acts that could harm from now on.`,
    );
  });

const returnTo = ({ PUBLIC_ORIGIN, PORT }: Config, code: string): string =>
  `${PUBLIC_ORIGIN ?? `http://localhost:${PORT}`}/sign-in/return/${code}`;

const listing = (options: Options): Promise<void> =>
  withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, CANNOT);
    const all = await asPolicyRole(system.setUp, chosen.value.code, allProviders);
    write(`${all.length} ${all.length === 1 ? "organisation" : "organisations"}, by name:`);
    for (const { code, name, issuer, stopped, linked } of all)
      write(`  ${code.padEnd(16)} ${name}, ${issuer}, ${linked} linked${stopped ? " (stopped)" : ""}`);
  });

const stopping =
  (stop: boolean) =>
  (code: string, options: Options): Promise<void> =>
    withSystem(async (system) => {
      const chosen = choosePartnership(system, options.partnership);
      if (!chosen.ok) return failWith(chosen.refusal, CANNOT);
      const done = await asPolicyRole(system.setUp, chosen.value.code, (tx) =>
        setProviderStopped(tx, code, stop),
      );
      if (!done.ok) return failWith(sayProviderCommand(done.refusal), CANNOT);
      write(
        stop
          ? `Nobody signs in at ${done.value} any more, and sessions opened there have ended.`
          : `Staff may sign in at ${done.value} again.`,
      );
    });

const ONE = ["--partnership <code>", "the partnership, where there are several"] as const;

/** Ways in that only whoever runs the server sets up: lost accounts, and organisations at which staff sign in. */
export function signInCommands(program: Command): void {
  program
    .command("account")
    .description("The accounts of a partnership.")
    .command("recover <username>")
    .description(
      "Help a worker who lost every way in: sessions end, passkeys go, a one-time link is printed.",
    )
    .option(...ONE)
    .action(recovering);
  const provider = program
    .command("provider")
    .description("Organisations at which staff sign in, by OpenID Connect.");
  provider
    .command("add <code> <name> <issuer> <client-id>")
    .description("Add an organisation; its client secret is read from standard input.")
    .requiredOption(
      "--acr <values>",
      "ways of signing in there that are good enough, by two factors, with spaces between",
    )
    .option(
      "--unphishable-acr <value>",
      "one of those that cannot be phished, such as a smartcard or a passkey; again for another",
      (value: string, before: readonly string[]) => [...before, value],
      [] as readonly string[],
    )
    .option(...ONE)
    .action(adding);
  provider
    .command("list")
    .description("List the organisations.")
    .option(...ONE)
    .action(listing);
  provider
    .command("unphishable <code> [values...]")
    .description("Say which of its ways of signing in cannot be phished, in the place of those before.")
    .option(...ONE)
    .action(namingUnphishable);
  provider
    .command("secret <code>")
    .description("Change the client secret; the new one is read from standard input.")
    .option(...ONE)
    .action(changingSecret);
  provider
    .command("stop <code>")
    .description("Let nobody sign in there any more, and end the sessions that were opened there.")
    .option(...ONE)
    .action(stopping(true));
  provider
    .command("resume <code>")
    .description("Let staff sign in there again.")
    .option(...ONE)
    .action(stopping(false));
}
