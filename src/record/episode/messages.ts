import { longDate } from "../../kernel/time.ts";
import type { Episode } from "./episode.ts";
import type { DaysRefusal, EndRefusal, ReopenRefusal, StageRefusal } from "./rules.ts";
import { endingOf, type ServiceKind } from "./service-kind.ts";

/** Every way in which something cannot be done to an episode. */
export type EpisodeRefusal = DaysRefusal | StageRefusal | EndRefusal | ReopenRefusal;

/** What a stay was before it was corrected, for its history: `Before: 3 March 2026 to 20 March 2026, Dropped out.` */
export function sayBefore(episode: Episode, kind: ServiceKind): string {
  const opened = longDate(episode.opened);
  if (episode.state === "open") return `Before: from ${opened}.`;
  const ending = endingOf(kind, episode.ending)?.name ?? episode.ending;
  return `Before: ${opened} to ${longDate(episode.ended)}, ${ending}.`;
}

/** What users read when an episode cannot be changed so: what is wrong, then what to do. */
export function sayEpisode(refusal: EpisodeRefusal): string {
  switch (refusal.code) {
    case "before-birth":
      return `The person was born on ${longDate(refusal.born)}. Enter a later day.`;
    case "after-death":
      return `This person's death is recorded on ${longDate(refusal.died)}. If that is wrong, reverse it first.`;
    case "in-the-future":
      return `Enter a day up to today, ${longDate(refusal.today)}.`;
    case "ends-before-it-starts":
      return `The episode began on ${longDate(refusal.opened)}. Enter that day or a later one as its end.`;
    case "too-young":
      return `This service takes people from ${refusal.years}. Refer somebody younger to safeguarding, from their page, and to a service for young people.`;
    case "already-open":
      return `This service already has the person, since ${longDate(refusal.since)}. Use that episode.`;
    case "overlaps":
      return `This service had the person from ${longDate(refusal.from)} to ${longDate(refusal.to)}. Reopen that episode, or choose days outside it.`;
    case "not-open":
      return `This episode ended on ${longDate(refusal.ended)}. Reopen it first, if it goes on.`;
    case "unknown-stage":
      return `Choose one of this service's stages: ${refusal.stages.join(", ")}.`;
    case "already-there":
      return `The person is already at the stage ‘${refusal.stage}’.`;
    case "stage-not-allowed-from":
      return `‘${refusal.stage}’ cannot follow ‘${refusal.from}’. It can follow: ${refusal.allowed.join(", ")}.`;
    case "reason-needed-to-go-back":
      return `Enter why the person goes back to ‘${refusal.stage}’.`;
    case "before-last-stage":
      return `The stage before began on ${longDate(refusal.since)}. Enter that day or a later one.`;
    case "unknown-ending":
      return `Choose one of this service's endings: ${refusal.endings.join(", ")}.`;
    case "still-handing-over":
      return refusal.count === 1
        ? "The person is being handed over, so you are responsible until they arrive. Wait for arrival, or withdraw the handover."
        : `The person is being handed over to ${refusal.count} services, so you are responsible until they arrive. Wait, or withdraw the handovers.`;
    case "nobody-has-received-them":
      return "No service has received this person yet. Offer a handover and wait for arrival, or choose another ending.";
    case "was-handed-over":
      return "This episode ended by a handover to a service that received the person. That stays as it is.";
    case "still-open":
      return "This episode is still open.";
    case "reason-needed":
      return "Enter a reason.";
    case "not-the-latest":
      return `The person came back to this service on ${longDate(refusal.latest)}. Only the latest episode can be reopened.`;
  }
}
