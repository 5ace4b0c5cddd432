import type { Command } from "commander";
import { withSystem } from "./commands.ts";
import { type Config, configOrStop, mayNotListen, stopWith } from "./config.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { accept } from "./kernel/result.ts";
import { longDateTime, now, today } from "./kernel/time.ts";
import { grouped } from "./kernel/words.ts";
import { setCodesProve } from "./record/staff/codes-prove-store.ts";
import {
  type AdministratorRefusal,
  LINK_HOURS,
  makeAdministrator,
} from "./record/staff/first-administrator-store.ts";
import { type System, sayPartnership } from "./system.ts";
import { tell, write } from "./terminal.ts";
import { isLoopback } from "./web/loopback.ts";
import { freshToken, tokenHash } from "./web/session.ts";

/** Reads a whole number of people from a command line. */
export function peopleCount(text: string): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  return count >= 1 ? count : stopWith("Give a whole number of people from 1 to 9999999.", 2);
}

/** The address of a one-time link: where people reach this server, then the partnership and the token. */
export function linkTo(config: Config, partnership: string, token: string): string {
  const scheme = config.TLS_CERT_FILE ? "https" : "http";
  // By this name and not by its number, since browsers keep passkeys for names alone.
  const host = isLoopback(config.HOST)
    ? "localhost"
    : config.HOST.includes(":")
      ? `[${config.HOST}]`
      : config.HOST;
  return `${config.PUBLIC_ORIGIN ?? `${scheme}://${host}:${config.PORT}`}/link/${partnership}/${token}`;
}

/** Runs a command's work with the databases open; what it refuses is said once they are closed again. */
async function command(work: (system: System, config: Config) => Promise<string | undefined>): Promise<void> {
  const refused = await withSystem(work);
  if (refused) stopWith(refused);
}

const RESTART = "A server that is already running learns of it when it is started again.";

async function create(code: string, name: string): Promise<void> {
  await command(async (system) => {
    const made = await system.create({ code, name, madeUp: false });
    if (!made.ok) return sayPartnership(made.refusal);
    write(
      `The partnership ${name} (${code}) is made. It is real and empty: nobody works in it and nobody is in its record.`,
    );
    write(
      `Next: ./throughcare init --code ${code} gives it its first administrator and prints their one-time link.`,
    );
    write(RESTART);
    return undefined;
  });
}

async function list(): Promise<void> {
  await withSystem(async (system) => {
    const all = [...system.partnerships.values()];
    write(
      all.length === 0
        ? "There is no partnership here yet. Make one with ./throughcare init."
        : `${all.length} ${all.length === 1 ? "partnership" : "partnerships"}, oldest first:`,
    );
    for (const one of all)
      write(`  ${one.code.padEnd(16)} ${one.name}${one.madeUp ? " (made up: a demonstration)" : ""}`);
  });
}

async function codesProve(code: string, answer: string): Promise<void> {
  const wanted = answer === "yes";
  if (!wanted && answer !== "no") stopWith(`Say yes or no, not “${answer}”.`, 2);
  await command(async (system) => {
    const there = system.partnerships.get(code);
    if (!there)
      return `There is no partnership “${code}” here. See them with ./throughcare partnership list.`;
    const changed = await asPolicyRole(system.setUp, code, (tx) => setCodesProve(tx, wanted));
    const now = wanted
      ? "a code from an app proves as much as a passkey: also a code that was talked out of somebody"
      : "acts that could harm ask for a passkey, or an organisation's sign-in that cannot be phished";
    write(`${changed ? "From now on" : "As before"} in ${there.name} ${now}.`);
    return undefined;
  });
}

type Init = {
  readonly code: string;
  readonly name?: string;
  readonly admin: string;
  readonly adminName: string;
};

