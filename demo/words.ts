import type { Random } from "../src/kernel/random.ts";
import type { LifeEpisode } from "./life.ts";
import { placeOf } from "./places.ts";
import { severityOn, type Teller } from "./teller.ts";

const WANTS = [
  "Wants to stop using on top of a prescription.",
  "Asked for help after losing a flat.",
  "Says they are ready to cut down, and nervous about groups.",
  "Keen to be nearer to family and work.",
  "Wants a prescription restarted; last one ended when they moved.",
  "Has tried alone several times and would like someone alongside.",
  "Would like support that does not clash with looking after children.",
];
const CONTACT = [
  "Best reached by text after midday.",
  "Has no phone just now; leave word at the day centre.",
  "Comes if someone walks over with them the first time.",
  "Prefers mornings.",
  "Reads little: please ring, do not write.",
  "A sister helps and may be rung.",
];
const CARE = [
  "Naloxone given and explained.",
  "No known allergies.",
  "Low mood at times; agreed what to do if it worsens.",
  "Chest infection treated last month.",
  "Two short admissions in the past year.",
  "Steady on the same dose for six weeks.",
];

/** What the receiver is told when a person is offered: never more than the sending kind of agency may say. */
export function summaryOf({ random }: Teller, from: LifeEpisode, to: string): string {
  const { kind } = placeOf(from.service);
  const opening = `Known to ${placeOf(from.service).name}.`;
  const clinical = kind.category === "health" || kind.category === "supervised-use";
  return [
    opening,
    random.pick(WANTS),
    ...(clinical ? [random.pick(CARE)] : []),
    random.pick(CONTACT),
    placeOf(to).kind.code === "housing" ? "Staying with friends at present." : "",
  ]
    .filter(Boolean)
    .join(" ");
}

type Moods = {
  readonly better: readonly string[];
  readonly worse: readonly string[];
  readonly plain: readonly string[];
};

const HEALTH: Moods = {
  better: [
    "Looked well and said so. Sleeping through most nights.",
    "Has not used on top for three weeks. Talked about what helped.",
    "Cooking again, and has gained a little weight. Pleased with it.",
    "Came early. Wants to talk about reducing in the spring.",
    "Brought their daughter's drawing to show us. Proud of four weeks without a slip.",
  ],
  worse: [
    "A hard fortnight: used most days after bad news from home. We agreed to meet twice next week.",
    "Tired and low. Went through the safety plan again and they added two people to ring.",
    "Missed the last appointment, came today soaked through. Dry clothes, food, and a longer talk.",
    "Using alone at night. Talked about who could be near, and replaced naloxone.",
    "Cross with us about the wait. Listened, apologised for our part, set a date.",
  ],
  plain: [
    "Reviewed the care plan together. Two goals kept, one changed.",
    "Talked about triggers around payday and what to do instead.",
    "Blood-borne virus tests offered and taken.",
    "Short call. No changes. Next appointment confirmed.",
    "Went through the letter from the benefits office with them.",
    "Joined the Thursday group for the first time and stayed to the end.",
    "Prescription collected as usual, the pharmacy has no concerns.",
    "Dentist appointment booked; they asked that somebody goes along.",
  ],
};
const MOODS: Readonly<Record<string, Moods>> = {
  health: HEALTH,
  medication: {
    better: ["Collected every day this week, chatty at the counter."],
    worse: ["Missed two collections; the prescriber was rung and the third was held as agreed."],
    plain: [
      "Supervised dose taken, no concerns.",
      "Weekend take-home doses explained again.",
      "New prescription received and checked.",
      "Collected late, just before closing.",
    ],
  },
  offending: {
    better: [
      "Every condition of the contract met this month.",
      "Wrote a letter to the shop. We read it together before it was sent.",
    ],
    worse: [
      "Missed a meeting without ringing. Spoke about what happens next.",
      "New allegation reported. The contract is being looked at again.",
    ],
    plain: [
      "Went through the contract and what each part asks.",
      "Met as planned. Next meeting in two weeks.",
      "Talked about the offence and who was affected.",
      "Checked in by phone, all as agreed.",
      "Joint meeting arranged.",
    ],
  },
  housing: {
    better: ["Keys collected today. First night in their own place.", "Rent up to date for the third month."],
    worse: [
      "Warning letter about noise. Visited together with the landlord.",
      "Sofa-surfing again since the weekend.",
    ],
    plain: [
      "Housing application completed with their papers.",
      "Viewed a room in a supported house. Will say by Friday.",
      "Budget made together, fuel voucher given.",
      "Register bid placed on two flats.",
      "Visit done: repair reported to the landlord.",
    ],
  },
  social: {
    better: ["Has told their brother, and feels lighter for it.", "Cut down to weekends, as planned."],
    worse: [
      "Did not feel like talking. Left a card and will try again.",
      "Drinking more since the hours at work were cut.",
    ],
    plain: [
      "First conversation. Gave the leaflet and a number to ring.",
      "Talked about how much is too much, without judging.",
      "Asked about local groups; gave the list.",
      "Follow-up call: doing much the same, glad of the call.",
    ],
  },
  "supervised-use": {
    better: [
      "Stayed for soup and asked about a prescription.",
      "Used half the usual amount, took filters away.",
    ],
    worse: [
      "Very drowsy after use. Oxygen and stimulation, recovered in ten minutes, stayed an hour.",
      "Upset on arrival; sat with them until calm.",
    ],
    plain: [
      "Visit without incident.",
      "Dressing changed on the left arm.",
      "Drug check shown and explained.",
      "Sat in the garden room and talked about the week.",
    ],
  },
};

