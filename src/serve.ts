import { configOrStop, stopWith, tell } from "./commands.ts";
import { type Config, mayNotListen } from "./config.ts";
import { today } from "./kernel/time.ts";
import { openSystem } from "./system.ts";

// The pages are loaded only once the data is ours: a second process on it is told so at once.

/** Serves until told to stop. Ctrl-C, SIGTERM and the end of the process that started it all stop it cleanly. */
export async function serve(options: { people: number }): Promise<void> {
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
  if (!real)
    await (await import("../demo/northmoor.ts")).ensureNorthmoor(
      system.value,
      { people: options.people, today: today() },
      tell,
    );
  const { buildApp } = await import("./app.ts");
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
