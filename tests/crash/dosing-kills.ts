import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isAlive } from "../../src/kernel/database/processes.ts";
import { invariant } from "../../src/kernel/result.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { placeOfDatabases } from "../memory.ts";
import type { Heard, ServerSaid, Told } from "./dosing-server.ts";

const serverFile = fileURLToPath(new URL("./dosing-server.ts", import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const PATIENCE_MS = 10 * 60_000;
/** Longer than any fault lasts, and the server itself waits. */
const ANSWER_MS = 90_000;

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const begun = performance.now();
  while (!(await holds())) {
    if (performance.now() - begun > PATIENCE_MS) throw new Error(`waited in vain: ${what}`);
    await sleep(20);
  }
}

/** A real Throughcare with its own PostgreSQL, in processes that can be killed outright. */
export class Killable {
  readonly folder: string;
  #child: ChildProcess | undefined;
  #said: ServerSaid | undefined;
  #heard = (): void => {};
  #trouble = "";

  constructor(within = placeOfDatabases()) {
    this.folder = mkdtempSync(path.join(within, "throughcare-kills-"));
    chmodSync(this.folder, 0o755);
  }

  get #data(): string {
    return path.join(this.folder, "data");
  }

  /** Where PostgreSQL keeps everything. */
  get cluster(): string {
    return path.join(this.#data, "postgres", "cluster");
  }

  get said(): ServerSaid {
    invariant(this.#said, "the server is ready");
    return this.#said;
  }

  /** Starts the server where it is not running, and waits until it answers. Answers how long that took. */
  async ready(): Promise<number> {
    const begun = performance.now();
    if (!this.#isRunning()) {
      this.#said = undefined;
      const child = fork(serverFile, [this.#data], { execArgv: ["--import", tsx], silent: true });
      this.#child = child;
      this.#trouble = "";
      child.stderr?.on("data", (chunk) => {
        this.#trouble += String(chunk);
      });
      child.on("message", (message: ServerSaid | Heard) => {
        if (message.kind === "ready") this.#said = message;
        else this.#heard();
      });
      await until(() => {
        this.#mustRun();
        return this.#said !== undefined;
      }, "the server is ready");
    }
    await until(async () => {
      this.#mustRun();
      return (await this.send("GET", "/sign-in", {})).status === 200;
    }, "the server answers");
    return performance.now() - begun;
  }

  /** A server that has ended by itself answers nobody any more: its last words say why. */
  #mustRun(): void {
    if (!this.#isRunning())
      throw new Error(
        `the server has ended (${this.#child?.exitCode ?? this.#child?.signalCode}): ${this.#trouble.slice(-2000)}`,
      );
  }

  #postmaster(): number {
    return Number(readFileSync(path.join(this.cluster, "postmaster.pid"), "utf8").split("\n")[0]);
  }

  /** Its number; 0 where it never ran, or its file cannot be read any more. */
  #postmasterIfAny(): number {
    try {
      return this.#postmaster();
    } catch {
      return 0;
    }
  }

  /** The processes of PostgreSQL: the first, then those it started. */
  postgres(): readonly number[] {
    const first = this.#postmaster();
    const started = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(name) === first);
    return [first, ...started.map(Number)];
  }

  /** Has something planted in the running server, or its clock moved: as long as it runs. */
  async tell(told: Partial<Told>): Promise<void> {
    const heard = new Promise<void>((resolve) => {
      this.#heard = resolve;
    });
    this.#child?.send({ planted: undefined, aheadMs: 0, ...told });
    await heard;
  }

  /** Sends the server itself a signal, and not its PostgreSQL. */
  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  async kill(what: "server" | "postgres" | "both"): Promise<void> {
    const child = this.#child;
    const ended = new Promise((resolve) => child?.once("exit", resolve));
    if (what !== "server") {
      const postmaster = this.#postmaster();
      process.kill(postmaster, "SIGKILL");
      if (what === "postgres") return until(async () => !(await isAlive(postmaster)), "PostgreSQL is dead");
    }
    if (!this.#isRunning()) return;
    child?.kill("SIGKILL");
    await ended;
  }

  #isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** A request as a browser sends it; status 0 where no answer came. */
  send(
    method: "GET" | "POST",
    to: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<{ status: number; location: string; text: string; cookies: readonly string[] }> {
    return new Promise((resolve) => {
      const none = { status: 0, location: "", text: "", cookies: [] };
      const asked = request(
        new URL(to, this.said.origin),
        { method, agent: false, timeout: ANSWER_MS, headers },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (chunk: string) => {
            text += chunk;
          });
          answer.on("error", () => resolve(none));
          answer.on("end", () =>
            resolve({
              status: answer.complete ? (answer.statusCode ?? 0) : 0,
              location: answer.headers.location ?? "",
              text,
              cookies: answer.headers["set-cookie"] ?? [],
            }),
          );
        },
      );
      asked.on("error", () => resolve(none));
      asked.on("timeout", () => asked.destroy());
      asked.end(body);
    });
  }

  async close(): Promise<void> {
    this.#child?.kill("SIGTERM");
    const postmaster = this.#postmasterIfAny();
    this.#child?.kill("SIGKILL");
    if (postmaster > 0 && (await isAlive(postmaster))) {
      process.kill(postmaster, "SIGINT");
      await until(async () => !(await isAlive(postmaster)), "PostgreSQL has ended");
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The process that started this one; 0 where it is gone. */
function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0;
  }
}

/** A nurse's tablet: signed in by a token, with the form token of this server. */
export class Tablet {
  readonly #server: Killable;
  readonly #token: string | undefined;
  #cookie = "";
  #csrf = "";

  constructor(server: Killable, token: string | undefined) {
    this.#server = server;
    this.#token = token;
  }

  /** Loads a page with a form: `/sign-in` for whoever is not signed in. */
  async open(at = "/help"): Promise<void> {
    const session = this.#token === undefined ? "theme=plain" : `throughcare=${WORLD_CODE}.${this.#token}`;
    const page = await this.#server.send("GET", at, { cookie: session });
    this.#csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    this.#cookie = [session, ...page.cookies.map((line) => line.split(";")[0] ?? "")].join("; ");
    invariant(this.#csrf !== "", `a page with a form is shown (${page.status})`);
  }

  get(to: string) {
    return this.#server.send("GET", to, { cookie: this.#cookie });
  }

  post(to: string, fields: Record<string, string>) {
    const body = new URLSearchParams({
      _once: randomUUID(),
      ...fields,
      _csrf: this.#csrf,
    }).toString();
    return this.#server.send(
      "POST",
      to,
      {
        cookie: this.#cookie,
        origin: this.#server.said.origin,
        "content-type": "application/x-www-form-urlencoded",
      },
      body,
    );
  }
}
