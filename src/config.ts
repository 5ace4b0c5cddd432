import { readFileSync } from "node:fs";
import path from "node:path";
import { createSecureContext } from "node:tls";
import { z } from "zod";
import { BACKUP_SETTINGS, wrongTogether } from "./backup-settings.ts";
import { readDatabaseUrl, sayDatabaseUrl } from "./database-url.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import { isLoopback } from "./web/loopback.ts";

const isOrigin = (text: string): boolean => /^https?:\/\/[^/?#@\s]+$/i.test(text) && URL.canParse(text);

const isLoopbackAddress = (text: string): boolean =>
  /^http:\/\//i.test(text) && URL.canParse(text) && isLoopback(new URL(text).hostname);

/** Every setting of the system. Each is an environment variable; none is read anywhere else. */
const settings = z.object({
  PORT: z
    .string()
    .default("3000")
    .refine(
      (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65535,
      "must be a port number from 0 to 65535",
    )
    .transform(Number)
    .describe("Port the web server listens on. 0 picks a free one."),
  HOST: z
    .string()
    .min(1, "must be an address to listen on, such as 127.0.0.1")
    .default("127.0.0.1")
    .describe("Address the web server listens on. Anything but loopback needs TLS or a declared proxy."),
  DATA_DIR: z
    .string()
    .min(1, "must name a folder")
    .default(path.resolve(import.meta.dirname, "../data"))
    .transform((folder) => path.resolve(folder))
    .describe("Folder that holds the embedded PostgreSQL, its secrets and imported files."),
  KEYS_FILE: z
    .string()
    .min(1, "must name a file")
    .transform((file) => path.resolve(file))
    .optional()
    .describe(
      "File for the keys by which authenticator and client secrets are encrypted, to keep them away from the database and its backups; without it they are in DATA_DIR/secrets.json.",
    ),
  DATABASE_URL: z
    .string()
    .superRefine((text, problems) => {
      const read = readDatabaseUrl(text);
      if (!read.ok) problems.addIssue(sayDatabaseUrl(read.refusal));
    })
    .optional()
    .describe(
      "An existing PostgreSQL 18 or later to use instead of the embedded one; the user may create roles. On another machine its certificate must be good for its name, unless ?sslmode= says otherwise.",
    ),
  TLS_CERT_FILE: z.string().optional().describe("Certificate file (PEM). Set together with TLS_KEY_FILE."),
  TLS_KEY_FILE: z.string().optional().describe("Private key file (PEM)."),
  BEHIND_PROXY: z
    .enum(["yes", "no"], { error: "must be yes or no" })
    .default("no")
    .transform((answer) => answer === "yes")
    .describe("yes when a TLS-terminating proxy on this machine forwards requests here."),
  PUBLIC_ORIGIN: z
    .string()
    .refine(isOrigin, "must look like https://throughcare.example.org, with no path")
    .transform((text) => new URL(text).origin)
    .optional()
    .describe("The address people type, used for checking where a form was sent from and in one-time links."),
  SEND_LOG_TO: z
    .string()
    .refine(
      (text) => path.isAbsolute(text) || /^https:\/\/[^@\s]+$/i.test(text) || isLoopbackAddress(text),
      "must be a file with its whole path, or an https address that takes lines of JSON",
    )
    .optional()
    .describe(
      "Where sealed lines of the access log go: a file, better on another machine, or the https address of a collector. Without it they stay in the database alone.",
    ),
  SEND_LOG_TOKEN_FILE: z
    .string()
    .optional()
    .describe("File with the token by which that collector knows this server. Read anew each time."),
  SMTP_URL: z
    .string()
    .refine(
      (text) => /^smtps?:\/\/[^\s]+$/i.test(text) && URL.canParse(text),
      "must look like smtps://user:password@mail.example.org",
    )
    .optional()
    .describe(
      "Mail server by which reminders are sent, with its user and password. Set together with MAIL_FROM. Without it no e-mail leaves.",
    ),
  MAIL_FROM: z
    .string()
    .refine((text) => /^[^\s@<>]+@[^\s@<>]+$/.test(text), "must be an e-mail address alone")
    .optional()
    .describe(
      "Address reminders come from. Choose one that says nothing of what the service is: it is read on other people's screens.",
    ),
  SEND_TEXTS_TO: z
    .string()
    .refine(
      (text) => /^https:\/\/[^@\s]+$/i.test(text) || isLoopbackAddress(text),
      "must be an https address that takes a text as JSON",
    )
    .optional()
    .describe(
      "The https address of a sender of texts, which takes JSON with to, text and reference. Without it no text leaves.",
    ),
  SEND_TEXTS_TOKEN_FILE: z
    .string()
    .optional()
    .describe("File with the token by which that sender knows this server. Read anew each time."),
  ...BACKUP_SETTINGS,
  SEND_CHECKPOINTS_TO: z
    .string()
    .refine(
      (text) =>
        path.isAbsolute(text) ||
        /^https:\/\/[^@\s]+$/i.test(text) ||
        /^mailto:[^\s@]+@[^\s@]+$/i.test(text) ||
        isLoopbackAddress(text),
      "must be a folder with its whole path, an https address that takes a text, or mailto:someone@example.org",
    )
    .optional()
    .describe(
      "Who keeps signed checkpoints of the controlled-drug register: the https address of another agency's server, a mailbox, or a folder, better on another machine. Without it they lie in DATA_DIR/checkpoints, where they prove little.",
    ),
  SEND_CHECKPOINTS_TOKEN_FILE: z
    .string()
    .optional()
    .describe("File with the token by which that server knows this one. Read anew each time."),
  DOWNTIME_PACK_TO: z
    .string()
    .refine((text) => path.isAbsolute(text), "must be a folder with its whole path")
    .optional()
    .describe(
      "Folder for the downtime packs of clinics, made anew every few minutes: one that the clinic can open when this server is down. Set together with DOWNTIME_PACK_PASSWORD_FILE.",
    ),
  DOWNTIME_PACK_PASSWORD_FILE: z
    .string()
    .optional()
    .describe(
      "File whose first line, of 20 characters or more, opens those packs. Read anew each time; keep it on paper in the clinic's safe as well.",
    ),
  LOG_LEVEL: z
    .enum(["silent", "error", "warn", "info", "debug"], {
      error: "must be silent, error, warn, info or debug",
    })
    .default("warn")
    .describe("How much the server writes to its log. Never a name, number or token at any level."),
});

export type Config = z.infer<typeof settings>;

/** One wrong setting and what is wrong with it, in words. */
export type ConfigRefusal = { readonly code: "setting-wrong"; readonly sentences: readonly string[] };

/** The settings of this process, or a sentence for each one that is wrong. */
export function readConfig(environment: Record<string, string | undefined>): Result<Config, ConfigRefusal> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}.`);
    return refuse({ code: "setting-wrong", sentences });
  }
  const { TLS_CERT_FILE, TLS_KEY_FILE } = parsed.data;
  if ((TLS_CERT_FILE === undefined) !== (TLS_KEY_FILE === undefined)) {
    return refuse({
      code: "setting-wrong",
      sentences: ["TLS_CERT_FILE and TLS_KEY_FILE must be set together."],
    });
  }
  if ((parsed.data.SMTP_URL === undefined) !== (parsed.data.MAIL_FROM === undefined)) {
    return refuse({
      code: "setting-wrong",
      sentences: ["SMTP_URL and MAIL_FROM must be set together."],
    });
  }
  const together = wrongTogether(parsed.data);
  if (together) return refuse({ code: "setting-wrong", sentences: [together] });
  const { DOWNTIME_PACK_TO, DOWNTIME_PACK_PASSWORD_FILE } = parsed.data;
  if ((DOWNTIME_PACK_TO === undefined) !== (DOWNTIME_PACK_PASSWORD_FILE === undefined)) {
    return refuse({
      code: "setting-wrong",
      sentences: ["DOWNTIME_PACK_TO and DOWNTIME_PACK_PASSWORD_FILE must be set together."],
    });
  }
  return accept(parsed.data);
}

/** Name, meaning and default of every setting, for `help` and the manual. */
export const settingsHelp = (): readonly { name: string; meaning: string }[] =>
  Object.entries(settings.shape).map(([name, schema]) => ({ name, meaning: schema.description ?? "" }));

/** Why the server may not listen as configured, if it may not: off loopback it needs TLS or a declared proxy. */
export function mayNotListen(config: Config): string | undefined {
  if (isLoopback(config.HOST) || config.TLS_CERT_FILE !== undefined || config.BEHIND_PROXY) return undefined;
  return `HOST is ${config.HOST}, which others can reach. Set TLS_CERT_FILE and TLS_KEY_FILE, or BEHIND_PROXY=yes when a proxy on this machine adds TLS.`;
}

/** Why TLS cannot be spoken as configured, if it cannot: asked before anything is started. */
export function cannotSpeakTls({ TLS_CERT_FILE, TLS_KEY_FILE }: Config): string | undefined {
  const read: Buffer[] = [];
  for (const [setting, file] of Object.entries({ TLS_CERT_FILE, TLS_KEY_FILE })) {
    if (file === undefined) return undefined;
    try {
      read.push(readFileSync(file));
    } catch (error) {
      return `${setting} names ${file}, which cannot be read (${(error as { code?: string }).code}).`;
    }
  }
  const [cert, key] = read;
  try {
    createSecureContext({ cert, key });
    return undefined;
  } catch {
    return "TLS_CERT_FILE and TLS_KEY_FILE do not hold a certificate and its own key, as PEM without a password.";
  }
}

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
