import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result } from "../../kernel/result.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import {
  type Audience,
  type ConsentLine,
  type ConsentRefusal,
  changesOf,
  type Decided,
  decideConsent,
  decideWithdrawal,
  type Pair,
} from "./consent-rules.ts";
import { insertConsents } from "./store.ts";

/** Records a yes or a no for every pair some rule asks about. The database computes rights anew in the same statement. */
export async function recordDecision(
  tx: Tx,
  person: PersonId,
  wanted: {
    readonly decision: "given" | "refused";
    readonly categories: readonly string[];
    readonly audiences: readonly Audience[];
    readonly lastDay: LocalDate | undefined;
    readonly evidence: string;
  },
  needed: readonly Pair[],
  now: Instant,
): Promise<Result<Decided, ConsentRefusal>> {
  const decided = decideConsent(wanted, needed, now);
  if (!decided.ok) return decided;
  const { pairs, until } = decided.value;
  const lines = pairs.map((pair) => ({ ...pair, decision: wanted.decision }));
  await insertConsents(tx, person, lines, wanted.evidence, until);
  return decided;
}

/** Withdraws consents that are in force. Those agencies lose sight with this statement. */
export async function withdrawConsents(
  tx: Tx,
  person: PersonId,
  chosen: readonly Pair[],
  lines: readonly ConsentLine[],
  evidence: string,
  now: Instant,
): Promise<Result<readonly Pair[], ConsentRefusal>> {
  const decided = decideWithdrawal(chosen, lines, now);
  if (!decided.ok) return decided;
  const withdrawn = decided.value.map((pair) => ({ ...pair, decision: "withdrawn" as const }));
  await insertConsents(tx, person, withdrawn, evidence);
  return decided;
}

/** The person's own choice for one kind of agency, recorded as theirs. Answers how many things changed. */
export async function choosePersonally(
  tx: Tx,
  person: PersonId,
  choice: {
    readonly audience: Audience;
    readonly offered: readonly string[];
    readonly ticked: readonly string[];
  },
  lines: readonly ConsentLine[],
  now: Instant,
): Promise<Result<number, ConsentRefusal>> {
  const changes = changesOf(choice.audience, choice.offered, choice.ticked, lines, now);
  if (changes.length > 0) await insertConsents(tx, person, changes, "Decided by the person, signed in");
  return accept(changes.length);
}
