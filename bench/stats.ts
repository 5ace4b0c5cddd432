import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { invariant } from "../src/kernel/result.ts";

/**
 * How long the analyst's command line takes on large files, cold: each question is a process of its own, from typing to the
 * answer. Beside it, where R is installed, R's survival reading the same file by data.table::fread.
 */
const root = path.join(import.meta.dirname, "..");

type Measured = { readonly seconds: number; readonly busy: number; readonly megabytes: number };

/** Runs a program to its end and answers its time, its processor time, and the most memory that it and its children held. */
async function measured(command: string, words: readonly string[]): Promise<Measured> {
  const begun = performance.now();
  const child = spawn(command, words, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  let used = { busy: 0, megabytes: 0 };
  const watch = setInterval(() => {
    const now = usedBy(child);
    used = { busy: Math.max(used.busy, now.busy), megabytes: Math.max(used.megabytes, now.megabytes) };
  }, 20);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearInterval(watch);
  invariant(code === 0, `${command} ${words.join(" ")} ends well`);
  return { ...used, seconds: (performance.now() - begun) / 1000 };
}

/** What a process and its children used so far, as Linux writes it down (in hundredths of a second); nothing elsewhere. */
function usedBy(child: ChildProcess): { readonly busy: number; readonly megabytes: number } {
  let [busy, megabytes] = [0, 0];
  for (const pid of [child.pid, ...childrenOf(child.pid)]) {
    const stat = textOf(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    busy += (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
    megabytes += Number(/VmHWM:\s+(\d+)/.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
  }
  return { busy, megabytes };
}

const childrenOf = (pid: number | undefined): readonly number[] =>
  textOf(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter(Boolean).map(Number);

/** The text of a file that may be gone by now. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** A million people followed, and ten million events of three hundred thousand people, made up the same each time. */
async function makeFiles(folder: string, people: number, eventPeople: number, events: number): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`copy (
    select 1 + ((i * 7919) % 3650) + (i % 10) / 10.0 as days, ((i * 31) % 10 < 6)::int as ended, (i % 2) as treated,
           18 + (i * 13) % 50 as age, ((i * 17) % 100) / 10.0 as score, (i * 11) % 12 as priors, ((i * 29) % 3 = 0)::int as housed
      from range(${people}) r(i)) to '${path.join(folder, "followed.csv")}' (header)`);
  await connection.run(`copy (select i as person, date '2024-01-01' + ((i * 37) % 365)::int as entered from range(${eventPeople}) r(i))
    to '${path.join(folder, "people.csv")}' (header)`);
  await connection.run(`copy (select (i * 7919) % ${eventPeople} as person, date '2023-01-01' + ((i * 104729) % 1095)::int as day from range(${events}) r(i))
    to '${path.join(folder, "events.csv")}' (header)`);
  connection.closeSync();
  instance.closeSync();
}

const R_KM = `suppressMessages({library(survival); library(data.table)}); d <- fread(FILE); print(summary(survfit(Surv(days, ended) ~ treated, d), rmean = 3000)$table); print(survdiff(Surv(days, ended) ~ treated, d))`;
const R_COX = `suppressMessages({library(survival); library(data.table)}); d <- fread(FILE); f <- coxph(Surv(days, ended) ~ treated + age + score + priors + housed, d); print(summary(f)); print(cox.zph(f))`;

/** Prints seconds and memory of each question, with R's where it is there. */
export async function printStats(
  people = 1_000_000,
  eventPeople = 300_000,
  events = 10_000_000,
): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "throughcare-stats-"));
  try {
    await makeFiles(folder, people, eventPeople, events);
    const followed = path.join(folder, "followed.csv");
    const ours = (name: string, words: readonly string[]) =>
      measured(path.join(root, "throughcare"), ["stats", name, ...words, "--json", "--summary"]);
    const theirs = async (script: string): Promise<Measured | undefined> => {
      const file = path.join(folder, "script.R");
      writeFileSync(file, script.replace("FILE", `'${followed}'`));
      return hasR() ? measured("Rscript", [file]) : undefined;
    };
    const say = (what: string, one: Measured, other?: Measured) => {
      const told = ({ seconds, busy, megabytes }: Measured): string =>
        `${seconds.toFixed(1)} s (processor ${busy.toFixed(1)} s), ${megabytes.toFixed(0)} MB`;
      const beside = other ? `; R ${told(other)}: ${(other.busy / one.busy).toFixed(1)} × by processor` : "";
      process.stdout.write(`${what}: ${told(one)}${beside}\n`);
    };
    process.stdout.write(
      `Node ${process.version}, ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)}\n`,
    );
    const km = await ours("km", [
      followed,
      "--time",
      "days",
      "--event",
      "ended",
      "--group",
      "treated",
      "--until",
      "3000",
    ]);
    say(`Kaplan–Meier, ${people} people`, km, await theirs(R_KM));
    const cox = await ours("cox", [
      followed,
      "--time",
      "days",
      "--event",
      "ended",
      "--covariates",
      "treated,age,score,priors,housed",
    ]);
    say(`Cox, ${people} people, 5 covariates`, cox, await theirs(R_COX));
    const before = await ours("before-after", [
      path.join(folder, "people.csv"),
      "--events-file",
      path.join(folder, "events.csv"),
      "--complete-to",
      "2025-12-30",
    ]);
    say(`before and after, ${eventPeople} people, ${events} events`, before);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const hasR = (): boolean =>
  (process.env.PATH ?? "").split(":").some((place) => existsSync(path.join(place, "Rscript")));
