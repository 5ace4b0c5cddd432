import { EpisodeId, HandoverId, StaffId } from "../../kernel/id.ts";
import type { OpenEpisode } from "../episode/episode.ts";
import { anEpisode, at } from "../episode/fixtures.ts";
import type { AcceptedHandover, ArrivedHandover, DeclinedHandover, OfferedHandover } from "./handover.ts";

/** For tests only: handovers offered on 2 March 2026 at 09:00. A test sets what matters to it. */

type Parties = { readonly sender?: OpenEpisode; readonly receiver?: OpenEpisode };

/** Waiting for an answer until 3 March 2026 at 09:00. */
export function anOfferedHandover(
  { sender = anEpisode(), receiver = anEpisode({ kind: "hilltop" }) }: Parties = {},
  change: Partial<OfferedHandover> = {},
): OfferedHandover {
  return {
    id: HandoverId.fresh(),
    personId: sender.personId,
    from: { episodeId: sender.id, serviceId: sender.serviceId, serviceKind: sender.kind },
    to: { serviceId: receiver.serviceId, serviceKind: receiver.kind },
    afterArrival: "close",
    offeredAt: at("2026-03-02T09:00"),
    offeredBy: StaffId.fresh(),
    summary: "Needs a prescriber",
    owner: { team: receiver.owner.team },
    lead: StaffId.fresh(),
    dueAt: at("2026-03-03T09:00"),
    state: "offered",
    ...change,
  };
}

/** Accepted on 2 March 2026 at 12:00, first contact promised by 4 March at 10:00. */
export function anAcceptedHandover(
  parties: Parties = {},
  change: Partial<AcceptedHandover> = {},
): AcceptedHandover {
  const firstContactAt = at("2026-03-04T10:00");
  return {
    ...anOfferedHandover(parties),
    state: "accepted",
    acceptance: { at: at("2026-03-02T12:00"), by: StaffId.fresh(), firstContactAt },
    dueAt: firstContactAt,
    ...change,
  };
}

/** Arrived on 4 March 2026 at 09:30. */
export function anArrivedHandover(parties: Parties = {}): ArrivedHandover {
  const { owner: _, dueAt: __, lead: ___, ...core } = anAcceptedHandover(parties);
  return {
    ...core,
    state: "arrived",
    arrivedAt: at("2026-03-04T09:30"),
    receiverEpisodeId: parties.receiver?.id ?? EpisodeId.fresh(),
  };
}

/** Declined on 2 March 2026 at 15:00; the next step is for a team of the sender's, by 3 March at 15:00. */
export function aDeclinedHandover(sender: OpenEpisode = anEpisode()): DeclinedHandover {
  const { owner: _, dueAt: __, lead: ___, ...core } = anOfferedHandover({ sender });
  return {
    ...core,
    state: "declined",
    declinedAt: at("2026-03-02T15:00"),
    declinedBy: StaffId.fresh(),
    because: { code: "no-capacity" },
    nextStep: { what: "Offer residential", team: sender.owner.team, dueAt: at("2026-03-03T15:00") },
  };
}