/** A note of the day, sober and invented, in the mood of the day. Followed sometimes by what comes next. */
export function noteWords(teller: Teller, category: string, day: number): string {
  const { random } = teller;
  const moods = MOODS[category] ?? HEALTH;
  const hard = severityOn(teller, day);
  const mood = random.chance(0.45) ? moods.plain : random.chance(hard) ? moods.worse : moods.better;
  return random.chance(0.4) ? `${random.pick(mood)} ${random.pick(NEXT)}` : random.pick(mood);
}

const NEXT = [
  "Next seen in two weeks.",
  "Will ring on Thursday.",
  "Asked for the same worker next time.",
  "Has our out-of-hours number.",
  "Agreed to bring the letter next time.",
  "Plan unchanged.",
];

const TASKS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  diversion: [
    ["contract-review", "Review the contract together"],
    ["check", "Check attendance with the service"],
    ["call", "Ring before Friday's meeting"],
  ],
  prison: [
    ["release-plan", "Agree who meets them at the gate"],
    ["measure", "Take the TOP before release"],
    ["naloxone", "Naloxone and prescription ready for release"],
  ],
  community: [
    ["review", "Care plan review"],
    ["measure", "TOP review is due"],
    ["call", "Ring: missed the last appointment"],
    ["appointment", "Keyworker appointment"],
    ["naloxone", "Replace naloxone kit"],
  ],
  clinic: [
    ["assessment", "Clinical review"],
    ["measure", "TOP and PHQ-9 are due"],
    ["bloods", "Blood results to discuss"],
  ],
  "overdose-prevention": [
    ["follow-up", "Look out for them: very drowsy last visit"],
    ["talk", "They asked about a prescription: talk on the next visit"],
  ],
  residential: [
    ["review", "Weekly programme review"],
    ["move-on", "Move-on plan with the council"],
    ["family", "Family visit to confirm"],
  ],
  housing: [
    ["visit", "Tenancy visit"],
    ["application", "Finish the housing application"],
    ["viewing", "Go along to a viewing"],
  ],
  "mental-health": [
    ["joint-plan", "Joint plan meeting with the keyworker"],
    ["review", "Medication review with the psychiatrist"],
    ["call", "Ring: did not come to clinic"],
  ],
  recovery: [
    ["check-up", "Three-month check-up"],
    ["check-up", "Monthly call"],
    ["measure", "Quality of life reading is due"],
  ],
  "early-help": [
    ["follow-up", "Follow-up call"],
    ["advice", "Brief advice, second talk"],
    ["referral", "Help them decide about a referral"],
  ],
};

/** Something a service of that kind would have to do. */
export const taskWords = (random: Random, kind: string): readonly [string, string] =>
  random.pick(TASKS[kind] ?? [["review", "Review"]]);
