import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { AgencyId, EpisodeId, HandoverId, PersonId, ServiceId, StaffId, TeamId } from "../../kernel/id.ts";
import { endOfDay, fromLondon, type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import type { Episode } from "./episode.ts";
import type { Life } from "./rules.ts";

const Day = z.instanceof(Temporal.PlainDate);
const At = z.instanceof(Temporal.Instant);

const Row = z.object({
  id: EpisodeId.schema,
  person_id: PersonId.schema,
  service_id: ServiceId.schema,
  service_kind: z.string(),
  service_name: z.string(),
  agency_id: AgencyId.schema,
  agency_name: z.string(),
  team_id: TeamId.schema,
  team_name: z.string(),
  keyworker_id: StaffId.schema.nullable(),
  keyworker_name: z.string().nullable(),
  stage: z.string(),
  moved_at: At.nullable(),
  started_on: Day,
  ended_on: Day.nullable(),
  ending: z.string().nullable(),
  end_reason: z.string().nullable(),
});

/** An episode, with the names a page shows beside it. */
export type ShownEpisode = {
  readonly episode: Episode;
  readonly serviceName: string;
  readonly agencyId: AgencyId;
  readonly agencyName: string;
  readonly teamName: string;
  readonly keyworkerName?: string;
  readonly endReason?: string;
};

/**
 * Since when a stay is at its stage: the day of its last move, never before its first day. One still at its first stage
 * has been there since its first day, whatever day that was entered.
 */
export function stageSince(startedOn: LocalDate, movedAt: Instant | null): LocalDate {
  const moved = movedAt ? londonDay(movedAt) : startedOn;
  return Temporal.PlainDate.compare(moved, startedOn) < 0 ? startedOn : moved;
}

function decoded(raw: unknown): ShownEpisode {
  const row = Row.parse(raw);
  const core = {
    id: row.id,
    personId: row.person_id,
    serviceId: row.service_id,
    kind: row.service_kind,
    owner: row.keyworker_id ? { team: row.team_id, staff: row.keyworker_id } : { team: row.team_id },
    opened: row.started_on,
    stage: row.stage,
    stageSince: stageSince(row.started_on, row.moved_at),
  };
  const episode: Episode =
    row.ended_on && row.ending
      ? { ...core, state: "ended", ended: row.ended_on, ending: row.ending }
      : { ...core, state: "open" };
  return {
    episode,
    serviceName: row.service_name,
    agencyId: row.agency_id,
    agencyName: row.agency_name,
    teamName: row.team_name,
    ...(row.keyworker_name ? { keyworkerName: row.keyworker_name } : {}),
    ...(row.end_reason ? { endReason: row.end_reason } : {}),
  };
}

const columns = (tx: Tx) => tx`
  e.id, e.person_id, e.service_id, s.kind as service_kind, s.name as service_name, e.agency_id, g.name as agency_name,
  e.team_id, t.name as team_name, e.keyworker_id, k.name as keyworker_name, e.stage,
  (select max(m.at) from episode_stage m where m.episode_id = e.id and m.what = 'moved') as moved_at,
  e.started_on, e.ended_on, e.ending, e.end_reason`;
const tables = (tx: Tx) => tx`
  episode e join service s on s.id = e.service_id join agency g on g.id = e.agency_id join team t on t.id = e.team_id
  left join staff k on k.id = e.keyworker_id`;

/** Every episode of this person that the asker may see, newest first. */
export async function episodesOf(tx: Tx, person: PersonId): Promise<readonly ShownEpisode[]> {
  const rows =
    await tx`select ${columns(tx)} from ${tables(tx)} where e.person_id = ${person} order by e.started_on desc, e.id`;
  return rows.map(decoded);
}

/** One episode, if the asker may see it. */
export async function episodeById(tx: Tx, id: EpisodeId): Promise<ShownEpisode | undefined> {
  const rows = await tx`select ${columns(tx)} from ${tables(tx)} where e.id = ${id}`;
  return rows[0] ? decoded(rows[0]) : undefined;
}

/** One of the asker's own agency's episodes, held until the end of the transaction. Take `holdLife` first. */
export async function lockEpisode(tx: Tx, id: EpisodeId): Promise<ShownEpisode | undefined> {
  const held =
    await tx`select id from episode where id = ${id} and agency_id = ${tx.asking.agency_id} for update`;
  return held.length > 0 ? episodeById(tx, id) : undefined;
}

/**
 * The days between which a person lived, held until the end of the transaction: nothing else happens to this person
 * meanwhile, and a death at the same moment waits or is seen. Undefined when the asker has nothing to do with them.
 */
export async function holdLife(tx: Tx, person: PersonId): Promise<Life | undefined> {
  const [row] = await tx`select born_on, died_on from hold_life(${person})`;
  if (!row) return undefined;
  const born = Day.parse(row.born_on);
  return row.died_on ? { born, died: Day.parse(row.died_on) } : { born };
}

/** Does a selection for this service that has not come so far stand in the way of this stage? */
export async function selectionHolds(tx: Tx, episode: EpisodeId, stage: string): Promise<boolean> {
  const [row] = await tx`select selection_holds(${episode}, ${stage}) as held`;
  return row?.held === true;
}

/** The handovers out of an episode whose receiver still has the person. */
export async function stillReceived(tx: Tx, episode: EpisodeId): Promise<ReadonlySet<HandoverId>> {
  const rows = await tx`select handover_id from still_received(${episode})`;
  return new Set(rows.map((row) => HandoverId.schema.parse(row.handover_id)));
}

/** Whether a stay is on its way to another partnership, whose word that they arrived alone ends it. */
export async function transferHolds(tx: Tx, episode: EpisodeId): Promise<boolean> {
  const [row] = await tx<{ holds: boolean }[]>`select transfer_holds(${episode}) as holds`;
  return row?.holds ?? false;
}

const OwnStayRow = z.object({
  id: EpisodeId.schema,
  team_id: TeamId.schema,
  kind: z.string(),
  category: z.string(),
  started_on: Day,
});
/** The asker's own agency's open stay with somebody, as far as what is recorded in it depends on it. */
export type OwnStay = z.infer<typeof OwnStayRow>;

/** The asker's own agency's open stay with this person: of their own team where there are several, then the newest. */
export async function ownStay(tx: Tx, person: PersonId): Promise<OwnStay | undefined> {
  const [row] = await tx`
    select e.id, e.team_id, s.kind, e.category, e.started_on from episode e join service s on s.id = e.service_id
     where e.person_id = ${person} and e.agency_id = acting_agency() and e.ended_on is null
     order by (e.team_id = acting_team()) desc, e.started_on desc, e.id desc limit 1`;
  return row ? OwnStayRow.parse(row) : undefined;
}

/** Writes a stay just opened, with its category from the service's declaration, and the first line of its history. */
export async function insertEpisode(tx: Tx, episode: Episode, category: string, at: Instant): Promise<void> {
  await tx`
    insert into episode (id, person_id, service_id, category, team_id, keyworker_id, stage, started_on)
    values (${episode.id}, ${episode.personId}, ${episode.serviceId}, ${category}, ${episode.owner.team},
            ${episode.owner.staff ?? null}, ${episode.stage}, ${episode.opened})`;
  await writeHistory(tx, episode.id, { what: "opened", stage: episode.stage, at });
}

/** Writes what an episode has become. */
export async function updateEpisode(tx: Tx, episode: Episode, endReason?: string): Promise<void> {
  const [endedOn, ending] = episode.state === "ended" ? [episode.ended, episode.ending] : [null, null];
  await tx`
    update episode
       set stage = ${episode.stage}, started_on = ${episode.opened}, ended_on = ${endedOn}, ending = ${ending},
           end_reason = ${endedOn ? (endReason ?? null) : null}, by_death = by_death and ${endedOn !== null},
           keyworker_id = ${episode.owner.staff ?? null}, team_id = ${episode.owner.team}
     where id = ${episode.id}`;
}

/** One line of an episode's history. */
export type HistoryLine = {
  readonly what: "opened" | "moved" | "ended" | "reopened" | "corrected";
  readonly stage: string;
  readonly reason?: string;
  readonly at: Instant;
};

/**
 * Adds a line to an episode's history, after the lines of its own day. Lines of later days, a correction or a reopening
 * among them, do not move it: a stage typed for an earlier day keeps that day.
 */
export async function writeHistory(tx: Tx, episode: EpisodeId, line: HistoryLine): Promise<void> {
  await tx`
    insert into episode_stage (episode_id, what, stage, reason, at)
    values (${episode}, ${line.what}, ${line.stage}, ${line.reason ?? null},
            greatest(${line.at}::timestamptz, (select max(at) from episode_stage
                                                where episode_id = ${episode} and at < ${endOfDay(londonDay(line.at))})))`;
}

/** The moment that stands for a day in a history: the day's start, or now if it is today. */
export const momentOn = (day: LocalDate, now: Instant): Instant =>
  londonDay(now).equals(day) ? now : fromLondon(day.toPlainDateTime());

const HistoryRow = z.object({
  what: z.enum(["opened", "moved", "ended", "reopened", "corrected"]),
  stage: z.string(),
  reason: z.string().nullable(),
  at: At,
  by: z.string().nullable(),
});

/** Everything that happened to an episode, newest first, with who did it. */
export async function historyOf(
  tx: Tx,
  episode: EpisodeId,
): Promise<readonly (HistoryLine & { readonly by?: string })[]> {
  const rows = await tx`
    select h.what, h.stage, h.reason, h.at, s.name as by
      from episode_stage h left join staff s on s.id = h.staff_id
     where h.episode_id = ${episode} order by h.at desc, h.id desc`;
  return rows.map((raw) => {
    const { what, stage, reason, at, by } = HistoryRow.parse(raw);
    return { what, stage, at, ...(reason ? { reason } : {}), ...(by ? { by } : {}) };
  });
}
