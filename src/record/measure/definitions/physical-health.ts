import { measure } from "../definition.ts";

/** Physical health as one reading from 0 to 20, for the times between full profiles. */
export const physicalHealth = measure({
  code: "physical-health",
  version: "1",
  name: "Physical health",
  whyItMatters:
    "Untreated illness and pain are common reasons for using again; a falling number is a reason to ask.",
  category: "health",
  recall: "The 28 days before today. In custody or prison, the 28 days before custody began.",
  items: [
    {
      code: "physical-health",
      kind: "scale-0-20",
      label: "How good was your physical health?",
      hint: "Illness, pain, energy and eating.",
      lowest: "poor",
      highest: "good",
      ndtmsHeader: "PHSTAT",
      required: true,
    },
  ],
  allowsNotDisclosed: false,
  scores: [
    {
      code: "physical-health",
      name: "Physical health",
      from: ["physical-health"],
      kind: "item",
      min: 0,
      max: 20,
      direction: "higher-is-better",
      bands: [],
      ndtmsHeader: "PHSTAT",
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
