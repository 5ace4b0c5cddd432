import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";

const LimitRow = z.object({
  id: z.string(),
  what: z.enum(["excluded", "allowed"]),
  staff_name: z.string(),
  reason: z.string(),
  at: z.instanceof(Temporal.Instant),
  by: z.string().nullable(),
  ended_at: z.instanceof(Temporal.Instant).nullable(),
  ended_by: z.string().nullable(),
  end_reason: z.string().nullable(),
});

/** A worker kept out of a record, or named among those who alone may read it. */
export type Limit = {
  readonly id: string;
  readonly what: "excluded" | "allowed";
  readonly staffName: string;
  readonly reason: string;
  readonly at: Instant;
  /** Who recorded it; none where it followed from a handover. */
  readonly by: string | undefined;
  readonly ended:
    | { readonly at: Instant; readonly by: string | undefined; readonly reason: string }
    | undefined;
};

/** Every worker named for this record, those that hold first, then the newest. Notes the read. */
export async function limitsOf(tx: Tx, person: PersonId): Promise<readonly Limit[]> {
  tx.log({ what: "read", about: "named workers", people: [person] });
  const rows = await tx`
    select l.id, l.what, s.name as staff_name, l.reason, l.at, m.name as by, l.ended_at, e.name as ended_by, l.end_reason
      from named_limit l
      join staff s on s.id = l.staff_id
      left join staff m on m.id = l.made_by
      left join staff e on e.id = l.ended_by
     where l.person_id = ${person}
     order by l.ended_at is not null, l.at desc, s.name`;
  return rows.map((raw) => {
    const row = LimitRow.parse(raw);
    return {
      id: row.id,
      what: row.what,
      staffName: row.staff_name,
      reason: row.reason,
      at: row.at,
      by: row.by ?? undefined,
      ended:
        row.ended_at && row.end_reason
          ? { at: row.ended_at, by: row.ended_by ?? undefined, reason: row.end_reason }
          : undefined,
    };
  });
}

const WorkerRow = z.object({ staff_id: z.string(), name: z.string(), agency_name: z.string() });

/** Workers of the partnership who can be named, by agency and name. */
export async function workersToName(tx: Tx): Promise<readonly z.infer<typeof WorkerRow>[]> {
  const rows = await tx`select w.* from workers_to_name() w order by w.agency_name, w.name, w.staff_id`;
  return rows.map((raw) => WorkerRow.parse(raw));
}

/** Why a record is not limited so, or a limit not lifted. */
export type LimitRefusal =
  | NotThere
  | { readonly code: "already" }
  /** These services have the person and would be left with nobody who sees them. */
  | { readonly code: "leaves-nobody"; readonly services: readonly string[] };

const Outcome = z.object({
  outcome: z.enum(["done", "not-there", "already", "leaves-nobody"]),
  services: z.array(z.string()),
});

const resultOf = (rows: readonly unknown[]): Result<undefined, LimitRefusal> => {
  const { outcome, services } = Outcome.parse(rows[0]);
  if (outcome === "done") return accept(undefined);
  return refuse(outcome === "leaves-nobody" ? { code: outcome, services } : { code: outcome });
};

/** Keeps workers out of a record, or restricts it to those named so far and these. */
export async function limitToNamed(
  tx: Tx,
  person: PersonId,
  what: Limit["what"],
  staff: readonly string[],
  reason: string,
): Promise<Result<undefined, LimitRefusal>> {
  tx.log({ what: "changed", about: "named workers", people: [person] });
  return resultOf(
    await tx`select * from limit_to_named(${person}, ${what}, ${tx.array([...staff], 2950)}, ${reason})`,
  );
}

/** Lifts one limit. */
export async function liftLimit(
  tx: Tx,
  person: PersonId,
  limit: string,
  reason: string,
): Promise<Result<undefined, LimitRefusal>> {
  tx.log({ what: "changed", about: "named workers", people: [person] });
  return resultOf(await tx`select * from lift_limit(${limit}, ${reason})`);
}
