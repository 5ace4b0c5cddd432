import { createHash } from "node:crypto";
import type { Checkpoint } from "./checkpoint.ts";
import { LINE_KINDS } from "./line.ts";

// Looks whether an exported book holds, from its text alone: no database and nothing of the application's is asked. The form of the export is
// written down in docs/safety/register-format.md, and a second verifier that shares nothing with this one stands beside it.

/** The fields of a line as it is exported, in the order in which they are hashed. */
export const HASHED = [
  "prev_hash",
  "book",
  "seq",
  "key",
  "kind",
  "quantity_ug",
  "balance_ug",
  "corrects",
  "pair",
  "happened_at",
  "entered_at",
  "details",
  "whom",
  "named",
  "first_signature",
  "first_staff",
  "first_session",
  "first_at",
  "first_as",
  "second_signature",
  "second_staff",
  "second_session",
  "second_at",
  "second_as",
] as const;
type Field = (typeof HASHED)[number] | "hash";
/** A line of an export: every value a text, or nothing. */
export type ExportedLine = Readonly<Record<Field, string | null>>;
/** What stands before the lines. */
export type ExportedHead = {
  readonly format: string;
  readonly book: string;
  readonly heading: string;
  readonly lines: string;
};

export const FORMAT = "throughcare-register-1";

/** Values one below the other, each with its length in bytes. */
export const canonical = (values: readonly (string | null)[]): string =>
  values.map((value) => (value === null ? "-" : `${Buffer.byteLength(value)}:${value}`)).join("\n");
const sha256 = (text: string | Buffer): string => createHash("sha256").update(text).digest("hex");

/** The hash that a line must have. */
export const hashOf = (line: ExportedLine): string =>
  sha256(canonical(["throughcare-line-1", ...HASHED.map((field) => line[field])]));

/** What the first line of a book follows. */
export const genesisOf = (book: string): string => sha256(canonical([FORMAT, book]));

/** The first that does not hold: which line, and why, in a sentence. */
export type Fault = { readonly line: number; readonly because: string };

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;
const WHOLE = /^(?:0|-?[1-9]\d{0,17})$/;
const ABOVE = new Set(["receipt", "return-unused", "transfer-in"]);
const BELOW = new Set(["administer", "waste-part", "spill", "transfer-out", "destroy"]);
const FIELDS = [...HASHED, "hash"].sort().join();

/** Reads an export a line at a time and remembers where it stands. Give it every line, then ask for the end. */
export class BookVerifier {
  readonly #checkpoints: readonly Checkpoint[];
  readonly #keys = new Set<string>();
  readonly #signatures = new Set<string>();
  readonly #commitments = new Map<string, { whom: string | null; named: string | null }>();
  head: ExportedHead | undefined;
  lines = 0;
  balance = 0n;
  hash = "";
  #enteredAt = "";

  constructor(checkpoints: readonly Checkpoint[] = []) {
    this.#checkpoints = checkpoints;
  }

  /** Looks at the next line of the file. */
  next(text: string): Fault | undefined {
    const read = parsed(text);
    if (!read) return this.#fault("it is no line of JSON");
    if (!this.head) return this.#begin(read);
    if ("opens" in read) return this.#open(read);
    if ("beside" in read)
      return this.#keys.has(String(read.beside))
        ? undefined
        : this.#fault("what stands beside it is of no line");
    if (Object.keys(read).sort().join() !== FIELDS)
      return this.#fault("it has other fields than a line has", 1);
    const line = read as ExportedLine;
    const fault = this.#chain(line) ?? this.#meaning(line) ?? this.#people(line) ?? this.#anchored(line);
    if (fault) return { line: this.lines + 1, because: fault };
    this.lines += 1;
    this.balance = BigInt(line.balance_ug ?? "0");
    this.hash = line.hash ?? "";
    this.#enteredAt = line.entered_at ?? "";
    this.#keys.add(line.key ?? "");
    this.#signatures.add(line.first_signature ?? "").add(line.second_signature ?? "");
    if (line.whom) this.#commitments.set(line.key ?? "", { whom: line.whom, named: line.named });
    return undefined;
  }

  /** Looks at the end: whether every line is here that the head of the file and the checkpoints name. */
  end(): Fault | undefined {
    if (!this.head) return { line: 0, because: "there is no head of a book" };
    const cut = this.#checkpoints.find(({ size }) => size > this.lines);
    if (cut)
      return {
        line: this.lines + 1,
        because: `the checkpoint knows ${cut.size} lines and here are ${this.lines}: lines were cut off the end`,
      };
    if (this.head.lines !== String(this.lines))
      return { line: this.lines + 1, because: `the head of the file says ${this.head.lines} lines` };
    return undefined;
  }

