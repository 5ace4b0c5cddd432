import type { EpisodeId, PersonId, ServiceId } from "../../kernel/id.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { Owner } from "../staff/owner.ts";

type EpisodeCore = {
  readonly id: EpisodeId;
  readonly personId: PersonId;
  readonly serviceId: ServiceId;
  /** The code of the service's kind, as declared. */
  readonly kind: string;
  /** The team that has the person, and the keyworker once there is one. */
  readonly owner: Owner;
  /** First day of care, by the calendar in England. */
  readonly opened: LocalDate;
  /** Code of the stage reached, and the day it was reached. */
  readonly stage: string;
  readonly stageSince: LocalDate;
};

export type OpenEpisode = EpisodeCore & { readonly state: "open" };
export type EndedEpisode = EpisodeCore & {
  readonly state: "ended";
  /** Last day of care, which still belongs to the episode. */
  readonly ended: LocalDate;
  /** Code of the ending, as declared. */
  readonly ending: string;
};

/**
 * One continuous stay of one person with one service. *Handing over* is not a state of its own: it is an open
 * episode with an open handover out of it.
 */
export type Episode = OpenEpisode | EndedEpisode;
