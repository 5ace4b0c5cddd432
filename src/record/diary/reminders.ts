import type { Sql } from "../../kernel/database/connection.ts";
import type { Result } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import { afterTrouble, type Message, type NotDelivered, reminderOf } from "./reminder-rules.ts";
import { markUnsure, noteReminder, queueReminders, takeReminder } from "./reminder-store.ts";

/** How messages leave: by e-mail and by text. Whatever stands behind it answers only once the message was taken over. */
export type Gateway = {
  deliver(
    to: { readonly channel: "sms" | "email"; readonly address: string },
    message: Message,
    /** The same for every try, so that whoever takes it over can tell one that comes twice. */
    reference: string,
  ): Promise<Result<undefined, NotDelivered>>;
};

type InTransaction = <T>(work: (tx: Sql) => Promise<T>) => Promise<T>;

/** A message that takes longer than this is being sent by nobody any more. */
const SENDING_MINUTES = 5;

/**
 * Sends the reminders that are due. Each is taken in a transaction of its own before it is handed over, so that a process
 * that is killed in between sends none of them twice: such a one is seen as *unsure*. Answers how many were sent.
 */
export async function sendReminders(
  inTransaction: InTransaction,
  gateway: Gateway,
  clock: () => Instant,
  signal?: AbortSignal,
): Promise<{ readonly sent: number; readonly trouble: string | undefined }> {
  await inTransaction((tx) => markUnsure(tx, clock().subtract({ minutes: SENDING_MINUTES })));
  await inTransaction((tx) => queueReminders(tx, clock()));
  let sent = 0;
  let trouble: string | undefined;
  while (!signal?.aborted) {
    const due = await inTransaction((tx) => takeReminder(tx, clock()));
    if (!due) break;
    const done = await gateway.deliver(due, reminderOf(due.starts_at), due.id);
    if (done.ok) {
      await inTransaction((tx) => noteReminder(tx, due.id, { state: "sent", trouble: "" }));
      sent += 1;
      continue;
    }
    const { because } = done.refusal;
    const next = afterTrouble(done.refusal, { startsAt: due.starts_at }, clock());
    await inTransaction((tx) => noteReminder(tx, due.id, { ...next, trouble: because }));
    trouble = because;
  }
  return { sent, trouble };
}
