import { z } from "zod";
import type { Sql } from "../../kernel/database/connection.ts";

/** A message of ours that waits for a partner's door. */
const Waiting = z.object({
  id: z.uuid(),
  file: z.string(),
  address: z.string(),
  partner_id: z.uuid(),
  tries: z.number(),
});
export type Waiting = z.infer<typeof Waiting>;

/** How long a message that is being sent is left to whoever sends it. */
const CLAIMED_MINUTES = 5;

/**
 * Takes the next message that is due, so that on however many servers it is sent by one at a time. Each try is written down before it
 * is made: a server that dies in the middle has tried. Undefined when none is due.
 */
export async function claimNext(tx: Sql): Promise<Waiting | undefined> {
  const [row] = await tx`
    with due as (
      select m.id from transfer_message m
       where m.post = 'waiting' and m.next_try_at <= now() and m.file is not null
       order by m.next_try_at, m.id limit 1 for update skip locked)
    update transfer_message m set tries = m.tries + 1, next_try_at = now() + make_interval(mins => ${CLAIMED_MINUTES}::int)
      from due where m.id = due.id
    returning m.id, m.file, m.tries,
      (select p.address from partner p where p.id = coalesce((select partner_id from transfer_out where id = m.transfer_out_id),
                                                             (select partner_id from transfer_in where id = m.transfer_in_id))) as address,
      coalesce((select partner_id from transfer_out where id = m.transfer_out_id),
               (select partner_id from transfer_in where id = m.transfer_in_id)) as partner_id`;
  return row ? Waiting.parse(row) : undefined;
}

/** The message was taken. */
export async function markDelivered(tx: Sql, id: string): Promise<void> {
  await tx`update transfer_message set post = 'delivered', next_try_at = null, trouble = null where id = ${id} and post = 'waiting'`;
}

/** It was not taken this time: tried again later and later, and given up when its time is over or it was refused for good. */
export async function markTrouble(tx: Sql, it: Waiting, trouble: string, forGood: boolean): Promise<void> {
  const minutes = Math.min(2 ** it.tries, 120);
  const rows = await tx<{ post: string; transfer_out_id: string | null }[]>`
    update transfer_message set trouble = ${trouble.slice(0, 200)},
           post = case when ${forGood} or at < now() - parameter_span('transfer-tried-for') then 'given-up' else 'waiting' end,
           next_try_at = case when ${forGood} or at < now() - parameter_span('transfer-tried-for') then null
                              else now() + make_interval(mins => ${minutes}::int) end
     where id = ${it.id} and post = 'waiting' returning post, transfer_out_id`;
  if (rows[0]?.post === "given-up" && rows[0].transfer_out_id)
    await askToSendByHand(tx, rows[0].transfer_out_id);
}

/** The sending team is asked to send what the partner's door did not take. */
async function askToSendByHand(tx: Sql, transfer: string): Promise<void> {
  await tx`
    insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at, made_by)
    select e.agency_id, e.team_id, e.keyworker_id, e.person_id, 'transfer',
           'What goes with a move to another area was not delivered: send it as a file', now() + parameter_span('take-in-a-transfer'), null
      from transfer_out t join episode e on e.id = t.episode_id join person p on p.id = t.person_id
     where t.id = ${transfer} and p.died_on is null`;
}

/** Tells the lead of a team by name when no word came in time of somebody who is moving. Once for each. Answers how many. */
export async function escalateSilence(tx: Sql): Promise<number> {
  const rows = await tx`
    with late as (
      update transfer_out set escalated_at = now()
       where state in ('sent', 'received', 'taken-in') and escalated_at is null and due_at < now()
      returning episode_id)
    insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at, made_by)
    select e.agency_id, e.team_id, case when lead_available(d.id) then d.lead_staff_id end, e.person_id, 'transfer',
           'No word yet of a person who is moving to another area: ask there, and see that they have somebody', now() + parameter_span('settle-after-a-no'), null
      from late l join episode e on e.id = l.episode_id join team d on d.id = e.team_id
    returning id`;
  return rows.length;
}

const Unnoticed = z.object({ id: z.uuid(), partner_id: z.uuid() });

/** Transfers that a death ended and of which the receiver has not been told. */
export async function unnoticedDeaths(tx: Sql): Promise<readonly z.infer<typeof Unnoticed>[]> {
  const rows = await tx`
    select id, partner_id from transfer_out
     where state = 'ended-by-death' and sent_at is not null and noticed_at is null for update skip locked`;
  return rows.map((row) => Unnoticed.parse(row));
}

/** Keeps the notice of one. */
export async function keepDeathNotice(tx: Sql, id: string, file: string): Promise<void> {
  await tx`select keep_transfer_message(${id}, null, 'withdrawn', true, ${file}, 'The person died')`;
  await tx`update transfer_out set noticed_at = now() where id = ${id}`;
}

/** Takes away sealed files whose time is over: of transfers that ended, and of bundles that nobody took in. Answers how many. */
export async function dropFiles(tx: Sql): Promise<number> {
  const rows = await tx`
    update transfer_message m set file = null, post = case when m.post = 'waiting' then 'given-up' else m.post end, next_try_at = null
     where m.file is not null
       and (exists (select from transfer_out t where t.id = m.transfer_out_id and t.ended_at < now() - parameter_span('transfer-file-kept'))
            or exists (select from transfer_in t where t.id = m.transfer_in_id
                          and least(t.ended_at, t.expires_at) < now() - parameter_span('transfer-file-kept')))
    returning m.id`;
  return rows.length;
}
