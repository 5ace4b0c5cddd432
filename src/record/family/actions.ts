import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import { type Agreement, decideAgreement, type FamilyRefusal, type How, readCode } from "./rules.ts";
import { takeBackHalf, writeHalf } from "./store.ts";

/** Writes down that this person agrees to a link: the first of the two, or the one that brings the first one's code. */
export async function agree(
  tx: Tx,
  person: PersonId,
  agreement: Agreement,
  typedCode: string | undefined,
  now: Instant,
): Promise<Result<Agreement, FamilyRefusal>> {
  const decision = decideAgreement(agreement, now);
  if (!decision.ok) return decision;
  const code = typedCode === undefined ? undefined : readCode(typedCode);
  if (typedCode !== undefined && code === undefined) return refuse({ code: "not-a-code" });
  const answer = await writeHalf(tx, person, agreement, code);
  return answer === "done" ? decision : refuse({ code: answer });
}

/** Takes back what this person agreed to. From then on the link is on neither page. */
export async function takeBack(
  tx: Tx,
  person: PersonId,
  half: string,
  taken: { readonly said: string; readonly saidAt: Instant; readonly how: How },
  now: Instant,
): Promise<Result<PersonId, FamilyRefusal>> {
  if (Temporal.Instant.compare(taken.saidAt, now) > 0) return refuse({ code: "in-the-future" });
  return (await takeBackHalf(tx, person, half, taken)) ? accept(person) : refuse({ code: "over-already" });
}
