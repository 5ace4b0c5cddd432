import { measure } from "../definition.ts";

/** Where somebody stands with housing, in the three steps of the national return. */
export const housingStatus = measure({
  code: "housing-status",
  version: "1",
  name: "Housing status",
  whyItMatters:
    "A person with nowhere to live rarely keeps appointments or stays well; the urgent code is a reason to act the same day.",
  category: "housing",
  recall: "Today.",
  items: [
    {
      code: "housing-need",
      kind: "choice",
      label: "What is your housing like today?",
      ndtmsHeader: "ACCMNEED",
      required: true,
      choices: [
        { code: "1", label: "No fixed home – an urgent housing problem" },
        { code: "2", label: "A housing problem, but not urgent" },
        { code: "3", label: "No housing problem" },
      ],
    },
  ],
  allowsNotDisclosed: false,
  scores: [
    {
      code: "housing-need",
      name: "Housing",
      from: ["housing-need"],
      kind: "item",
      min: 1,
      max: 3,
      direction: "higher-is-better",
      bands: [
        { from: 1, to: 1, label: "Urgent problem" },
        { from: 2, to: 2, label: "Problem" },
        { from: 3, to: 3, label: "No problem" },
      ],
      ndtmsHeader: "ACCMNEED",
    },
  ],
  licence:
    "A national data item (Crown copyright, Open Government Licence 3.0); the question is our own wording.",
  source:
    "Accommodation need codes 1 to 3: NDTMS exports for core data set K (2015), not the present reference data.",
  authoredBy: "Throughcare contributors",
  checkedBy: null,
  reviewedOn: "2026-11-21",
  nextReview: "2027-04-01",
});
