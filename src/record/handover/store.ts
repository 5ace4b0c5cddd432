import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { EpisodeId, HandoverId, PersonId } from "../../kernel/id.ts";
import { invariant } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import { codedText, type Handover, type OfferedHandover, type OpenHandover } from "./handover.ts";
import { handoverFrom } from "./row.ts";

const At = z.instanceof(Temporal.Instant);

const columns = (tx: Tx) => tx`
  h.*, f.kind as from_kind, t.kind as to_kind, d.lead_staff_id`;
const tables = (tx: Tx) => tx`
  handover h join service f on f.id = h.from_service_id join service t on t.id = h.to_service_id
  left join team d on d.id = h.team_id`;

/** One handover, if the asker may see it. */
export async function handoverById(tx: Tx, id: HandoverId): Promise<Handover | undefined> {
  const rows = await tx`select ${columns(tx)} from ${tables(tx)} where h.id = ${id}`;
  return rows[0] ? handoverFrom(rows[0]) : undefined;
}

/** The handover, held until the end of the transaction. Hold the person's life first. */
export async function lockHandover(tx: Tx, id: HandoverId): Promise<Handover | undefined> {
  const held = await tx`select id from handover where id = ${id} for update`;
  return held.length > 0 ? handoverById(tx, id) : undefined;
}

/** Every handover of this person that the asker may see, newest first. */
export async function handoversOf(tx: Tx, person: PersonId): Promise<readonly Handover[]> {
  const rows = await tx`
    select ${columns(tx)} from ${tables(tx)} where h.person_id = ${person} order by h.offered_at desc, h.id`;
  return rows.map(handoverFrom);
}

/**
 * The handovers out of one of the asker's own episodes. Police and probation get those not yet closed as if they were
 * all still offered, which is as much as they may know.
 */
export async function handoversOut(tx: Tx, episode: EpisodeId): Promise<readonly Handover[]> {
  const rows = await tx`select ${columns(tx)} from ${tables(tx)} where h.from_episode_id = ${episode}`;
  const seen = rows.map(handoverFrom);
  const sent = await tx`
    select s.handover_id as id, s.person_id, s.from_episode_id, e.service_id as from_service_id, f.kind as from_kind,
           s.to_service_id, t.kind as to_kind, s.offered_at, coalesce(s.due_at, s.offered_at) as due_at,
           d.id as team_id, d.lead_staff_id
      from sent_referrals() s
      join episode e on e.id = s.from_episode_id
      join service f on f.id = e.service_id
      join service t on t.id = s.to_service_id
      join lateral (select id, lead_staff_id from team where service_id = t.id order by name limit 1) d on true
     where s.from_episode_id = ${episode} and s.status <> 'closed' and (select acting_for_enforcement())`;
  return [...seen, ...sent.map((row) => handoverFrom({ ...KNOWN_TO_ENFORCEMENT, ...row }))];
}

const KNOWN_TO_ENFORCEMENT = {
  to_episode_id: null,
  state: "offered",
  summary: "",
  after_arrival: "keep",
  offered_by: null,
  staff_id: null,
  answered_at: null,
  answered_by: null,
  first_contact_at: null,
  arrived_at: null,
  decline_reason: null,
  next_step: null,
  next_step_team_id: null,
  next_step_due_at: null,
  ended_at: null,
  end_reason: null,
  state_before_death: null,
} as const;

/** Writes a handover just offered. */
export async function insertHandover(tx: Tx, offered: OfferedHandover, toAgency: string): Promise<void> {
  const { from, to, owner } = offered;
  await tx`
    insert into handover (id, person_id, from_episode_id, from_service_id, to_service_id, to_agency_id, summary,
                          after_arrival, offered_at, offered_by, team_id, staff_id, due_at)
    values (${offered.id}, ${offered.personId}, ${from.episodeId}, ${from.serviceId}, ${to.serviceId}, ${toAgency},
            ${offered.summary}, ${offered.afterArrival}, ${offered.offeredAt}, ${offered.offeredBy}, ${owner.team},
            ${owner.staff ?? null}, ${offered.dueAt})`;
}

/** Writes what a handover has become. */
export async function updateHandover(tx: Tx, handover: Handover): Promise<void> {
  const { id, state } = handover;
  switch (state) {
    case "offered":
    case "accepted": {
      const { owner, dueAt } = handover;
      const yes = state === "accepted" ? handover.acceptance : undefined;
      await tx`
        update handover
           set state = ${state}, team_id = ${owner.team}, staff_id = ${owner.staff ?? null}, due_at = ${dueAt},
               answered_at = ${yes?.at ?? null}, answered_by = ${yes?.by ?? null}, first_contact_at = ${yes?.firstContactAt ?? null}
         where id = ${id}`;
      return;
    }
    case "arrived":
      await tx`update handover set state = ${state}, arrived_at = ${handover.arrivedAt}, to_episode_id = ${handover.receiverEpisodeId}
                where id = ${id}`;
      return;
    case "declined": {
      const { because, nextStep } = handover;
      await tx`
        update handover
           set state = ${state}, answered_at = ${handover.declinedAt}, answered_by = ${handover.declinedBy},
               decline_reason = ${codedText(because)}, next_step = ${nextStep.what}, next_step_team_id = ${nextStep.team},
               next_step_due_at = ${nextStep.dueAt}
         where id = ${id}`;
      return;
    }
    case "refused-by-person":
      await tx`update handover set state = ${state}, ended_at = ${handover.refusedAt}, end_reason = ${codedText(handover.because)}
                where id = ${id}`;
      return;
    case "withdrawn":
    case "ended-by-death":
      invariant(false, "withdrawals and deaths are written by the database's own functions");
  }
}

/** The sender takes it back. False when it was no longer open. Police and probation do this unseen, so the database decides. */
export async function withdrawHandover(tx: Tx, id: HandoverId, reason: string): Promise<boolean> {
  const [row] = await tx`select withdraw_handover(${id}, ${reason}) as done`;
  return row?.done === true;
}

/** Lets follow at the sender's side what an answer means there: their task after a no, their episode's close on arrival. */
export async function handBack(tx: Tx, id: HandoverId): Promise<void> {
  const [row] = await tx`select hand_back(${id}) as done`;
  invariant(row?.done === true, "an answered handover goes back to its sender");
}

/** Keeps who had it by when, and why that changed. */
export async function writeChange(tx: Tx, { id, owner, dueAt }: OpenHandover, reason: string): Promise<void> {
  await tx`insert into handover_change (handover_id, team_id, staff_id, due_at, reason)
           values (${id}, ${owner.team}, ${owner.staff ?? null}, ${dueAt}, ${reason})`;
}

/** One change of owner or time, as both sides read it. */
export type ChangeLine = {
  readonly at: Instant;
  readonly by?: string;
  readonly team: string;
  readonly dueAt: Instant;
  readonly reason: string;
};
const ChangeRow = z.object({
  at: At,
  by: z.string().nullable(),
  team: z.string(),
  due_at: At,
  reason: z.string(),
});

/** The changes of owner and time of a handover, newest first. */
export async function changesOf(tx: Tx, id: HandoverId): Promise<readonly ChangeLine[]> {
  const rows = await tx`
    select c.at, b.name as by, t.name as team, c.due_at, c.reason
      from handover_change c join team t on t.id = c.team_id left join staff b on b.id = c.by
     where c.handover_id = ${id} order by c.at desc, c.id desc`;
  return rows.map((raw) => {
    const { by, due_at: dueAt, ...rest } = ChangeRow.parse(raw);
    return { ...rest, dueAt, ...(by ? { by } : {}) };
  });
}
