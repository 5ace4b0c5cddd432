import type { Parameter } from "./episode/service-kind.ts";

const proposed = (hours: number, forWhom: string): Parameter => ({
  value: hours,
  unit: "hour",
  version: 1,
  status: "proposed",
  source: `proposed, for the ${forWhom} to confirm`,
  checkBy: "2027-04-01",
});

const LEAD = "information governance lead";
const CLINICAL = "partnership's clinical and operational leads";

/** Spans that practice will settle and the database counts by, under the names it knows them by. Written to it at start. */
export const PARAMETERS = {
  /** How long an agency sees its own record of somebody it registered and has no episode with. */
  "sight-after-registering": proposed(28 * 24, LEAD),
  /** How long an agency sees its own record of somebody whose handover it had accepted and who then did not come to it. */
  "sight-after-a-yes": proposed(28 * 24, LEAD),
  /** How long liaison sees somebody after a no to police or probation that came to it. */
  "sight-after-a-no": proposed(28 * 24, LEAD),
  /** In which a sender settles what happens instead, after the person's own no. */
  "settle-after-a-no": proposed(48, CLINICAL),
  /** In which a team says how a stay really ended, when a death that ended it was recorded in error. */
  "say-how-it-ended": proposed(72, CLINICAL),
  /** In which a team reads a record through that the identity clerk has joined from two, or separated. */
  "read-through-a-joined-record": proposed(72, CLINICAL),
} as const satisfies Readonly<Record<string, Parameter>>;

/** A span in whole days, for words. */
export const daysOf = ({ value }: Parameter): number => Math.round(value / 24);
