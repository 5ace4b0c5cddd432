import { clock, type Instant, londonDay, weekdayAndDate } from "../../kernel/time.ts";

/** What is sent: the words alone. They say neither who writes, nor what for, nor where. */
export type Message = { readonly subject: string; readonly words: string };

/**
 * The reminder of an appointment. It knows nothing but the time, so that it cannot give anything away: no name, service,
 * place, worker or kind can stand in it, whoever reads it over a shoulder or by a wrong number.
 */
export function reminderOf(startsAt: Instant): Message {
  const when = `${weekdayAndDate(londonDay(startsAt))} at ${clock(startsAt)}`;
  return {
    subject: "A reminder",
    words: `You have an appointment on ${when}. If you cannot come, please tell whoever you arranged it with.`,
  };
}

/** Why something was not delivered: for ever, or for now. */
export type NotDelivered = { readonly code: "refused" | "not-now"; readonly because: string };

/** Minutes after which something that could not be delivered is tried again. */
const AGAIN_MINUTES = 10;

/** What becomes of a reminder that was not delivered: tried again while there is time, else seen to have failed. */
export function afterTrouble(
  trouble: NotDelivered,
  appointment: { readonly startsAt: Instant },
  now: Instant,
): { readonly state: "failed" } | { readonly state: "waiting"; readonly dueAt: Instant } {
  const again = now.add({ minutes: AGAIN_MINUTES });
  if (trouble.code === "refused" || Temporal.Instant.compare(again, appointment.startsAt) >= 0)
    return { state: "failed" };
  return { state: "waiting", dueAt: again };
}
