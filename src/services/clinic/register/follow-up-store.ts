import { z } from "zod";
import type { Sql } from "../../../kernel/database/connection.ts";
import type { Tx } from "../../../kernel/database/door.ts";
import type { Instant, LocalDate } from "../../../kernel/time.ts";
import type { Quarter } from "./quarter-rules.ts";

const day = z.instanceof(Temporal.PlainDate);
const Row = z.object({
  incident_id: z.string().nullable(),
  words: z.string().nullable(),
  reported_to: z.string().nullable(),
  reported_on: day.nullable(),
  at: z.instanceof(Temporal.Instant),
  by: z.string().nullable(),
});

/** What was done about an occurrence after it was noted, or that it was reported. */
export type FollowUp = {
  readonly words: string | undefined;
  readonly reported: { readonly to: string; readonly on: LocalDate } | undefined;
  readonly at: Instant;
  /** Nobody where the program noted it. */
  readonly by: string | undefined;
};

function decoded(raw: unknown): FollowUp & { readonly incident: string | undefined } {
  const row = Row.parse(raw);
  return {
    incident: row.incident_id ?? undefined,
    words: row.words ?? undefined,
    reported:
      row.reported_to !== null && row.reported_on !== null
        ? { to: row.reported_to, on: row.reported_on }
        : undefined,
    at: row.at,
    by: row.by ?? undefined,
  };
}

/** What followed these occurrences, by occurrence, the oldest first. */
export async function followUpsOf(
  tx: Tx,
  incidents: readonly string[],
): Promise<ReadonlyMap<string, readonly FollowUp[]>> {
  if (incidents.length === 0) return new Map();
  const rows = await tx`
    select f.incident_id, f.words, f.reported_to, f.reported_on, f.at, s.name as by
      from cd_follow_up f left join staff s on s.id = f.staff_id where f.incident_id in ${tx([...incidents])} order by f.at, f.id`;
  return Map.groupBy(rows.map(decoded), ({ incident }) => incident ?? "");
}

/** To whom the report of a quarter went, the oldest first. */
export async function reportsOf(tx: Tx, { from }: Pick<Quarter, "from">): Promise<readonly FollowUp[]> {
  const rows = await tx`
    select null as incident_id, f.words, f.reported_to, f.reported_on, f.at, s.name as by
      from cd_follow_up f left join staff s on s.id = f.staff_id where f.quarter = ${from} order by f.at, f.id`;
  return rows.map(decoded);
}

/** About what a follow-up is: one occurrence, or the report of a quarter. */
export type About = { readonly incident: string } | { readonly quarter: LocalDate };
export type NewFollowUp = {
  readonly id: string;
  readonly words: string | undefined;
  readonly reported: { readonly to: string; readonly on: LocalDate } | undefined;
};

/** Keeps a follow-up; once, whatever is sent again. That something was reported is the accountable officer's to say: the database refuses it to others. */
export async function followUp(tx: Tx, about: About, { id, words, reported }: NewFollowUp): Promise<void> {
  await tx`
    insert into cd_follow_up (id, incident_id, quarter, words, reported_to, reported_on)
    values (${id}, ${"incident" in about ? about.incident : null}, ${"quarter" in about ? about.quarter : null}, ${words ?? null},
            ${reported?.to ?? null}, ${reported?.on ?? null})
    on conflict (id) do nothing`;
  tx.log({ what: "changed", about: "what was done about an occurrence", people: [] });
}

/** Asks the accountable officers for the report of the quarter that is over, once. Answers how many. Runs as the policy role. */
export async function tellOfQuarters(tx: Sql, now: Instant): Promise<number> {
  const [row] = await tx`select tell_of_quarter_reports(${now}) as told`;
  return z.number().parse(row?.told);
}
