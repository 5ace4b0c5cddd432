import { clock, fromNow, type Instant, londonDay, longDateTime, shortDate } from "../../kernel/time.ts";
import { type TaskRefusal, UNDO_MINUTES } from "./rules.ts";
import type { Task } from "./task.ts";

const STATE_WORDS = {
  open: "still to do",
  done: "done",
  cancelled: "cancelled",
  "stopped-by-death": "stopped by a recorded death",
} as const satisfies Record<Task["state"], string>;

/** What users read when a task cannot be changed so: what is wrong, then what to do. */
export function sayTask(refusal: TaskRefusal): string {
  switch (refusal.code) {
    case "title-needed":
      return "Enter what needs to be done.";
    case "due-has-passed":
      return `${longDateTime(refusal.dueAt)} has passed. Enter a time still to come.`;
    case "not-open":
      return `This task is already ${STATE_WORDS[refusal.state]}. Go back to your list to see what is left.`;
    case "not-done":
      return `This task is ${STATE_WORDS[refusal.state]}, so there is nothing to undo.`;
    case "too-late-to-undo":
      return `This was marked done at ${longDateTime(refusal.doneAt)}, more than ${UNDO_MINUTES} minutes ago. Add a new task instead.`;
    case "person-has-died":
      return "This person's death is recorded, so nothing more is asked of anyone about them.";
    case "reason-needed":
      return "Enter why this task no longer needs doing.";
  }
}

/** When something is due, as people say it with the exact time: `in 20 minutes (14:30)`, `2 days late (due …)`. */
export function dueInWords(dueAt: Instant, now: Instant): string {
  const words = fromNow(dueAt, now);
  const exact = londonDay(dueAt).equals(londonDay(now)) ? clock(dueAt) : longDateTime(dueAt);
  if (words.endsWith(" ago")) return `${words.slice(0, -" ago".length)} late (due ${exact})`;
  return `${words} (${exact})`;
}

/** When something is due, with the exact moment in few letters: `2 days late (19 Nov, 14:30)`. */
export function dueShort(due: Instant, now: Instant): string {
  const words = fromNow(due, now);
  const day = londonDay(due);
  const today = londonDay(now);
  const date = day.year === today.year ? shortDate(day).replace(/ \d{4}$/, "") : shortDate(day);
  const exact = day.equals(today) ? clock(due) : `${date}, ${clock(due)}`;
  return words.endsWith(" ago") ? `${words.slice(0, -" ago".length)} late (${exact})` : `${words} (${exact})`;
}
