import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import type { Result } from "../../../kernel/result.ts";
import type { Instant, LocalDate } from "../../../kernel/time.ts";
import type { PremisesId } from "../register/index.ts";
import { answered } from "./answer.ts";
import type { DosingRefusal } from "./messages.ts";
import { type AssessmentId, type DosingSessionId, type Visit, VisitId } from "./visit.ts";

/** Who can be told that less than the full dose, or nothing, was given. */
export const TOLD_OF_DECISION = {
  prescriber: "The prescriber",
  keyworker: "Their keyworker",
  nobody: "Nobody yet",
} as const;
export type ToldOfDecision = keyof typeof TOLD_OF_DECISION;
const who = z.enum(Object.keys(TOLD_OF_DECISION) as [ToldOfDecision, ...ToldOfDecision[]]);

const Row = z.object({ who, at: z.instanceof(Temporal.Instant), staff: z.string().nullable() });
export type Told = { readonly who: ToldOfDecision; readonly at: Instant; readonly staff: string | undefined };

/** Who was told of a decision, in the order it was said. */
export async function toldOf(tx: Tx, assessment: AssessmentId): Promise<readonly Told[]> {
  const rows = await tx`
    select t.who, t.at, s.name as staff from dosing_told t left join staff s on s.id = t.staff_id where t.assessment_id = ${assessment} order by t.at`;
  return rows.map((raw) => {
    const { staff, ...row } = Row.parse(raw);
    return { ...row, staff: staff ?? undefined };
  });
}

/** Says who was told of the last decision of a visit. */
export async function tellOfDecision(
  tx: Tx,
  { id, person }: Pick<Visit, "id" | "person">,
  told: ToldOfDecision,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select told_of_decision(${id}, ${told}) as answer`;
  return answered(tx, row, "who was told of a decision before a dose", person);
}

const UntoldRow = z.object({
  visit: VisitId.schema,
  person: PersonId.schema,
  name: z.string(),
  day: z.instanceof(Temporal.PlainDate),
});
/** Somebody of an earlier session who was given less or nothing, of which nobody was told. */
export type Untold = {
  readonly visit: VisitId;
  readonly person: PersonId;
  readonly name: string;
  readonly day: LocalDate;
};

/** Those of earlier sessions of premises of whom nobody was told, the newest first. The caller notes that they were listed. */
export async function untoldBefore(
  tx: Tx,
  premises: PremisesId,
  session: DosingSessionId,
): Promise<readonly Untold[]> {
  const rows = await tx`
    select v.id as visit, v.person_id as person, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as name, s.day
      from dosing_visit v join dosing_session s on s.id = v.session_id join person p on p.id = v.person_id
     where s.premises_id = ${premises} and s.id <> ${session} and dosing_untold(v.id) is not null order by s.opened_at desc, name limit 50`;
  return rows.map((raw) => UntoldRow.parse(raw));
}
