// Verifies an exported book of the register with plain Node alone: node verify-register.mjs BOOK.jsonl [--checkpoint FILE]... [--key KEYFILE]
// Written from register-format.md alone; it shares no line with the program that keeps the register. Says the first line that does not hold.
import { createHash, createPublicKey, verify as isSigned } from "node:crypto";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const hex = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");
const canonical = (all) => all.map((v) => (v === null ? "-" : `${Buffer.byteLength(v)}:${v}`)).join("\n");
const ORDER = `prev_hash book seq key kind quantity_ug balance_ug corrects pair happened_at entered_at details whom named
  first_signature first_staff first_session first_at first_as second_signature second_staff second_session second_at second_as`.split(
  /\s+/,
);
const FIELDS = [...ORDER, "hash"].sort().join();
const MAY = `opening:0 opening:1 receipt:1 reconstitute:-1 reconstitute:1 administer:-1 waste-part:-1 spill:-1 return-unused:1
  transfer-out:-1 transfer-in:1 destroy:-1 set-aside:0 count:0 correction:-1 correction:0 correction:1`.split(/\s+/);
// biome-ignore format: one line
const parsed = (text) => { try { return JSON.parse(text); } catch { return undefined; } };
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const whole = (text) => (/^(0|-?[1-9]\d*)$/.test(text) ? BigInt(text) : undefined);

/** Reads a signed note; gives { book, size, head } or a sentence. */
export function readNote(note, key) {
  const [, name, mark, typed] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)\s*$/.exec(key) ?? [];
  const bytes = Buffer.from(typed ?? "", "base64");
  if (bytes.length !== 33 || bytes[0] !== 1 || hex(`${name}\n`, bytes).slice(0, 8) !== mark) return "the key is none";
  const [body, signatures] = note.split(/\n\n/);
  const [origin, size, root, more] = (body ?? "").split("\n");
  if (!signatures || !/^\d+$/.test(size ?? "") || !root || more !== undefined) return "the checkpoint is none";
  const open = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: bytes.toString("base64url", 1) }, format: "jwk" });
  const good = signatures.split("\n").some((line) => {
    const [, by, text] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const raw = Buffer.from(text ?? "", "base64");
    return by === name && raw.toString("hex", 0, 4) === mark && isSigned(null, Buffer.from(`${body}\n`), open, raw.subarray(4));
  });
  if (!good) return "the checkpoint is not signed by this key";
  return { book: origin.split("/register/")[1], size: Number(size), head: Buffer.from(root, "base64").toString("hex") };
}

/** What is wrong with a line that comes after `last` as number `n`, first things first; nothing where it holds. */
function wrongWith(it, n, head, last, used) {
  const isText = (value) => value === null || typeof value === "string";
  if (Object.keys(it).sort().join() !== FIELDS || !Object.values(it).every(isText)) return "other fields than a line has";
  const [quantity, balance, details] = [whole(it.quantity_ug), whole(it.balance_ug), parsed(it.details)];
  const names = [it.key, it.first_signature, it.second_signature];
  const holds = [
    [it.book === head.book && it.seq === String(n), "not the next line of this book"],
    [it.prev_hash === last.hash, "does not follow the line before it"],
    [hex(canonical(["throughcare-line-1", ...ORDER.map((name) => it[name])])) === it.hash, "is not what was entered"],
    [quantity !== undefined && balance !== undefined, "no whole micrograms"],
    [balance === last.balance + (quantity ?? 0n) && balance >= 0n, `the balance must be ${last.balance + (quantity ?? 0n)}`],
    [MAY.includes(`${it.kind}:${Math.sign(Number(quantity))}`), "a kind or quantity that cannot be"],
    [(it.kind === "opening") === (n === 1), "a book is opened by its first line alone"],
    [(it.kind === "correction") === (it.corrects !== null), "only a correction points back"],
    [it.corrects === null || (it.corrects >= 1 && it.corrects < n), "corrects a line that is not before it"],
    [TIME.test(it.happened_at) && TIME.test(it.entered_at), "a time that is none"],
    [it.entered_at >= last.entered && it.happened_at <= it.entered_at, "out of the order of time"],
    [details !== undefined, "what it says is no JSON"],
    [n > 1 || details?.heading === head.heading, "opened a book with another heading"],
    [it.kind !== "count" || String(details?.expected_micrograms) === it.balance_ug, "counted against another balance"],
    [it.first_staff && it.second_staff && it.first_staff !== it.second_staff, "not signed by two people"],
    [it.first_session && it.first_session !== it.second_session, "not signed in two sign-ins"],
    [names.every((one) => !used.has(one) && used.add(one)), "a key or signature that was used before"],
  ];
  return holds.find(([good]) => !good)?.[1];
}

/** Goes through the lines of a file; gives undefined, or the first line that does not hold and why. */
export function verify(texts, checkpoints = []) {
  const [[first, ...rest], used, promised] = [texts.filter((text) => text !== ""), new Set(), new Map()];
  const head = parsed(first ?? "");
  if (head?.format !== "throughcare-register-1") return "line 0: no head, or another format";
  if (checkpoints.some((c) => c.book !== head.book)) return "line 0: a checkpoint of another book";
  let [line, last] = [0, { hash: hex(canonical([head.format, head.book])), balance: 0n, entered: "" }];
  for (const text of rest) {
    const it = parsed(text);
    if (typeof it !== "object" || it === null) return `line ${line + 1}: no JSON`;
    if (it.opens !== undefined || it.beside !== undefined) {
      const of = (words) => hex(Buffer.from(String(it.salt), "hex"), String(words));
      if (promised.has(it.beside) || promised.get(it.opens) === `${of(it.committed)} ${of(it.words)}`) continue;
      return `line ${line}: the name is not the one it was entered with`;
    }
    line += 1;
    const wrong = wrongWith(it, line, head, last, used);
    if (wrong) return `line ${line}: ${wrong}`;
    if (checkpoints.some((c) => c.size === line && c.head !== it.hash)) return `line ${line}: written anew since a checkpoint`;
    promised.set(it.key, `${it.whom} ${it.named}`);
    last = { hash: it.hash, balance: BigInt(it.balance_ug), entered: it.entered_at };
  }
  if (checkpoints.some((c) => c.size > line)) return `line ${line + 1}: lines that the checkpoint knows were cut off the end`;
  return head.lines === String(line) ? undefined : `line ${line + 1}: the head of the file says ${head.lines} lines`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const after = (word) => process.argv.flatMap((each, i, all) => (each === word ? [readFileSync(all[i + 1], "utf8")] : []));
  const notes = after("--checkpoint").map((note) => readNote(note, after("--key")[0] ?? ""));
  const bad = notes.find((note) => typeof note === "string") ?? verify(readFileSync(process.argv[2], "utf8").split("\n"), notes);
  console.log(bad ? `Does not hold: ${bad}.` : `Holds.${notes.length ? "" : " Without a checkpoint nobody knows of a cut end."}`);
  process.exitCode = bad ? 1 : 0;
}
