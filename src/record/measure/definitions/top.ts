import { type Item, measure, type ReliableChange, type ScoreDefinition } from "../definition.ts";

const USE = "Substances used";
const INJECTING = "Injecting";
const CRIME = "Crime";
const HEALTH = "Health and daily life";

const days = (
  code: string,
  label: string,
  section: string,
  more: { hint?: string; ndtmsHeader?: string } = {},
): Item => ({
  code,
  kind: "days-of-28",
  label,
  section,
  ...more,
});

const yesNo = (code: string, label: string, section: string, ndtmsHeader?: string): Item => ({
  code,
  kind: "yes-no",
  label,
  section,
  ndtmsHeader,
});

const rating = (code: string, label: string, hint: string, ndtmsHeader: string): Item => ({
  code,
  kind: "scale-0-20",
  label,
  hint,
  section: HEALTH,
  lowest: "poor",
  highest: "good",
  ndtmsHeader,
});

const items: readonly Item[] = [
  days("alcohol", "On how many days did you drink alcohol?", USE, { ndtmsHeader: "ALCUSE" }),
  days(
    "opiates",
    "On how many days did you use heroin or another opioid that was not prescribed to you?",
    USE,
    {
      ndtmsHeader: "OPIUSE",
      hint: "Street heroin, and methadone, tablets or patches meant for somebody else. Not your own prescription.",
    },
  ),
  days("crack", "On how many days did you use crack?", USE, { ndtmsHeader: "CRAUSE" }),
  days("cocaine", "On how many days did you use cocaine powder?", USE, { ndtmsHeader: "COCAUSE" }),
  days("amphetamines", "On how many days did you use amphetamines?", USE, {
    ndtmsHeader: "AMPHUSE",
    hint: "For example speed or crystal meth.",
  }),
  days("cannabis", "On how many days did you use cannabis?", USE, { ndtmsHeader: "CANNUSE" }),
  days("other-substance", "On how many days did you use any other substance that causes you problems?", USE, {
    ndtmsHeader: "OTDRGUSE",
    hint: "The substance itself is named among the drugs of the episode.",
  }),
  // The national header for tobacco is known only from memory, so none is declared.
  days("tobacco", "On how many days did you use tobacco in any form?", USE),
  days("injected", "On how many days did you inject something that was not prescribed to you?", INJECTING, {
    ndtmsHeader: "IVDRGUSE",
  }),
  yesNo(
    "shared-needle",
    "Did you inject with a needle or syringe that somebody else had used?",
    INJECTING,
    "SHARING",
  ),
  yesNo(
    "shared-equipment",
    "Did you inject using a spoon, water or filter that somebody else had used?",
    INJECTING,
    "SHARING",
  ),
  days("shoplifting", "On how many days did you steal from a shop?", CRIME, { ndtmsHeader: "SHOTHEFT" }),
  days("drug-selling", "On how many days did you sell drugs?", CRIME, { ndtmsHeader: "DRGSELL" }),
  yesNo("vehicle-theft", "Did you steal a vehicle, or something from one?", CRIME, "OTHTHEFT"),
  yesNo("other-theft", "Did you steal other property, or break in somewhere to steal?", CRIME, "OTHTHEFT"),
  yesNo("fraud-handling", "Did you commit fraud or forgery, or handle stolen goods?", CRIME, "OTHTHEFT"),
  yesNo("violence", "Did you assault anybody or act with violence?", CRIME, "ASSAULT"),
  rating(
    "psychological-health",
    "How good was your psychological health?",
    "Mood, worry, sleep and feeling able to cope.",
    "PSYHSTAT",
  ),
  days("paid-work", "On how many days did you do paid work?", HEALTH, { ndtmsHeader: "PWORK" }),
  days("education", "On how many days did you go to college or school?", HEALTH, { ndtmsHeader: "EDUCAT" }),
  days("volunteering", "On how many days did you volunteer, or go to an unpaid work placement?", HEALTH),
  rating(
    "physical-health",
    "How good was your physical health?",
    "Illness, pain, energy and eating.",
    "PHSTAT",
  ),
  yesNo("acute-housing", "Did you have an urgent housing problem?", HEALTH, "ACUTHPBM"),
  yesNo("unsuitable-housing", "Did you live somewhere that was not suitable for you?", HEALTH),
  yesNo("eviction-risk", "Were you at risk of losing the place where you live?", HEALTH, "HRISK"),
  rating(
    "quality-of-life",
    "Taken together, how good was your quality of life?",
    "Getting on with people, enjoying things, living as you want to.",
    "QUALLIFE",
  ),
];

const NOT_LOOKED_UP = "No threshold has been looked up; the official table is one per substance.";
const unknown = (ofUse: boolean): ReliableChange => ({ threshold: null, ofUse, source: NOT_LOOKED_UP });

