import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";

const plainDay = z.string().transform((text) => Temporal.PlainDate.from(text));

const PairIdentity = z.object({
  family_name: z.string(),
  given_names: z.string(),
  known_as: z.string().nullable(),
  born_on: plainDay,
  sex: z.enum(["female", "male", "indeterminate", "not-known"]),
  died_on: plainDay.nullable(),
  registered_on: plainDay,
  numbers: z.array(z.object({ scheme: z.enum(["nhs", "pnc", "prison", "cro"]), value: z.string() })),
  aliases: z.array(z.string()),
});
/** Who one half of a pair is, and nothing else about them. */
export type PairIdentity = z.infer<typeof PairIdentity>;

const PairRow = z.object({
  id: z.string(),
  agreement: z.array(z.string()),
  weight: z.coerce.number(),
  state: z.enum(["open", "same", "different"]),
  raised_at: z.instanceof(Temporal.Instant),
  answered_at: z.instanceof(Temporal.Instant).nullable(),
  person_id: PersonId.schema,
  candidate_id: PersonId.schema,
  one: PairIdentity,
  other: PairIdentity,
});
/** Two records that may be one person's. */
export type Pair = z.infer<typeof PairRow>;

/** The open pairs, the longest waiting first, at most 100, and how many wait. Noted in the log with everyone listed. */
export async function openPairs(
  tx: Tx,
): Promise<{ readonly pairs: readonly Pair[]; readonly waiting: number }> {
  const rows = await tx`select * from identity_pairs(null)`;
  const pairs = rows.map((row) => PairRow.parse(row));
  if (pairs.length > 0) {
    tx.log({
      what: "listed",
      about: "possible duplicates",
      people: pairs.flatMap((pair) => [pair.person_id, pair.candidate_id]),
      basis: "identity review",
    });
  }
  const [count] = await tx`select count(*)::int as waiting from identity_review where state = 'open'`;
  return { pairs, waiting: z.int().parse(count?.waiting) };
}

/** One pair side by side, noted as a read of both. */
export async function pairOf(tx: Tx, review: string): Promise<Pair | undefined> {
  const [row] = await tx`select * from identity_pairs(${review})`;
  if (!row) return undefined;
  const pair = PairRow.parse(row);
  tx.log({
    what: "read",
    about: "possible duplicate",
    people: [pair.person_id, pair.candidate_id],
    basis: "identity review",
  });
  return pair;
}

/** Writes that the two are different people, once. */
export async function answerPair(
  tx: Tx,
  pair: Pair,
): Promise<Result<Pair, { readonly code: "already-decided" }>> {
  const answered = await tx`
    update identity_review set state = 'different', answered_at = now(), answered_by = acting_staff()
     where id = ${pair.id} and state = 'open' returning id`;
  if (answered.length === 0) return refuse({ code: "already-decided" });
  tx.log({
    what: "changed",
    about: "decided: different people",
    people: [pair.person_id, pair.candidate_id],
    basis: "identity review",
  });
  return accept(pair);
}
