import { createHash } from "node:crypto";
import type { Instant } from "../../kernel/time.ts";

/** One seal over the access log; hashes as hexadecimal text. */
export type Seal = {
  readonly no: number;
  /** Hash of the seal before; the first has none. */
  readonly before: string | undefined;
  readonly lines: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly root: string;
  readonly hash: string;
  /** Its lines were disposed of by the schedule; it goes on naming the one before. */
  readonly disposed: boolean;
};

/** What every line of the log says beside whom it is about. */
type LineFacts = {
  readonly id: string;
  readonly at: Instant;
  readonly account: string | undefined;
  readonly staff: string | undefined;
  readonly agency: string | undefined;
  readonly role: string | undefined;
  readonly what: string;
  readonly about: string;
  readonly route: string;
  readonly basis: string;
  readonly byItself: boolean;
};

/** A line under a seal: people with the keys by which they stand in it, and what stands for those erased since. */
export type SealedLine = LineFacts & {
  readonly people: readonly { readonly person: string; readonly key: string | undefined }[];
  readonly erased: readonly string[];
};

/** A line as it leaves: people are commitments, which nobody can read without their keys. */
export type SentLine = LineFacts & { readonly commitments: readonly string[] };

const sha256 = (...parts: readonly (string | Buffer)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Texts one after the other, each after its length in bytes, so that no two lists give the same. */
const framed = (parts: readonly (string | undefined)[]): string =>
  parts.map((part) => (part === undefined ? "-" : `${Buffer.byteLength(part)}:${part}`)).join(",");

const micros = (at: Instant): string => String(at.epochNanoseconds / 1000n);
const rawUuid = (id: string): Buffer => Buffer.from(id.replaceAll("-", ""), "hex");

/** Somebody in one line, as only who has their key can tell: SHA-256 over key, line and person. */
export const commitmentOf = (key: string, line: string, person: string): string =>
  sha256(Buffer.from(key, "hex"), rawUuid(line), rawUuid(person)).toString("hex");

/** A line as it leaves. Undefined: it names somebody who has no key, and was not so when it was sealed. */
export function toSend(line: SealedLine): SentLine | undefined {
  const { people, erased, ...facts } = line;
  const commitments = people.map(({ person, key }) => key && commitmentOf(key, line.id, person));
  if (commitments.some((one) => one === undefined)) return undefined;
  return { ...facts, commitments: [...commitments.filter((one) => one !== undefined), ...erased].toSorted() };
}

/** SHA-256 of what is sealed of a line. */
export function lineHash(line: SentLine): Buffer {
  const { id, at, account, staff, agency, role, what, about, route, basis, byItself, commitments } = line;
  const people = commitments.length === 0 ? undefined : commitments.join(" ");
  const facts = [id, micros(at), account, staff, agency, role, what, about, route, basis, String(byItself)];
  return sha256(framed([...facts, people]));
}

/** The hash a seal must have, from what it says. */
export const sealHash = (seal: Omit<Seal, "hash" | "disposed">): string =>
  sha256(
    framed([
      String(seal.no),
      seal.before,
      String(seal.lines),
      micros(seal.firstAt),
      micros(seal.lastAt),
      seal.root,
    ]),
  ).toString("hex");

/** What is wrong with a seal or with the lines under it. */
export type SealFault = {
  readonly no: number;
  readonly fault: "not-next" | "own-hash" | "names-another" | "lines-missing-or-added" | "lines-changed";
};

/**
 * Whether one seal holds: it follows the one before, its hash is over what it says, and the lines under it are those it was
 * made over. Of a seal whose lines were disposed of only the first two can be told.
 */
export function checkSeal(
  before: Pick<Seal, "no" | "hash"> | undefined,
  seal: Seal,
  lines: readonly (SentLine | undefined)[],
): SealFault | undefined {
  const faulty = (fault: SealFault["fault"]): SealFault => ({ no: seal.no, fault });
  if (seal.no !== (before?.no ?? 0) + 1) return faulty("not-next");
  if (seal.before !== before?.hash) return faulty("names-another");
  if (seal.hash !== sealHash(seal)) return faulty("own-hash");
  if (seal.disposed) return undefined;
  if (lines.length !== seal.lines) return faulty("lines-missing-or-added");
  const hashes = lines.map((line) => line && lineHash(line));
  if (hashes.some((hash) => hash === undefined)) return faulty("lines-changed");
  const root = sha256(...hashes.filter((hash) => hash !== undefined)).toString("hex");
  return root === seal.root ? undefined : faulty("lines-changed");
}
