import type { TaskId, TeamId } from "../../kernel/id.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import type { Episode } from "../episode/episode.ts";
import { openedAgain } from "../episode/rules.ts";
import { endingForDeath, type ServiceKind } from "../episode/service-kind.ts";
import { PARAMETERS } from "../parameters.ts";
import type { OpenTask, Task } from "../task/task.ts";
import { type DeclinedHandover, type Handover, isOpen, type RefusedHandover } from "./handover.ts";
import { closed, RETURNED } from "./rules.ts";

/** For tests only: what functions of the database do across agencies, for months that are lived without one. */

/** The task that comes of a no: the step the receiver proposed, or to agree with the person what happens instead. */
export function returnedTask(
  handover: DeclinedHandover | RefusedHandover,
  id: TaskId,
  senderTeam: TeamId,
): OpenTask {
  const { personId, id: handoverId } = handover;
  const about = { id, kind: RETURNED, personId, handoverId, state: "open" } as const;
  if (handover.state === "declined") {
    const { what, team, dueAt } = handover.nextStep;
    return { ...about, team, dueAt, title: `Referral declined: ${what}` };
  }
  const dueAt = handover.refusedAt.add({ hours: PARAMETERS["settle-after-a-no"].value });
  return {
    ...about,
    team: senderTeam,
    dueAt,
    title: "Person said no to the referral: agree what happens next",
  };
}

/** The person died: a stay that is open ends that day, or on its first day when that is later. */
export function endedEpisode(episode: Episode, kind: ServiceKind, died: LocalDate): Episode {
  if (episode.state !== "open") return episode;
  const ended = Temporal.PlainDate.compare(died, episode.opened) < 0 ? episode.opened : died;
  return { ...episode, state: "ended", ended, ending: endingForDeath(kind).code };
}

/** The death was an error: a stay that it ended goes on. */
export const restoredEpisode = (episode: Episode, kind: ServiceKind): Episode =>
  episode.state === "ended" && episode.ending === endingForDeath(kind).code ? openedAgain(episode) : episode;

/** The person died: a handover that is open stops. */
export const stoppedHandover = (handover: Handover, at: Instant): Handover =>
  isOpen(handover)
    ? { ...closed(handover), state: "ended-by-death", stoppedAt: at, was: handover }
    : handover;

/** The death was an error: what it stopped waits as it did. */
export const restoredHandover = (handover: Handover): Handover =>
  handover.state === "ended-by-death" ? handover.was : handover;

/** The person died: nothing more is asked of anyone about them. */
export const stoppedTask = (task: Task, at: Instant): Task =>
  task.state === "open" ? { ...task, state: "stopped-by-death", stoppedAt: at } : task;

/** The death was an error: what it stopped is open again. */
export function restoredTask(task: Task): Task {
  if (task.state !== "stopped-by-death") return task;
  const { stoppedAt: _, state: __, ...core } = task;
  return { ...core, state: "open" };
}
