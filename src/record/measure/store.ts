import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { EpisodeId, type Id, idOf, type PersonId, TeamId } from "../../kernel/id.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import type { Answers } from "./rules.ts";

export type MeasureId = Id<"measure">;
export const MeasureId = idOf("measure");

const day = z.instanceof(Temporal.PlainDate);
const instant = z.instanceof(Temporal.Instant);

const MeasureRow = z.object({
  id: MeasureId.schema,
  definition: z.string(),
  version: z.string(),
  stage: z.string().nullable(),
  taken_on: day,
  answers: z.record(z.string(), z.union([z.number(), z.string()])),
  scores: z.record(z.string(), z.number().nullable()),
  agency_name: z.string(),
  ours: z.boolean(),
  service_name: z.string().nullable(),
  staff_name: z.string().nullable(),
  noted_at: instant,
  withdrawn_at: instant.nullable(),
  withdrawn_because: z.string().nullable(),
});

/** One measure as it was taken. */
export type TakenMeasure = {
  readonly id: MeasureId;
  readonly definition: string;
  readonly version: string;
  readonly stage: string | undefined;
  readonly takenOn: LocalDate;
  readonly answers: Answers;
  /** Scores by code; a score that could not be made is absent. */
  readonly scores: Readonly<Record<string, number>>;
  readonly agencyName: string;
  /** Taken by the reader's own agency, which alone may withdraw it. */
  readonly ours: boolean;
  readonly serviceName: string | undefined;
  readonly staffName: string | undefined;
  readonly notedAt: Instant;
  readonly withdrawn: { readonly at: Instant; readonly because: string } | undefined;
};

function decode(raw: unknown): TakenMeasure {
  const row = MeasureRow.parse(raw);
  return {
    id: row.id,
    definition: row.definition,
    version: row.version,
    stage: row.stage ?? undefined,
    takenOn: row.taken_on,
    answers: row.answers,
    scores: Object.fromEntries(
      Object.entries(row.scores).flatMap(([code, value]) => (value === null ? [] : [[code, value]])),
    ),
    agencyName: row.agency_name,
    ours: row.ours,
    serviceName: row.service_name ?? undefined,
    staffName: row.staff_name ?? undefined,
    notedAt: row.noted_at,
    withdrawn:
      row.withdrawn_at && row.withdrawn_because !== null
        ? { at: row.withdrawn_at, because: row.withdrawn_because }
        : undefined,
  };
}

const measureRows = (tx: Tx) => tx`
  select m.id, m.definition, m.version, m.stage, m.taken_on, m.answers, m.scores, g.name as agency_name,
         coalesce(m.agency_id = acting_agency(), false) as ours, v.name as service_name, s.name as staff_name,
         m.noted_at, m.withdrawn_at, m.withdrawn_because
    from measure m
    join agency g on g.id = m.agency_id
    left join episode e on e.id = m.episode_id
    left join service v on v.id = e.service_id
    left join staff s on s.id = m.noted_by`;

/** Measures of this person the reader may see, the withdrawn among them, newest first. Notes the read. */
export async function measuresOf(tx: Tx, person: PersonId): Promise<readonly TakenMeasure[]> {
  tx.log({ what: "read", about: "measures", people: [person] });
  const rows = await tx`${measureRows(tx)} where m.person_id = ${person} order by m.taken_on desc, m.id desc`;
  return rows.map(decode);
}

const OpenEpisodeRow = z.object({ id: EpisodeId.schema, team_id: TeamId.schema, service_name: z.string() });

/** The reader's own agency's open episode with this person, the newest of several, or undefined. */
export async function ownOpenEpisode(
  tx: Tx,
  person: PersonId,
): Promise<{ readonly id: EpisodeId; readonly team: TeamId; readonly serviceName: string } | undefined> {
  const [row] = await tx`
    select e.id, e.team_id, s.name as service_name
      from episode e join service s on s.id = e.service_id
     where e.person_id = ${person} and e.agency_id = acting_agency() and e.ended_on is null
     order by (e.team_id = acting_team()) desc, e.started_on desc, e.id desc limit 1`;
  if (!row) return undefined;
  const { id, team_id, service_name } = OpenEpisodeRow.parse(row);
  return { id, team: team_id, serviceName: service_name };
}

/** A measure to be kept. */
export type NewMeasure = {
  readonly person: PersonId;
  readonly episode: EpisodeId | undefined;
  readonly definition: string;
  readonly version: string;
  readonly stage: string | undefined;
  readonly takenOn: LocalDate;
  readonly answers: Answers;
  readonly scores: Readonly<Record<string, number>>;
  readonly category: string;
};

/** Keeps a measure as the acting agency's. */
export async function insertMeasure(tx: Tx, taken: NewMeasure): Promise<MeasureId> {
  tx.log({ what: "changed", about: "measure entered", people: [taken.person] });
  const [row] = await tx`
    insert into measure (person_id, episode_id, definition, version, stage, taken_on, answers, scores, category)
    values (${taken.person}, ${taken.episode ?? null}, ${taken.definition}, ${taken.version}, ${taken.stage ?? null},
            ${taken.takenOn}, ${tx.json(taken.answers)}, ${tx.json(taken.scores)}, ${taken.category})
    returning id`;
  return MeasureId.schema.parse(row?.id);
}

/** Marks a measure of the acting agency as withdrawn. False when there is none to withdraw. */
export async function markMeasureWithdrawn(
  tx: Tx,
  person: PersonId,
  id: MeasureId,
  because: string,
): Promise<boolean> {
  const rows = await tx`
    update measure set withdrawn_at = now(), withdrawn_because = ${because}
     where id = ${id} and person_id = ${person} and agency_id = acting_agency() and withdrawn_at is null
    returning id`;
  if (rows.length === 0) return false;
  tx.log({ what: "changed", about: "measure withdrawn", people: [person] });
  return true;
}

/** Puts a risk review on a team's list: the given team, or the reader's own. Answers the team's name, undefined when there is none. */
export async function insertRiskReview(
  tx: Tx,
  person: PersonId,
  team: TeamId | undefined,
  title: string,
  dueAt: Instant,
): Promise<string | undefined> {
  const owner = team ?? tx.asking.team_id;
  if (!owner) return undefined;
  tx.log({ what: "changed", about: "task made", people: [person] });
  const [row] = await tx`
    with made as (
      insert into task (team_id, person_id, kind, title, due_at)
      values (${owner}, ${person}, 'risk-review', ${title}, ${dueAt}) returning team_id)
    select t.name from made join team t on t.id = made.team_id`;
  return z.string().parse(row?.name);
}
