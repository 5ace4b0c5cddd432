import { createHash } from "node:crypto";
import type { Queries } from "../../kernel/database/connection.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, now } from "../../kernel/time.ts";
import { AGENCY_KINDS } from "../../record/sharing/agency-kinds.ts";
import type { Hands } from "./directory-store.ts";
import { type OpenRefusal, openFile, seal } from "./envelope.ts";
import { FORMAT, type Message, type Notice, type Receipt, VERSION } from "./format.ts";
import { hear, hearNotice, receiveBundle, sayOf, wordsOf } from "./store.ts";

/** Why a file was not taken. */
export type FileRefusal =
  | OpenRefusal
  | { readonly code: "no-keys" }
  | { readonly code: "expired"; readonly on: Instant }
  | { readonly code: "no-such-service"; readonly service: string }
  | { readonly code: "another-under-its-number" }
  | { readonly code: "not-ours" }
  | { readonly code: "not-here" }
  | { readonly code: "not-there" };

/** What a file was, and our sealed words in answer. */
export type Taken = {
  readonly what: "bundle" | "receipt" | "notice";
  readonly transfer: string;
  /** Whether it was here already. */
  readonly known: boolean;
  readonly answers: readonly string[];
};

type Told<T extends Message["type"]> = Extract<Message, { type: T }>;

/** A message of ours, before it is signed and sealed. */
const messageOf = <T extends "receipt" | "notice">(
  hands: Hands,
  type: T,
  at: { readonly transfer: string; readonly to: string },
  body: Told<T>["body"],
): Message =>
  ({
    format: FORMAT,
    version: VERSION,
    type,
    transfer: at.transfer,
    from: { id: hands.self, name: hands.name },
    to: at.to,
    madeAt: now().toString(),
    body,
  }) as Message;

/** Seals a word or a notice of ours to a partner. Undefined where it is not in the directory, or our keys are lost. */
export async function sealWord(
  hands: Hands,
  at: { readonly transfer: string; readonly to: string },
  word: { readonly receipt: Receipt } | { readonly notice: Notice },
): Promise<string | undefined> {
  const key = hands.sealTo.get(at.to);
  if (!hands.sign || !key) return undefined;
  const message =
    "receipt" in word
      ? messageOf(hands, "receipt", at, word.receipt)
      : messageOf(hands, "notice", at, word.notice);
  return seal(message, hands.sign, key);
}

/** Print of what a message says, however it was sealed. */
export const printOf = (message: unknown): string =>
  createHash("sha256").update(JSON.stringify(message)).digest("hex");

/**
 * Takes a file that came, by hand or through the door: opens it, tells whose it is, and does what it says, once. The same file again
 * does nothing and is answered by the same words.
 */
export async function takeFile(
  q: Queries,
  hands: Hands | undefined,
  text: string,
  how: "file" | "post",
): Promise<Result<Taken, FileRefusal>> {
  if (!hands) return refuse({ code: "no-keys" });
  const opened = await openFile(text, hands);
  if (!opened.ok) return opened;
  const message = opened.value;
  switch (message.type) {
    case "bundle":
      return takeBundle(q, hands, message, text, how);
    case "receipt":
      return takeReceipt(q, message, text);
    case "notice":
      return takeNotice(q, hands, message, text);
  }
}

async function takeBundle(
  q: Queries,
  hands: Hands,
  message: Told<"bundle">,
  file: string,
  how: "file" | "post",
): Promise<Result<Taken, FileRefusal>> {
  const { transfer, from, body } = message;
  const strange = body.items.findIndex(
    ({ sourceKind }) => !AGENCY_KINDS.some(({ code }) => code === sourceKind),
  );
  if (strange >= 0) return refuse({ code: "not-as-described", where: `items.${strange}.sourceKind` });
  const expiresAt = Temporal.Instant.from(message.expiresAt);
  const answer = await receiveBundle(q, {
    id: transfer,
    partner: from.id,
    service: body.service.code,
    print: printOf(message),
    file,
    how,
    expiresAt,
  });
  switch (answer) {
    case "received": {
      const at = { transfer, to: from.id };
      const word = await sealWord(hands, at, {
        receipt: { what: "received", at: now().toString(), words: "" },
      });
      if (word) await sayOf(q, transfer, "received", "", word);
      break;
    }
    case "known":
      break;
    case "expired":
      return refuse({ code: "expired", on: expiresAt });
    case "no-such-service":
      return refuse({ code: "no-such-service", service: body.service.name });
    case "another-under-its-number":
      return refuse({ code: "another-under-its-number" });
    default:
      return refuse({ code: "not-there" });
  }
  return accept({
    what: "bundle",
    transfer,
    known: answer === "known",
    answers: await wordsOf(q, transfer, from.id),
  });
}

async function takeReceipt(
  q: Queries,
  message: Told<"receipt">,
  file: string,
): Promise<Result<Taken, FileRefusal>> {
  const { transfer, from, body } = message;
  const answer = await hear(q, {
    id: transfer,
    partner: from.id,
    what: body.what,
    words: body.words,
    at: Temporal.Instant.from(body.at),
    file,
  });
  return answer === "not-ours"
    ? refuse({ code: "not-ours" })
    : accept({ what: "receipt", transfer, known: answer === "known", answers: [] });
}

async function takeNotice(
  q: Queries,
  hands: Hands,
  message: Told<"notice">,
  file: string,
): Promise<Result<Taken, FileRefusal>> {
  const { transfer, from, body } = message;
  const answer = await hearNotice(q, {
    id: transfer,
    partner: from.id,
    what: body.what,
    words: body.words,
    file,
  });
  if (answer === "not-here") return refuse({ code: "not-here" });
  if (answer === "deleted") {
    const word = await sealWord(
      hands,
      { transfer, to: from.id },
      {
        receipt: { what: "deleted", at: now().toString(), words: "" },
      },
    );
    if (word) await sayOf(q, transfer, "deleted", "", word);
  }
  return accept({
    what: "notice",
    transfer,
    known: false,
    answers: await wordsOf(q, transfer, from.id),
  });
}
