import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { type Instant, type LocalDate, londonDay, longDate } from "../../../kernel/time.ts";
import { type FollowUp, followUpsOf } from "./follow-up-store.ts";
import type { PremisesId } from "./line.ts";
import type { Quarter } from "./quarter-rules.ts";

/** What goes into the quarterly report, as the accountable officers' networks name it (S88, S89). Terms in plain words. */
export const INCIDENT_KINDS = {
  dispensing: "Dispensing error",
  prescribing: "Prescribing error",
  administration: "Administration error",
  "wrong-dose": "Wrong dose",
  record: "Error in the record",
  difference: "Difference in stock",
  theft: "Theft",
  spill: "Spill or breakage",
  fraud: "Fraud",
  misappropriation: "Misappropriation",
  storage: "Storage",
  "lost-stationery": "Lost stationery or register",
  "anchor-lost": "Checkpoint of the register not delivered",
  other: "Something else",
} as const;
export type IncidentKind = keyof typeof INCIDENT_KINDS;
export const isIncidentKind = (code: string): code is IncidentKind => Object.hasOwn(INCIDENT_KINDS, code);

const IncidentRow = z.object({
  id: z.string(),
  premises: z.string().nullable(),
  kind: z.string(),
  schedule: z.number(),
  near_miss: z.boolean(),
  happened_on: z.instanceof(Temporal.PlainDate),
  words: z.string(),
  done: z.string().nullable(),
  noted_at: z.instanceof(Temporal.Instant),
  noted_by: z.string().nullable(),
  released_by: z.string().nullable(),
  released_at: z.instanceof(Temporal.Instant).nullable(),
  released_why: z.string().nullable(),
  settled: z.string().nullable(),
});

/** That the controlled-drugs lead let doses go on before a difference was explained. */
const releasedWords = (row: z.infer<typeof IncidentRow>): string =>
  row.released_at
    ? `Released by ${row.released_by} on ${longDate(londonDay(row.released_at))} before it was explained: ${row.released_why}`
    : "";

/** What went wrong with controlled drugs. */
export type Incident = {
  readonly id: string;
  readonly premises: string | undefined;
  readonly kind: IncidentKind;
  readonly schedule: number;
  readonly nearMiss: boolean;
  readonly happenedOn: LocalDate;
  readonly words: string;
  readonly done: string | undefined;
  /** What was done since, and to whom it was reported, the oldest first. */
  readonly followUps: readonly FollowUp[];
  readonly notedAt: Instant;
  /** Nobody where the program noted it. */
  readonly notedBy: string | undefined;
};

/** Incidents of a quarter by the day on which they happened, and those of before it that were noted in it: nobody else reports these. */
export async function incidentsOf(
  tx: Tx,
  { from, to }: Pick<Quarter, "from" | "to">,
): Promise<{ readonly happened: readonly Incident[]; readonly notedLater: readonly Incident[] }> {
  const all = await incidentsWhere(
    tx,
    tx`i.happened_on between ${from} and ${to} or (i.happened_on < ${from} and london_day(i.noted_at) between ${from} and ${to})`,
  );
  const isOf = ({ happenedOn }: Incident): boolean => Temporal.PlainDate.compare(happenedOn, from) >= 0;
  return { happened: all.filter(isOf), notedLater: all.filter((one) => !isOf(one)) };
}

async function incidentsWhere(tx: Tx, which: ReturnType<Tx>): Promise<readonly Incident[]> {
  const rows = await tx`
    select i.id, p.name as premises, i.kind, i.schedule, i.near_miss, i.happened_on, i.words, i.done, i.noted_at, s.name as noted_by, w.name as released_by, r.at as released_at, r.found as released_why,
           (select string_agg(case t.what when 'explained' then 'Explained: ' else 'Unexplained: ' end || t.found, ' ' order by t.at) from cd_difference_step t
             where t.difference_id = d.id and t.what in ('explained', 'unexplained') and t.found is not null) as settled
      from cd_incident i left join premises p on p.id = i.premises_id left join staff s on s.id = i.noted_by
      left join cd_difference d on i.kind = 'difference' and d.key = i.line
      left join cd_difference_step r on r.difference_id = d.id and r.what = 'released' left join staff w on w.id = r.staff_id
     where ${which} order by i.happened_on, i.noted_at`;
  const all = rows.map((raw) => IncidentRow.parse(raw));
  const followed = await followUpsOf(
    tx,
    all.map(({ id }) => id),
  );
  return all.map((row) => {
    return {
      id: row.id,
      premises: row.premises ?? undefined,
      kind: isIncidentKind(row.kind) ? row.kind : "other",
      schedule: row.schedule,
      nearMiss: row.near_miss,
      happenedOn: row.happened_on,
      words: row.words,
      done: [row.done, releasedWords(row), row.settled].filter(Boolean).join(" ") || undefined,
      followUps: followed.get(row.id) ?? [],
      notedAt: row.noted_at,
      notedBy: row.noted_by ?? undefined,
    };
  });
}

/** One occurrence of the reader's agency. */
export const incidentById = async (tx: Tx, id: string): Promise<Incident | undefined> =>
  (await incidentsWhere(tx, tx`i.id = ${id}`))[0];

export type NewIncident = {
  readonly id: string;
  readonly premises: PremisesId | undefined;
  readonly kind: IncidentKind;
  readonly schedule: number;
  readonly nearMiss: boolean;
  readonly happenedOn: LocalDate;
  readonly words: string;
  readonly done?: string | undefined;
  /** Key of the line of the register it belongs to. */
  readonly line?: string | undefined;
};

/** Notes an incident, for the accountable officer's report; once, whatever is sent again. */
export async function noteIncident(tx: Tx, one: NewIncident): Promise<void> {
  await tx`
    insert into cd_incident (id, premises_id, kind, schedule, near_miss, happened_on, words, done, line)
    values (${one.id}, ${one.premises ?? null}, ${one.kind}, ${one.schedule}, ${one.nearMiss}, ${one.happenedOn}, ${one.words},
            ${one.done || null}, ${one.line ?? null})
    on conflict (id) do nothing`;
}
