import type { Tx } from "../../kernel/database/door.ts";
import { EpisodeId, type PersonId, type StaffId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import { handoversOut } from "../handover/store.ts";
import { jointPlanHolds } from "../moving-on/joint-store.ts";
import { membersOf, type ServiceLine, type TeamLine } from "../staff/teams-store.ts";
import type { Episode } from "./episode.ts";
import { sayBefore } from "./messages.ts";
import {
  correctStay,
  type DaysRefusal,
  type EndRefusal,
  endEpisode,
  moveStage,
  openEpisode,
  type ReopenRefusal,
  reopenEpisode,
  type StageRefusal,
} from "./rules.ts";
import { kindOf, type ServiceKinds } from "./service-kind.ts";
import {
  episodesOf,
  holdLife,
  insertEpisode,
  lockEpisode,
  momentOn,
  selectionHolds,
  stillReceived,
  transferHolds,
  updateEpisode,
  writeHistory,
} from "./store.ts";

const NOT_THERE = { code: "not-there" } as const;

/** Opens a stay with one of the asker's own services: at its first stage, with its duty team. */
export async function startEpisode(
  tx: Tx,
  kinds: ServiceKinds,
  wanted: {
    person: PersonId;
    service: ServiceLine;
    team: TeamLine;
    keyworker?: StaffId;
    opened: LocalDate;
    id?: EpisodeId;
  },
  now: Instant,
): Promise<Result<Episode, DaysRefusal | NotThere>> {
  const life = await holdLife(tx, wanted.person);
  if (!life) return refuse(NOT_THERE);
  const kind = kindOf(kinds, wanted.service.kind);
  const { team, keyworker } = wanted;
  const decision = openEpisode(
    {
      id: wanted.id ?? EpisodeId.fresh(),
      personId: wanted.person,
      serviceId: wanted.service.id,
      owner: keyworker ? { team: team.id, staff: keyworker } : { team: team.id },
      opened: wanted.opened,
    },
    kind,
    { life, episodes: await knownEpisodes(tx, wanted.person), today: londonDay(now) },
  );
  if (!decision.ok) return decision;
  await insertEpisode(tx, decision.value, kind.category, momentOn(wanted.opened, now));
  tx.log({ what: "changed", about: "episode opened", people: [wanted.person] });
  return decision;
}

/** Moves an episode to a stage, as the service's declaration allows. */
export async function changeStage(
  tx: Tx,
  kinds: ServiceKinds,
  at: { person: PersonId; episode: EpisodeId },
  move: { to: string; on: LocalDate; reason: string },
  now: Instant,
): Promise<Result<Episode, StageRefusal | NotThere | { readonly code: "selection-holds" }>> {
  const held = await hold(tx, at);
  if (!held) return refuse(NOT_THERE);
  if (await selectionHolds(tx, at.episode, move.to)) return refuse({ code: "selection-holds" });
  const decision = moveStage(held.episode, kindOf(kinds, held.episode.kind), move, londonDay(now));
  if (!decision.ok) return decision;
  await updateEpisode(tx, decision.value);
  const reason = move.reason.trim();
  await writeHistory(tx, at.episode, {
    what: "moved",
    stage: decision.value.stage,
    at: momentOn(move.on, now),
    ...(reason ? { reason } : {}),
  });
  tx.log({ what: "changed", about: "episode moved to another stage", people: [at.person] });
  return decision;
}

/** Ends an episode, unless the person is still being handed over or an ending says what has not happened. */
export async function finishEpisode(
  tx: Tx,
  kinds: ServiceKinds,
  at: { person: PersonId; episode: EpisodeId },
  wanted: { ending: string; on: LocalDate; reason: string },
  now: Instant,
): Promise<
  Result<
    Episode,
    | EndRefusal
    | NotThere
    | { readonly code: "death-is-recorded-elsewhere" }
    | { readonly code: "joint-plan-holds" }
    | { readonly code: "is-moving" }
  >
> {
  const held = await hold(tx, at);
  if (!held) return refuse(NOT_THERE);
  if (wanted.ending === "died") return refuse({ code: "death-is-recorded-elsewhere" });
  if (await jointPlanHolds(tx, at.episode)) return refuse({ code: "joint-plan-holds" });
  if (await transferHolds(tx, at.episode)) return refuse({ code: "is-moving" });
  const known = {
    handoversOut: await handoversOut(tx, at.episode),
    stillReceived: await stillReceived(tx, at.episode),
    today: londonDay(now),
  };
  const decision = endEpisode(held.episode, kindOf(kinds, held.episode.kind), wanted, known);
  if (!decision.ok) return decision;
  const reason = wanted.reason.trim();
  await updateEpisode(tx, decision.value, reason || undefined);
  await writeHistory(tx, at.episode, {
    what: "ended",
    stage: decision.value.stage,
    at: now,
    ...(reason ? { reason } : {}),
  });
  tx.log({ what: "changed", about: "episode ended", people: [at.person] });
  return decision;
}

/** Reopens the latest stay with a service. */
export async function resumeEpisode(
  tx: Tx,
  at: { person: PersonId; episode: EpisodeId },
  reason: string,
  now: Instant,
): Promise<Result<Episode, ReopenRefusal | NotThere>> {
  const held = await hold(tx, at);
  if (!held) return refuse(NOT_THERE);
  const known = { life: held.life, episodes: await knownEpisodes(tx, at.person), today: londonDay(now) };
  const decision = reopenEpisode(held.episode, reason, known);
  if (!decision.ok) return decision;
  await updateEpisode(tx, decision.value);
  await writeHistory(tx, at.episode, {
    what: "reopened",
    stage: decision.value.stage,
    reason: reason.trim(),
    at: now,
  });
  tx.log({ what: "changed", about: "episode reopened", people: [at.person] });
  return decision;
}

/** Corrects the days of an episode that was entered wrongly, and how it ended. */
export async function correctEpisode(
  tx: Tx,
  kinds: ServiceKinds,
  at: { person: PersonId; episode: EpisodeId },
  change: { opened: LocalDate; ended?: LocalDate; ending?: string; reason: string },
  now: Instant,
): Promise<Result<Episode, ReopenRefusal | EndRefusal | NotThere>> {
  const held = await hold(tx, at);
  if (!held) return refuse(NOT_THERE);
  const known = { life: held.life, episodes: await knownEpisodes(tx, at.person), today: londonDay(now) };
  const kind = kindOf(kinds, held.episode.kind);
  const decision = correctStay(held.episode, kind, change, known);
  if (!decision.ok) return decision;
  await updateEpisode(tx, decision.value, held.endReason);
  await writeHistory(tx, at.episode, {
    what: "corrected",
    stage: decision.value.stage,
    reason: `${change.reason.trim().replace(/\.?$/, ".")} ${sayBefore(held.episode, kind)}`,
    at: now,
  });
  tx.log({ what: "changed", about: "episode corrected", people: [at.person] });
  return decision;
}

/** Names the keyworker of an open episode: someone of its team, or nobody. */
export async function nameKeyworker(
  tx: Tx,
  at: { person: PersonId; episode: EpisodeId },
  keyworker: StaffId | undefined,
): Promise<
  Result<
    Episode,
    NotThere | { readonly code: "not-of-the-team" } | { readonly code: "not-open"; readonly ended: LocalDate }
  >
> {
  const held = await hold(tx, at);
  if (!held) return refuse(NOT_THERE);
  const { episode } = held;
  if (episode.state === "ended") return refuse({ code: "not-open", ended: episode.ended });
  const { team } = episode.owner;
  const members = await membersOf(tx, [team]);
  if (keyworker && !members.some((each) => each.staff_id === keyworker))
    return refuse({ code: "not-of-the-team" });
  const changed: Episode = { ...episode, owner: keyworker ? { team, staff: keyworker } : { team } };
  await updateEpisode(tx, changed);
  tx.log({ what: "changed", about: "keyworker named", people: [at.person] });
  return accept(changed);
}

/** Holds the person, then the episode, and answers both if it is the asker's own agency's. */
async function hold(tx: Tx, { person, episode }: { person: PersonId; episode: EpisodeId }) {
  const life = await holdLife(tx, person);
  const held = life ? await lockEpisode(tx, episode) : undefined;
  return life && held && held.episode.personId === person ? { life, ...held } : undefined;
}

const knownEpisodes = async (tx: Tx, person: PersonId): Promise<readonly Episode[]> =>
  (await episodesOf(tx, person)).map((each) => each.episode);
