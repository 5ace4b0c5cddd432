import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";

/** Uses that lead out of the partnership, and to the panel that selects for the clinic: each consented to by itself. */
export const USES = ["national-returns", "research-and-evaluation", "panel-selection"] as const;
export type Use = (typeof USES)[number];

const UseRow = z.object({
  purpose: z.enum(USES),
  decision: z.enum(["given", "refused", "withdrawn"]),
  at: z.instanceof(Temporal.Instant),
});

/** The newest decision about a use. */
export type UseDecision = z.infer<typeof UseRow>;

/** What was decided last about each use; nothing about one that nobody asked about. Notes the read. */
export async function usesOf(tx: Tx, person: PersonId): Promise<readonly UseDecision[]> {
  tx.log({ what: "read", about: "uses beyond care", people: [person] });
  const rows = await tx`
    select distinct on (u.purpose) u.purpose, u.decision, u.at from consent_to_use u
     where u.person_id = ${person} order by u.purpose, u.at desc, u.id desc`;
  return rows.map((row) => UseRow.parse(row));
}

/** Records a decision about a use: a no to what was agreed to takes it back. */
export async function decideUse(
  tx: Tx,
  person: PersonId,
  use: Use,
  decision: UseDecision["decision"],
  evidence: string,
): Promise<void> {
  tx.log({ what: "changed", about: "uses beyond care", people: [person] });
  await tx`insert into consent_to_use ${tx({ person_id: person, purpose: use, decision, evidence })}`;
}
