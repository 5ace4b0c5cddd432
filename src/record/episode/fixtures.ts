import { EpisodeId, PersonId, ServiceId, TeamId } from "../../kernel/id.ts";
import { fromLondon, type Instant, type LocalDate } from "../../kernel/time.ts";
import type { EndedEpisode, OpenEpisode } from "./episode.ts";
import { checkedKind, type Parameter, type ServiceKind } from "./service-kind.ts";

/** For tests only: a made-up kind of service and episodes at it. A test sets what matters to it. */

/** A day, as `2026-03-02`. */
export const day = (text: string): LocalDate => Temporal.PlainDate.from(text);

/** A moment by the wall clock in England, as `2026-03-02T09:00`. */
export const at = (local: string): Instant => fromLondon(Temporal.PlainDateTime.from(local));

const parameter = (value: number, unit: Parameter["unit"]): Parameter => ({
  value,
  unit,
  version: 1,
  status: "proposed",
  source: "made up for a test",
  checkBy: "2027-04-01",
});

/** A kind of service with four stages, of which the third can be reached early, and one ending of each sort. */
export const aKind = (change: Partial<ServiceKind> = {}): ServiceKind =>
  checkedKind({
    code: "quayside",
    name: "Quayside",
    purpose: "Is made up for tests.",
    category: "health",
    stages: [
      { code: "referred", name: "Referred" },
      { code: "assessed", name: "Assessed" },
      { code: "treated", name: "Treated", allowedFrom: ["referred", "assessed"] },
      { code: "leaving", name: "Leaving" },
    ],
    endings: [
      { code: "completed", name: "Completed", kind: "planned" },
      { code: "dropped-out", name: "Dropped out", kind: "unplanned" },
      { code: "handed-over", name: "Handed over", kind: "transfer" },
      { code: "moved-away", name: "Moved away", kind: "transfer", elsewhere: true },
      { code: "died", name: "Died", kind: "death" },
    ],
    takesFrom: ["self", "hilltop"],
    asksFor: [],
    reportsTo: [],
    firstContactHours: { usual: parameter(120, "hour"), from: { hilltop: parameter(24, "hour") } },
    retentionDays: parameter(90, "day"),
    ...change,
  });

/** An open episode since 1 March 2026, at its first stage. */
export const anEpisode = (change: Partial<OpenEpisode> = {}): OpenEpisode => ({
  id: EpisodeId.fresh(),
  personId: PersonId.fresh(),
  serviceId: ServiceId.fresh(),
  kind: "quayside",
  owner: { team: TeamId.fresh() },
  opened: day("2026-03-01"),
  stage: "referred",
  stageSince: day("2026-03-01"),
  state: "open",
  ...change,
});

/** An episode from 1 to 20 March 2026 that was completed. */
export const anEndedEpisode = (change: Partial<EndedEpisode> = {}): EndedEpisode => ({
  ...anEpisode(),
  state: "ended",
  ended: day("2026-03-20"),
  ending: "completed",
  ...change,
});