const dayScore = (
  item: string,
  name: string,
  direction: ScoreDefinition["direction"],
  reliableChange?: ReliableChange,
): ScoreDefinition => ({
  code: item,
  name,
  from: [item],
  kind: "item",
  min: 0,
  max: 28,
  unit: "days",
  direction,
  bands: [],
  ndtmsHeader: items.find((one) => one.code === item)?.ndtmsHeader,
  reliableChange,
});

const ratingScore = (item: string, name: string): ScoreDefinition => ({
  ...dayScore(item, name, "higher-is-better", unknown(false)),
  max: 20,
  unit: undefined,
});

const anyOf = (
  code: string,
  name: string,
  from: readonly string[],
  ndtmsHeader?: string,
): ScoreDefinition => ({
  code,
  name,
  from,
  kind: "any",
  min: 0,
  max: 1,
  direction: "higher-is-worse",
  bands: [
    { from: 0, to: 0, label: "No" },
    { from: 1, to: 1, label: "Yes" },
  ],
  ndtmsHeader,
});

/** Alcohol: a fall of nine days or more counts as substantial, worked out for people who use nothing but alcohol. */
const alcoholChange: ReliableChange = {
  threshold: 9,
  onlyFor: "alcohol-only",
  ofUse: true,
  source: "OHID, Treatment Progress Measure documentation, November 2024",
};

/** Treatment Outcomes Profile: what the last four weeks were like, for the national return and for the person. */
export const top = measure({
  code: "top",
  version: "1",
  name: "Treatment Outcomes Profile (TOP)",
  whyItMatters:
    "Shows whether substance use, injecting, offending, health and housing are changing, with the questions every structured treatment service in England reports.",
  category: "health",
  recall: "The 28 days before today. In custody or prison, the 28 days before custody began.",
  items,
  allowsNotDisclosed: true,
  scores: [
    dayScore("alcohol", "Days of alcohol", "higher-is-worse", alcoholChange),
    dayScore("opiates", "Days of illicit opioids", "higher-is-worse", unknown(true)),
    dayScore("crack", "Days of crack", "higher-is-worse", unknown(true)),
    dayScore("cocaine", "Days of cocaine powder", "higher-is-worse", unknown(true)),
    dayScore("amphetamines", "Days of amphetamines", "higher-is-worse", unknown(true)),
    dayScore("cannabis", "Days of cannabis", "higher-is-worse", unknown(true)),
    dayScore("other-substance", "Days of another substance", "higher-is-worse", unknown(true)),
    dayScore("tobacco", "Days of tobacco", "higher-is-worse"),
    dayScore("injected", "Days of injecting", "higher-is-worse", unknown(true)),
    anyOf("sharing", "Shared injecting equipment", ["shared-needle", "shared-equipment"], "SHARING"),
    dayScore("shoplifting", "Days of shoplifting", "higher-is-worse"),
    dayScore("drug-selling", "Days of drug selling", "higher-is-worse"),
    anyOf(
      "other-theft",
      "Other theft, fraud or handling",
      ["vehicle-theft", "other-theft", "fraud-handling"],
      "OTHTHEFT",
    ),
    anyOf("violence", "Assault or violence", ["violence"], "ASSAULT"),
    ratingScore("psychological-health", "Psychological health"),
    dayScore("paid-work", "Days of paid work", "higher-is-better"),
    dayScore("education", "Days of college or school", "higher-is-better"),
    dayScore("volunteering", "Days of volunteering or placement", "higher-is-better"),
    ratingScore("physical-health", "Physical health"),
    anyOf("acute-housing", "Urgent housing problem", ["acute-housing"], "ACUTHPBM"),
    anyOf("unsuitable-housing", "Unsuitable housing", ["unsuitable-housing"]),
    anyOf("eviction-risk", "At risk of losing home", ["eviction-risk"], "HRISK"),
    ratingScore("quality-of-life", "Quality of life"),
  ],
  stages: [
    {
      code: "start",
      label: "Start of treatment",
      when: "Within two weeks either side of the first intervention.",
    },
    { code: "review", label: "Review", when: "At least every six months while in treatment." },
    { code: "exit", label: "Leaving treatment", when: "Within two weeks either side of discharge." },
    {
      code: "post-treatment-exit",
      label: "After treatment",
      when: "A later check-up, if the person agrees.",
    },
  ],
  licence:
    "The data items are the national return (Crown copyright, Open Government Licence 3.0). The printed form is copyright of its owners and is not reproduced: the questions are our own wording.",
  source:
    "Items, scales and headers: the TOP forms and NDTMS exports for core data sets H and K; combining rules for theft, and the later work and housing items, are from memory. Design: Marsden and others, Addiction 2008;103:1450-60.",
  authoredBy: "Throughcare contributors",
  checkedBy: null,
  reviewedOn: "2026-11-21",
  nextReview: "2027-04-01",
});
