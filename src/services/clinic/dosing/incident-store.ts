import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import type { Instant } from "../../../kernel/time.ts";
import { IncidentId, VisitId } from "./visit.ts";

const instant = z.instanceof(Temporal.Instant);

const IncidentRow = z.object({
  id: IncidentId.schema,
  person_id: PersonId.schema,
  name: z.string(),
  visit_id: VisitId.schema.nullable(),
  kind: z.enum(["emergency", "recorded-late", "clash", "below-zero", "corrected", "other"]),
  words: z.string(),
  happened_at: instant,
  raised_at: instant,
  reviews: z.number(),
});
export type Incident = {
  readonly id: IncidentId;
  readonly person: PersonId;
  readonly name: string;
  readonly visit: VisitId | undefined;
  readonly kind: z.infer<typeof IncidentRow>["kind"];
  readonly words: string;
  readonly happenedAt: Instant;
  readonly raisedAt: Instant;
  readonly reviewed: boolean;
};

/** Incidents of the reader's clinic, those that nobody has reviewed first, the newest before the others. Notes that they were listed. */
export async function incidents(tx: Tx): Promise<readonly Incident[]> {
  const rows = await tx`
    select i.id, i.person_id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as name, i.visit_id, i.kind, i.words, i.happened_at, i.raised_at,
           (select count(*)::int from dosing_incident_review r where r.incident_id = i.id) as reviews
      from dosing_incident i join person p on p.id = i.person_id where i.agency_id = acting_agency()
     order by (select count(*) from dosing_incident_review r where r.incident_id = i.id) > 0, i.raised_at desc limit 200`;
  const found = rows.map((raw) => {
    const row = IncidentRow.parse(raw);
    return {
      id: row.id,
      person: row.person_id,
      name: row.name,
      visit: row.visit_id ?? undefined,
      kind: row.kind,
      words: row.words,
      happenedAt: row.happened_at,
      raisedAt: row.raised_at,
      reviewed: row.reviews > 0,
    };
  });
  if (found.length > 0)
    tx.log({ what: "listed", about: "incidents at the clinic", people: found.map(({ person }) => person) });
  return found;
}

/** Keeps what came of an incident. Answers whether it is the reader's to review. */
export async function reviewIncident(
  tx: Tx,
  { id, person }: Pick<Incident, "id" | "person">,
  words: string,
): Promise<boolean> {
  const [row] = await tx`select review_dosing_incident(${id}, ${words}) as answer`;
  tx.log({ what: "changed", about: "incident at the clinic", people: [person] });
  return row?.answer === "done";
}
