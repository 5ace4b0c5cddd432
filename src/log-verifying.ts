import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Sql } from "./kernel/database/connection.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import { counted, grouped } from "./kernel/words.ts";
import { checkSeal, type Seal, type SealFault, type SentLine, toSend } from "./record/access-log/seal.ts";
import { linesUnder, sealsAfter } from "./record/access-log/seal-store.ts";
import { readSent } from "./record/access-log/sent.ts";

/** What held: how many lines under how many seals, and how many of them stood in the file as well. */
export type Verified = {
  readonly seals: number;
  readonly lines: number;
  readonly disposed: number;
  readonly compared: number | undefined;
};

/** What did not hold, a sentence each. */
export type NotWhole = { readonly code: "log-not-whole"; readonly sentences: readonly string[] };

const AT_ONCE = 50;
const FAULTS_MOST = 20;

/**
 * Looks whether one partnership's access log is as it was sealed: every seal follows the one before and closes in the
 * lines it was made over. With a file of what was sent, whether the database still has every seal in it: seals alone do not
 * show that the last ones were cut off or written anew.
 */
export async function verifyLog(
  setUp: Sql,
  partnership: string,
  file: string | undefined,
): Promise<Result<Verified, NotWhole>> {
  const sent = file === undefined ? undefined : await readFileOfSent(file, partnership);
  if (sent && !sent.ok) return sent;
  const faults: string[] = [];
  const counts = { seals: 0, lines: 0, disposed: 0 };
  const open = new Map(sent?.value);
  let before: Seal | undefined;
  for (;;) {
    const seals = await asPolicyRole(setUp, partnership, (tx) => sealsAfter(tx, before?.no ?? 0, AT_ONCE));
    if (seals.length === 0) break;
    for (const seal of seals) {
      const lines = await asPolicyRole(setUp, partnership, (tx) => linesUnder(tx, seal));
      const fault = checkSeal(before, seal, lines.map(toSend));
      if (fault) faults.push(sayFault(fault));
      const hash = open.get(seal.no);
      if (hash !== undefined && hash !== seal.hash)
        faults.push(`Seal ${seal.no} is not the one that was sent.`);
      open.delete(seal.no);
      counts.seals += 1;
      counts.lines += lines.length;
      counts.disposed += seal.disposed ? seal.lines : 0;
      before = seal;
    }
    if (faults.length >= FAULTS_MOST) break;
  }
  for (const no of [...open.keys()].slice(0, FAULTS_MOST))
    faults.push(`Seal ${no} was sent and is not in the database any more.`);
  if (faults.length > 0) return refuse({ code: "log-not-whole", sentences: faults });
  return accept({ ...counts, compared: sent?.value.size });
}

/** Seals of a file of what was sent, by number, after the lines in it were looked at. */
async function readFileOfSent(
  file: string,
  partnership: string,
): Promise<Result<ReadonlyMap<number, string>, NotWhole>> {
  const seals = new Map<number, string>();
  const notWhole = (sentence: string) => refuse({ code: "log-not-whole" as const, sentences: [sentence] });
  const under = new Map<number, Map<string, SentLine>>();
  try {
    for await (const text of createInterface({ input: createReadStream(file) })) {
      const one = readSent(text);
      // Half a line is left where writing was cut off; what it belongs to was sent again behind it.
      if (one?.partnership !== partnership) continue;
      if (one.kind === "access") {
        under.set(one.seal, (under.get(one.seal) ?? new Map()).set(one.id, sentLine(one)));
        continue;
      }
      // What was sent twice, since the first time was not known to have arrived, stands there twice.
      const lines = [...(under.get(one.no)?.values() ?? [])].toSorted(
        (a, b) => Temporal.Instant.compare(a.at, b.at) || (a.id < b.id ? -1 : 1),
      );
      const before = one.no === 1 ? undefined : { no: one.no - 1, hash: one.before ?? "" };
      const fault = checkSeal(before, { ...one, before: one.before, disposed: false }, lines);
      if (fault) return notWhole(`In ${file}: ${sayFault(fault)}`);
      seals.set(one.no, one.hash);
      under.delete(one.no);
    }
  } catch (error) {
    return notWhole(`${file} cannot be read (${(error as { code?: string }).code ?? "unknown"}).`);
  }
  return accept(seals);
}

function sentLine(one: Extract<NonNullable<ReturnType<typeof readSent>>, { kind: "access" }>): SentLine {
  const { people, account, staff, agency, role } = one;
  return { ...one, account, staff, agency, role, commitments: people };
}

function sayFault({ no, fault }: SealFault): string {
  switch (fault) {
    case "not-next":
      return `A seal before number ${no} is missing.`;
    case "names-another":
      return `Seal ${no} names another seal before it than there is.`;
    case "own-hash":
      return `Seal ${no} was changed.`;
    case "lines-missing-or-added":
      return `Lines under seal ${no} are missing, or there are more than were sealed.`;
    case "lines-changed":
      return `A line under seal ${no} was changed.`;
  }
}

/** What held, in words. */
export function sayVerified({ seals, lines, disposed, compared }: Verified): string {
  const gone = disposed === 0 ? "" : ` ${counted(disposed, "line")} were disposed of by the schedule since.`;
  const file =
    compared === undefined
      ? " Without --against a file of what was sent, nobody can tell whether the last seals were cut off."
      : ` All ${grouped(compared)} seals in the file are here.`;
  return `${counted(lines, "line")} under ${counted(seals, "seal")} are as they were sealed.${gone}${file}`;
}
