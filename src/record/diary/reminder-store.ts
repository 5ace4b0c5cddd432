import { z } from "zod";
import type { Sql } from "../../kernel/database/connection.ts";
import { type Id, idOf } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";

type ReminderId = Id<"reminder">;
const ReminderId = idOf("reminder");
const At = z.instanceof(Temporal.Instant);

/**
 * Writes down which reminders are to be sent: of every appointment within the span, by the newest text or e-mail agreement of
 * its own agency, once. Of the supervised-use room nobody is ever written to. Runs as the policy role. Answers how many.
 */
export async function queueReminders(tx: Sql, now: Instant): Promise<number> {
  const rows = await tx`
    insert into reminder (person_id, category, agency_id, owner_kind, appointment_id, agreement_id, due_at)
    select a.person_id, 'contact', a.agency_id, a.owner_kind, a.id, c.id, ${now}
      from appointment a
      join lateral (select id from contact_agreement c
                     where c.person_id = a.person_id and c.agency_id = a.agency_id and c.channel in ('sms', 'email') and c.ended_at is null
                     order by c.channel = 'sms' desc, c.noted_at desc limit 1) c on true
     where a.state = 'booked' and a.category <> 'supervised-use'
       and a.starts_at > ${now} and a.starts_at <= ${now}::timestamptz + parameter_span('remind-before')
    on conflict (appointment_id) do nothing returning id`;
  return rows.length;
}

const Due = z.object({
  id: ReminderId.schema,
  channel: z.enum(["sms", "email"]),
  address: z.string(),
  starts_at: At,
});
/** A reminder that is to be sent now. */
export type DueReminder = z.infer<typeof Due>;

/**
 * Takes one reminder to send it: from then on it is *being sent*, whatever happens to this process, and is never taken again. One
 * whose appointment was cancelled, moved or has passed, or whose agreement was taken back, is not needed.
 */
export async function takeReminder(tx: Sql, now: Instant): Promise<DueReminder | undefined> {
  await tx`
    update reminder r set state = 'not-needed'
      from appointment a, contact_agreement c
     where r.state = 'waiting' and a.id = r.appointment_id and c.id = r.agreement_id
       and (a.state <> 'booked' or a.starts_at <= ${now} or c.ended_at is not null)`;
  const [row] = await tx`
    with taken as (
      select id from reminder where state = 'waiting' and due_at <= ${now} order by due_at, id limit 1 for update skip locked),
    sending as (
      update reminder r set state = 'sending', tried_at = ${now}, tries = tries + 1 from taken where taken.id = r.id
      returning r.id, r.appointment_id, r.agreement_id)
    select s.id, c.channel, c.address, a.starts_at
      from sending s join appointment a on a.id = s.appointment_id join contact_agreement c on c.id = s.agreement_id`;
  return row && Due.parse(row);
}

/** Writes what became of a reminder that was taken. */
export async function noteReminder(
  tx: Sql,
  id: DueReminder["id"],
  became: {
    readonly state: "sent" | "failed" | "waiting";
    readonly dueAt?: Instant;
    readonly trouble: string;
  },
): Promise<void> {
  await tx`
    update reminder set state = ${became.state}, due_at = coalesce(${became.dueAt ?? null}, due_at), trouble = ${became.trouble}
     where id = ${id} and state = 'sending'`;
}

/**
 * What was being sent when a server stopped: nobody can tell whether it went out, and it is not sent again. Pages say so, and
 * somebody calls. Answers how many.
 */
export async function markUnsure(tx: Sql, before: Instant): Promise<number> {
  const rows = await tx`
    update reminder set state = 'unsure', trouble = 'the server stopped' where state = 'sending' and tried_at < ${before} returning id`;
  return rows.length;
}
