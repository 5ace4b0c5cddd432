import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import type { NotThere, Shown } from "../../web/page.ts";
import { fullName, type Identity } from "./identity.ts";
import { IdentityBar } from "./identity-bar.tsx";
import { loadIdentity } from "./store-identity.ts";
import type { Reader } from "./tabs.ts";

/** A person and who reads, which every page about them starts from. */
export type Subject = { readonly identity: Identity; readonly reader: Reader };

/**
 * The person a part of the record is about, noted as read under `about`. Not there unless the reader's agency knows the
 * person, or it is an emergency: while a handover is only offered, the overview is all there is.
 */
export async function loadToRead(
  tx: Tx,
  person: Identity["id"],
  about: string,
): Promise<Result<Subject, NotThere>> {
  const identity = await loadIdentity(tx, person, about);
  return identity?.reads ? accept({ identity, reader: tx.asking }) : refuse({ code: "not-there" });
}

/** The person an act is about, noted as read under `about`. Not there unless the reader's agency knows the person. */
export async function loadSubject(
  tx: Tx,
  person: Identity["id"],
  about: string,
): Promise<Result<Subject, NotThere>> {
  const identity = await loadIdentity(tx, person, about);
  return identity?.known ? accept({ identity, reader: tx.asking }) : refuse({ code: "not-there" });
}

/** A page about one person: who they are stays in view above it. `at` marks its tab. */
export const shownOf = (
  subject: Subject,
  now: Instant,
  at: string,
  shown: Pick<Shown, "title" | "body" | "live" | "wide">,
): Shown => ({
  ...shown,
  title: `${shown.title}: ${fullName(subject.identity)}`,
  bar: <IdentityBar identity={subject.identity} reader={subject.reader} now={now} at={at} />,
});
