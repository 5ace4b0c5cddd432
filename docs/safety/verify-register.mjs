#!/usr/bin/env node
// Verifies an exported book of the controlled-drug register with plain Node and nothing else:
//   node verify-register.mjs BOOK.jsonl [--checkpoint FILE]... [--key KEYFILE]
// Written from register-format.md alone; it shares no line with the program that keeps the register. Says the first line that does not hold.
import { createHash, createPublicKey, verify as verifySignature } from "node:crypto";
import { readFileSync } from "node:fs";
import { argv, exit } from "node:process";
import { pathToFileURL } from "node:url";

const hex = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");
const canonical = (values) =>
  values.map((v) => (v === null ? "-" : `${Buffer.byteLength(v)}:${v}`)).join("\n");
const ORDER =
  `prev_hash book seq key kind quantity_ug balance_ug corrects pair happened_at entered_at details whom named
  first_signature first_staff first_session first_at first_as second_signature second_staff second_session second_at second_as`.split(
    /\s+/,
  );
const FIELDS = [...ORDER, "hash"].sort().join();
const SIGN = {
  opening: [0, 1],
  receipt: [1],
  reconstitute: [-1, 1],
  administer: [-1],
  "waste-part": [-1],
  spill: [-1],
  "return-unused": [1],
  "transfer-out": [-1],
  "transfer-in": [1],
  destroy: [-1],
  count: [0],
  correction: [-1, 0, 1],
};

/** Reads a signed note; gives { book, size, head } or a sentence. */
export function readNote(note, key) {
  const [, name, mark, typed] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)\s*$/.exec(key) ?? [];
  const bytes = Buffer.from(typed ?? "", "base64");
  if (bytes.length !== 33 || bytes[0] !== 1 || hex(`${name}\n`, bytes).slice(0, 8) !== mark)
    return "the key is none";
  const [body, signatures] = note.split(/\n\n/);
  const [origin, size, root, more] = (body ?? "").split("\n");
  if (!signatures || !/^\d+$/.test(size ?? "") || !root || more !== undefined)
    return "the checkpoint is none";
  const open = createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: bytes.subarray(1).toString("base64url") },
    format: "jwk",
  });
  const good = signatures.split("\n").some((line) => {
    const [dash, by, text] = line.split(" ");
    const raw = Buffer.from(text ?? "", "base64");
    return (
      dash === "—" &&
      by === name &&
      raw.subarray(0, 4).toString("hex") === mark &&
      verifySignature(null, Buffer.from(`${body}\n`), open, raw.subarray(4))
    );
  });
  return good
    ? {
        book: origin.split("/register/")[1],
        size: Number(size),
        head: Buffer.from(root, "base64").toString("hex"),
      }
    : "the checkpoint is not signed by this key";
}

/** Goes through the lines of a file; gives undefined, or the first line that does not hold and why. */
export function verify(texts, checkpoints = []) {
  let head,
    last,
    line = 0;
  const used = new Set(),
    promised = new Map();
  for (const text of texts) {
    if (text === "") continue;
    let it, details;
    try {
      it = JSON.parse(text);
    } catch {
      return `line ${line + 1}: no JSON`;
    }
    if (!head) {
      if (it.format !== "throughcare-register-1") return "line 0: another format";
      if (checkpoints.some((c) => c.book !== it.book)) return "line 0: a checkpoint of another book";
      head = it;
      last = { hash: hex(canonical([it.format, it.book])), balance: 0n, entered: "" };
      continue;
    }
    if (it.opens !== undefined) {
      const of = (words) => hex(Buffer.from(String(it.salt), "hex"), String(words));
      if (promised.get(it.opens) !== `${of(it.committed)} ${of(it.words)}`)
        return `line ${line}: the name is not the one it was entered with`;
      continue;
    }
    line += 1;
    const wrong = (why) => `line ${line}: ${why}`;
    if (Object.keys(it).sort().join() !== FIELDS) return wrong("other fields than a line has");
    if (it.book !== head.book || it.seq !== String(line)) return wrong("not the next line of this book");
    if (it.prev_hash !== last.hash) return wrong("does not follow the line before it");
    if (hex(canonical(["throughcare-line-1", ...ORDER.map((field) => it[field])])) !== it.hash)
      return wrong("is not what was entered");
    if (![it.quantity_ug, it.balance_ug].every((n) => /^(0|-?[1-9]\d*)$/.test(n)))
      return wrong("no whole micrograms");
    const quantity = BigInt(it.quantity_ug),
      balance = last.balance + quantity;
    if (BigInt(it.balance_ug) !== balance || balance < 0n) return wrong(`the balance must be ${balance}`);
    if (!SIGN[it.kind]?.includes(quantity > 0n ? 1 : quantity < 0n ? -1 : 0))
      return wrong("a kind or quantity that cannot be");
    if ((it.kind === "opening") !== (line === 1)) return wrong("a book is opened by its first line alone");
    if ((it.kind === "correction") !== (it.corrects !== null)) return wrong("only a correction points back");
    if (it.corrects !== null && !(Number(it.corrects) >= 1 && Number(it.corrects) < line))
      return wrong("corrects a line that is not before it");
    if (![it.happened_at, it.entered_at].every((at) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(at)))
      return wrong("a time that is none");
    if (it.entered_at < last.entered || it.happened_at > it.entered_at)
      return wrong("out of the order of time");
    try {
      details = JSON.parse(it.details);
    } catch {
      return wrong("what it says is no JSON");
    }
    if (line === 1 && details.heading !== head.heading) return wrong("opened a book with another heading");
    if (it.kind === "count" && String(details.expected_micrograms) !== it.balance_ug)
      return wrong("counted against another balance");
    if (!it.first_staff || !it.second_staff || it.first_staff === it.second_staff)
      return wrong("not signed by two people");
    if (!it.first_session || it.first_session === it.second_session)
      return wrong("not signed in two sign-ins");
    for (const once of [it.key, it.first_signature, it.second_signature]) {
      if (used.has(once)) return wrong("a key or signature that was used before");
      used.add(once);
    }
    if (checkpoints.some((c) => c.size === line && c.head !== it.hash))
      return wrong("the checkpoint knows another line here: it was written anew");
    promised.set(it.key, `${it.whom} ${it.named}`);
    last = { hash: it.hash, balance, entered: it.entered_at };
  }
  if (!head) return "line 0: no head";
  if (checkpoints.some((c) => c.size > line))
    return `line ${line + 1}: lines that the checkpoint knows were cut off the end`;
  return head.lines === String(line)
    ? undefined
    : `line ${line + 1}: the head of the file says ${head.lines} lines`;
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const after = (word) => argv.flatMap((each, at) => (each === word ? [argv[at + 1]] : []));
  const key = after("--key").map((file) => readFileSync(file, "utf8"))[0] ?? "";
  const notes = after("--checkpoint").map((file) => readNote(readFileSync(file, "utf8"), key));
  const bad =
    notes.find((note) => typeof note === "string") ??
    verify(readFileSync(argv[2], "utf8").split("\n"), notes);
  console.log(
    bad
      ? `Does not hold: ${bad}.`
      : `Holds.${notes.length ? "" : " Without a checkpoint nobody can tell whether lines were cut off the end."}`,
  );
  exit(bad ? 1 : 0);
}
