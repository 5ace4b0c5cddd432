import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDateTime } from "../../kernel/time.ts";
import type { Moved } from "../../web/page.ts";
import { freshToken, tokenHash } from "../../web/session.ts";
import type { AdministrationRefusal } from "./administration-messages.ts";
import { type Outcome, partnershipCode } from "./administration-store.ts";
import { LINK_HOURS } from "./first-administrator-store.ts";

/** An act's outcome as a move to a page, noted in the log, or as a refusal. */
export function moved(
  tx: Tx,
  outcome: Outcome,
  about: string,
  to: string,
  done: string,
): Result<Moved, AdministrationRefusal> {
  if (outcome !== "done" && outcome !== "added" && outcome !== "made") return refuse({ code: outcome });
  tx.log({ what: "changed", about, people: [], basis: "administration" });
  return accept({ to, done });
}

/** A one-time link: the token's hash for the database, and the sentence that shows the link this once. */
export async function oneTimeLink(
  tx: Tx,
  origin: string | undefined,
  at: Instant,
): Promise<{ readonly hash: Buffer; readonly say: (username: string) => string }> {
  const token = freshToken();
  const address = `${origin ?? ""}/link/${await partnershipCode(tx)}/${token}`;
  return {
    hash: tokenHash(token),
    say: (username) =>
      `Give ${username} this link. It is shown this once and works once, until ${longDateTime(at.add({ hours: LINK_HOURS }))}: ${address}`,
  };
}