  #fault(because: string, ahead = 0): Fault {
    return { line: this.lines + ahead, because };
  }

  #begin(read: object): Fault | undefined {
    const head = read as ExportedHead;
    if (head.format !== FORMAT) return this.#fault(`the file does not begin with the head of ${FORMAT}`);
    const other = this.#checkpoints.find(({ origin }) => !origin.endsWith(`/register/${head.book}`));
    if (other) return this.#fault(`the checkpoint is of another book: ${other.origin}`);
    this.head = head;
    this.hash = genesisOf(head.book);
    return undefined;
  }

  /** Whether it follows the line before it, and is what it was when it was entered. */
  #chain(line: ExportedLine): string | undefined {
    if (line.book !== this.head?.book) return "it is of another book";
    if (line.seq !== String(this.lines + 1)) return `its number is ${line.seq} and must be ${this.lines + 1}`;
    if (line.prev_hash !== this.hash)
      return "it does not follow the line before it: that one has another hash";
    if (!WHOLE.test(line.quantity_ug ?? "") || !WHOLE.test(line.balance_ug ?? ""))
      return "its quantity or balance is no whole number of micrograms";
    const balance = this.balance + BigInt(line.quantity_ug ?? "0");
    if (BigInt(line.balance_ug ?? "0") !== balance)
      return `its balance is ${line.balance_ug} and must be ${balance} micrograms`;
    if (balance < 0n) return "its balance is below zero";
    if (hashOf(line) !== line.hash) return "it is not what was entered: its hash is another";
    return undefined;
  }

  /** Whether it says what a line of its kind can say. */
  #meaning(line: ExportedLine): string | undefined {
    const { kind, seq, corrects } = line;
    const quantity = BigInt(line.quantity_ug ?? "0");
    if (!Object.hasOwn(LINE_KINDS, kind ?? "")) return `its kind, ${kind}, is none of a register`;
    if ((kind === "opening") !== (seq === "1")) return "a book is opened by its first line, and by no other";
    if ((ABOVE.has(kind ?? "") && quantity <= 0n) || (BELOW.has(kind ?? "") && quantity >= 0n))
      return "its quantity has the wrong sign for its kind";
    if ((kind === "count" || kind === "set-aside") && quantity !== 0n)
      return "a check of stock, or setting it aside, changes no balance";
    if ((kind === "correction") !== (corrects !== null))
      return "a correction, and nothing else, points at a line";
    if (
      corrects !== null &&
      !(WHOLE.test(corrects) && Number(corrects) >= 1 && Number(corrects) <= this.lines)
    )
      return `it corrects line ${corrects}, which does not come before it`;
    if (!INSTANT.test(line.happened_at ?? "") || !INSTANT.test(line.entered_at ?? ""))
      return "its times are none";
    if ((line.entered_at ?? "") < this.#enteredAt) return "it was entered before the line before it";
    if ((line.happened_at ?? "") > (line.entered_at ?? "")) return "it was entered before it happened";
    const details = parsed(line.details ?? "") as
      | { heading?: string; expected_micrograms?: number }
      | undefined;
    if (!details) return "what it says is no JSON";
    if (kind === "opening" && details.heading !== this.head?.heading)
      return "it opened a book with another heading";
    if (kind === "count" && String(details.expected_micrograms) !== line.balance_ug)
      return "its count expected another balance than the book’s";
    return undefined;
  }

  /** Whether two people signed it, each in a sign-in of their own, with signatures used once. */
  #people(line: ExportedLine): string | undefined {
    if (!line.first_staff || !line.second_staff || !line.first_session || !line.second_session)
      return "it is not signed by two";
    if (line.first_staff === line.second_staff) return "one person signed it twice";
    if (line.first_session === line.second_session) return "both signatures are of one sign-in";
    if (this.#keys.has(line.key ?? "")) return "its key stands in an earlier line";
    if (
      this.#signatures.has(line.first_signature ?? "") ||
      this.#signatures.has(line.second_signature ?? "") ||
      line.first_signature === line.second_signature
    )
      return "a signature of it was used before";
    return undefined;
  }

  #anchored(line: ExportedLine): string | undefined {
    const here = this.#checkpoints.find(({ size }) => String(size) === line.seq);
    return here && here.head !== line.hash
      ? "the checkpoint knows another line here: lines up to it were written anew"
      : undefined;
  }

  /** What opens a commitment of a line: whom it was given to. */
  #open(read: object): Fault | undefined {
    const { opens, salt, committed, words } = read as Record<string, string>;
    const said = this.#commitments.get(opens ?? "");
    const bytes = Buffer.from(salt ?? "", "hex");
    const of = (text: string | undefined) => sha256(Buffer.concat([bytes, Buffer.from(text ?? "")]));
    return said?.whom === of(committed) && said?.named === of(words)
      ? undefined
      : this.#fault("the name that stands with it is not the one it was entered with");
  }
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
