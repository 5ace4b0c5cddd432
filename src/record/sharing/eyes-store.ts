import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";

const RecordedRow = z.object({
  what: z.enum(["number", "alias", "alert", "episode", "event", "measure", "note"]),
  category: z.string(),
  owner_kind: z.string(),
  n: z.number(),
});

/** How much of one sort a kind of agency recorded in one category. */
export type Recorded = {
  readonly what: z.infer<typeof RecordedRow>["what"];
  readonly category: string;
  readonly ownerKind: string;
  readonly count: number;
};

/** What is recorded about this person, counted, as far as the reader sees it themselves. Notes the read. */
export async function recordedOf(tx: Tx, person: PersonId): Promise<readonly Recorded[]> {
  tx.log({ what: "read", about: "what others would see", people: [person] });
  const rows = await tx`
    select what, category, owner_kind, count(*)::int as n
      from (select 'number' as what, category, owner_kind from identifier where person_id = ${person} and ended_at is null
            union all select 'alias', category, owner_kind from alias where person_id = ${person} and not own_only
            union all select 'alert', category, owner_kind from alert where person_id = ${person} and ended_at is null
            union all select 'episode', category, owner_kind from episode where person_id = ${person}
            union all select 'event', category, owner_kind from event where person_id = ${person} and withdrawn_at is null
            union all select 'measure', category, owner_kind from measure where person_id = ${person} and withdrawn_at is null
            union all select 'note', category, owner_kind from note where person_id = ${person}) recorded
     group by what, category, owner_kind
     order by category, what, owner_kind`;
  return rows.map((raw) => {
    const row = RecordedRow.parse(raw);
    return { what: row.what, category: row.category, ownerKind: row.owner_kind, count: row.n };
  });
}
