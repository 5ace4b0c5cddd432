import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { compare, type Exit, type Profile, type Stay } from "./stay.ts";

/** A kind of service that gives structured treatment: at which stages, and of which kind each of its endings is. */
export type TreatingKind = {
  readonly code: string;
  readonly name: string;
  readonly treats: readonly string[];
  readonly exits: ReadonlyMap<string, Exit>;
};

/** Whose stays are read: everybody's, without names; or those of people whom the reader may see, by their ids. */
export type Whose = "everybody" | "those in sight";

const day = z.instanceof(Temporal.PlainDate);
const StayRow = z.object({
  person: z.string(),
  service_kind: z.string(),
  started_on: day,
  ended_on: day.nullable(),
  ending: z.string().nullable(),
  reached: z.record(z.string(), z.string()).nullable(),
  offered_on: day.nullable(),
  treated_on: day.nullable(),
});

/** Stays with these kinds of service, or with one service of them, whenever they were. */
export async function readStays(
  tx: Tx,
  whose: Whose,
  kinds: readonly TreatingKind[],
  service: string | undefined,
): Promise<readonly Stay[]> {
  const from =
    whose === "everybody"
      ? tx`select insight_key as person, t.* from insight_treatment t`
      : tx`select person_id as person, t.* from own_treatment t`;
  const rows = await tx`
    select person, service_kind, started_on, ended_on, ending, reached, offered_on, treated_on from (${from}) stays
     where service_kind = any (${tx.array(
       kinds.map(({ code }) => code),
       1009,
     )})
       and (${service ?? null}::text is null or service_code = ${service ?? null})`;
  return rows.map((raw) => {
    const row = StayRow.parse(raw);
    const kind = kinds.find(({ code }) => code === row.service_kind);
    return {
      person: row.person,
      referredOn: row.started_on,
      offeredOn: row.offered_on ?? undefined,
      treatedOn: row.treated_on ?? firstOf(kind?.treats ?? [], row.reached ?? {}),
      endedOn: row.ended_on ?? undefined,
      exit: row.ending === null ? undefined : kind?.exits.get(row.ending),
    };
  });
}

/** The first day on which one of these stages was reached. */
function firstOf(
  stages: readonly string[],
  reached: Readonly<Record<string, string>>,
): LocalDate | undefined {
  return stages
    .flatMap((stage) => (reached[stage] ? [Temporal.PlainDate.from(reached[stage])] : []))
    .toSorted(compare)[0];
}

const ProfileRow = z.object({
  person: z.string(),
  stage: z.string().nullable(),
  taken_on: day,
  days: z.record(z.string(), z.number()),
});
const STAGES: Readonly<Record<string, Profile["stage"]>> = { start: "start", review: "review", exit: "exit" };

/** Outcomes profiles of the start, of reviews and of the end. */
export async function readProfiles(tx: Tx, whose: Whose): Promise<readonly Profile[]> {
  const rows =
    whose === "everybody"
      ? await tx`select insight_key as person, stage, taken_on, days from insight_profile`
      : await tx`select person_id as person, stage, taken_on, days from own_profile`;
  return rows.flatMap((raw) => {
    const row = ProfileRow.parse(raw);
    const stage = STAGES[row.stage ?? ""];
    return stage ? [{ person: row.person, stage, takenOn: row.taken_on, days: row.days }] : [];
  });
}
