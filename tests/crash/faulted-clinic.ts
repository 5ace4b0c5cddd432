import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../src/kernel/random.ts";
import { type Killable, Tablet } from "./dosing-kills.ts";
import type { Fault } from "./faults.ts";
import { aDose, afterwards, type Dose, give, type KilledClinic, settled } from "./killed-clinic.ts";
import { decoyGiven, type Outsider, proveGiving, tryDoors } from "./outsiders.ts";

/** What a fault came to. */
export type Lived = {
  readonly fault: string;
  /** From its end until the board was there again, in milliseconds. */
  readonly recoveryMs: number;
  /** Answers that said yes while it lasted, pages that said that something is wrong, and requests without any answer. */
  readonly acknowledged: number;
  readonly apologies: number;
  readonly unanswered: number;
};

/** One that nobody hands over, one given from just before, and one from within. */
const DOSES = 3;
const LONGEST_RECOVERY_MS = 30_000;

/** What no page that says something is wrong may tell. */
function tells(text: string, { server, story }: KilledClinic): string | undefined {
  const { password, port } = server.said.database;
  const secrets: readonly [what: string, pattern: string | RegExp][] = [
    ["the password", password],
    ["a login's password", server.said.logins.app],
    ["the folder", server.folder],
    ["the port", `:${port}`],
    ["a session", story.nurse.token],
    ["the database's own words", /postgres|ECONN|CONNECTION_|SQLSTATE|relation "|PANIC|FATAL|select \w/],
    ["where it failed", /\bat \S+:\d+:\d+|node_modules|file:\/\//],
  ];
  return secrets.find(([, pattern]) =>
    typeof pattern === "string" ? text.includes(pattern) : pattern.test(text),
  )?.[0];
}

const CALM = /<h1[^>]*>[^<]*(does not answer just now|Not known yet|Something went wrong here)/;

type Answer = { readonly status: number; readonly text: string };

/** Looks at what is shown where something is wrong: a page of ours, which tells no secret. */
function judge(clinic: KilledClinic, answers: readonly Answer[]): number {
  const apologies = answers.filter(({ status }) => status >= 500);
  for (const { status, text } of apologies) {
    const told = tells(text, clinic);
    if (told) clinic.faults.push(`a page with ${status} tells ${told}`);
    if (!CALM.test(text)) clinic.faults.push(`a page with ${status} does not say what is wrong`);
  }
  return apologies.length;
}

async function boardBack(server: Killable, tablet: Tablet): Promise<number> {
  const begun = performance.now();
  await server.ready();
  while (performance.now() - begun < 3 * LONGEST_RECOVERY_MS) {
    if ((await tablet.get("/dosing")).status === 200) break;
    await sleep(100);
  }
  return performance.now() - begun;
}

/**
 * One fault while doses are given on two tablets: on one from just before it, on the other from within. Others try the doors meanwhile.
 * Once it has ended the system is to come back by itself, and the nurse asks by the key and presses again.
 */
export async function live(
  clinic: KilledClinic,
  fault: Fault,
  outsiders: readonly Outsider[],
  { random, lastsMs, spanMs }: { readonly random: Random; readonly lastsMs: number; readonly spanMs: number },
): Promise<Lived> {
  const { server, story } = clinic;
  const known = clinic.faults.length;
  const doses: Dose[] = [];
  for (let n = 0; n < DOSES; n += 1) doses.push(await aDose(clinic));
  const decoy = doses[0] as Dose;
  await proveGiving(clinic);
  const tablets = [0, 1, 2].map(() => new Tablet(server, story.nurse.token));
  for (const one of tablets) await one.open();
  const [first, second, looking] = tablets as [Tablet, Tablet, Tablet];
  const before = give(first, doses.slice(1, 2));
  await sleep(random.between(0, spanMs));
  const end = await fault.begin(server, clinic.world, story);
  const within = give(second, doses.slice(2));
  const looks: Promise<Answer>[] = [];
  const tries: Promise<readonly string[]>[] = [tryDoors(outsiders, decoy)];
  const ends = performance.now() + lastsMs;
  while (performance.now() < ends) {
    looks.push(looking.get("/dosing"), looking.get(`/dosing/visits/${decoy.visit}`));
    await sleep(Math.max(50, lastsMs / 10));
  }
  tries.push(tryDoors(outsiders, decoy));
  await end();
  const recoveryMs = await boardBack(server, looking);
  if (recoveryMs > LONGEST_RECOVERY_MS) clinic.faults.push(`not back within 30 s after ${fault.name}`);
  await Promise.all([before, within]);
  const answers = await Promise.all(looks);
  const said = doses.flatMap((dose) => dose.said ?? []);
  const apologies = judge(clinic, [...answers, ...said]);
  for (const door of (await Promise.all(tries)).flat()) clinic.faults.push(`${door} while ${fault.name}`);
  if (fault.nothingIsHandedOver && doses[2]?.handed) clinic.faults.push(`handed over while ${fault.name}`);
  await settled(clinic);
  if (await decoyGiven(clinic, decoy))
    clinic.faults.push(`an outsider handed a dose over while ${fault.name}`);
  await proveGiving(clinic);
  const tablet = new Tablet(server, story.nurse.token);
  await tablet.open();
  for (const dose of doses) await afterwards(clinic, tablet, dose);
  const found = clinic.faults.splice(known);
  clinic.faults.push(
    ...found.map((one) => (one.includes(fault.name) ? one : `${one}, after: ${fault.name}`)),
  );
  return {
    fault: fault.name,
    recoveryMs,
    acknowledged: doses.filter(({ handed }) => handed).length,
    apologies,
    unanswered: [...answers, ...said].filter(({ status }) => status === 0).length,
  };
}
