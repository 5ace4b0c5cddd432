import type { EpisodeId, HandoverId, PersonId, ServiceId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { type Handover, isOpen } from "../handover/handover.ts";
import type { Owner } from "../staff/owner.ts";
import type { EndedEpisode, Episode, OpenEpisode } from "./episode.ts";
import { type Ending, endingOf, HANDED_OVER, type ServiceKind, stageOf } from "./service-kind.ts";

/** The days between which a person lived, as far as known. */
export type Life = { readonly born?: LocalDate; readonly died?: LocalDate };

/** Why a stay cannot have these days. */
export type DaysRefusal =
  | { readonly code: "before-birth"; readonly born: LocalDate }
  | { readonly code: "after-death"; readonly died: LocalDate }
  | { readonly code: "in-the-future"; readonly today: LocalDate }
  | { readonly code: "ends-before-it-starts"; readonly opened: LocalDate }
  | { readonly code: "too-young"; readonly years: number }
  | { readonly code: "already-open"; readonly since: LocalDate }
  | { readonly code: "overlaps"; readonly from: LocalDate; readonly to: LocalDate };

export type StageRefusal =
  | { readonly code: "not-open"; readonly ended: LocalDate }
  | { readonly code: "unknown-stage"; readonly stages: readonly string[] }
  | { readonly code: "already-there"; readonly stage: string }
  | {
      readonly code: "stage-not-allowed-from";
      readonly stage: string;
      readonly from: string;
      readonly allowed: readonly string[];
    }
  | { readonly code: "reason-needed-to-go-back"; readonly stage: string }
  | { readonly code: "before-last-stage"; readonly since: LocalDate }
  | { readonly code: "in-the-future"; readonly today: LocalDate };

export type EndRefusal =
  | { readonly code: "not-open"; readonly ended: LocalDate }
  | { readonly code: "unknown-ending"; readonly endings: readonly string[] }
  | { readonly code: "ends-before-it-starts"; readonly opened: LocalDate }
  | { readonly code: "in-the-future"; readonly today: LocalDate }
  | { readonly code: "still-handing-over"; readonly count: number }
  | { readonly code: "nobody-has-received-them" }
  | { readonly code: "was-handed-over" };

export type ReopenRefusal =
  | { readonly code: "still-open" }
  | { readonly code: "reason-needed" }
  | { readonly code: "not-the-latest"; readonly latest: LocalDate }
  | DaysRefusal;

const before = (a: LocalDate, b: LocalDate): boolean => Temporal.PlainDate.compare(a, b) < 0;

/** Opens a stay: the person was alive, it is not tomorrow, and this service does not have them already. */
export function openEpisode(
  wanted: { id: EpisodeId; personId: PersonId; serviceId: ServiceId; owner: Owner; opened: LocalDate },
  kind: ServiceKind,
  known: { life: Life; episodes: readonly Episode[]; today: LocalDate },
): Result<OpenEpisode, DaysRefusal> {
  const refusal = wrongDays({ ...wanted, ended: undefined }, known);
  if (refusal) return refuse(refusal);
  const { years } = kind.youngest ?? {};
  if (years !== undefined && known.life.born && before(wanted.opened, known.life.born.add({ years })))
    return refuse({ code: "too-young", years });
  const first = kind.stages[0].code;
  return accept({ ...wanted, kind: kind.code, stage: first, stageSince: wanted.opened, state: "open" });
}

/**
 * Moves a person to a stage of the service: forwards as its declaration allows (the stage just before, unless it
 * says otherwise), or back to any earlier stage with a reason.
 */
export function moveStage(
  episode: Episode,
  kind: ServiceKind,
  move: { to: string; on: LocalDate; reason?: string },
  today: LocalDate,
): Result<OpenEpisode, StageRefusal> {
  if (episode.state !== "open") return refuse({ code: "not-open", ended: episode.ended });
  const stage = stageOf(kind, move.to);
  if (!stage) return refuse({ code: "unknown-stage", stages: kind.stages.map((each) => each.name) });
  if (stage.code === episode.stage) return refuse({ code: "already-there", stage: stage.name });
  if (before(today, move.on)) return refuse({ code: "in-the-future", today });
  if (before(move.on, episode.stageSince))
    return refuse({ code: "before-last-stage", since: episode.stageSince });
  const codes = kind.stages.map((each) => each.code);
  const place = codes.indexOf(stage.code);
  if (place < codes.indexOf(episode.stage)) {
    if (!move.reason?.trim()) return refuse({ code: "reason-needed-to-go-back", stage: stage.name });
  } else {
    const allowed = stage.allowedFrom ?? codes.slice(place - 1, place);
    if (!allowed.includes(episode.stage)) {
      const named = (code: string) => stageOf(kind, code)?.name ?? code;
      return refuse({
        code: "stage-not-allowed-from",
        stage: stage.name,
        from: named(episode.stage),
        allowed: allowed.map(named),
      });
    }
  }
  return accept({ ...episode, stage: stage.code, stageSince: move.on });
}

/**
 * Ends a stay. While a handover out of it is open the sender stays responsible, and a transfer needs someone who has
 * the person now, so that nobody is let go into nothing. `stillReceived` holds the handovers whose receiver has them
 * still, which the database answers, since a sender may not see a receiver's episodes. A death is recorded for the
 * whole person, not here alone.
 */
export function endEpisode(
  episode: Episode,
  kind: ServiceKind,
  wanted: { ending: string; on: LocalDate },
  known: { handoversOut: readonly Handover[]; stillReceived: ReadonlySet<HandoverId>; today: LocalDate },
): Result<EndedEpisode, EndRefusal> {
  if (episode.state !== "open") return refuse({ code: "not-open", ended: episode.ended });
  const ending = endingOf(kind, wanted.ending);
  if (!ending) return refuse({ code: "unknown-ending", endings: kind.endings.map((each) => each.name) });
  if (before(known.today, wanted.on)) return refuse({ code: "in-the-future", today: known.today });
  if (before(wanted.on, episode.opened))
    return refuse({ code: "ends-before-it-starts", opened: episode.opened });
  const out = known.handoversOut.filter((each) => each.from.episodeId === episode.id);
  const waiting = out.filter(isOpen).length;
  if (waiting > 0 && ending.kind !== "death") return refuse({ code: "still-handing-over", count: waiting });
  const received = out.some((each) => each.state === "arrived" && known.stillReceived.has(each.id));
  if (ending.code === HANDED_OVER && !received) return refuse({ code: "nobody-has-received-them" });
  return accept({ ...episode, state: "ended", ended: wanted.on, ending: ending.code });
}

/** Reopens the latest stay with a service, ended too early or by mistake. It goes on as the same stay. */
export function reopenEpisode(
  episode: Episode,
  reason: string,
  known: { life: Life; episodes: readonly Episode[]; today: LocalDate },
): Result<OpenEpisode, ReopenRefusal> {
  if (episode.state !== "ended") return refuse({ code: "still-open" });
  if (!reason.trim()) return refuse({ code: "reason-needed" });
  if (known.life.died) return refuse({ code: "after-death", died: known.life.died });
  const others = elsewhen(episode, known.episodes);
  const later = others.find((each) => before(episode.opened, each.opened));
  if (later?.state === "open") return refuse({ code: "already-open", since: later.opened });
  if (later) return refuse({ code: "not-the-latest", latest: later.opened });
  return accept(openedAgain(episode));
}

/**
 * Corrects a stay that was entered wrongly, by the rules under which it could have been entered: its days, and how it
 * ended. That it was handed over is what an arrival wrote, and a death what was recorded of the person.
 */
export function correctStay(
  episode: Episode,
  kind: ServiceKind,
  change: { opened: LocalDate; ended?: LocalDate; ending?: string; reason: string },
  known: { life: Life; episodes: readonly Episode[]; today: LocalDate },
): Result<Episode, ReopenRefusal | EndRefusal> {
  if (!change.reason.trim()) return refuse({ code: "reason-needed" });
  if (episode.state === "open" && (change.ended || change.ending)) return refuse({ code: "still-open" });
  const ended = episode.state === "ended" ? (change.ended ?? episode.ended) : undefined;
  const refusal =
    wrongDays({ ...episode, opened: change.opened, ended }, known) ??
    wrongEnding(episode, kind, change, known);
  if (refusal) return refuse(refusal);
  // A stage cannot have been reached before the stay began; one still at its first stage began with it.
  const began = episode.stageSince.equals(episode.opened) || before(episode.stageSince, change.opened);
  const stageSince = began ? change.opened : episode.stageSince;
  const corrected = { ...episode, opened: change.opened, stageSince };
  if (corrected.state !== "ended" || !ended) return accept(corrected);
  return accept({ ...corrected, ended, ending: change.ending ?? corrected.ending });
}

/** Why a stay that ended cannot have ended so; undefined when it can, or when nothing else is said of it. */
function wrongEnding(
  episode: Episode,
  kind: ServiceKind,
  { ending }: { ending?: string },
  { life }: { life: Life },
): ReopenRefusal | EndRefusal | undefined {
  if (episode.state !== "ended" || ending === undefined || ending === episode.ending) return undefined;
  const wanted = endingOf(kind, ending);
  if (!wanted || wanted.kind === "death")
    return { code: "unknown-ending", endings: endingsToChoose(kind).map(({ name }) => name) };
  if (ending === HANDED_OVER) return { code: "nobody-has-received-them" };
  if (episode.ending === HANDED_OVER) return { code: "was-handed-over" };
  const byDeath = endingOf(kind, episode.ending)?.kind === "death";
  return byDeath && life.died ? { code: "after-death", died: life.died } : undefined;
}

/** How a stay can be said to have ended: a death is recorded of the person, not of one stay. */
export const endingsToChoose = (kind: ServiceKind): readonly Ending[] =>
  kind.endings.filter((each) => each.kind !== "death");

/** The same stay, going on. */
export function openedAgain({ ended: _, ending: __, state: ___, ...core }: EndedEpisode): OpenEpisode {
  return { ...core, state: "open" };
}

type Days = Pick<Episode, "id" | "personId" | "serviceId" | "opened"> & {
  readonly ended: LocalDate | undefined;
};

/** Other stays of the same person with the same service. */
const elsewhen = (days: Pick<Days, "id" | "personId" | "serviceId">, episodes: readonly Episode[]) =>
  episodes.filter(
    (each) => each.id !== days.id && each.personId === days.personId && each.serviceId === days.serviceId,
  );

/** What is wrong with these days, in the order a worker would want to hear it; undefined when nothing is. */
function wrongDays(
  days: Days,
  { life, episodes, today }: { life: Life; episodes: readonly Episode[]; today: LocalDate },
): DaysRefusal | undefined {
  const last = days.ended ?? days.opened;
  if (before(today, days.opened) || before(today, last)) return { code: "in-the-future", today };
  if (before(last, days.opened)) return { code: "ends-before-it-starts", opened: days.opened };
  if (life.born && before(days.opened, life.born)) return { code: "before-birth", born: life.born };
  const outlives = life.died && (days.ended === undefined || before(life.died, days.ended));
  if (life.died && outlives) return { code: "after-death", died: life.died };
  for (const other of elsewhen(days, episodes)) {
    const endsFirst = other.state === "ended" && before(other.ended, days.opened);
    const startsAfter = days.ended !== undefined && before(days.ended, other.opened);
    if (endsFirst || startsAfter) continue;
    if (other.state === "open") return { code: "already-open", since: other.opened };
    return { code: "overlaps", from: other.opened, to: other.ended };
  }
  return undefined;
}
