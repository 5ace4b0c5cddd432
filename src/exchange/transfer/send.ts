import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, now } from "../../kernel/time.ts";
import { endingOf, kindNamed, type ServiceKinds } from "../../record/episode/service-kind.ts";
import { episodeById } from "../../record/episode/store.ts";
import { minutesOf, PARAMETERS } from "../../record/parameters.ts";
import { type Contents, contentsOf } from "./contents.ts";
import { handsOf, partners } from "./directory-store.ts";
import { seal } from "./envelope.ts";
import { FORMAT, type PartnerService, VERSION } from "./format.ts";
import { sealWord } from "./receive.ts";
import {
  endTransfer,
  keepNotice,
  messagesOf,
  type Prepared,
  prepareTransfer,
  sendTransfer,
  type TransferOut,
  transferOut,
} from "./store.ts";

/** Why an act about a transfer was not done: a word that messages know. */
export type ActRefusal = { readonly code: string };

/** Prepares a transfer. Nothing leaves by that. Answers its number. */
export async function prepare(
  tx: Tx,
  kinds: ServiceKinds,
  wanted: Prepared,
): Promise<Result<string, ActRefusal>> {
  const stay = await episodeById(tx, wanted.episode);
  const kind = stay && kindNamed(kinds, stay.episode.kind);
  if (!kind) return refuse({ code: "not-there" });
  if (!endingOf(kind, "moved-away")) return refuse({ code: "no-such-ending" });
  const answer = await prepareTransfer(tx, wanted);
  return /^[0-9a-f-]{36}$/.test(answer) ? accept(answer) : refuse({ code: answer });
}

/** The service that a transfer is to, as the directory has it now. */
export async function serviceOf(tx: Tx, it: TransferOut): Promise<PartnerService | undefined> {
  const partner = (await partners(tx)).find(({ id, stopped_at }) => id === it.partner_id && !stopped_at);
  return partner?.services.find(
    ({ code, agencyKind }) => code === it.service_code && agencyKind === it.reader_kind,
  );
}

/** What they will get, as it stands now. */
export async function shownOf(
  tx: Tx,
  kinds: ServiceKinds,
  it: TransferOut,
  at: Instant,
): Promise<Contents | undefined> {
  const asked = {
    person: it.person_id,
    episode: it.episode_id,
    service: { code: it.service_code, name: it.service_name, agencyKind: it.reader_kind },
    basis: it.basis,
    evidence: it.evidence,
    categories: it.categories,
    words: it.words,
    dueAt: it.due_at,
  };
  return contentsOf(tx, kinds, asked, at);
}

/**
 * Sends what was shown, and nothing else: it is put together anew, and refused where its print is another. It is signed and sealed
 * here; what waits for the partner's door is sent from there by itself.
 */
export async function send(
  tx: Tx,
  kinds: ServiceKinds,
  it: TransferOut,
  shownPrint: string,
  at: Instant,
): Promise<Result<true, ActRefusal>> {
  const service = await serviceOf(tx, it);
  if (!service) return refuse({ code: "partner-stopped" });
  const contents = await shownOf(tx, kinds, it, at);
  if (!contents) return refuse({ code: "not-there" });
  if (contents.print !== shownPrint) return refuse({ code: "changed-since-shown" });
  const hands = await handsOf(tx, await tx.keys(), "page");
  const key = hands?.sealTo.get(it.partner_id);
  if (!hands?.sign || !key) return refuse({ code: "no-keys" });
  const expiresAt = at.add({ minutes: minutesOf(PARAMETERS["transfer-valid-for"]) });
  const file = await seal(
    {
      format: FORMAT,
      version: VERSION,
      type: "bundle",
      transfer: it.id,
      from: { id: hands.self, name: hands.name },
      to: it.partner_id,
      madeAt: at.toString(),
      expiresAt: expiresAt.toString(),
      body: contents.bundle,
    },
    hands.sign,
    key,
  );
  const { print, counts } = contents;
  const answer = await sendTransfer(tx, it, { print, counts, expiresAt, file });
  return answer === "done" ? accept(true) : refuse({ code: answer });
}

/** Ends a transfer. Of one that was sent the receiver is written a notice, which asks for deletion where it was a mistake. */
export async function end(
  tx: Tx,
  it: TransferOut,
  how: {
    readonly state: "withdrawn" | "refused-by-person";
    readonly mistaken: boolean;
    readonly words: string;
  },
): Promise<Result<true, ActRefusal>> {
  const answer = await endTransfer(tx, it, how);
  if (answer !== "done") return refuse({ code: answer });
  if (!it.sent_at) return accept(true);
  const what = how.mistaken ? "mistaken" : "withdrawn";
  const hands = await handsOf(tx, await tx.keys(), "page");
  // What the person or the worker said stays here: the receiver is told that it ended, and what is asked of it.
  const notice = { what, at: now().toString(), words: how.mistaken ? how.words : "" } as const;
  const file = hands && (await sealWord(hands, { transfer: it.id, to: it.partner_id }, { notice }));
  if (!file) return refuse({ code: "no-keys" });
  await keepNotice(tx, it.id, what, file, how.words);
  return accept(true);
}

/** A sealed file of a transfer, to be downloaded: logged as taken out. */
export async function fileOf(
  tx: Tx,
  transfer: string,
  message: string,
): Promise<{ readonly text: string; readonly what: string } | undefined> {
  const found = (await messagesOf(tx, transfer)).find(({ id, ours }) => id === message && ours);
  if (!found?.file) return undefined;
  const out = await transferOut(tx, transfer);
  tx.log({ what: "downloaded", about: `transfer: ${found.what}`, people: out ? [out.person_id] : [] });
  return { text: found.file, what: found.what };
}
