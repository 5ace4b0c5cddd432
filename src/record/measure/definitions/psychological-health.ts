import { measure } from "../definition.ts";

/** Psychological health as one reading from 0 to 20, for the times between full profiles. */
export const psychologicalHealth = measure({
  code: "psychological-health",
  version: "1",
  name: "Psychological health",
  whyItMatters:
    "One number a person can give in ten seconds, often enough to see a turn for the worse between full reviews.",
  category: "health",
  recall: "The 28 days before today. In custody or prison, the 28 days before custody began.",
  items: [
    {
      code: "psychological-health",
      kind: "scale-0-20",
      label: "How good was your psychological health?",
      hint: "Mood, worry, sleep and feeling able to cope.",
      lowest: "poor",
      highest: "good",
      ndtmsHeader: "PSYHSTAT",
      required: true,
    },
  ],
  allowsNotDisclosed: false,
  scores: [
    {
      code: "psychological-health",
      name: "Psychological health",
      from: ["psychological-health"],
      kind: "item",
      min: 0,
      max: 20,
      direction: "higher-is-better",
      bands: [],
      ndtmsHeader: "PSYHSTAT",
      reliableChange: { threshold: null, source: "No threshold has been looked up." },
    },
  ],
  licence:
    "A national data item (Crown copyright, Open Government Licence 3.0); the question is our own wording.",
  source: "Scale and direction: the TOP forms; header: NDTMS exports for core data sets H and K.",
  authoredBy: "Throughcare contributors",
  checkedBy: null,
  reviewedOn: "2026-11-21",
  nextReview: "2027-11-21",
});
