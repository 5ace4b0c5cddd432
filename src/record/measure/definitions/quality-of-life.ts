import { measure } from "../definition.ts";

/** Quality of life as one reading from 0 to 20, for the times between full profiles. */
export const qualityOfLife = measure({
  code: "quality-of-life",
  version: "1",
  name: "Quality of life",
  whyItMatters: "What treatment is for, in the person's own judgement.",
  category: "health",
  recall: "The 28 days before today. In custody or prison, the 28 days before custody began.",
  items: [
    {
      code: "quality-of-life",
      kind: "scale-0-20",
      label: "Taken together, how good was your quality of life?",
      hint: "Getting on with people, enjoying things, living as you want to.",
      lowest: "poor",
      highest: "good",
      ndtmsHeader: "QUALLIFE",
      required: true,
    },
  ],
  allowsNotDisclosed: false,
  scores: [
    {
      code: "quality-of-life",
      name: "Quality of life",
      from: ["quality-of-life"],
      kind: "item",
      min: 0,
      max: 20,
      direction: "higher-is-better",
      bands: [],
      ndtmsHeader: "QUALLIFE",
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
