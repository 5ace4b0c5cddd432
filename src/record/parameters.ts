import type { Parameter } from "./episode/service-kind.ts";

const proposed = (value: number, forWhom: string, unit: "minute" | "hour" = "hour"): Parameter => ({
  value,
  unit,
  version: 1,
  status: "proposed",
  source: `proposed, for the ${forWhom} to confirm`,
  checkBy: "2027-04-01",
});

const LEAD = "information governance lead";
const CD_LEAD = "controlled-drugs lead";
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
  /** How long a record opened in an emergency stays open; never more than an hour. */
  "emergency-lasts": proposed(1, LEAD),
  /** How long one try to find somebody in an emergency counts, shared out over an hour: at twelve minutes, five an hour. */
  "emergency-try-every": proposed(12, LEAD, "minute"),
  /** In which the teams that care for somebody look at how they are after an emergency. */
  "look-after-an-emergency": proposed(24, CLINICAL),
  /** In which the information governance lead reviews an opening in an emergency. */
  "review-an-emergency": proposed(72, LEAD),
  /** How long parts of a record are shared without consent before it is asked for anew. */
  "gateway-longest": proposed(90 * 24, LEAD),
  /** How long it holds that somebody showed that it is they, for the acts that ask for it. */
  "proof-lasts": proposed(5, LEAD, "minute"),
  /** How long ago somebody may have signed in at their organisation, to sign in here by it. */
  "organisation-sign-in-holds": proposed(12, LEAD),
  /** In which a team reads a record through that the identity clerk has joined from two, or separated. */
  "read-through-a-joined-record": proposed(72, CLINICAL),
  /** How long a pharmacy sees somebody whose prescription to it has ended. */
  "sight-after-a-prescription": proposed(28 * 24, LEAD),
  /** In which the team of a prescription decides how it goes on, once it is held. */
  "decide-after-a-hold": proposed(24, CLINICAL),
  /** In which the team of a prescription answers what a pharmacy is worried about. */
  "answer-a-pharmacy": proposed(4, CLINICAL),
  /** How long before a prescription runs out that none follows its team is told, and in which it settles what follows. */
  "prescription-runs-out": proposed(7 * 24, CLINICAL),
  "write-what-follows": proposed(72, CLINICAL),
  /** In which the team of a prescription looks for somebody who misses doses. */
  "look-for-missed-doses": proposed(4, CLINICAL),
  /** In which a clinic sees that somebody is well who did not come, after they were intoxicated or needed naloxone the last time. */
  "see-that-they-are-well": proposed(4, CLINICAL),
  /** In which a clinic acts on a licence that ends: renews it, or has another licensed doctor take over. */
  "act-on-a-licence": proposed(7 * 24, CLINICAL),
  /** How long before the last day of a clinic it is said every day that somebody has not arrived elsewhere; in which that is acted on. */
  "tell-of-an-ending": proposed(14 * 24, CLINICAL),
  "answer-an-ending": proposed(24, CLINICAL),
  /** How long before the last day of an order it is said, while its clinic ends, that nobody has received that person. The reference names no number. */
  "tell-of-a-last-order": proposed(7 * 24, CLINICAL),
  /** How long a judgement of a danger stands at most before it is judged again. */
  "review-a-risk": proposed(84 * 24, CLINICAL),
  /** How long a care plan stands at most before it is gone through again: three months. */
  "review-a-plan": proposed(91 * 24, CLINICAL),
  /** In which a team holds a review of a risk or a plan that is overdue. */
  "hold-an-overdue-review": proposed(72, CLINICAL),
  /** In which the duty team reads a concern for somebody's safety and acts on it. */
  "answer-a-concern": proposed(4, "partnership's safeguarding leads"),
  /** How long a safeguarding lead finds a concern in their list once something was done about it. */
  "concerns-in-sight": proposed(28 * 24, "partnership's safeguarding leads"),
  /** How long a referral that is being taken down is kept for its writer before it is thrown away. */
  "referral-draft-kept": proposed(14 * 24, LEAD),
  /** In which a duty team says what happens after somebody left unplanned; and how far back an ending still raises its alarm. */
  "answer-an-unplanned-exit": proposed(24, CLINICAL),
  "alarm-an-unplanned-exit": proposed(7 * 24, CLINICAL),
  /** How long before a recovery check-up is due its task is there. */
  "check-up-in-sight": proposed(14 * 24, CLINICAL),
  /** How soon somebody in hospital is followed up, and how old an admission may be that still asks for it. */
  "follow-up-in-hospital": proposed(24, CLINICAL),
  "hospital-stay-asks": proposed(30 * 24, CLINICAL),
  /** In which another service answers about a joint plan, and about ending a part of one. */
  "answer-a-joint-plan": proposed(5 * 24, CLINICAL),
  "answer-a-joint-ending": proposed(5 * 24, CLINICAL),
  /** How long the code of a family link may be brought to another service; in which a team reads that something about a link has changed. */
  "family-code-waits": proposed(28 * 24, LEAD),
  "read-a-family-page": proposed(72, CLINICAL),
  /** In which word is due of a person who moves to another partnership, unless the sender says otherwise; at most how long that is. */
  "word-of-a-transfer": proposed(7 * 24, CLINICAL),
  "word-of-a-transfer-longest": proposed(28 * 24, CLINICAL),
  /** In which a service takes in the bundle of a person who moves to it, and how long a bundle may be taken in. */
  "take-in-a-transfer": proposed(24, CLINICAL),
  "transfer-valid-for": proposed(28 * 24, LEAD),
  /** How long the sealed file of a transfer is kept once it has ended; and how often a message is tried at a partner's door. */
  "transfer-file-kept": proposed(90 * 24, LEAD),
  "transfer-tried-for": proposed(72, LEAD),
  /** How often the stock of a clinic is counted: at the start and the end of each shift. The law asks for regular checks, NICE NG46 for weekly ones. */
  "count-stock-every": proposed(12, CD_LEAD),
  /** In which stock that left for other premises is counted and entered there. */
  "receive-a-transfer": proposed(4, CD_LEAD),
  /** In which a line waits for its second signature before it stands out; and in which a difference is explained. */
  "sign-a-waiting-line": proposed(1, CD_LEAD),
  "explain-a-difference": proposed(24, CD_LEAD),
  /** In which the accountable officer answers an unexplained difference: ideally 48 hours from finding it (NHS England, north west). */
  "answer-an-unexplained-difference": proposed(48, "controlled-drugs accountable officer"),
  /** In which the accountable officer and the controlled-drugs lead answer theft, fraud or a lost register: at once (S90); each region says for itself. */
  "answer-a-serious-incident": proposed(1, "controlled-drugs accountable officer"),
  /** In which the accountable officer reads of harm after a dose of which they were told, and reports a quarter that is over. */
  "read-of-harm": proposed(24, "controlled-drugs accountable officer"),
  "report-a-quarter": proposed(14 * 24, "controlled-drugs accountable officer"),
  /** How often the head of each changed book is signed and sent out of the house, and after how long without delivery that is an incident. */
  "checkpoint-every": proposed(5, CD_LEAD, "minute"),
  "checkpoint-lost-after": proposed(60, CD_LEAD, "minute"),
  /** What happened longer ago than this when it is entered is recorded late, with why. */
  "entered-late-after": proposed(60, CD_LEAD, "minute"),
  /** How far a device's clock may be from the server's for a new entry (clinic.md 2.2.10); within how long a device was used at premises. */
  "device-clock-apart": proposed(2, CD_LEAD, "minute"),
  "device-used-within": proposed(12, CD_LEAD),
  /** In which the accountable officer looks at a second signature that came from elsewhere. */
  "look-at-a-signature-from-elsewhere": proposed(48, "controlled-drugs accountable officer"),
  /** How often the downtime pack of each clinic is made anew; how old it may be before its age is an alarm. */
  "pack-every": proposed(5, CD_LEAD, "minute"),
  "pack-old-after": proposed(10, CD_LEAD, "minute"),
  /** For how long a pack that was printed counts as the one of the shift: as long as its forms are for. */
  "pack-printed-lasts": proposed(8, CD_LEAD),
  /** In which the paper of a downtime is entered, and a second person has counted it. */
  "enter-paper-of-a-downtime": proposed(24, CD_LEAD),
  /** How long before an appointment its reminder is sent. */
  "remind-before": proposed(24, CLINICAL),
  /** Not seen for so long, somebody stands high on the caseload board. */
  "not-seen-for": proposed(28 * 24, CLINICAL),
  /** How often a care plan is reviewed: at least every three months (Orange Book, 2017). */
  "review-every": proposed(84 * 24, CLINICAL),
  /** How often the Treatment Outcomes Profile is asked: every twelve weeks (NDTMS). */
  "top-every": proposed(84 * 24, CLINICAL),
  /** In which a prescriber or the controlled-drugs lead reviews an incident at a clinic's session. */
  "review-a-dosing-incident": proposed(24, CLINICAL),
  /** In which a clinic speaks with somebody who was nominated to it, or whose consent to the panel has changed. */
  "answer-a-nomination": proposed(72, CLINICAL),
  /** How long a clinic sees its own record of somebody after their selection is over. */
  "sight-after-a-nomination": proposed(28 * 24, LEAD),
  /** How long a panel sees whom it has declined. */
  "panel-sees-its-decision": proposed(14 * 24, LEAD),
  /** In which a second doctor reads an exception from the criteria. */
  "read-an-exception": proposed(72, CLINICAL),
  /** In which the first session is planned, once the agreement is signed. */
  "plan-a-first-session": proposed(72, CLINICAL),
} as const satisfies Readonly<Record<string, Parameter>>;

/** A span in minutes. */
export const minutesOf = ({ value, unit }: Parameter): number =>
  value * { minute: 1, hour: 60, day: 24 * 60 }[unit];

/** A span in whole days, for words. */
export const daysOf = ({ value }: Parameter): number => Math.round(value / 24);