/** Makes a real partnership with its first administrator, or gives an empty one its first. */
async function init(wanted: Init): Promise<void> {
  const config = configOrStop();
  const forbidden = mayNotListen(config);
  if (forbidden) stopWith(forbidden, 2);
  if (!/^[a-z0-9][a-z0-9.-]{1,62}$/.test(wanted.admin))
    stopWith(`“${wanted.admin}” cannot be a user name. Use 2 to 63 small letters, digits, dots and hyphens.`);
  await command(async (system) => {
    const there = system.partnerships.get(wanted.code);
    if (there?.madeUp)
      return `“${wanted.code}” is the made-up partnership ${there.name}. A real one needs another code: ./throughcare init --code CODE --name "Name".`;
    sayOthers([...system.partnerships.values()].filter((one) => one.code !== wanted.code));
    const made = there
      ? accept(there)
      : await system.create({ code: wanted.code, name: wanted.name ?? wanted.code, madeUp: false });
    if (!made.ok) return sayPartnership(made.refusal);
    const token = freshToken();
    const { name } = made.value;
    const first = {
      username: wanted.admin,
      name: wanted.adminName,
      office: name,
      tokenHash: tokenHash(token),
    };
    const outcome = await asPolicyRole(system.setUp, wanted.code, (tx) => makeAdministrator(tx, first));
    if (!outcome.ok) return sayNoAdministrator(outcome.refusal, name, wanted.admin);
    write(
      `${name} (${wanted.code}) ${there ? "has" : "is made. It is empty, and has"} one administrator: ${wanted.adminName}, who signs in as ${wanted.admin}.`,
    );
    sayLink(config, wanted.code, token);
    return undefined;
  });
}

function sayOthers(
  others: readonly { readonly name: string; readonly code: string; readonly madeUp: boolean }[],
): void {
  if (others.length === 0) return;
  const names = others.map((one) => `${one.name} (${one.code}${one.madeUp ? ", made up" : ""})`).join(", ");
  tell(
    `This data folder has ${names} already; ${others.length === 1 ? "it stays as it is" : "they stay as they are"}.`,
  );
}

function sayNoAdministrator(refusal: AdministratorRefusal, name: string, username: string): string {
  switch (refusal.code) {
    case "has-one-already":
      return `${name} has an administrator already (${refusal.username}). An administrator makes new links and adds others on the Staff page.`;
    case "username-taken":
      return `The user name “${username}” is used in ${name}. Choose another with --admin.`;
  }
}

function sayLink(config: Config, code: string, token: string): void {
  const until = longDateTime(now().add({ hours: LINK_HOURS }));
  write(`Give them this link. It works once, until ${until}, to choose a password and an authenticator app:`);
  write(`  ${linkTo(config, code, token)}`);
  if (!config.PUBLIC_ORIGIN && isLoopback(config.HOST))
    write(
      "The link leads to this machine only. Set PUBLIC_ORIGIN to the address people type, and run this again for a link others can open.",
    );
  write(`Start the server with ./throughcare serve. ${RESTART}`);
}

async function demo(options: { people: number }): Promise<void> {
  await command(async (system) => {
    const { ensureNorthmoor } = await import("../demo/northmoor.ts");
    const outcome = await ensureNorthmoor(system, { people: options.people, today: today() }, tell);
    if (!outcome.ok) return sayPartnership(outcome.refusal);
    if (outcome.value === "there")
      return "Northmoor is in this data folder already. To make it anew, stop the server and choose an empty folder with DATA_DIR.";
    write(
      `Northmoor is made, with ${grouped(options.people)} invented people. Start the server with ./throughcare serve. ${RESTART}`,
    );
    return undefined;
  });
}

/** Partnerships on this server: making one, listing them, the first administrator, the made-up one. */
export function partnershipCommands(program: Command): void {
  const partnership = program.command("partnership").description("The partnerships on this server.");
  partnership.command("create <code> <name>").description("Make an empty, real partnership.").action(create);
  partnership.command("list").description("List the partnerships on this server.").action(list);
  partnership
    .command("codes-prove <code> <answer>")
    .description(
      "Yes or no: let codes prove acts that could harm, where passkeys cannot be used. No unless you say so.",
    )
    .action(codesProve);
  program
    .command("init")
    .description("Make a real partnership with its first administrator, and print their one-time link.")
    .option(
      "--code <code>",
      "short code of the partnership: small letters, digits, underscores",
      "partnership",
    )
    .option("--name <name>", "its name as people say it")
    .option("--admin <username>", "user name of the first administrator", "administrator")
    .option("--admin-name <name>", "their name", "Administrator")
    .action(init);
  program
    .command("demo")
    .description("Make the made-up partnership Northmoor in an empty data folder.")
    .option("--people <number>", "how many made-up people it gets", peopleCount, 1200)
    .action(demo);
}
