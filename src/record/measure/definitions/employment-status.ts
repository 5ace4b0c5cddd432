import { measure } from "../definition.ts";

/** What somebody does for work today. The codes have no order, so nothing is scored. */
export const employmentStatus = measure({
  code: "employment-status",
  version: "1",
  name: "Employment status",
  whyItMatters:
    "Work is one of the strongest supports of lasting recovery, and the first thing a partnership is asked about.",
  category: "social",
  recall: "Today.",
  items: [
    {
      code: "employment",
      kind: "choice",
      label: "Which of these describes you best today?",
      ndtmsHeader: "EMPSTAT",
      required: true,
      choices: [
        { code: "1", label: "In regular paid work" },
        { code: "2", label: "Pupil or student" },
        { code: "12", label: "Out of work and looking for work" },
        { code: "9", label: "Long-term sick or disabled" },
        { code: "14", label: "Unpaid voluntary work" },
        { code: "10", label: "Looking after home or family" },
        { code: "13", label: "Not receiving benefits" },
        { code: "15", label: "Retired from paid work" },
        { code: "5", label: "Something else" },
        { code: "6", label: "Not known" },
        { code: "99", label: "Preferred not to say" },
      ],
    },
  ],
  allowsNotDisclosed: false,
  scores: [],
  licence:
    "A national data item (Crown copyright, Open Government Licence 3.0); the question is our own wording.",
  source: "Employment codes: NDTMS exports for core data set K (2015), not the present reference data.",
  authoredBy: "Throughcare contributors",
  checkedBy: null,
  reviewedOn: "2026-11-21",
  nextReview: "2027-04-01",
});
