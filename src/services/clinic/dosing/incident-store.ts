import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import type { Result } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import { answered } from "./answer.ts";
import { Adverse, Harm } from "./harm.ts";
import { IncidentKind } from "./incident-words.ts";
import type { DosingRefusal } from "./messages.ts";
import { EmergencyId, IncidentId, type Visit, VisitId } from "./visit.ts";

const instant = z.instanceof(Temporal.Instant);

const IncidentRow = z.object({
  id: IncidentId.schema,
  person_id: PersonId.schema.nullable(),
  emergency_id: EmergencyId.schema.nullable(),
  name: z.string(),
  visit_id: VisitId.schema.nullable(),
  kind: IncidentKind,
  words: z.string(),
  happened_at: instant,
  raised_at: instant,
  reviews: z.array(
    z.object({
      words: z.string(),
      by: z.string().nullable(),
      at: z.string().transform((text) => Temporal.Instant.from(text)),
    }),
  ),
  adverse: Adverse.nullable(),
  harm: Harm.nullable(),
});
/** What somebody who had no part in an incident found, and what is done. */
export type Review = { readonly words: string; readonly by: string | undefined; readonly at: Instant };
export type Incident = {
  readonly id: IncidentId;
  /** Nobody where they are not known. */
  readonly person: PersonId | undefined;
  readonly emergency: EmergencyId | undefined;
  readonly name: string;
  readonly visit: VisitId | undefined;
  readonly kind: z.infer<typeof IncidentRow>["kind"];
  readonly words: string;
  readonly happenedAt: Instant;
  readonly raisedAt: Instant;
  /** What reviews of it found, the oldest first. */
  readonly reviews: readonly Review[];
  readonly adverse: Adverse | undefined;
  /** What the last review found, where that is asked. */
  readonly harm: Harm | undefined;
};

/** Incidents of the reader's clinic, those that nobody has reviewed first, the newest before the others. Notes that they were listed. */
export async function incidents(tx: Tx): Promise<readonly Incident[]> {
  const rows = await tx`
    select i.id, i.person_id, i.emergency_id, coalesce(coalesce(p.known_as, p.given_names) || ' ' || p.family_name, 'Somebody not known') as name, i.visit_id, i.kind, i.words, i.happened_at, i.raised_at, i.adverse,
           (select r.harm from dosing_incident_review r where r.incident_id = i.id and r.harm is not null order by r.at desc limit 1) as harm,
           (select coalesce(jsonb_agg(jsonb_build_object('words', r.words, 'by', s.name, 'at', r.at) order by r.at), '[]')
              from dosing_incident_review r left join staff s on s.id = r.staff_id where r.incident_id = i.id) as reviews
      from dosing_incident i left join person p on p.id = i.person_id where (p.id is not null or i.person_id is null) and i.agency_id = acting_agency()
     order by (select count(*) from dosing_incident_review r where r.incident_id = i.id) > 0, i.raised_at desc limit 200`;
  const found = rows.map((raw) => {
    const row = IncidentRow.parse(raw);
    return {
      id: row.id,
      person: row.person_id ?? undefined,
      emergency: row.emergency_id ?? undefined,
      name: row.name,
      visit: row.visit_id ?? undefined,
      kind: row.kind,
      words: row.words,
      happenedAt: row.happened_at,
      raisedAt: row.raised_at,
      reviews: row.reviews.map(({ by, ...one }) => ({ ...one, by: by ?? undefined })),
      adverse: row.adverse ?? undefined,
      harm: row.harm ?? undefined,
    };
  });
  if (found.length > 0)
    tx.log({
      what: "listed",
      about: "incidents at the clinic",
      people: found.flatMap(({ person }) => person ?? []),
    });
  return found;
}

/** Keeps what somebody saw go wrong at a visit. Refused where it lies ahead. */
export async function raiseIncident(
  tx: Tx,
  { id, person }: Pick<Visit, "id" | "person">,
  words: string,
  at: Instant,
  adverse: Readonly<Record<string, unknown>> | undefined,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] =
    await tx`select raise_dosing_incident(${id}, ${words}, ${at}, ${adverse ? tx.json(adverse as never) : null}) as answer`;
  return answered(tx, row, "incident at the clinic", person);
}

/** Keeps what came of an incident. Refused to whoever had a part in it, and of an emergency or harm to all but a licensed doctor. */
export async function reviewIncident(
  tx: Tx,
  { id, person }: Pick<Incident, "id" | "person">,
  words: string,
  harm?: Readonly<Record<string, unknown>>,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] =
    await tx`select review_dosing_incident(${id}, ${words}, ${harm ? tx.json(harm as never) : null}) as answer`;
  return answered(tx, row, "incident at the clinic", person);
}
