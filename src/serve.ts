import { keepBackups, regularOf } from "./backup-keeping.ts";
import { checkpointDestination } from "./checkpoint-destination.ts";
import { keepClinics } from "./clinic-keeping.ts";
import { type Closing, newClosing } from "./closing.ts";
import { type Config, cannotSpeakTls, configOrStop, mayNotListen, stopWith } from "./config.ts";
import { keepDiary } from "./diary-keeping.ts";
import { keepDosing } from "./dosing-keeping.ts";
import { keepDowntimePacks, packPlaceOf } from "./downtime-keeping.ts";
import { watchReviews } from "./due-reviews.ts";
import { EVENT_CODES_REVIEWED } from "./insight/economics/event-codes.ts";
import { TRAJECTORIES_REVIEWED } from "./insight/evaluate/trajectory-thresholds.ts";
import { keepJournal } from "./journal-keeping.ts";
import { sayUnexpected } from "./kernel/last-words.ts";
import { today } from "./kernel/time.ts";
import { destinationOf } from "./log-destination.ts";
import { keepLog } from "./log-keeping.ts";
import { keepMedicines } from "./medicines-keeping.ts";
import { gatewayOf } from "./message-gateway.ts";
import { keepMovingOn } from "./moving-on.ts";
import { measures } from "./record/measure/definitions/index.ts";
import { PARAMETERS } from "./record/parameters.ts";
import { keepRegister } from "./register-keeping.ts";
import { reviewed, sayOverdue } from "./reviews.ts";
import { CLINIC_REVIEWED } from "./services/clinic/reviewed.ts";
import { SERVICES } from "./services/index.ts";
import { MEDICINES_REVIEWED } from "./services/medicines/reviewed.ts";
import { rulesNotAsSigned } from "./sharing.command.ts";
import { openSystem, type System, sayPartnership } from "./system.ts";
import { tell } from "./terminal.ts";
import { keepTransfers } from "./transfers-keeping.ts";

const NO_WORKER =
  "The queue of work could not be made, so imports in the browser will wait. The database user must be allowed to make a schema.";

/** Serves until told to stop. Ctrl-C, SIGTERM and the end of the process that started it all stop it cleanly. */
export async function serve(options: { people: number }): Promise<void> {
  const config = configOrStop();
  const forbidden = mayNotListen(config) ?? cannotSpeakTls(config);
  if (forbidden) stopWith(forbidden, 2);
  const closing = closeOnSignals();
  await closing.during(() => start(config, options.people, closing));
}

async function start(config: Config, people: number, closing: Closing): Promise<void> {
  const system = await closing.open(
    () => openSystem({ config, as: "alone", onProgress: tell, onLost: (sentence) => stopWith(sentence) }),
    async (opened) => (opened.ok ? opened.value.close() : undefined),
  );
  if (!system.ok) return stopWith(system.refusal.sentence);
  const refused = await prepareDemonstration(system.value, people);
  if (refused) {
    tell(refused);
    return closing.now(1);
  }
  // The pages are loaded only once the data is ours: a second process on it is told so at once.
  const [{ buildApp }, { startWork }] = await Promise.all([import("./app.ts"), import("./work.ts")]);
  const web = await closing.open(
    () => buildApp(system.value, config),
    ({ app }) => app.close(),
  );
  try {
    await web.app.listen({ port: config.PORT, host: config.HOST });
  } catch (error) {
    tell(sayListening(error, config));
    return closing.now(1);
  }
  const overdue = sayOverdue(
    reviewed(PARAMETERS, SERVICES, measures, [
      ...MEDICINES_REVIEWED,
      ...CLINIC_REVIEWED,
      TRAJECTORIES_REVIEWED,
      EVENT_CODES_REVIEWED,
    ]),
    today(),
  );
  if (overdue) tell(overdue);
  for (const sentence of await rulesNotAsSigned(system.value)) tell(sentence);
  void closing.open(
    () => startWork(system.value).catch(() => tell(NO_WORKER)),
    async (worker) => worker?.stop(),
  );
  const destination = destinationOf(config);
  // What is looked at once a minute.
  for (const begin of [
    () => keepLog(system.value, destination, tell),
    () => keepMedicines(system.value, tell),
    () => keepClinics(system.value, tell),
    () => keepDiary(system.value, gatewayOf(config, tell), tell),
    () => watchReviews(system.value, tell),
    () => keepMovingOn(system.value, SERVICES, tell),
    () => keepBackups(system.value, regularOf(config), tell),
    () => keepJournal(system.value, config, tell),
    () => keepTransfers(system.value, tell),
    () => keepDosing(system.value, tell),
    () => keepDowntimePacks(system.value, packPlaceOf(config), tell),
    () => keepRegister(system.value, checkpointDestination(config, gatewayOf(config, tell)), tell),
  ])
    void closing.open(
      async () => begin(),
      (keeping) => keeping.stop(),
    );
  const address = web.app.server.address();
  const port = typeof address === "object" && address ? address.port : config.PORT;
  sayReady(
    config,
    port,
    [...system.value.partnerships.values()].some((one) => one.madeUp),
  );
}

/**
 * Invented people never stand beside real ones unless someone asks for them by `./throughcare demo`. Answers what stands
 * in their way, if anything does.
 */
async function prepareDemonstration(system: System, people: number): Promise<string | undefined> {
  if ([...system.partnerships.values()].some((one) => !one.madeUp)) return undefined;
  const { ensureNorthmoor } = await import("../demo/northmoor.ts");
  const outcome = await ensureNorthmoor(system, { people, today: today() }, tell);
  return outcome.ok ? undefined : sayPartnership(outcome.refusal);
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

/** Whatever asks this process to stop closes what it has opened, once. */
function closeOnSignals(): Closing {
  const closing = newClosing((code, failures) => {
    for (const error of failures) tell(sayUnexpected(error));
    process.exit(code);
  });
  const stop = (): void => {
    // What is cut off in the middle complains, also where nobody waits for it any more.
    process.removeAllListeners("uncaughtException").on("uncaughtException", () => {});
    void closing.now(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  process.on("disconnect", stop);
  process.channel?.unref();
  return closing;
}

function sayListening(error: unknown, config: Config): string {
  const code = (error as { code?: string }).code;
  if (code === "EADDRINUSE")
    return `Port ${config.PORT} on ${config.HOST} is used by another program. Set PORT to another number.`;
  if (code === "EACCES")
    return `Port ${config.PORT} needs rights this account has not. Set PORT to a number above 1023.`;
  return `The web server could not listen at ${config.HOST}:${config.PORT} (${code ?? "unknown"}).`;
}
