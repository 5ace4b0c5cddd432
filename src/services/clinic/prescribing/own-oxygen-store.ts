import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { idOf, type PersonId } from "../../../kernel/id.ts";
import type { Instant, LocalDate } from "../../../kernel/time.ts";
import type { Measured } from "./own-oxygen-rules.ts";

export type OwnOxygenId = z.output<typeof OwnOxygenId.schema>;
export const OwnOxygenId = idOf("dosing-baseline");

const Row = z.object({
  id: OwnOxygenId.schema,
  spo2: z.number().nullable(),
  measured_on: z.instanceof(Temporal.PlainDate).nullable(),
  reason: z.string(),
  noted_at: z.instanceof(Temporal.Instant),
  by: z.string().nullable(),
});

/** What a licensed doctor recorded: a saturation that was measured, or that the one before counts no longer. */
export type OwnOxygen = {
  readonly id: OwnOxygenId;
  readonly measured: Measured | undefined;
  readonly reason: string;
  readonly at: Instant;
  readonly by: string;
};

/** Everything that the reader's clinic recorded of somebody's own saturation, the newest first: that one counts. Notes the read. */
export async function ownOxygenOf(tx: Tx, person: PersonId): Promise<readonly OwnOxygen[]> {
  const rows = await tx`
    select b.id, b.spo2, b.measured_on, b.reason, b.noted_at, s.name as by from dosing_baseline b left join staff s on s.id = b.noted_by
     where b.person_id = ${person} and b.agency_id = acting_agency() order by b.noted_at desc, b.id desc limit 100`;
  if (rows.length > 0) tx.log({ what: "read", about: "own oxygen", people: [person] });
  return rows.map((raw) => {
    const row = Row.parse(raw);
    return {
      id: row.id,
      measured:
        row.spo2 !== null && row.measured_on !== null
          ? { spo2: row.spo2, measuredOn: row.measured_on }
          : undefined,
      reason: row.reason,
      at: row.noted_at,
      by: row.by ?? "a colleague",
    };
  });
}

const Answer = z.enum([
  "done",
  "not-there",
  "not-fresh",
  "has-died",
  "changed-since",
  "nothing-to-take-back",
  "not-measured-yet",
]);
export type OwnOxygenRefusal = { readonly code: Exclude<z.infer<typeof Answer>, "done"> };

/** Records it, or that it counts no longer, over the one that was shown as the newest. */
export async function recordOwnOxygen(
  tx: Tx,
  person: PersonId,
  it: {
    readonly spo2: number | undefined;
    readonly on: LocalDate | undefined;
    readonly reason: string;
    readonly before: string | undefined;
  },
): Promise<z.infer<typeof Answer>> {
  const [row] = await tx`
    select record_own_oxygen(${person}, ${it.spo2 ?? null}, ${it.on ?? null}, ${it.reason}, ${it.before ?? null}) as answer`;
  tx.log({ what: "changed", about: "own oxygen", people: [person] });
  return Answer.parse(row?.answer);
}
