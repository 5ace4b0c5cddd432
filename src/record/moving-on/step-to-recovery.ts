import type { Tx } from "../../kernel/database/door.ts";
import type { EpisodeId, HandoverId, PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import { type EndRefusal, endEpisode } from "../episode/rules.ts";
import { endingOf, firstContactHours, kindOf, type ServiceKinds } from "../episode/service-kind.ts";
import { lockEpisode, stillReceived } from "../episode/store.ts";
import { type ActRefusal, offerHandover } from "../handover/actions.ts";
import { handoversOut } from "../handover/store.ts";
import type { ServiceLine } from "../staff/teams-store.ts";
import { jointPlanHolds } from "./joint-store.ts";
import { insertStep } from "./store.ts";

/** Why a step to recovery was not offered. */
export type StepRefusal =
  | EndRefusal
  | { readonly code: "not-there" }
  | { readonly code: "only-after-a-planned-ending" }
  | { readonly code: "joint-plan-holds" }
  | { readonly code: "not-offered"; readonly because: ActRefusal };

/** What somebody wishes: to end a stay as planned, and to hand the person to this recovery service. */
export type Wanted = {
  readonly at: { readonly person: PersonId; readonly episode: EpisodeId };
  readonly to: ServiceLine;
  readonly ending: string;
  readonly on: LocalDate;
  readonly reason: string;
};

/**
 * Offers the person to recovery check-ups in one step with the planned ending. The stay goes on until they have arrived,
 * so that nobody is let go into nothing; then it ends as planned, not as handed over.
 */
export async function stepToRecovery(
  tx: Tx,
  kinds: ServiceKinds,
  wanted: Wanted,
  now: Instant,
): Promise<Result<HandoverId, StepRefusal>> {
  const { at, to, ending } = wanted;
  const held = await lockEpisode(tx, at.episode);
  if (!held || held.episode.personId !== at.person) return refuse({ code: "not-there" });
  const kind = kindOf(kinds, held.episode.kind);
  const planned = endingOf(kind, ending);
  if (planned?.kind !== "planned") return refuse({ code: "only-after-a-planned-ending" });
  if (await jointPlanHolds(tx, at.episode)) return refuse({ code: "joint-plan-holds" });
  const known = {
    handoversOut: await handoversOut(tx, at.episode),
    stillReceived: await stillReceived(tx, at.episode),
    today: londonDay(now),
  };
  const decision = endEpisode(held.episode, kind, wanted, known);
  if (!decision.ok) return decision;
  const more = wanted.reason.trim();
  const offered = await offerHandover(
    tx,
    kinds,
    {
      person: at.person,
      episode: at.episode,
      to,
      summary: `Planned ending: ${planned.name}. Recovery check-ups are to begin.${more ? ` ${more}` : ""}`,
      afterArrival: "close",
      dueAt: now.add({ hours: firstContactHours(kindOf(kinds, to.kind), held.episode.kind) }),
    },
    now,
  );
  if (!offered.ok) return refuse({ code: "not-offered", because: offered.refusal });
  await insertStep(tx, { person: at.person, handover: offered.value.id, ending });
  return accept(offered.value.id);
}
