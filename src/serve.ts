import { tell } from "./commands.ts";
import { type Config, configOrStop, mayNotListen, stopWith } from "./config.ts";
import { today } from "./kernel/time.ts";
import { measures } from "./record/measure/definitions/index.ts";
import { PARAMETERS } from "./record/parameters.ts";
import { reviewed, sayOverdue } from "./reviews.ts";
import { SERVICES } from "./services/index.ts";
import { openSystem, type System } from "./system.ts";

/** What is open and must be closed before the process ends, newest first. */
type Closing = { add(close: () => Promise<void>): void; now(code: number): Promise<never> };

const NO_WORKER =
  "The queue of work could not be made, so imports in the browser will wait. The database user must be allowed to make a schema.";

/** Serves until told to stop. Ctrl-C, SIGTERM and the end of the process that started it all stop it cleanly. */
export async function serve(options: { people: number }): Promise<void> {
  const config = configOrStop();
  const forbidden = mayNotListen(config);
  if (forbidden) stopWith(forbidden, 2);
  const closing = closeOnSignals();
  const system = await openSystem({
    config,
    as: "alone",
    onProgress: tell,
    onLost: (sentence) => stopWith(sentence),
  });
  if (!system.ok) return stopWith(system.refusal.sentence);
  closing.add(system.value.close);
  await prepareDemonstration(system.value, options.people);
  // The pages are loaded only once the data is ours: a second process on it is told so at once.
  const [{ buildApp }, { startWork }] = await Promise.all([import("./app.ts"), import("./work.ts")]);
  const web = await buildApp(system.value, config);
  closing.add(() => web.app.close());
  try {
    await web.app.listen({ port: config.PORT, host: config.HOST });
  } catch (error) {
    tell(sayListening(error, config));
    return closing.now(1);
  }
  const overdue = sayOverdue(reviewed(PARAMETERS, SERVICES, measures), today());
  if (overdue) tell(overdue);
  const worker = startWork(system.value).catch(() => tell(NO_WORKER));
  closing.add(async () => (await worker)?.stop());
  const address = web.app.server.address();
  const port = typeof address === "object" && address ? address.port : config.PORT;
  sayReady(
    config,
    port,
    [...system.value.partnerships.values()].some((one) => one.madeUp),
  );
}

/** Invented people never stand beside real ones unless someone asks for them by `./throughcare demo`. */
async function prepareDemonstration(system: System, people: number): Promise<void> {
  if ([...system.partnerships.values()].some((one) => !one.madeUp)) return;
  const { ensureNorthmoor } = await import("../demo/northmoor.ts");
  await ensureNorthmoor(system, { people, today: today() }, tell);
}

function sayReady(config: Config, port: number, madeUp: boolean): void {
  const host = config.HOST.includes(":") ? `[${config.HOST}]` : config.HOST;
  const place = `${config.TLS_CERT_FILE ? "https" : "http"}://${host}:${port}`;
  process.stdout.write(`Throughcare is ready at ${place}\n`);
  process.stdout.write(
    madeUp
      ? "Open it in a browser and choose someone made up to sign in as, for example “keyworker”. Ctrl-C stops it.\n"
      : `Sign in at ${place}/sign-in with your user name, password and authenticator code. Ctrl-C stops it.\n`,
  );
}

/** Stops once, whichever way it is asked, closing what has been opened by then. */
function closeOnSignals(): Closing {
  const open: (() => Promise<void>)[] = [];
  let stopping: Promise<never> | undefined;
  const closeAll = async (code: number): Promise<never> => {
    for (const close of open.reverse()) await close();
    process.exit(code);
  };
  const now = (code: number): Promise<never> => {
    stopping ??= closeAll(code);
    return stopping;
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void now(0));
  process.on("disconnect", () => void now(0));
  process.channel?.unref();
  return { add: (close) => void open.push(close), now };
}

function sayListening(error: unknown, config: Config): string {
  const code = (error as { code?: string }).code;
  if (code === "EADDRINUSE")
    return `Port ${config.PORT} on ${config.HOST} is used by another program. Set PORT to another number.`;
  if (code === "EACCES")
    return `Port ${config.PORT} needs rights this account has not. Set PORT to a number above 1023.`;
  return `The web server could not listen at ${config.HOST}:${config.PORT} (${code ?? "unknown"}).`;
}
