import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import { insertEvent } from "../event/store.ts";
import { decideHanding, type Handing, type HandingRefusal } from "./rules.ts";
import { categoryFor, insertHanding, insertToNobody, insertUse } from "./store.ts";

/** Records what was handed to a person: decide, write. */
export async function giveSupplies(
  tx: Tx,
  person: PersonId,
  handing: Handing,
  now: Instant,
): Promise<Result<Handing, HandingRefusal>> {
  const decision = decideHanding(handing, londonDay(now));
  if (decision.ok) await insertHanding(tx, person, decision.value);
  return decision;
}

/** Records what was handed to somebody who did not say who they are. Why naloxone is given is not asked of them. */
export async function giveToNobody(
  tx: Tx,
  handing: Omit<Handing, "why" | "givenTo">,
  clientCode: string,
  now: Instant,
): Promise<Result<Handing, HandingRefusal>> {
  const decision = decideHanding({ ...handing, why: "spare", givenTo: "person" }, londonDay(now));
  if (decision.ok) await insertToNobody(tx, decision.value, clientCode);
  return decision;
}

/** What was told of naloxone that was used. */
export type Use = {
  readonly kits: number;
  readonly on: LocalDate;
  readonly usedFor: "person" | "somebody-else";
  readonly words: string;
};

/** Records that naloxone was used; used on the person, it is an overdose of theirs and recorded as the event it is. */
export async function recordUse(
  tx: Tx,
  person: PersonId,
  use: Use,
  now: Instant,
): Promise<Result<Use, { readonly code: "in-the-future" } | { readonly code: "none" }>> {
  if (use.kits === 0) return refuse({ code: "none" });
  if (Temporal.PlainDate.compare(londonDay(now), use.on) < 0) return refuse({ code: "in-the-future" });
  await insertUse(tx, person, use);
  if (use.usedFor === "person")
    await insertEvent(tx, {
      person,
      kind: "overdose",
      category: categoryFor(tx.asking.agency_kind),
      when: { precision: "day", on: use.on },
      until: undefined,
      certainty: "reported",
      what: use.words,
      outcome: "Naloxone was given",
      place: "",
    });
  return accept(use);
}
