import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { EpisodeId, type HandoverId, type Id, idOf, PersonId, ServiceId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";

/** A referral being written. */
export type DraftId = Id<"handover-draft">;
export const DraftId = idOf("handover-draft");

const Row = z.object({
  id: DraftId.schema,
  person_id: PersonId.schema,
  person_name: z.string(),
  from_episode_id: EpisodeId.schema,
  from_service: z.string(),
  from_service_id: ServiceId.schema,
  from_kind: z.string(),
  to_service_id: ServiceId.schema,
  to_service: z.string(),
  to_kind: z.string(),
  summary: z.string(),
  after_arrival: z.enum(["close", "keep"]).nullable(),
  due_at: z.instanceof(Temporal.Instant).nullable(),
  made_at: z.instanceof(Temporal.Instant),
});
/** A draft with the names its pages show. */
export type Draft = z.infer<typeof Row>;

const drafts = (tx: Tx) => tx`
  select d.id, d.person_id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as person_name, d.from_episode_id,
         f.name as from_service, f.id as from_service_id, f.kind as from_kind, d.to_service_id, t.name as to_service,
         t.kind as to_kind, d.summary, d.after_arrival, d.due_at, d.made_at
    from handover_draft d join person p on p.id = d.person_id
    join episode e on e.id = d.from_episode_id join service f on f.id = e.service_id join service t on t.id = d.to_service_id`;

/** Begins a draft. Answers its id. */
export async function insertDraft(
  tx: Tx,
  wanted: { person: PersonId; episode: EpisodeId; to: ServiceId },
): Promise<DraftId> {
  const id = DraftId.fresh();
  await tx`insert into handover_draft (id, person_id, from_episode_id, to_service_id)
           values (${id}, ${wanted.person}, ${wanted.episode}, ${wanted.to})`;
  return id;
}

/** A draft of the asker's that has not been offered yet. */
export async function draftById(tx: Tx, id: DraftId): Promise<Draft | undefined> {
  const rows = await tx`${drafts(tx)} where d.id = ${id} and d.handover_id is null`;
  return rows[0] ? Row.parse(rows[0]) : undefined;
}

/** The asker's drafts not offered yet, newest first. */
export async function ownDrafts(tx: Tx): Promise<readonly Draft[]> {
  const rows =
    await tx`${drafts(tx)} where d.handover_id is null and d.staff_id = ${tx.asking.staff_id} and e.ended_on is null
                         order by d.made_at desc limit 20`;
  return rows.map((row) => Row.parse(row));
}

/** Keeps what was written. */
export async function saveDraft(
  tx: Tx,
  id: DraftId,
  words: { readonly summary: string; readonly afterArrival: "close" | "keep"; readonly dueAt: Instant },
): Promise<void> {
  await tx`update handover_draft set summary = ${words.summary}, after_arrival = ${words.afterArrival}, due_at = ${words.dueAt}
            where id = ${id} and handover_id is null`;
}

/** The draft became this handover: it is done with, and a second press finds no draft. */
export async function finishDraft(tx: Tx, id: DraftId, handover: HandoverId): Promise<void> {
  await tx`update handover_draft set handover_id = ${handover}, summary = '' where id = ${id}`;
}

/** Throws a draft away. */
export async function dropDraft(tx: Tx, id: DraftId): Promise<boolean> {
  const gone = await tx`delete from handover_draft where id = ${id} and handover_id is null returning id`;
  return gone.length > 0;
}
