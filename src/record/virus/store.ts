import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { categoryFor } from "../supply/store.ts";
import { isVirus, type Virus } from "./definitions.ts";
import type { Step } from "./rules.ts";

const Row = z.object({
  id: z.string(),
  virus: z.string().refine(isVirus),
  step: z.string(),
  result: z.enum(["positive", "negative", "not-clear"]).nullable(),
  on_day: z.instanceof(Temporal.PlainDate),
  agency: z.string(),
  staff: z.string().nullable(),
  ours: z.boolean(),
  withdrawn_because: z.string().nullable(),
});

/** A step with who recorded it. */
export type RecordedStep = Step & {
  readonly id: string;
  readonly agency: string;
  readonly staff: string | undefined;
  readonly ours: boolean;
  readonly withdrawnBecause: string | undefined;
};

/** Every step recorded of this person that the reader may see, newest first; withdrawn ones are marked. */
export async function stepsOf(tx: Tx, person: PersonId): Promise<readonly RecordedStep[]> {
  const rows = await tx`
    select v.id, v.virus, v.step, v.result, v.on_day, g.name as agency, s.name as staff,
           coalesce(v.agency_id = acting_agency(), false) as ours, v.withdrawn_because
      from virus_step v join agency g on g.id = v.agency_id left join staff s on s.id = v.noted_by
     where v.person_id = ${person} order by v.on_day desc, v.id desc limit 200`;
  return rows.map((raw) => {
    const row = Row.parse(raw);
    return {
      id: row.id,
      virus: row.virus,
      step: row.step,
      result: row.result ?? undefined,
      on: row.on_day,
      agency: row.agency,
      staff: row.staff ?? undefined,
      ours: row.ours,
      withdrawnBecause: row.withdrawn_because ?? undefined,
    };
  });
}

/** Writes a step as the acting agency's. */
export async function insertStep(tx: Tx, person: PersonId, step: Step): Promise<void> {
  await tx`insert into virus_step (person_id, virus, step, result, on_day, category)
           values (${person}, ${step.virus}, ${step.step}, ${step.result ?? null}, ${step.on}, ${categoryFor(tx.asking.agency_kind)})`;
  tx.log({ what: "changed", about: "virus step recorded", people: [person] });
}

/** Marks a step of the acting agency as withdrawn. False when there is none to withdraw. */
export async function withdrawStep(tx: Tx, person: PersonId, id: string, because: string): Promise<boolean> {
  const rows = await tx`
    update virus_step set withdrawn_at = now(), withdrawn_because = ${because}
     where id = ${id} and person_id = ${person} and agency_id = acting_agency() and withdrawn_at is null returning id`;
  if (rows.length > 0) tx.log({ what: "changed", about: "virus step withdrawn", people: [person] });
  return rows.length > 0;
}

/** What is known of the steps that have not been withdrawn. */
export const standing = (steps: readonly RecordedStep[]): readonly RecordedStep[] =>
  steps.filter((step) => !step.withdrawnBecause);

/** The steps of one virus. */
export const stepsOfVirus = (steps: readonly RecordedStep[], virus: Virus): readonly RecordedStep[] =>
  steps.filter((step) => step.virus === virus);
