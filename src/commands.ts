import { Command } from "commander";
import { ensureNorthmoor } from "../demo/northmoor.ts";
import { buildApp, mayNotListen } from "./app.ts";
import { type Config, readConfig, settingsHelp } from "./config.ts";
import { today } from "./kernel/time.ts";
import { partnershipCommands, peopleCount } from "./partnership.command.ts";
import { openSystem, type System } from "./system.ts";

/** Says a sentence on standard error and ends with a failing exit code. */
export function stopWith(sentence: string, code = 1): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

/** The settings of this process, or the end of it with a sentence for each wrong one. */
export function configOrStop(): Config {
  const config = readConfig(process.env);
  return config.ok ? config.value : stopWith(config.refusal.sentences.join("\n"), 2);
}

const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

/** Opens the databases for one command and closes them after it, whatever happens. */
export async function withSystem<T>(work: (system: System, config: Config) => Promise<T>): Promise<T> {
  const config = configOrStop();
  const system = await openSystem({ config, as: "beside", onProgress: tell });
  if (!system.ok) return stopWith(system.refusal.sentence);
  try {
    return await work(system.value, config);
  } finally {
    await system.value.close();
  }
}

/** Serves until told to stop. Ctrl-C, SIGTERM and the end of the process that started it all stop it cleanly. */
async function serve(options: { people: number }): Promise<void> {
  const config = configOrStop();
  const forbidden = mayNotListen(config);
  if (forbidden) stopWith(forbidden, 2);
  const system = await openSystem({
    config,
    as: "alone",
    onProgress: tell,
    onLost: (sentence) => stopWith(sentence),
  });
  if (!system.ok) return stopWith(system.refusal.sentence);
  // Invented people never stand beside real ones unless someone asks for them by ./throughcare demo.
  const real = [...system.value.partnerships.values()].some((one) => !one.madeUp);
  if (!real) await ensureNorthmoor(system.value, { people: options.people, today: today() }, tell);
  const web = await buildApp(system.value, config);
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await web.app.close();
    await system.value.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  process.on("disconnect", stop);
  process.channel?.unref();
  try {
    await web.app.listen({ port: config.PORT, host: config.HOST });
  } catch (error) {
    await system.value.close();
    stopWith(sayListening(error, config));
  }
  const address = web.app.server.address();
  const port = typeof address === "object" && address ? address.port : config.PORT;
  const scheme = config.TLS_CERT_FILE ? "https" : "http";
  const host = config.HOST.includes(":") ? `[${config.HOST}]` : config.HOST;
  const place = `${scheme}://${host}:${port}`;
  process.stdout.write(`Throughcare is ready at ${place}\n`);
  const madeUp = [...system.value.partnerships.values()].some((one) => one.madeUp);
  process.stdout.write(
    madeUp
      ? `Open it in a browser and choose someone made up to sign in as, for example “keyworker”. Ctrl-C stops it.\n`
      : `Sign in at ${place}/sign-in with your user name, password and authenticator code. Ctrl-C stops it.\n`,
  );
}

function sayListening(error: unknown, config: Config): string {
  const code = (error as { code?: string }).code;
  if (code === "EADDRINUSE")
    return `Port ${config.PORT} on ${config.HOST} is used by another program. Set PORT to another number.`;
  if (code === "EACCES")
    return `Port ${config.PORT} needs rights this account has not. Set PORT to a number above 1023.`;
  return `The web server could not listen at ${config.HOST}:${config.PORT} (${code ?? "unknown"}).`;
}

/** The whole command line. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  const program = new Command("throughcare")
    .description("One record between the agencies of a drug-treatment partnership, and what it changed.")
    .showHelpAfterError("Say ./throughcare help to see every command.")
    .addHelpText("after", () =>
      [
        "",
        "Settings (environment variables):",
        ...settingsHelp().map(({ name, meaning }) => `  ${name.padEnd(16)} ${meaning}`),
      ].join("\n"),
    );
  program
    .command("serve")
    .description(
      "Start the system. The first start on an empty data folder makes the made-up partnership Northmoor.",
    )
    .option("--people <number>", "how many made-up people Northmoor gets", peopleCount, 1200)
    .action(serve);
  partnershipCommands(program);
  await program.parseAsync([...words], { from: "user" });
}
