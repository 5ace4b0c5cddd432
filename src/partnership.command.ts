import { type Command, InvalidArgumentError } from "commander";
import { withSystem } from "./commands.ts";
import { type Config, configOrStop, mayNotListen, stopWith } from "./config.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { longDateTime, now, today } from "./kernel/time.ts";
import { LINK_HOURS, makeAdministrator } from "./record/staff/first-administrator-store.ts";
import { sayPartnership } from "./system.ts";
import { isLoopback } from "./web/loopback.ts";
import { freshToken, tokenHash } from "./web/session.ts";

const write = (sentence: string): void => void process.stdout.write(`${sentence}\n`);
const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

/** Reads a whole number of people from a command line. */
export function peopleCount(text: string): number {
  if (!/^\d{1,7}$/.test(text) || Number(text) < 1)
    throw new InvalidArgumentError("Give a whole number of people from 1 to 9999999.");
  return Number(text);
}

/** The address of a one-time link: where people reach this server, then the partnership and the token. */
export function linkTo(config: Config, partnership: string, token: string): string {
  const scheme = config.TLS_CERT_FILE ? "https" : "http";
  const host = config.HOST.includes(":") ? `[${config.HOST}]` : config.HOST;
  return `${config.PUBLIC_ORIGIN ?? `${scheme}://${host}:${config.PORT}`}/link/${partnership}/${token}`;
}

const RESTART = "A server that is already running learns of it when it is started again.";

async function create(code: string, name: string): Promise<void> {
  await withSystem(async (system) => {
    const made = await system.create({ code, name, madeUp: false });
    if (!made.ok) return stopWith(sayPartnership(made.refusal));
    write(
      `The partnership ${name} (${code}) is made. It is real and empty: nobody works in it and nobody is in its record.`,
    );
    write(
      `Next: ./throughcare init --code ${code} gives it its first administrator and prints their one-time link.`,
    );
    write(RESTART);
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
  await withSystem(async (system) => {
    const there = system.partnerships.get(wanted.code);
    if (there?.madeUp)
      stopWith(
        `“${wanted.code}” is the made-up partnership ${there.name}. A real one needs another code: ./throughcare init --code CODE --name "Name".`,
      );
    const others = [...system.partnerships.values()].filter((one) => one.code !== wanted.code);
    if (others.length > 0)
      tell(
        `This data folder has ${others.map((one) => `${one.name} (${one.code}${one.madeUp ? ", made up" : ""})`).join(", ")} already; it stays as it is.`,
      );
    const made = there
      ? { ok: true as const, value: there }
      : await system.create({ code: wanted.code, name: wanted.name ?? wanted.code, madeUp: false });
    if (!made.ok) return stopWith(sayPartnership(made.refusal));
    const token = freshToken();
    const { admin, adminName } = wanted;
    const outcome = await asPolicyRole(system.setUp, wanted.code, (tx) =>
      makeAdministrator(tx, {
        username: admin,
        name: adminName,
        office: made.value.name,
        tokenHash: tokenHash(token),
      }),
    );
    if (!outcome.ok) {
      return stopWith(
        outcome.refusal.code === "has-one-already"
          ? `${made.value.name} has an administrator already (${outcome.refusal.username}). Another administrator, or they themselves, can make a new link on the Staff page.`
          : `The user name “${admin}” is used in ${made.value.name}. Choose another with --admin.`,
      );
    }
    write(
      `${made.value.name} (${wanted.code}) ${there ? "has" : "is made. It is empty, and has"} one administrator: ${adminName}, who signs in as ${admin}.`,
    );
    write(
      "Give them this link. It works once, until " +
        longDateTime(now().add({ hours: LINK_HOURS })) +
        ", to choose a password and an authenticator app:",
    );
    write(`  ${linkTo(config, wanted.code, token)}`);
    if (!config.PUBLIC_ORIGIN && isLoopback(config.HOST))
      write(
        "The link leads to this machine only. Set PUBLIC_ORIGIN to the address people type, and run this again for a link others can open.",
      );
    write(`Start the server with ./throughcare serve. ${RESTART}`);
  });
}

async function demo(options: { people: number }): Promise<void> {
  await withSystem(async (system) => {
    const outcome = await (await import("../demo/northmoor.ts")).ensureNorthmoor(
      system,
      { people: options.people, today: today() },
      tell,
    );
    if (outcome === "there")
      stopWith(
        "Northmoor is in this data folder already. To make it anew, stop the server and choose an empty folder with DATA_DIR.",
      );
    write(
      `Northmoor is made, with ${options.people} invented people. Start the server with ./throughcare serve. ${RESTART}`,
    );
  });
}

/** Partnerships on this server: making one, listing them, the first administrator, the made-up one. */
export function partnershipCommands(program: Command): void {
  const partnership = program.command("partnership").description("The partnerships on this server.");
  partnership.command("create <code> <name>").description("Make an empty, real partnership.").action(create);
  partnership.command("list").description("List the partnerships on this server.").action(list);
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
