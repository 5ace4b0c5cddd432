import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import type { ReverseRefusal } from "./details-rules.ts";

/** What the reader may see that a death would stop. Others' work stops as well, and is not counted here. */
export type WouldStop = { readonly episodes: number; readonly handovers: number; readonly tasks: number };

const count = z.number().int();
const WouldStopRow = z.object({ episodes: count, handovers: count, tasks: count });

/** Counts what is open about this person, of what the reader may see. */
export async function wouldStop(tx: Tx, person: PersonId): Promise<WouldStop> {
  const [row] = await tx`
    select (select count(*)::int from episode where person_id = ${person} and ended_on is null) as episodes,
           (select count(*)::int from handover where person_id = ${person} and state in ('offered', 'accepted')) as handovers,
           (select count(*)::int from task where person_id = ${person} and state = 'open') as tasks`;
  return WouldStopRow.parse(row);
}

/** A death recorded, or a record of one reversed, with its reason. */
export type DeathDecision = {
  readonly what: "recorded" | "reversed";
  readonly diedOn: LocalDate;
  readonly reason: string;
  readonly at: Instant;
  readonly agency: string;
  readonly staff: string | undefined;
};

const DecisionRow = z.object({
  what: z.enum(["recorded", "reversed"]),
  died_on: z.instanceof(Temporal.PlainDate),
  reason: z.string(),
  at: z.instanceof(Temporal.Instant),
  agency: z.string(),
  staff: z.string().nullable(),
});

/** What was decided about this person's death, as far as the reader may see, newest first. */
export async function deathDecisions(tx: Tx, person: PersonId): Promise<readonly DeathDecision[]> {
  const rows = await tx`
    select d.what, d.died_on, d.reason, d.at, g.name as agency, s.name as staff
      from death_decision d join agency g on g.id = d.agency_id left join staff s on s.id = d.staff_id
     where d.person_id = ${person}
     order by d.at desc, d.id desc`;
  return rows.map((raw) => {
    const row = DecisionRow.parse(raw);
    return {
      what: row.what,
      diedOn: row.died_on,
      reason: row.reason,
      at: row.at,
      agency: row.agency,
      staff: row.staff ?? undefined,
    };
  });
}

/** Writes a death and stops what is open, everywhere, in one transaction. */
export async function recordDeath(
  tx: Tx,
  person: PersonId,
  death: { readonly diedOn: LocalDate; readonly reason: string },
): Promise<Result<PersonId, { readonly code: "already-recorded" | "not-there" }>> {
  const [row] = await tx<{ outcome: string }[]>`
    select record_death(${person}, ${death.diedOn}, ${death.reason}) as outcome`;
  if (row?.outcome === "already-recorded") return refuse({ code: "already-recorded" });
  if (row?.outcome !== "recorded") return refuse({ code: "not-there" });
  tx.log({ what: "changed", about: "death recorded", people: [person] });
  return accept(person);
}

/** Takes a death back; what it stopped stands where it stood. */
export async function reverseDeath(
  tx: Tx,
  person: PersonId,
  reason: string,
): Promise<Result<PersonId, ReverseRefusal>> {
  const [row] = await tx<{ outcome: string }[]>`select reverse_death(${person}, ${reason}) as outcome`;
  if (row?.outcome === "not-recorded" || row?.outcome === "not-fresh") return refuse({ code: row.outcome });
  if (row?.outcome !== "reversed") return refuse({ code: "not-there" });
  tx.log({ what: "changed", about: "death reversed", people: [person] });
  return accept(person);
}
